"""The rules of the text on parameters, row by row: what is asked for, and what is sent or refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from pymdm.errors import LocalProtocolError
from pymdm.vpp import Asset
from pymdm.vpp.legacy import LegacyUser, LegacyUserPage, License, LicensePage, ops
from tests.unit.vpp.calling import Peer
from tests.unit.vpp.legacy.calling import asked, bad, fine, sent, session

USER = {"user": {"userId": 1, "status": "Registered"}}
GUID = "810C9B91-DF83-41DA-80A1-408AD7F081A8"
BOOK = Asset(361285480, "PLUS")
APN_BASE64, APN_HEX = "HCBv0d949nWlBQLb86E3Ppb0NK6/Qep5U64vDauQ6dU=", "1c206fd1" * 8

Row = tuple[str, Callable[..., Any], dict[str, Any], dict[str, Any]]

#: the rule, the call, its arguments, what is sent.
SENT: list[Row] = [
    ("one of them is enough", ops.get_user, {"client_user_id": GUID}, {"clientUserIdStr": GUID}),
    ("a number may be text", ops.get_user, {"user_id": "100001"}, {"userId": 100001}),
    (
        "userId before clientUserIdStr, and itsIdHash is ignored with it",
        ops.get_user,
        {"user_id": 100001, "client_user_id": GUID, "its_id_hash": "C2Ww"},
        {"userId": 100001},
    ),
    (
        "itsIdHash may come with clientUserIdStr",
        ops.get_user,
        {"client_user_id": GUID, "its_id_hash": "C2Ww"},
        {"clientUserIdStr": GUID, "itsIdHash": "C2Ww"},
    ),
    ("userId first: retire", ops.retire_user, {"user_id": 1, "client_user_id": GUID}, {"userId": 1}),
    (
        "userId first: edit",
        ops.edit_user,
        {"user_id": 1, "client_user_id": GUID, "email": "u@example.org"},
        {"userId": 1, "email": "u@example.org"},
    ),
    ("the address is only changed if it is given", ops.edit_user, {"user_id": 1}, {"userId": 1}),
    ("an address may be empty", ops.edit_user, {"user_id": 1, "email": ""}, {"userId": 1, "email": ""}),
    ("register without address", ops.register_user, {"client_user_id": GUID}, {"clientUserIdStr": GUID}),
    (
        "licenseId before adamId, userId before clientUserIdStr",
        ops.associate_license,
        {"user_id": 1, "client_user_id": GUID, "license_id": 100002, "asset": BOOK},
        {"userId": 1, "licenseId": 100002},
    ),
    (
        "the quality goes with the asset",
        ops.associate_license,
        {"client_user_id": GUID, "asset": BOOK},
        {"clientUserIdStr": GUID, "adamId": "361285480", "pricingParam": "PLUS"},
    ),
    (
        "STDQ unless another quality is named",
        ops.associate_license,
        {"user_id": 1, "asset": Asset(361285480)},
        {"userId": 1, "adamId": "361285480", "pricingParam": "STDQ"},
    ),
    ("a license by its number", ops.disassociate_license, {"license_id": "7"}, {"licenseId": 7}),
    ("users: the active ones", ops.user_pages, {}, {}),
    ("users: retired ones, too", ops.user_pages, {"include_retired": True}, {"includeRetired": 1}),
    (
        "includeRetired is in the batchToken",
        ops.user_pages,
        {"include_retired": True, "batch_token": "B"},
        {"batchToken": "B"},
    ),
    (
        "includeRetired is ignored with sinceModifiedToken",
        ops.user_pages,
        {"include_retired": True, "since": "S"},
        {"sinceModifiedToken": "S"},
    ),
    ("a token that is not there yet", ops.user_pages, {"since": ""}, {}),
    ("licenses: all", ops.license_pages, {}, {}),
    (
        "licenses: STDQ unless another quality is named",
        ops.license_pages,
        {"adam_id": 408709785},
        {"adamId": "408709785", "pricingParam": "STDQ"},
    ),
    (
        "licenses: another quality",
        ops.license_pages,
        {"adam_id": "408709785", "pricing_param": "PLUS"},
        {"adamId": "408709785", "pricingParam": "PLUS"},
    ),
    ("licenses: of a quality", ops.license_pages, {"pricing_param": "PLUS"}, {"pricingParam": "PLUS"}),
    (
        "adamId and pricingParam are in the batchToken",
        ops.license_pages,
        {"adam_id": 1, "pricing_param": "PLUS", "batch_token": "B"},
        {"batchToken": "B"},
    ),
    (
        "adamId and pricingParam are in the sinceModifiedToken",
        ops.license_pages,
        {"adam_id": 1, "pricing_param": "PLUS", "since": "S"},
        {"sinceModifiedToken": "S"},
    ),
    ("nothing is stored, all is told", ops.client_config, {}, {}),
    (
        "an empty text clears",
        ops.client_config,
        {"client_context": "", "apn_token": ""},
        {"clientContext": "", "apnToken": ""},
    ),
    (
        "less than 256 bytes",
        ops.client_config,
        {"client_context": "ä" * 127 + "a"},
        {"clientContext": "ä" * 127 + "a"},
    ),
    ("44 characters of Base64", ops.client_config, {"apn_token": APN_BASE64}, {"apnToken": APN_BASE64}),
    ("64 characters of hex", ops.client_config, {"apn_token": APN_HEX}, {"apnToken": APN_HEX}),
    (
        "the bytes themselves",
        ops.client_config,
        {"apn_token": bytes.fromhex(APN_HEX)},
        {"apnToken": APN_HEX},
    ),
]

#: the rule, the call, its arguments, the error.
REFUSED: list[tuple[str, Callable[..., Any], dict[str, Any], type[Exception]]] = [
    ("one user is required", ops.get_user, {}, LocalProtocolError),
    ("a hash is no user", ops.get_user, {"its_id_hash": "C2Ww"}, LocalProtocolError),
    ("one user is required: retire", ops.retire_user, {}, LocalProtocolError),
    ("one user is required: edit", ops.edit_user, {"email": "u@example.org"}, LocalProtocolError),
    ("one user is required: associate", ops.associate_license, {"license_id": 1}, LocalProtocolError),
    ("one license is required", ops.associate_license, {"user_id": 1}, LocalProtocolError),
    ("an asset is a value", ops.associate_license, {"user_id": 1, "asset": "1"}, TypeError),
    ("an identifier is required", ops.register_user, {"client_user_id": ""}, ValueError),
    ("an identifier is text", ops.register_user, {"client_user_id": 7}, TypeError),
    ("an address", ops.register_user, {"client_user_id": "u", "email": "nobody"}, ValueError),
    ("an address is text", ops.edit_user, {"user_id": 1, "email": 7}, TypeError),
    ("a number is digits", ops.get_user, {"user_id": "1 or 1"}, ValueError),
    ("a number is no truth", ops.get_user, {"user_id": True}, TypeError),
    ("two tokens", ops.user_pages, {"since": "S", "batch_token": "B"}, LocalProtocolError),
    ("two tokens: licenses", ops.license_pages, {"since": "S", "batch_token": "B"}, LocalProtocolError),
    ("a token is text", ops.license_pages, {"since": 1}, TypeError),
    ("256 bytes", ops.client_config, {"client_context": "ä" * 128}, LocalProtocolError),
    ("a context is text", ops.client_config, {"client_context": b""}, TypeError),
    ("43 characters of Base64", ops.client_config, {"apn_token": APN_BASE64[1:]}, LocalProtocolError),
    ("45 characters of Base64", ops.client_config, {"apn_token": f"A{APN_BASE64}"}, LocalProtocolError),
    ("44 characters of something", ops.client_config, {"apn_token": "ä" * 44}, LocalProtocolError),
    ("65 characters of hex", ops.client_config, {"apn_token": f"{APN_HEX}0"}, LocalProtocolError),
    ("31 bytes", ops.client_config, {"apn_token": bytes(31)}, LocalProtocolError),
    ("no bytes", ops.client_config, {"apn_token": b""}, LocalProtocolError),
    ("a push token is text or bytes", ops.client_config, {"apn_token": 0}, TypeError),
]


@pytest.mark.parametrize(("rule", "call", "arguments", "expected"), SENT, ids=[row[0] for row in SENT])
def test_what_is_sent(
    rule: str, call: Callable[..., Any], arguments: dict[str, Any], expected: dict[str, Any]
) -> None:
    peer = Peer(call(session(), **arguments), fine(**USER))

    assert (None, expected) == (peer.error, sent(peer))


@pytest.mark.parametrize(("rule", "call", "arguments", "error"), REFUSED, ids=[row[0] for row in REFUSED])
def test_what_is_refused_before_anything_is_sent(
    rule: str, call: Callable[..., Any], arguments: dict[str, Any], error: type[Exception]
) -> None:
    peer = Peer(call(session(known=False), **arguments))

    assert ([], error) == (peer.requests, type(peer.error))


def test_a_user_who_is_no_user_any_more_is_found_by_the_identifier() -> None:
    """Deleted is told by userId only, and says that the identifier stands for another record."""
    known = LegacyUser(user_id=1, client_user_id=GUID)
    deleted = fine(user={"userId": 1, "clientUserIdStr": GUID, "status": "Deleted"})
    newer = fine(user={"userId": 2, "clientUserIdStr": GUID, "status": "Associated"})

    same = Peer(ops.current_user(session(), known), fine(**USER))
    moved = Peer(ops.current_user(session(), known), deleted, newer)
    gone = Peer(ops.current_user(session(), known), deleted, bad(9604))
    failed = Peer(ops.current_user(session(), known), deleted, bad(9603))

    assert (1, 2, None) == (same.value.user_id, moved.value.user_id, gone.value)
    assert {"clientUserIdStr": GUID} == sent(moved)
    assert 9603 == failed.error.code
    assert ["POST getVPPUserSrv"] * 2 == asked(moved)


@pytest.mark.parametrize("spelt", ["isIrrevocable", "isIrrevocatble"])
@pytest.mark.parametrize("value", [True, "true"])
def test_a_license_that_cannot_be_taken_back_says_so_under_either_name(spelt: str, value: object) -> None:
    found = {"licenseId": "4", "adamId": "5", "productTypeId": "10", spelt: value}
    license_ = License.decode(found)

    assert (4, Asset(5), "Book", True) == (
        license_.license_id,
        license_.asset,
        license_.product_type,
        license_.irrevocable,
    )


def test_later_names_of_identifiers_are_read() -> None:
    license_ = License.decode(
        {"licenseIdStr": "4", "adamIdStr": "5", "serialNumber": "S", "productTypeId": 9}
    )

    assert (4, Asset(5), "S", True, "") == (
        license_.license_id,
        license_.asset,
        license_.serial,
        license_.assigned,
        license_.product_type,
    )


@pytest.mark.parametrize(
    ("page", "path"),
    [
        (LicensePage, "licenses[0].licenseId"),
        (LegacyUserPage, "users[0].userId"),
    ],
)
def test_an_entry_without_its_number_is_refused_with_its_place(page: Any, path: str) -> None:
    peer = Peer(
        (ops.license_pages if page is LicensePage else ops.user_pages)(session()),
        fine(users=[{"status": "Retired"}], licenses=[{"adamId": 1}]),
    )

    assert path == peer.error.path


def test_an_answer_without_its_user_is_refused() -> None:
    assert "user" == Peer(ops.get_user(session(), user_id=1), fine()).error.path
    assert Peer(ops.retire_user(session(), user_id=1), fine()).value is None
    assert (None, None) == tuple(
        getattr(Peer(ops.disassociate_license(session(), 1), fine()).value, name)
        for name in ("license", "user")
    )


def test_assets_are_read_with_their_counts() -> None:
    row = {
        "adamIdStr": "284035177",
        "assignedCount": 3,
        "availableCount": 7,
        "retiredCount": 10,
        "totalCount": 20,
        "deviceAssignable": True,
        "isIrrevocable": False,
        "productTypeId": 8,
    }
    peer = Peer(ops.assets(session(), pricing_param="STDQ"), fine(assets=[row], totalCount=1))
    (asset,) = peer.value

    assert {"includeLicenseCounts": True, "pricingParam": "STDQ"} == sent(peer)
    assert (Asset(284035177), "App", 20, 7, 3, 10) == (
        asset.asset,
        asset.product_type,
        asset.total,
        asset.available,
        asset.assigned,
        asset.retired,
    )
    assert asset.device_assignable
    assert asset.revocable
