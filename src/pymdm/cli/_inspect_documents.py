"""Documents in JSON, and app manifests, as `pymdm inspect` shows them: told apart by their keys."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from pymdm import declarations, documents
from pymdm._model import RawDeclaration
from pymdm.errors import DecodeError
from pymdm.protocol import ddm
from pymdm.protocol.micromdm import CommandRequest

from ._inspect_message import command
from ._inspect_report import Report, Shown, shape, show
from ._inspect_typed import explained, read_lenient, typed, unknown_keys

if TYPE_CHECKING:
    from pymdm._model import Model
    from pymdm.protocol.ddm import DeclarationState, Reason, StatusError

    from ._inspect_report import Inquiry

__all__ = ["is_manifest", "json_document", "manifest"]


def json_document(data: bytes, asked: Inquiry, look: Callable[[bytes], Report]) -> Report | None:
    """What a JSON object is, or None for one of no known kind.

    Raises:
        DecodeError: it breaks a rule of its kind.
        TooLarge: larger than any of its kind.
    """
    if not data.lstrip().startswith(b"{"):
        return None
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        return None
    if "StatusItems" in found:
        return _status_report(data, asked)
    if {"Type", "Identifier", "Payload"} <= found.keys():
        return _declaration(data, asked)
    if "SyncTokens" in found:
        return _typed_document("synchronization tokens", declarations.TokensResponse, found, asked)
    if {"Declarations", "DeclarationsToken"} <= found.keys():
        return _typed_document("declaration items", declarations.DeclarationItemsResponse, found, asked)
    if {"udid", "request_type"} <= found.keys():
        return _command(data, asked, look)
    return None


def is_manifest(value: Mapping[str, Any]) -> bool:
    """Whether these are the keys of an app manifest."""
    items = value.get("items")
    return isinstance(items, list) and any(isinstance(item, dict) and "assets" in item for item in items)


def manifest(value: Mapping[str, Any], asked: Inquiry) -> Report:
    """What a device reads before it fetches an app."""
    return _typed_document("app manifest", documents.AppManifest, value, asked)


def _typed_document(kind: str, cls: type[Model], value: Mapping[str, Any], asked: Inquiry) -> Report:
    problems: list[str] = []
    model = read_lenient(cls, value, problems)
    if model is None:
        keys: dict[str, Shown] = {key: shape(item, asked) for key, item in value.items()}
    else:
        keys = typed(model, asked)
    return Report(kind=kind, facts={**explained(cls), "keys": keys}, problems=tuple(problems))


def _declaration(data: bytes, asked: Inquiry) -> Report:
    wrong: list[DecodeError] = []
    found = ddm.decode_declaration(data, problems=wrong)
    problems = list(map(str, wrong))
    payload = found.payload
    facts: dict[str, Shown] = {
        "type": found.type,
        "identifier": found.identifier,
        "server_token": found.server_token,
        "declaration_kind": found.kind.value,
        "known": not isinstance(payload, RawDeclaration),
    }
    if isinstance(payload, RawDeclaration):
        facts["keys"] = {key: shape(value, asked) for key, value in payload.keys.items()}
        notes = () if wrong else ("pymdm does not know this type of declaration",)
        return Report(kind="declaration", facts=facts, problems=tuple(problems), notes=notes)
    problems += payload.faults()
    facts |= {"title": type(payload).__name__, **explained(type(payload)), "keys": typed(payload, asked)}
    return Report(kind="declaration", facts=facts, problems=tuple(problems))


def _status_report(data: bytes, asked: Inquiry) -> Report:
    report = ddm.decode_status_report(data)
    facts: dict[str, Shown] = {
        "full": report.full,
        "items": {name: typed(item, asked).get(name) for name, item in report.items.items()},
        **unknown_keys(report.unknown, asked),
    }
    if report.declarations:
        facts["declarations"] = [_state(state) for state in report.declarations]
    if report.errors:
        facts["errors"] = [_error(error) for error in report.errors]
    if report.extra:
        facts["other_keys"] = {key: shape(value, asked) for key, value in report.extra.items()}
    notes = () if report.full else ("tells only what has changed since the last report",)
    return Report(kind="status report", facts=facts, problems=tuple(map(str, report.problems)), notes=notes)


def _state(state: DeclarationState) -> dict[str, Shown]:
    return {
        "kind": state.kind.value,
        "identifier": state.identifier,
        "server_token": state.server_token,
        "active": state.active,
        "valid": state.valid if isinstance(state.valid, str) else state.valid.value,
        **({"reasons": [_reason(reason) for reason in state.reasons]} if state.reasons else {}),
    }


def _error(error: StatusError) -> dict[str, Shown]:
    return {"item": error.status_item, "reasons": [_reason(reason) for reason in error.reasons]}


def _reason(reason: Reason) -> Shown:
    return f"{reason.code}: {reason.description}" if reason.description else reason.code


def _command(data: bytes, asked: Inquiry, look: Callable[[bytes], Report]) -> Report:
    request = CommandRequest.decode(data, unknown="keep")
    found = command(
        {"Command": request.command.wire(), "CommandUUID": request.command_uuid or "<not given>"}, asked, look
    )
    facts = {"udid": show(request.udid, asked), **found.facts, "command_uuid": request.command_uuid}
    return Report(
        kind="command in MicroMDM's JSON",
        facts=facts,
        problems=found.problems,
        notes=found.notes,
        parts=found.parts,
    )
