"""The endpoints of the fake enrollment service that change nothing: account, fetch, sync, details."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from pymdm.testing._dep_cursors import Cursor
from pymdm.testing._dep_state import MAX_DEVICES
from pymdm.testing._dep_words import Refused, dump, stamp

if TYPE_CHECKING:
    from pymdm.testing._dep_fleet import Event
    from pymdm.testing._dep_state import Call, State

__all__ = ["account", "details", "fetch", "sync"]

_DEFAULT_LIMIT: Final = 100

#: What protocol version 1 did not have (2014).
_LATER: Final = ("device_family", "os", "mdm_migration_deadline")

_URLS: Final = (
    ("/account", ("GET",)),
    ("/server/devices", ("POST",)),
    ("/devices/sync", ("POST",)),
    ("/devices", ("POST",)),
    ("/devices/disown", ("POST",)),
    ("/device/activationlock", ("POST",)),
    ("/profile", ("GET", "POST")),
    ("/profile/devices", ("DELETE", "POST")),
    ("/account-driven-enrollment/profile", ("GET", "POST", "DELETE")),
    ("/os-beta-enrollment/tokens", ("GET",)),
)
_LIMITED: Final = ("/server/devices", "/devices/sync", "/devices", "/devices/disown", "/profile/devices")


def account(state: State, call: Call) -> dict[str, Any]:
    """GET /account."""
    if call.version < 2:
        return {name: value for name, value in state.account.items() if name in _ACCOUNT_2014}
    return {**state.account, "urls": [_url(call.base + path, path, methods) for path, methods in _URLS]}


_ACCOUNT_2014: Final = (
    "server_name",
    "server_uuid",
    "facilitator_id",
    "org_name",
    "org_email",
    "org_phone",
    "org_address",
)


def _url(uri: str, path: str, methods: tuple[str, ...]) -> dict[str, Any]:
    found: dict[str, Any] = {"uri": uri, "http_method": list(methods)}
    if path in _LIMITED:
        found["limit"] = {"default": _DEFAULT_LIMIT, "maximum": MAX_DEVICES}
    return found


def fetch(state: State, call: Call) -> tuple[bytes, int]:
    """POST /server/devices: the page, and how many devices are in it."""
    limit, name = _limit(call), _cursor_name(call)
    if name is None:
        events = len(state.fleet.events)
        cursor = Cursor(kind="fetch", place=0, origin=events, made=call.now)
    else:
        cursor = _find(state, call, name)
        if cursor.kind == "sync":
            raise Refused(400, "EXHAUSTED_CURSOR")
    devices, place, more = state.fleet.page(cursor.place, _take(state, limit))
    parts = [device.encoded for device in devices]
    if state.roll(state.chaos.reorder):
        state.rng.shuffle(parts)
    if more:
        after = Cursor(kind="fetch", place=place, origin=cursor.origin, made=call.now)
    else:
        after = Cursor(kind="sync", place=cursor.origin, origin=cursor.origin, made=call.now)
    return _page(state, call, parts, after, more=more, asked=name), len(parts)


def sync(state: State, call: Call) -> tuple[bytes, int]:
    """POST /devices/sync: the page, and how many devices are in it."""
    limit, name = _limit(call), _cursor_name(call)
    if name is None:
        raise Refused(400, "CURSOR_REQUIRED")
    cursor = _find(state, call, name)
    begin = cursor.place if cursor.kind == "sync" else cursor.origin
    take = _take(state, limit)
    repeats = sum(state.roll(state.chaos.repeat) for _ in range(take)) if state.chaos.repeat else 0
    events, place, more = state.fleet.changes(begin, max(take - repeats, min(take, 1)))
    events += _repeated(state, cursor, begin, place, min(repeats, take - len(events)))
    if state.roll(state.chaos.reorder):
        state.rng.shuffle(events)
    updated = call.version < 2 or state.roll(state.chaos.updated)
    parts = [event.updated() if updated else event.encoded for event in events]
    after = Cursor(kind="sync", place=place, origin=cursor.origin, made=call.now)
    return _page(state, call, parts, after, more=more, asked=name), len(parts)


def details(state: State, call: Call) -> dict[str, Any]:
    """POST /devices."""
    found: dict[str, Any] = {}
    for serial in call.serials():
        device = state.fleet.devices.get(serial)
        if device is None:
            found[serial] = {"response_status": "NOT_FOUND"}
        else:
            found[serial] = {**device.to_json(version=call.version), "response_status": "SUCCESS"}
    return {"devices": found}


def _limit(call: Call) -> int:
    found = call.body.get("limit", _DEFAULT_LIMIT)
    if type(found) is not int or not 0 < found <= MAX_DEVICES:
        raise Refused(400, "MALFORMED_REQUEST_BODY")
    return found


def _cursor_name(call: Call) -> str | None:
    found = call.body.get("cursor")
    if found is None or found == "":
        return None
    if not isinstance(found, str):
        raise Refused(400, "MALFORMED_REQUEST_BODY")
    return found


def _find(state: State, call: Call, name: str) -> Cursor:
    if state.roll(state.chaos.expire_cursor):
        state.cursors.spoil(name, "EXPIRED_CURSOR")
    elif state.roll(state.chaos.invalid_cursor):
        state.cursors.spoil(name, "INVALID_CURSOR")
    return state.cursors.find(name, now=call.now)


def _take(state: State, limit: int) -> int:
    return state.rng.randrange(limit) if state.roll(state.chaos.short_pages) else limit


def _repeated(state: State, cursor: Cursor, begin: int, end: int, count: int) -> list[Event]:
    """Changes of this page and the one before, again; never older ones than the client has to know."""
    first = max(cursor.origin, begin - MAX_DEVICES)
    told = [event for event in state.fleet.events[first:end] if not event.hidden] if count > 0 else []
    return state.rng.choices(told, k=count) if told else []


def _page(
    state: State, call: Call, parts: list[bytes], after: Cursor, *, more: bool, asked: str | None
) -> bytes:
    if asked is not None and (asked in state.stuck or state.roll(state.chaos.same_cursor)):
        if state.chaos.stuck_cursor:
            state.stuck.add(asked)
        name, more = asked, True
    else:
        name = state.cursors.keep(after)
    follow = b"true" if more else b"false"
    if not more and state.roll(state.chaos.string_false):
        follow = b'"false"'
    if call.version < 2:
        parts = [_as_in_2014(part) for part in parts]
    return b'{"devices":[%s],"fetched_until":"%s","cursor":"%s","more_to_follow":%s}' % (
        b",".join(parts),
        stamp(call.now).encode(),
        name.encode(),
        follow,
    )


def _as_in_2014(part: bytes) -> bytes:
    return dump({name: value for name, value in json.loads(part).items() if name not in _LATER})
