"""Licenses by the services of 2014 and two later ones.

Sources: MDM reference 2014, getVPPLicensesSrv and the two that associate; Apple's documentation of Manage
Licenses and Get Assets (legacy).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from pymdm.testing._vpp_legacy_users import active_user, license_fields, wire
from pymdm.testing._vpp_state import BATCHES
from pymdm.testing._vpp_words import Refused, device, name_of, named, user

if TYPE_CHECKING:
    from pymdm.testing._vpp_books import AssetBook
    from pymdm.testing._vpp_legacy_call import LegacyCall
    from pymdm.testing._vpp_state import Location

__all__ = ["assets", "associate", "disassociate", "listed", "manage"]

#: productTypeId and productTypeName of the later services.
_LATER: Final = ((8, "Application"), (10, "Publication"))

_GIVE: Final = ("associateClientUserIdStrs", "associateSerialNumbers")
_TAKE: Final = ("disassociateClientUserIdStrs", "disassociateSerialNumbers", "disassociateLicenseIdStrs")


def listed(call: LegacyCall) -> dict[str, Any]:
    """getVPPLicensesSrv: all licenses, of all assets or of one in one quality."""
    location, adam_id, pricing = call.location, call.text("adamId"), call.text("pricingParam")
    if adam_id is not None:
        pricing = pricing or "STDQ"
    assigned = call.parameters.flag("assignedOnly")

    def rows(since: int | None) -> tuple[list[tuple[AssetBook, int]], int]:
        books = location.books
        wanted = {
            asset.key: asset
            for asset in books.assets.values()
            if adam_id in (None, asset.adam_id) and pricing in (None, asset.pricing_param)
        }
        if since is None:
            found = [(asset, number) for asset in wanted.values() for number in asset.licenses()]
        else:
            changed = {
                ((change.adam_id, change.pricing_param), number): None
                for change in books.journal[since:]
                for number in change.licenses
            }
            found = [(location.books.assets[key], number) for key, number in changed if key in wanted]
        if assigned:
            found = [(asset, number) for asset, number in found if asset.holder(number) is not None]
        return found, len(books.journal)

    return call.batch(rows, lambda row: _wire(location, *row), "licenses")


def associate(call: LegacyCall) -> dict[str, Any]:
    """associateVPPLicenseWithVPPUserSrv: this license, or any that is free of this asset."""
    location, number = call.location, call.parameters.number("licenseId")
    adam_id = call.text("adamId")
    if number is None and not adam_id:
        raise Refused(9600)
    record = active_user(call)
    asset: AssetBook | None
    if number is not None:
        asset = location.books.of_license(number)
    else:
        asset = location.books.assets.get((adam_id or "", call.text("pricingParam") or "STDQ"))
    if asset is None:
        raise Refused(9610)
    if record.target in asset.assigned or (number is not None and _has_it(asset, number)):
        raise Refused(9616)
    if asset.available == 0:
        raise Refused(9610)
    if number is not None:
        asset.want(number)
    location.books.assign(asset, [record.target])
    call.wrote(assets=[asset.key], users=[record.client_user_id])
    return {
        "license": _wire(location, asset, asset.assigned[record.target]),
        "user": wire(location, record),
    }


def disassociate(call: LegacyCall) -> dict[str, Any]:
    """disassociateVPPLicenseFromVPPUserSrv."""
    location, number = call.location, call.parameters.number("licenseId")
    if number is None:
        raise Refused(9600)
    asset = location.books.of_license(number)
    if asset is None:
        raise Refused(9610)
    target = asset.holder(number)
    if target is None:
        raise Refused(9607 if number in asset.lost else 9619)
    if not asset.revocable:
        raise Refused(9607)
    location.books.release(asset, [target])
    key, name = name_of(target)
    call.wrote(assets=[asset.key], **{"serials" if key == "serialNumber" else "users": [name]})
    found: dict[str, Any] = {"license": _wire(location, asset, number)}
    record = location.users.active.get(name) if key == "clientUserId" else None
    return found if record is None else {**found, "user": wire(location, record)}


def manage(call: LegacyCall) -> dict[str, Any]:
    """manageVPPLicensesByAdamIdSrv: takes back first, then gives; each device and user by itself."""
    adam_id = call.text("adamIdStr")
    if not adam_id:
        raise Refused(9600)
    given = {name: call.parameters.names(name) for name in (*_GIVE, *_TAKE)}
    if sum(bool(given[name]) for name in _GIVE) > 1 or sum(bool(given[name]) for name in _TAKE) > 1:
        raise Refused(9602)
    for kind, limit in zip((_GIVE, _TAKE), BATCHES, strict=True):
        if any(len(given[name]) > call.location.world.batches[limit] for name in kind):
            raise Refused(9602)
    asset = call.location.books.assets.get((adam_id, call.text("pricingParam") or "STDQ"))
    if asset is None:
        raise Refused(9610)
    back = [
        *(_take(call, asset, "clientUserIdStr", name) for name in given["disassociateClientUserIdStrs"]),
        *(_take(call, asset, "serialNumber", name) for name in given["disassociateSerialNumbers"]),
        *(_take_license(call, asset, text) for text in given["disassociateLicenseIdStrs"]),
    ]
    done = [
        *(_give(call, asset, "clientUserIdStr", name) for name in given["associateClientUserIdStrs"]),
        *(_give(call, asset, "serialNumber", name) for name in given["associateSerialNumbers"]),
    ]
    call.wrote(
        assets=[asset.key],
        serials=[name for key, names in given.items() if key.endswith("SerialNumbers") for name in names],
        users=[name for key, names in given.items() if key.endswith("ClientUserIdStrs") for name in names],
    )
    product, product_name = _LATER[asset.book]
    found: dict[str, Any] = {
        "adamIdStr": asset.adam_id,
        "isIrrevocable": not asset.revocable,
        "pricingParam": asset.pricing_param,
        "productTypeId": product,
        "productTypeName": product_name,
    }
    found |= {key: rows for key, rows in (("associations", done), ("disassociations", back)) if rows}
    return found


def assets(call: LegacyCall) -> dict[str, Any]:
    """getVPPAssetsSrv: without counts, unless they are asked for."""
    pricing, counts = call.text("pricingParam"), call.parameters.flag("includeLicenseCounts")
    rows = []
    for asset in call.location.books.assets.values():
        if pricing in (None, asset.pricing_param):
            kind, name = _LATER[asset.book]
            row: dict[str, Any] = {
                "adamIdStr": asset.adam_id,
                "deviceAssignable": asset.device_assignable,
                "isIrrevocable": not asset.revocable,
                "pricingParam": asset.pricing_param,
                "productTypeId": kind,
                "productTypeName": name,
            }
            if counts:
                row |= {f"{key}Count": value for key, value in asset.counts().items()}
            rows.append(row)
    return {"assets": rows, "totalCount": len(rows)}


def _give(call: LegacyCall, asset: AssetBook, key: str, name: str) -> dict[str, Any]:
    target = device(name) if key == "serialNumber" else user(name)
    number = call.location.world.failure(target)
    if not number and key == "serialNumber" and not asset.device_assignable:
        number = 9628
    if not number and key == "clientUserIdStr" and name not in call.location.users.active:
        number = 9609
    if not number and target in asset.assigned:
        number = 9616
    if not number and asset.available == 0:
        number = 9610
    if number:
        return {key: name, **named(number)}
    call.location.books.assign(asset, [target])
    return {key: name, "licenseIdStr": str(asset.assigned[target])}


def _take(call: LegacyCall, asset: AssetBook, key: str, name: str) -> dict[str, Any]:
    target = device(name) if key == "serialNumber" else user(name)
    number = call.location.world.failure(target)
    if not number and not asset.revocable:
        number = 9607
    if not number and target not in asset.assigned:
        number = 9619
    if number:
        return {key: name, **named(number)}
    text = str(asset.assigned[target])
    call.location.books.release(asset, [target])
    return {key: name, "licenseIdStr": text}


def _take_license(call: LegacyCall, asset: AssetBook, text: str) -> dict[str, Any]:
    target = asset.holder(int(text)) if text.isascii() and text.isdigit() else None
    if target is None:
        return {"licenseIdStr": text, **named(9619)}
    key, name = name_of(target)
    return _take(call, asset, "serialNumber" if key == "serialNumber" else "clientUserIdStr", name)


def _has_it(asset: AssetBook, number: int) -> bool:
    return asset.holder(number) is not None or number in asset.lost


def _wire(location: Location, asset: AssetBook, number: int) -> dict[str, Any]:
    found = license_fields(asset, number) | {"isIrrevocable": not asset.revocable}
    target = asset.holder(number)
    record = None
    if target is not None:
        key, name = name_of(target)
        if key == "serialNumber":
            return {**found, "serialNumber": name}
        record = location.users.active.get(name)
    elif number in asset.lost:
        record = location.users.by_id(asset.lost[number])
    if record is not None:
        found |= {"userId": record.user_id, "clientUserIdStr": record.client_user_id}
        if record.id_hash:
            found["itsIdHash"] = record.id_hash
    return found
