"""Messages of devices and commands to them, as `pymdm inspect` shows them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm._model import Answer
from pymdm._model._fields import fields_of
from pymdm.errors import DecodeError
from pymdm.protocol import DeclarativeManagement, UnknownMessage, decode_checkin, decode_result
from pymdm.schema import _index, answer_class, command_class

from ._inspect_attestation import attestation
from ._inspect_report import Report, Shown, hidden, shape, show
from ._inspect_typed import explained, read_lenient, typed, unknown_keys

if TYPE_CHECKING:
    from pymdm.protocol import EnrollmentID, ErrorChainItem

    from ._inspect_report import Inquiry

__all__ = ["checkin", "command", "result"]

# Keys of a report itself; the rest is the answer, whose secrets only its class knows.
_ENVELOPE: Final = (
    "Status",
    "CommandUUID",
    "RequestType",
    "UDID",
    "EnrollmentID",
    "UserID",
    "EnrollmentUserID",
    "UserShortName",
    "UserLongName",
    "NotOnConsole",
)

# Keys of commands and check-ins with a document of its own in them, and what it is called.
_INSIDE: Final = {"Payload": "payload", "Data": "data"}


def checkin(data: bytes, found: Mapping[str, Any], asked: Inquiry, look: Callable[[bytes], Report]) -> Report:
    """A check-in message.

    Raises:
        DecodeError: it is not one that a device could send.
    """
    message = decode_checkin(data)
    # The attributes are called as the keys are; what repr hides is hidden here by the same mark.
    names = {field.name.replace("_", ""): field.repr is False for field in attrs.fields(type(message))}
    known: dict[str, Shown] = {}
    for key, value in found.items():
        secret = names.get(key.lower())
        if key not in message.extra and secret is not None:
            known[key] = hidden(value, asked) if secret else show(value, asked)
    unknown = isinstance(message, UnknownMessage)
    inside = message.data if isinstance(message, DeclarativeManagement) else None
    return Report(
        kind="check-in message",
        facts={
            "message_type": message.message_type,
            **_sender(message.enrollment),
            "keys": known,
            **unknown_keys(message.extra, asked),
        },
        notes=("pymdm does not know this type of message",) if unknown else (),
        parts=(("data", look(inside)),) if inside else (),
    )


def result(data: bytes, asked: Inquiry) -> Report:
    """A report on a command, or of idleness.

    Raises:
        DecodeError: the envelope is not one that a device could send.
    """
    found = decode_result(data)
    payload = found.payload
    status = found.status if isinstance(found.status, str) else found.status.value
    problems: list[str] = []
    facts: dict[str, Shown] = {
        "status": status,
        "command_uuid": found.command_uuid,
        "request_type": found.request_type,
        **_sender(found.enrollment),
        "keys": {key: _envelope_key(key, value, asked) for key, value in payload.items()},
    }
    try:
        chain = [_error(item) for item in found.error_chain]
    except DecodeError as error:
        chain = []
        problems.append(str(error))
    if chain:
        facts["error_chain"] = chain
    notes = ["pymdm does not know this status"] if isinstance(found.status, str) else []
    if found.command_uuid is not None:
        facts |= _answer(found.request_type, payload, asked, problems, notes)
    parts = tuple(_attestations(payload, asked))
    return Report(kind="result", facts=facts, problems=tuple(problems), notes=tuple(notes), parts=parts)


def _answer(
    request_type: str | None,
    payload: Mapping[str, Any],
    asked: Inquiry,
    problems: list[str],
    notes: list[str],
) -> dict[str, Shown]:
    """The answer as its class reads it; hardly a device says which command it answers, but keys tell."""
    if request_type is None:
        request_type = _answered(payload.keys() - {*_ENVELOPE, "ErrorChain"})
        if request_type is not None:
            notes.append(f"by its keys an answer to {request_type}")
    answer = None if request_type is None else answer_class(request_type)
    if answer is None:
        return {}
    model = read_lenient(answer, payload, problems)
    if not isinstance(model, Answer):
        return {"answer": {key: _envelope_key(key, value, asked) for key, value in payload.items()}}
    if failed := len(model.failed_items()):
        notes.append(f"{failed} of its items failed, although the command was acknowledged")
    return {"answer": typed(model, asked)}


def _answered(keys: Collection[str]) -> str | None:
    """The only command whose answer has all of these keys."""
    found = []
    for request_type in _index.REQUEST_TYPES if keys else ():
        answer = answer_class(request_type)
        if answer is not None and {field.key.wire for field in fields_of(answer)}.issuperset(keys):
            found.append(request_type)
    return found[0] if len(found) == 1 else None


def _attestations(payload: Mapping[str, Any], asked: Inquiry) -> Iterator[tuple[str, Report]]:
    """The chain in an answer to DeviceInformation."""
    answers = payload.get("QueryResponses")
    chain = answers.get("DevicePropertiesAttestation") if isinstance(answers, Mapping) else None
    if isinstance(chain, Sequence) and not isinstance(chain, str | bytes):
        yield "attestation", attestation(chain, asked)


def command(found: Mapping[str, Any], asked: Inquiry, look: Callable[[bytes], Report]) -> Report:
    """A command in its envelope."""
    order: Mapping[str, Any] = found["Command"]
    uuid, request_type = found.get("CommandUUID"), order.get("RequestType")
    problems: list[str] = []
    if not isinstance(uuid, str) or not uuid:
        problems.append("CommandUUID: expected a string that is not empty")
    if not isinstance(request_type, str) or not request_type:
        problems.append("Command.RequestType: expected a string that is not empty")
        request_type = None
    cls = None if request_type is None else command_class(request_type)
    facts: dict[str, Shown] = {
        "request_type": request_type,
        "command_uuid": uuid if isinstance(uuid, str) else None,
        "known": cls is not None,
        **({} if cls is None else explained(cls)),
    }
    keys = {key: value for key, value in order.items() if key != "RequestType"}
    model = None if cls is None else read_lenient(cls, order, problems)
    if model is None:
        facts["keys"] = {key: shape(value, asked) for key, value in keys.items()}
    else:
        facts["keys"] = typed(model, asked)
    others = {
        key: shape(value, asked) for key, value in found.items() if key not in ("Command", "CommandUUID")
    }
    if others:
        facts["other_keys"] = others
    return Report(
        kind="command",
        facts=facts,
        problems=tuple(problems),
        notes=() if cls is not None or request_type is None else (_unknown_command(request_type),),
        parts=tuple(
            (role, look(inside))
            for key, role in _INSIDE.items()
            if isinstance(inside := keys.get(key), bytes)
        ),
    )


def _unknown_command(request_type: str) -> str:
    near = get_close_matches(request_type[:64], _index.REQUEST_TYPES, n=1)
    return f"pymdm does not know this command{f'; it knows {near[0]}' if near else ''}"


def _sender(enrollment: EnrollmentID) -> dict[str, Shown]:
    return {
        "enrollment": enrollment.id,
        "enrollment_kind": enrollment.kind.value,
        "channel": enrollment.channel.value,
    }


def _envelope_key(key: str, value: object, asked: Inquiry) -> Shown:
    if key == "AuthToken":
        return hidden(value, asked)
    return show(value, asked) if key in _ENVELOPE else shape(value, asked)


def _error(item: ErrorChainItem) -> dict[str, Shown]:
    return {
        "domain": item.error_domain,
        "code": item.error_code,
        "meaning": " or ".join(item.meaning) or None,
        "description": item.us_english_description or item.localized_description,
    }
