"""Attestations of devices, as `pymdm inspect` shows them: what a leaf says, and whether Apple signed it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, cast

import attrs

from pymdm.crypto._attested import read_properties
from pymdm.crypto._x509 import parse_certificate
from pymdm.crypto.attestation import (
    APPLE_ENTERPRISE_ATTESTATION_ROOT,
    FULL_SECURITY,
    Properties,
    verify_attestation,
)
from pymdm.errors import SignatureInvalid, SignerUntrusted

from ._inspect_report import Outcome, Report, Shown, Verdict

if TYPE_CHECKING:
    from ._inspect_report import Inquiry

__all__ = ["ALONE", "ATTESTATION", "attestation", "attested"]

ATTESTATION: Final = "attestation"
NOTE: Final = (
    "whether it answers your question, and for which key, is for your server to say: verify_attestation"
    " with its nonce"
)
ALONE: Final = "what it attests counts only with the certificates above it, up to Apple's root"
_NAMES: Final = tuple(field.name for field in attrs.fields(Properties) if field.name != "extra")


def attested(der: bytes) -> dict[str, Shown]:
    """What a leaf says of a device, by the names of `Properties`; empty for any other certificate."""
    try:
        found = read_properties(parse_certificate(der).extensions)
    except ValueError:
        return {}
    values = {name: getattr(found, name) for name in _NAMES}
    said: dict[str, Shown] = {
        name: value.hex() if isinstance(value, bytes) else value
        for name, value in values.items()
        if value is not None
    }
    if found.extra:
        said["unknown"] = {oid: value.hex() for oid, value in found.extra.items()}
    return said


def attestation(chain: Sequence[object], asked: Inquiry) -> Report:
    """A chain, leaf first, held against Apple's root."""
    root = asked.attestation_root or APPLE_ENTERPRISE_ATTESTATION_ROOT
    leaf = chain[0] if chain else None
    facts: dict[str, Shown] = {
        "certificates": len(chain),
        "says": attested(leaf) if isinstance(leaf, bytes) else {},
    }
    try:
        # What a device sent may be anything; that it is no certificate is for the verifier to say.
        verify_attestation(cast("Sequence[bytes]", chain), now=asked.now, root=root)
    except (SignatureInvalid, SignerUntrusted) as error:
        verdict = Verdict(
            outcome=Outcome.FAILS,
            text=f"{root.name} does not vouch for it: {error.reason.value}",
            reason=error.reason.value,
        )
        return Report(kind=ATTESTATION, facts=facts, verdict=verdict)
    verdict = Verdict(outcome=Outcome.VERIFIES, text=f"{root.name} vouches for it", trusted=True)
    return Report(kind=ATTESTATION, facts=facts, verdict=verdict, notes=(*_lesser(facts["says"]), NOTE))


def _lesser(says: object) -> tuple[str, ...]:
    """What of a Mac's security is less than it could be."""
    assert isinstance(says, dict)
    wrong = []
    if says.get("sip_status", 0) != 0:
        wrong.append("System Integrity Protection is off")
    if says.get("secure_boot", FULL_SECURITY) != FULL_SECURITY:
        wrong.append("the Mac may start less than the newest signed system")
    if says.get("kext_status", 0) != 0:
        wrong.append("kernel extensions of third parties are allowed")
    return tuple(wrong)
