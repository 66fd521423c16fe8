"""Certificate requests, as `pymdm inspect` shows them."""

from __future__ import annotations

from pymdm.crypto.csr import parse_csr
from pymdm.crypto.describe_request import describe_request
from pymdm.errors import DecodeError, SignatureInvalid

from ._inspect_report import Outcome, Report, Shown, Verdict

__all__ = ["request"]

_UNREADABLE = "(unreadable)"


def request(der: bytes) -> Report:
    """A certificate request; a challenge in it is never shown, only that there is one (T42).

    Raises:
        DecodeError: it is not whole.
    """
    try:
        facts = describe_request(der)
    except SignatureInvalid as error:
        raise DecodeError("expected a certificate request that is whole") from error
    shown: dict[str, Shown] = {
        "subject": facts.subject,
        "key": facts.key_type,
        "signed_with": facts.signed_with,
        "requested_extensions": _UNREADABLE if facts.extensions is None else list(facts.extensions),
        "challenge_password": _UNREADABLE if facts.has_challenge is None else facts.has_challenge,
    }
    return Report(
        kind="certificate request",
        facts=shown,
        verdict=_verdict(facts.signature_valid),
        problems=() if facts.signature_valid is False else _problems(der),
        notes=("subject and extensions are wishes: pymdm issues by none of them",),
    )


def _verdict(valid: bool | None) -> Verdict:
    if valid is None:
        return Verdict(outcome=Outcome.UNCHECKED, text="not checked: a key or algorithm of an unknown kind")
    if not valid:
        return Verdict(
            outcome=Outcome.FAILS,
            text="signature does not verify: the sender has not shown that the key is his",
            reason="wrong signature",
        )
    return Verdict(
        outcome=Outcome.VERIFIES,
        text="signature verifies: the sender has the private key; nothing here says who that is",
    )


def _problems(der: bytes) -> tuple[str, ...]:
    """Why pymdm would issue no certificate for it."""
    try:
        parse_csr(der).require_strong_key()
    except DecodeError as error:
        return (str(error),)
    return ()
