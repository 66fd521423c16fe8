"""CMS, as `pymdm inspect` shows it: the signature, its signer, and what is signed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from pymdm.crypto.apple import APPLE_IPHONE_DEVICE_CA, check_device_chain
from pymdm.crypto.cms import (
    MACHINE_INFO,
    MDM_SIGNATURE,
    OTA,
    PROFILE,
    STRICT,
    Policy,
    read_certificates_only,
    verify_attached,
    verify_detached,
)
from pymdm.crypto.describe import describe_certificate, name_text
from pymdm.crypto.envelope import decrypt_enveloped
from pymdm.crypto.profile_signers import order_chain
from pymdm.crypto.recognize import describe_enveloped, describe_signed, encoding_of
from pymdm.enroll.encrypted_profile import MAX_ENCRYPTED
from pymdm.errors import DecodeError, PymdmError, SignatureInvalid, SignerUntrusted
from pymdm.protocol import plist

from ._inspect_certificate import signer as signer_report
from ._inspect_device import is_device, is_machine_info
from ._inspect_report import Outcome, Report, Shown, Verdict

if TYPE_CHECKING:
    from pymdm.crypto.cms import VerifiedSignature
    from pymdm.crypto.recognize import SignedFacts

    from ._inspect_report import Inquiry

__all__ = ["APPLE_NOTE", "OPENED", "certificates", "enveloped", "policy_for", "signed"]

APPLE_NOTE: Final = (
    "this identifies a device and proves no ownership: every Apple device in the world has such a certificate"
)
_NO_CA: Final = "nothing here says that the signer is trusted"
_CLOSED: Final = "not readable here: only the private key of a recipient opens it (--key FILE)"
OPENED: Final = (
    "decrypted by the given key; anybody can encrypt to its certificate, so this says nothing of who did"
)
_WEAK: Final = "single DES: whoever has recorded this can read it within a day"
_DIGESTS: Final = {"sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}


def signed(data: bytes, asked: Inquiry, look: Callable[[bytes], Report]) -> Report:
    """A SignedData, checked as far as that is possible; ``look`` inspects what is inside."""
    try:
        facts = describe_signed(data)
    except SignatureInvalid as error:
        return Report(
            kind="CMS signed data",
            facts={"encoding": encoding_of(data).value},
            verdict=_failed(error.reason.value, None),
        )
    if facts.content is None and asked.content is None:
        return _unchecked(facts, asked)
    detached = asked.content is not None
    content = asked.content if asked.content is not None else facts.content
    assert content is not None  # one of the two above
    policy = asked.policy or (MDM_SIGNATURE if detached else policy_for(content))
    kind = "detached CMS signature" if detached else "CMS signed data"
    try:
        if detached:
            verified = verify_detached(data, content, policy=policy)
        else:
            verified = verify_attached(data, policy=policy)
    except SignatureInvalid as error:
        verdict = _failed(error.reason.value, policy)
        parts = (*_certificates(facts, asked), ("content, not verified", look(content)))
        return Report(kind=kind, facts=_facts(facts, policy), verdict=verdict, parts=parts)
    return _verified(kind, facts, verified, policy, asked, look)


def certificates(data: bytes, asked: Inquiry) -> Report | None:
    """A SignedData that only carries certificates, as GetCACert of SCEP answers; None for anything else."""
    try:
        found = read_certificates_only(data)
    except SignatureInvalid:
        return None
    return Report(
        kind="certificates (.p7b)",
        facts={"certificates": len(found)},
        notes=("nobody has signed that they belong together",),
        parts=tuple(
            (f"certificate {number}", signer_report(der, asked)) for number, der in enumerate(found, start=1)
        ),
    )


def enveloped(data: bytes, asked: Inquiry, look: Callable[[bytes], Report]) -> Report:
    """An EnvelopedData: to whom it is encrypted and, for its recipient, what is in it."""
    try:
        facts = describe_enveloped(data)
    except SignatureInvalid as error:
        raise DecodeError("expected CMS EnvelopedData that is whole") from error
    shown: dict[str, Shown] = {
        "encrypted_to": list(facts.recipients),
        "key_transport": list(facts.transports),
        "cipher": facts.cipher,
        "encoding": facts.encoding.value,
    }
    weak = (_WEAK,) if facts.cipher == "DES-CBC" else ()
    kind = "CMS enveloped data"
    if asked.recipient is None:
        return Report(kind=kind, facts=shown, notes=(_CLOSED, *weak))
    certificate, key = asked.recipient.certificate, asked.recipient.key
    try:
        content = decrypt_enveloped(data, certificate=certificate, key=key, limit=MAX_ENCRYPTED)
    except (DecodeError, ValueError) as error:
        return Report(kind=kind, facts=shown, notes=weak, problems=(str(error),))
    return Report(
        kind=kind, facts=shown, notes=(OPENED, *weak), parts=(("content, decrypted", look(content)),)
    )


def policy_for(content: bytes) -> Policy:
    """The policy that fits what an attached signature carries; the content itself is still unverified."""
    try:
        keys = plist.loads_top_level(content).keys()
    except PymdmError:
        return STRICT
    if "PayloadType" in keys:
        return PROFILE
    if not is_device(keys):
        return STRICT
    return MACHINE_INFO if is_machine_info(keys) else OTA


def _unchecked(facts: SignedFacts, asked: Inquiry) -> Report:
    return Report(
        kind="detached CMS signature",
        facts=_facts(facts, asked.policy),
        verdict=Verdict(
            outcome=Outcome.UNCHECKED,
            text="not checked: the signature is detached; name what it signs with --content FILE",
        ),
        parts=_certificates(facts, asked),
    )


def _verified(
    kind: str,
    facts: SignedFacts,
    verified: VerifiedSignature,
    policy: Policy,
    asked: Inquiry,
    look: Callable[[bytes], Report],
) -> Report:
    forged, apple = _apple(verified)
    trusted, reason, words = _trust(verified, policy, asked)
    if not (words or apple):
        words = (_NO_CA,)
    verdict = Verdict(
        outcome=Outcome.VERIFIES,
        text="; ".join(("signature verifies", *apple, *words)),
        policy=policy.name,
        trusted=False if forged else trusted,
        trust_reason=forged or reason,
    )
    shown = _facts(facts, policy)
    if policy is PROFILE:
        shown = {**shown, "chain": _chain(verified)}
    if apple and not forged:
        shown = {**shown, "apple_device": describe_certificate(verified.signer.certificate).subject}
    return Report(
        kind=kind,
        facts=shown,
        verdict=verdict,
        notes=(APPLE_NOTE,) if apple and not forged else (),
        parts=(
            ("signer", signer_report(verified.signer.certificate, asked)),
            ("content", look(verified.content)),
        ),
    )


def _trust(
    verified: VerifiedSignature, policy: Policy, asked: Inquiry
) -> tuple[bool | None, str | None, tuple[str, ...]]:
    if policy is PROFILE and asked.signers is not None:
        try:
            asked.signers.check(verified, now=asked.now)
        except SignerUntrusted as error:
            return False, error.reason.value, (f"the signer is not trusted: {error.reason.value}",)
        return True, None, ("the signer is trusted: a CA of the given file vouches for it",)
    if asked.trust is None:
        return None, None, ()
    try:
        identity = asked.trust.check(verified.signer, now=asked.now)
    except SignerUntrusted as error:
        return False, error.reason.value, (f"the signer is not trusted: {error.reason.value}",)
    late = ", although it has expired, for its days of grace" if identity.expired else ""
    return True, None, (f"the signer is trusted{late}: a CA of the given file vouches for it",)


def _chain(verified: VerifiedSignature) -> list[Shown]:
    """Whose certificates lead up from the signer's, by name; the signer's own report comes apart."""
    try:
        above, _ = order_chain(verified.signer.certificate, verified.certificates)
    except ValueError:
        return []
    return [describe_certificate(der).subject for der in above]


def _apple(verified: VerifiedSignature) -> tuple[str | None, tuple[str, ...]]:
    """Why a signer that names Apple's device authority is an impostor, and what to say about Apple."""
    try:
        issuer = describe_certificate(verified.signer.certificate).issuer
    except ValueError:
        return None, ()
    if issuer != name_text(APPLE_IPHONE_DEVICE_CA.subject):
        return None, ()
    try:
        device = check_device_chain(verified.signer, verified.certificates, now=None)
    except SignerUntrusted as error:
        return error.reason.value, (f"the signer poses as an Apple device: {error.reason.value}",)
    return None, (f"signed by an Apple device: CN {device.common_name}, chain pinned, validity ignored",)


def _failed(reason: str, policy: Policy | None) -> Verdict:
    return Verdict(
        outcome=Outcome.FAILS,
        text=f"signature does not verify: {reason}",
        policy=None if policy is None else policy.name,
        reason=reason,
    )


def _facts(facts: SignedFacts, policy: Policy | None) -> dict[str, Shown]:
    return {
        "policy": None if policy is None else policy.name,
        "encoding": facts.encoding.value,
        "digest": "of an unknown kind" if facts.digest is None else _DIGESTS[facts.digest],
        "algorithm": facts.algorithm or "of an unknown kind",
        "signed_attributes": facts.with_attributes,
        "certificates": len(facts.certificates),
    }


def _certificates(facts: SignedFacts, asked: Inquiry) -> tuple[tuple[str, Report], ...]:
    return tuple(
        (f"certificate {number}, not verified", signer_report(der, asked))
        for number, der in enumerate(facts.certificates, start=1)
    )
