"""Messages of devices and commands to them, as `pymdm inspect` shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm._model import Model
from pymdm._model._fields import fields_of
from pymdm.errors import DecodeError
from pymdm.protocol import UnknownMessage, decode_checkin, decode_result
from pymdm.schema import answer_class, command_class

from ._inspect_attestation import attestation
from ._inspect_report import Report, Shown, hidden, shape, show

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


def checkin(data: bytes, found: Mapping[str, Any], asked: Inquiry) -> Report:
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
    return Report(
        kind="check-in message",
        facts={
            "message_type": message.message_type,
            **_sender(message.enrollment),
            "keys": known,
            **_unknown(message.extra, asked),
        },
        notes=("pymdm does not know this type of message",) if unknown else (),
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
    answer = None if found.request_type is None else answer_class(found.request_type)
    if answer is not None and found.command_uuid is not None:
        facts["answer"] = _lenient(answer, payload, asked, problems)
    notes = ("pymdm does not know this status",) if isinstance(found.status, str) else ()
    parts = tuple(_attestations(payload, asked))
    return Report(kind="result", facts=facts, problems=tuple(problems), notes=notes, parts=parts)


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
    }
    keys = {key: value for key, value in order.items() if key != "RequestType"}
    if cls is None:
        facts["keys"] = {key: shape(value, asked) for key, value in keys.items()}
    else:
        facts["keys"] = _lenient(cls, order, asked, problems)
    others = {
        key: shape(value, asked) for key, value in found.items() if key not in ("Command", "CommandUUID")
    }
    if others:
        facts["other_keys"] = others
    inside = keys.get("Payload")
    return Report(
        kind="command",
        facts=facts,
        problems=tuple(problems),
        notes=() if cls is not None or request_type is None else ("pymdm does not know this command",),
        parts=(("payload", look(inside)),) if isinstance(inside, bytes) else (),
    )


def _sender(enrollment: EnrollmentID) -> dict[str, Shown]:
    return {
        "enrollment": enrollment.id,
        "enrollment_kind": enrollment.kind.value,
        "channel": enrollment.channel.value,
    }


def _unknown(extra: Mapping[str, Any], asked: Inquiry) -> dict[str, Shown]:
    return {"unknown_keys": {key: shape(value, asked) for key, value in extra.items()}} if extra else {}


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


def _lenient(
    cls: type[Model], wire: Mapping[str, Any], asked: Inquiry, problems: list[str]
) -> dict[str, Shown]:
    """The keys that a schema class reads from ``wire``; what is wrong with them goes to ``problems``."""
    faults: list[DecodeError] = []
    try:
        model = cls.decode(wire, problems=faults)
    except DecodeError as error:
        problems.append(str(error))
        return {key: shape(value, asked) for key, value in wire.items() if key != "RequestType"}
    problems.extend(map(str, faults))
    problems.extend(model.faults())
    return _typed(model, asked)


def _typed(model: Model, asked: Inquiry) -> dict[str, Shown]:
    shown: dict[str, Shown] = {}
    for field in fields_of(type(model)):
        value = getattr(model, field.name)
        if value is not None:
            shown[field.key.wire] = hidden(value, asked) if field.key.secret else _value(value, asked)
    return {**shown, **_unknown(model.extra, asked)}


def _value(value: object, asked: Inquiry) -> Shown:
    if isinstance(value, Model):
        return _typed(value, asked)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [_value(item, asked) for item in value]
    if isinstance(value, Mapping):  # free dictionaries have no class that knows their secrets
        return shape(value, asked)
    return show(value, asked)
