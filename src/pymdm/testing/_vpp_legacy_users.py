"""Users by the services of 2014.

Source: MDM reference 2014, registerVPPUserSrv to editVPPUserSrv.  Where two places of the text differ on what
happens when the same iTunes account comes again, that of getVPPUserSrv counts: the old record is Deleted.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pymdm.testing._vpp_words import Refused

if TYPE_CHECKING:
    from pymdm.testing._vpp_books import AssetBook
    from pymdm.testing._vpp_legacy_call import LegacyCall
    from pymdm.testing._vpp_state import Location
    from pymdm.testing._vpp_users import UserRecord

__all__ = ["PRODUCTS", "active_user", "edit", "get", "license_fields", "listed", "register", "retire", "wire"]

#: productTypeId and productTypeName, of an app and of a book, as in the examples of 2014.
PRODUCTS: Final = ((7, "Software"), (10, "Publication"))


def register(call: LegacyCall) -> dict[str, Any]:
    """registerVPPUserSrv."""
    name = call.text("clientUserIdStr")
    if not name:
        raise Refused(9600)
    users = call.location.users
    known = users.active.get(name)
    record = known or users.register(name, email=call.text("email") or "")
    if known is None:
        call.wrote(users=[name])
    return {"user": wire(call.location, record)}


def get(call: LegacyCall) -> dict[str, Any]:
    """getVPPUserSrv: userId counts; without, the active record, or the one with this itsIdHash."""
    users, user_id = call.location.users, call.parameters.number("userId")
    record: UserRecord | None
    if user_id is not None:
        record = users.by_id(user_id)
    else:
        name, id_hash = call.text("clientUserIdStr"), call.text("itsIdHash")
        if not name:
            raise Refused(9600)
        record = users.active.get(name)
        if id_hash:
            record = next((each for each in reversed(users.of(name)) if each.id_hash == id_hash), None)
    if record is None:
        raise Refused(9604)
    found = wire(call.location, record)
    held = _held(call.location, record)
    if held:
        found["licenses"] = [
            license_fields(asset, number) | {"isIrrevocable": not asset.revocable} for asset, number in held
        ]
    return {"user": found}


def listed(call: LegacyCall) -> dict[str, Any]:
    """getVPPUsersSrv: without licenses; with a token, what the token was made for."""
    users = call.location.users
    retired = call.parameters.flag("includeRetired")

    def rows(since: int | None) -> tuple[list[UserRecord], int]:
        found = users.records if since is None else list(dict.fromkeys(users.journal[since:]))
        wanted = [
            record
            for record in found
            if record.active or (record.status == "Retired" and (retired or since is not None))
        ]
        return wanted, len(users.journal)

    return call.batch(rows, lambda record: wire(call.location, record), "users")


def retire(call: LegacyCall) -> dict[str, Any]:
    """retireVPPUserSrv; the answer has what the user keeps, with the key that the example misspells."""
    record = _named(call)
    if record is None:
        raise Refused(9604)
    if not record.active:
        raise Refused(9620 if record.status == "Deleted" else 9618)
    call.location.users.retire(record)
    call.wrote(users=[record.client_user_id])
    found = wire(call.location, record)
    held = _held(call.location, record)
    if held:
        found["licenses"] = [
            license_fields(asset, number) | {"isIrrevocatble": not asset.revocable} for asset, number in held
        ]
    return {"user": found}


def edit(call: LegacyCall) -> dict[str, Any]:
    """editVPPUserSrv."""
    record = active_user(call)
    email = call.text("email")
    if email is not None:
        call.location.users.edit(record, email=email)
        call.wrote(users=[record.client_user_id])
    return {"user": wire(call.location, record)}


def active_user(call: LegacyCall) -> UserRecord:
    """The user that a request names, by userId or else by clientUserIdStr.

    Raises:
        Refused: nobody is named, there is no such user, or it is retired or deleted.
    """
    record = _named(call)
    if record is None:
        raise Refused(9609)
    if not record.active:
        raise Refused(9620 if record.status == "Deleted" else 9618)
    return record


def wire(location: Location, record: UserRecord) -> dict[str, Any]:
    """A user, without licenses; inviteUrl only as long as there is something to accept."""
    found: dict[str, Any] = {
        "userId": record.user_id,
        "clientUserIdStr": record.client_user_id,
        "status": record.status,
    }
    if record.email:
        found["email"] = record.email
    if record.id_hash:
        found["itsIdHash"] = record.id_hash
    if record.status == "Registered":
        base = f"{location.world.origin}/WebObjects/MZFinance.woa/wa/associateVPPUserWithITSAccount"
        found["inviteUrl"] = f"{base}?inviteCode={record.invite_code}&mt=8"
        found["inviteCode"] = record.invite_code
    return found


def license_fields(asset: AssetBook, number: int) -> dict[str, Any]:
    """What a license says of itself, beside whether it can be taken back."""
    kind, name = PRODUCTS[asset.book]
    return {
        "licenseId": number,
        "adamId": int(asset.adam_id),
        "productTypeId": kind,
        "pricingParam": asset.pricing_param,
        "productTypeName": name,
    }


def _named(call: LegacyCall) -> UserRecord | None:
    users, user_id = call.location.users, call.parameters.number("userId")
    if user_id is not None:
        return users.by_id(user_id)
    name = call.text("clientUserIdStr")
    if not name:
        raise Refused(9600)
    return users.active.get(name)


def _held(location: Location, record: UserRecord) -> list[tuple[AssetBook, int]]:
    """The licenses of a record: of a retired one those that could not be taken back."""
    assets = location.books.assets.values()
    if record.active:
        return [(asset, asset.assigned[record.target]) for asset in assets if record.target in asset.assigned]
    return [
        (asset, number) for asset in assets for number, owner in asset.lost.items() if owner == record.user_id
    ]
