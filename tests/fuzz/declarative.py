"""Declarative management: reports, declarations and endpoints; most changes leave JSON that is whole."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from pymdm import declarations
from pymdm.protocol import ddm
from pymdm.protocol.ddm.device_status import DeviceStatus
from tests.fuzz.mutate import any_of, changed_text
from tests.fuzz.readers import Reader, Readers

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PASSCODE = ddm.Declaration(identifier="passcode", payload=declarations.PasscodeSettings(minimum_length=8))
MAIL = ddm.Declaration(
    identifier="mail",
    payload=declarations.AccountCalDAV(host_name="h", authentication_credentials_asset_reference="login"),
)
ALWAYS = ddm.Declaration(
    identifier="always",
    payload=declarations.ActivationSimple(standard_configurations=["passcode", "mail"], predicate="TRUE"),
)
EVERY = ddm.DeclarationSet([PASSCODE, MAIL, ALWAYS])

_STATE = {"identifier": "passcode", "server-token": PASSCODE.server_token, "active": True, "valid": "valid"}
_REASONS = [{"code": "Error.Unknown", "description": "no", "details": {"Domain": "d"}}]
_APPS = [{"identifier": "a", "name": "A", "state": "managed"}, {"identifier": "b", "_removed": True}]
_REPORTS = (
    {
        "StatusItems": {
            "management": {"declarations": {"configurations": [_STATE, {**_STATE, "reasons": _REASONS}]}},
            "device": {"model": {"family": "Mac"}},
            "mdm": {"push-token": "AAEC", "is-shared-ipad": False},
        },
        "Errors": [{"StatusItem": "mdm.app", "Reasons": [{"Code": "Error.X", "Details": {}}]}],
        "FullReport": True,
    },
    {"StatusItems": {"app": {"managed": {"list": _APPS}}, "new": [{"identifier": "x"}]}, "Errors": []},
)
_BEFORE = ddm.merge_status(DeviceStatus(), ddm.decode_status_report(json.dumps(_REPORTS[1]).encode()))


def _reports() -> tuple[bytes, ...]:
    return tuple(json.dumps(report).encode() for report in _REPORTS)


def _report(data: bytes) -> DeviceStatus:
    report = ddm.decode_status_report(data)
    assert report.items.keys() | report.unknown.keys() == report.values.keys()
    for known in (DeviceStatus(), _BEFORE):
        after = ddm.merge_status(known, report)
        assert after == ddm.merge_status(after, report), "the same report twice"
        assert after == ddm.decode_device_status(after.encode())
        assert len(after.declarations) == len(report.declarations) or not report.declarations
    return after


def _declaration(data: bytes) -> ddm.Declaration:
    found = ddm.decode_declaration(data)
    assert found == ddm.decode_declaration(found.encode())
    ddm.DeclarationSet([found]).problems()
    return found


def _endpoint(data: bytes) -> bytes | None:
    endpoint = data.decode("utf-8", "replace")
    body = ddm.answer(ddm.read_request(endpoint, b"{}"), EVERY, timestamp=NOW)
    assert body == ddm.respond(endpoint, b"{}", EVERY, timestamp=NOW, on_status=str)
    return body


_PIECES = (
    b"{",
    b"}",
    b"[",
    b"]",
    b'"',
    b"null",
    b"NaN",
    b"1e999",
    b"18446744073709551616",
    b"\\ud83d",
    b"\\u0000",
    b'"identifier":1,',
    b'"identifier":"a",',
    b'"_removed":true,',
    b'"FullReport":1,',
    b"[[[[",
    b"declaration/asset/",
    b"/",
    b"status",
)
_VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1.5, 2**64, "", "x", "\u00e9", "com.apple.asset.data", "a" * 300, [], {}),
    *([{}], [[1]], {"": 1}, {"identifier": "a", "_removed": True}, {"identifier": {}}, {"Code": 1}),
)


def _changed_json(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """Other values, keys that are gone or new: as JSON, whatever the text was."""
    found = json.loads(data)
    for _ in range(dice.choice((1, 1, 2, 5))):
        holder = found
        while inner := [each for each in _parts(holder) if _parts(each) and dice.random() < 0.9]:
            holder = dice.choice(inner)
        places = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if not places or dice.random() < 0.2:
            places = ["new", "device", "identifier", "x.y"] if isinstance(holder, dict) else places
        if places and isinstance(holder, dict | list):
            holder[dice.choice(places)] = copy.deepcopy(dice.choice((*_VALUES, found)))
    return json.dumps(found).encode()


def _parts(value: Any) -> list[Any]:
    return list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []


_change = any_of(_changed_json, _changed_json, changed_text(*_PIECES))
_TARGET = Readers(
    {
        "report": Reader(seeds=_reports, read=_report, change=_change),
        "known": Reader(seeds=lambda: (_BEFORE.encode(),), read=ddm.decode_device_status, change=_change),
        "declaration": Reader(
            seeds=lambda: tuple(each.encode() for each in EVERY), read=_declaration, change=_change
        ),
        "endpoint": Reader(
            seeds=lambda: (b"tokens", b"declaration-items", b"status", b"declaration/configuration/mail"),
            read=_endpoint,
            change=changed_text(*_PIECES),
        ),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
