"""Changes of today's interface: what is refused at once, and what is done later, step by step.

Sources: Apple's documentation of Managing Assets, Managing Users and Handling Error Responses.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Literal

from pymdm.testing._vpp_events import CHUNK, Step
from pymdm.testing._vpp_state import VPPWrite
from pymdm.testing._vpp_words import Refused, device, name_of, user

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pymdm.testing._vpp_books import AssetBook
    from pymdm.testing._vpp_events import Event
    from pymdm.testing._vpp_state import Call, Location

__all__ = ["associate", "create", "disassociate", "retire", "revoke", "update"]


def associate(call: Call) -> Event:
    """POST assets/associate."""
    return _manage(call, "ASSOCIATE")


def disassociate(call: Call) -> Event:
    """POST assets/disassociate."""
    return _manage(call, "DISASSOCIATE")


def revoke(call: Call) -> Event:
    """POST assets/revoke: everything that can be taken back from these devices and users."""
    limits = call.location.world.limits
    serials = _names(call.body, "serialNumbers", limits["maxRevokeSerialNumbers"], 9702, 9705)
    users = _names(call.body, "clientUserIds", limits["maxRevokeClientUserIds"], 9701, 9704)
    targets = _targets(serials, users)

    def plan(event: Event) -> Iterator[Step]:
        for target in targets:
            held = sum(asset.revocable for asset in call.location.books.held(target))
            yield Step(work=functools.partial(_revoke, call.location, event, target), size=held)

    return _begun(call, "REVOKE", plan, serials=serials, users=users)


def create(call: Call) -> Event:
    """POST users/create."""
    return _users(call, "CREATE")


def update(call: Call) -> Event:
    """POST users/update."""
    return _users(call, "UPDATE")


def retire(call: Call) -> Event:
    """POST users/retire."""
    return _users(call, "RETIRE")


def _manage(call: Call, kind: Literal["ASSOCIATE", "DISASSOCIATE"]) -> Event:
    limits, location = call.location.world.limits, call.location
    assets = _assets(call)
    serials = _names(call.body, "serialNumbers", limits["maxSerialNumbers"], 9702, 9705)
    users = _names(call.body, "clientUserIds", limits["maxClientUserIds"], 9701, 9704)
    targets = _targets(serials, users)
    if kind == "ASSOCIATE" and serials and not all(asset.device_assignable for asset in assets):
        raise Refused(9707, info=_info([asset for asset in assets if not asset.device_assignable]))
    if kind == "DISASSOCIATE" and not all(asset.revocable for asset in assets):
        raise Refused(9706, info=_info([asset for asset in assets if not asset.revocable]))
    work = _assign if kind == "ASSOCIATE" else _release
    broken = location.world.roll(location.world.chaos.half_done)

    def plan(event: Event) -> Iterator[Step]:
        for asset in assets:
            for start in range(0, len(targets), CHUNK):
                some = targets[start : start + CHUNK]
                fails = broken and location.world.rng.random() < 0.5
                done = functools.partial(_fail if fails else work, location, event, asset, some)
                yield Step(work=done, size=len(some))

    return _begun(call, kind, plan, assets=assets, serials=serials, users=users)


def _assign(location: Location, event: Event, asset: AssetBook, targets: list[str]) -> int:
    good = _sorted_out(location, event, asset, targets)
    done, short = location.books.assign(asset, good, event_id=event.event_id)
    if short:
        event.fail(9709, asset, short)
        location.notes.managed(event, asset, short, 9709)
    location.notes.managed(event, asset, done)
    return len(done)


def _release(location: Location, event: Event, asset: AssetBook, targets: list[str]) -> int:
    good = _sorted_out(location, event, asset, targets)
    location.books.release(asset, good, event_id=event.event_id)
    location.notes.managed(event, asset, good)
    return len(good)


def _fail(location: Location, event: Event, asset: AssetBook, targets: list[str]) -> int:
    event.fail(9603, asset, targets)
    location.notes.managed(event, asset, targets, 9603)
    return 0


def _sorted_out(location: Location, event: Event, asset: AssetBook, targets: list[str]) -> list[str]:
    """Those for whom it can be done; the others fail: unknown users, and what a test wants."""
    if not location.world.scripted and targets[0].startswith('"serialNumber"'):
        return targets
    good: list[str] = []
    failed: dict[int, list[str]] = {}
    for target in targets:
        key, name = name_of(target)
        number = location.world.failure(target)
        if not number and key == "clientUserId" and name not in location.users.active:
            number = 9609
        if number:
            failed.setdefault(number, []).append(target)
        else:
            good.append(target)
    for number, some in failed.items():
        event.fail(number, None if number == 9609 else asset, some)
        location.notes.managed(event, asset, some, number)
    return good


def _revoke(location: Location, event: Event, target: str) -> int:
    number = location.world.failure(target)
    key, name = name_of(target)
    if not number and key == "clientUserId" and name not in location.users.active:
        number = 9609
    if number:
        event.fail(number, None, [target])
        return 0
    taken = [asset for asset in location.books.held(target) if asset.revocable]
    for asset in taken:
        location.books.release(asset, [target], event_id=event.event_id)
    location.notes.revoked(event, [(asset, target) for asset in taken])
    return len(taken)


def _users(call: Call, kind: Literal["CREATE", "UPDATE", "RETIRE"]) -> Event:
    found = call.body.get("users")
    if not isinstance(found, list) or not found:
        raise Refused(9720)
    if len(found) > call.location.world.limits["maxUsers"]:
        raise Refused(9714)
    names = []
    for row in found:
        name = row.get("clientUserId") if isinstance(row, dict) else None
        if not isinstance(name, str) or not name:
            raise Refused(9602)
        names.append(name)
        for key in ("email", "managedAppleId"):
            value = row.get(key)
            if value is not None and (not isinstance(value, str) or "@" not in value.strip("@")):
                raise Refused(9717)
    if len(set(names)) != len(names):
        raise Refused(9715)

    def plan(event: Event) -> Iterator[Step]:
        for start in range(0, len(found), CHUNK):
            some = found[start : start + CHUNK]
            yield Step(work=functools.partial(_change_users, call.location, event, some), size=len(some))

    return _begun(call, kind, plan, users=names)


def _change_users(location: Location, event: Event, rows: list[dict[str, Any]]) -> int:
    done: list[dict[str, Any]] = []
    failed: dict[int, list[dict[str, Any]]] = {}
    for row in rows:
        number = location.world.failure(user(row["clientUserId"])) or _change_user(location, event, row)
        if number:
            event.fail(number, None, [user(row["clientUserId"])])
            failed.setdefault(number, []).append({"clientUserId": row["clientUserId"]})
        else:
            done.append(location.users.of(row["clientUserId"])[-1].wire())
    for number, some in failed.items():
        location.notes.users(event, some, number)
    location.notes.users(event, done)
    return len(done)


def _change_user(location: Location, event: Event, row: dict[str, Any]) -> int:
    users = location.users
    record = users.active.get(row["clientUserId"])
    account = row.get("managedAppleId") or ""
    taken = bool(account) and users.has(account) and (record is None or record.account != account)
    if event.kind == "CREATE":
        if record is not None:
            return 9716
        if not taken:
            users.register(row["clientUserId"], email=row.get("email") or "", account=account)
    elif record is None:
        return 9609
    elif event.kind == "RETIRE":
        users.retire(record, event_id=event.event_id)
    elif not taken:
        users.edit(record, email=row.get("email"), account=account)
    return 9602 if taken else 0


def _assets(call: Call) -> list[AssetBook]:
    found = call.body.get("assets")
    if not isinstance(found, list) or not found:
        raise Refused(9718)
    if len(found) > call.location.world.limits["maxAssets"]:
        raise Refused(9700)
    keys = [_asset_key(row) for row in found]
    if len(set(keys)) != len(keys):
        raise Refused(9703)
    books = call.location.books.assets
    unknown = [key for key in keys if key not in books]
    if unknown:
        named = [{"adamId": adam_id, "pricingParam": pricing} for adam_id, pricing in unknown]
        raise Refused(9610, info={"assets": named})
    return [books[key] for key in keys]


def _asset_key(row: object) -> tuple[str, str]:
    if not isinstance(row, dict):
        raise Refused(9602)
    adam_id, pricing = row.get("adamId"), row.get("pricingParam", "STDQ")
    if type(adam_id) is int:
        adam_id = str(adam_id)
    if not isinstance(adam_id, str) or pricing not in ("STDQ", "PLUS"):
        raise Refused(9602)
    return adam_id, pricing


def _names(body: dict[str, Any], key: str, most: int, too_many: int, twice: int) -> list[str]:
    found = body.get(key)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(name, str) and name for name in found):
        raise Refused(9602)
    if len(found) > most:
        raise Refused(too_many)
    if len(set(found)) != len(found):
        raise Refused(twice)
    return found


def _targets(serials: list[str], users: list[str]) -> list[str]:
    if not serials and not users:
        raise Refused(9719)
    return [*map(device, serials), *map(user, users)]


def _info(assets: list[AssetBook]) -> dict[str, object]:
    return {"assets": [{"adamId": asset.adam_id, "pricingParam": asset.pricing_param} for asset in assets]}


def _begun(
    call: Call,
    kind: Any,
    plan: Any,
    *,
    assets: list[AssetBook] | None = None,
    serials: list[str] | None = None,
    users: list[str] | None = None,
) -> Event:
    event = call.location.begin(call, kind, plan)
    call.location.world.writes.append(
        VPPWrite(
            number=call.number,
            at=call.now,
            kind=kind,
            event_id=event.event_id,
            assets=tuple(asset.key for asset in assets or ()),
            serials=tuple(serials or ()),
            client_user_ids=tuple(users or ()),
        )
    )
    return event
