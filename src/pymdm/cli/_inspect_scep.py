"""Messages of SCEP, as `pymdm inspect` shows them: all that can be known without decrypting."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import attrs

from pymdm.crypto.cms import SCEP
from pymdm.crypto.describe_scep import SCEPFacts, describe_scep
from pymdm.crypto.recognize import describe_signed
from pymdm.crypto.scep import decode_query_message, read_message
from pymdm.errors import DecodeError, ProtocolError

from ._inspect_cms import signed
from ._inspect_report import Inquiry, Outcome, Report, Shown

__all__ = ["message", "message_in_query"]

# A GET as it stands in a log, or only its query.
_QUERY: Final = re.compile(rb"[?&]?\bmessage=([^&\s\"']{1,20000})")
# The request line of a GET has at most 16 KB of message; a log line has some more around it.
_MAX_LINE: Final = 32 * 1024

_ANSWERED: Final = ("PKCSReq (19)", "RenewalReq (17)")
_OWN_KEY: Final = "the certificate that signs a PKCSReq is made by the client itself: it names nobody"
_NOT_ANSWERED: Final = "pymdm answers PKCSReq and RenewalReq and refuses this type without decrypting it"


def message(data: bytes, asked: Inquiry, look: Callable[[bytes], Report]) -> Report | None:
    """A message of SCEP; None for any other SignedData."""
    facts = describe_scep(data)
    if facts is None:
        return None
    # An answer that failed has no content, or an empty one; both are signed alike.
    content = describe_signed(data).content
    how = attrs.evolve(asked, policy=asked.policy or SCEP, content=b"" if content is None else None)
    report = signed(data, how, look)
    parts = (
        report.parts if content else tuple(part for part in report.parts if not part[0].startswith("content"))
    )
    return attrs.evolve(
        report,
        kind="SCEP message",
        facts={**_shown(facts), **report.facts},
        problems=(*report.problems, *_problems(data, report)),
        notes=(*report.notes, *_notes(facts)),
        parts=parts,
    )


def message_in_query(line: bytes) -> bytes | None:
    """The message in a URL or log line with ``message=…``, as GET sends it; None if there is none."""
    found = _QUERY.search(line) if len(line) <= _MAX_LINE else None
    if found is None:
        return None
    try:
        return decode_query_message(found[1].decode("ascii"))
    except (ProtocolError, ValueError):
        return None


def _shown(facts: SCEPFacts) -> dict[str, Shown]:
    shown: dict[str, Shown] = {
        "message_type": facts.message_type,
        "transaction_id": facts.transaction_id,
        "sender_nonce": None if facts.sender_nonce is None else facts.sender_nonce.hex(),
        "recipient_nonce": None if facts.recipient_nonce is None else facts.recipient_nonce.hex(),
        "status": facts.status,
        "fail_info": facts.fail_info,
        "fail_info_text": facts.fail_info_text,
    }
    return {name: value for name, value in shown.items() if value is not None}


def _problems(data: bytes, report: Report) -> tuple[str, ...]:
    """Why pymdm would not read it, beyond what the verdict says."""
    if (
        report.verdict is None
        or report.verdict.outcome is not Outcome.VERIFIES
        or report.verdict.policy != "SCEP"
    ):
        return ()
    try:
        read_message(data)
    except DecodeError as error:
        return (str(error),)
    return ()


def _notes(facts: SCEPFacts) -> tuple[str, ...]:
    if facts.message_type == _ANSWERED[0]:
        return (_OWN_KEY,)
    known = facts.message_type in _ANSWERED or facts.status is not None
    return () if known else (_NOT_ANSWERED,)
