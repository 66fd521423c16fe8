"""Certificates, as `pymdm inspect` shows them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pymdm.crypto.cms import UnverifiedSigner
from pymdm.crypto.describe import describe_certificate
from pymdm.errors import DecodeError, SignerUntrusted

from ._inspect_attestation import ALONE, ATTESTATION, attested
from ._inspect_push import push_certificate
from ._inspect_report import Outcome, Report, Shown, Verdict, show

if TYPE_CHECKING:
    from pymdm.crypto.describe import CertificateFacts

    from ._inspect_report import Inquiry

__all__ = ["certificate", "signer"]

# Bits of a serial number that are written out: more than any CA uses, and fewer than Python's 4300 digits.
_MAX_SERIAL = 1024


def certificate(der: bytes, asked: Inquiry) -> Report:
    """A certificate by itself, judged if a CA was named.

    Raises:
        DecodeError: it cannot be read.
    """
    report = _described(der, asked)
    if asked.trust is None:
        return report
    try:
        identity = asked.trust.check(UnverifiedSigner(certificate=der), now=asked.now)
    except SignerUntrusted as error:
        verdict = Verdict(
            outcome=Outcome.UNCHECKED,
            text=f"not trusted as the identity of a device: {error.reason.value}",
            trusted=False,
            trust_reason=error.reason.value,
        )
    else:
        late = "; it has expired and is in its days of grace" if identity.expired else ""
        verdict = Verdict(
            outcome=Outcome.UNCHECKED,
            text=f"trusted: a CA of the given file vouches for it{late}",
            trusted=True,
        )
    return Report(kind=report.kind, facts=report.facts, notes=report.notes, verdict=verdict)


def signer(der: bytes, asked: Inquiry) -> Report:
    """The certificate of a signer; what is to be said of it is said of the signature."""
    try:
        return _described(der, asked)
    except DecodeError as error:
        return Report(kind="certificate", problems=(str(error),))


def _serial(number: int) -> Shown:
    # RFC 5280 allows 20 octets; what is absurd is told by its size, since Python refuses to write it out.
    return number if number.bit_length() <= _MAX_SERIAL else f"<number of {number.bit_length()} bits>"


def _described(der: bytes, asked: Inquiry) -> Report:
    try:
        facts = describe_certificate(der)
    except ValueError as error:
        raise DecodeError("expected one X.509 certificate that can be read") from error
    left = facts.remaining(asked.now)
    shown: dict[str, Shown] = {
        "subject": facts.subject,
        "issuer": facts.issuer,
        "serial": _serial(facts.serial),
        "key": facts.key_type,
        "signed_with": facts.signed_with,
        "not_before": show(facts.not_before, asked),
        "not_after": show(facts.not_after, asked),
        "days_left": left // timedelta(days=1),
        **({} if facts.topic is None else {"topic": facts.topic}),
        "self_signed": facts.self_signed,
        "certificate_authority": facts.authority,
        "purposes": list(facts.purposes),
        "sha256": facts.fingerprint.hex(),
    }
    if says := attested(der):
        notes = (*_dates(facts, asked), ALONE)
        return Report(kind=f"{ATTESTATION} (leaf)", facts={**shown, "says": says}, notes=notes)
    kind, notes = push_certificate(der, facts, asked)
    return Report(kind=kind, facts=shown, notes=(*_dates(facts, asked), *notes))


def _dates(facts: CertificateFacts, asked: Inquiry) -> list[str]:
    if asked.now > facts.not_after:
        return ["expired"]
    return ["not yet valid"] if asked.now < facts.not_before else []
