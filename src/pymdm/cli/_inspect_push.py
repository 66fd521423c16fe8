"""Push certificates and the signed requests for them, as `pymdm inspect` shows them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from pymdm.apns.certificate import expiry_warning
from pymdm.apns.vendor_chain import chain_warnings
from pymdm.apns.vendor_request import CHAIN, CSR, SIGNATURE, verify_web_request, web_request
from pymdm.errors import DecodeError, SignatureInvalid, SignerUntrusted
from pymdm.protocol.push import is_topic

from ._inspect_report import Outcome, Report, Verdict

if TYPE_CHECKING:
    from pymdm.apns.vendor_request import WebRequest
    from pymdm.crypto.describe import CertificateFacts

    from ._inspect_report import Inquiry

__all__ = ["is_push_request", "push_certificate", "push_request"]

_KEYS: Final = frozenset({CSR, CHAIN, SIGNATURE})
_NEXT: Final = "to upload at identity.apple.com/pushcert: Renew, if there is one already"


def push_certificate(der: bytes, facts: CertificateFacts, asked: Inquiry) -> tuple[str, tuple[str, ...]]:
    """What kind a certificate is, and what to say of it if it is for pushes."""
    if facts.topic is None or not is_topic(facts.topic) or facts.authority:
        return "certificate", ()
    try:
        warning = expiry_warning(der, asked.now)
    except ValueError:
        return "certificate", ()
    return "push certificate", () if warning is None else (warning.text,)


def is_push_request(value: Mapping[str, Any]) -> bool:
    """Whether a property list is a signed request for a push certificate, or was meant to be."""
    return not _KEYS.isdisjoint(value)


def push_request(value: Mapping[str, Any], asked: Inquiry, look: Callable[[bytes], Report]) -> Report:
    """``push.b64``: whose request, who signed it, and whether Apple's portal could take it.

    Raises:
        DecodeError: a part of it is missing or not base64.
    """
    signed = web_request(dict(value))
    parts = [("request", look(signed.csr))]
    parts += [(f"certificate {number}", look(der)) for number, der in enumerate(signed.chain, start=1)]
    verdict, problems, notes = _judged(signed, asked)
    return Report(
        kind="signed push certificate request",
        facts={"certificates": len(signed.chain), "size_of_signature": len(signed.signature)},
        verdict=verdict,
        problems=(*signed.problems, *problems),
        notes=(*notes, _NEXT),
        parts=tuple(parts),
    )


def _judged(signed: WebRequest, asked: Inquiry) -> tuple[Verdict, tuple[str, ...], tuple[str, ...]]:
    try:
        verified = verify_web_request(signed, now=asked.now)
    except (SignatureInvalid, SignerUntrusted) as error:
        text = f"Apple would refuse it: {error.reason.value}"
        why = () if error.__cause__ is None else (str(error.__cause__),)
        return Verdict(outcome=Outcome.FAILS, text=text, reason=error.reason.value), why, ()
    except DecodeError as error:
        why = () if signed.problems else (str(error),)
        return Verdict(outcome=Outcome.FAILS, text="Apple would refuse it", reason="malformed"), why, ()
    text = f"verifies: signed with {verified.digest.value} by a vendor whose chain leads to Apple's root"
    return Verdict(outcome=Outcome.VERIFIES, text=text), (), chain_warnings(signed.chain, now=asked.now)
