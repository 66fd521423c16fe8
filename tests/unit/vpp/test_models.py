"""What Apple writes, read; and what is sent, written."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest

from pymdm._json import load_object
from pymdm.errors import ContentTokenExpired, DecodeError, NoLicensesLeft, VPPError
from pymdm.vpp import (
    Asset,
    AssetPage,
    Assignment,
    AssignmentPage,
    Batch,
    ClientConfig,
    Event,
    EventState,
    EventStatus,
    EventType,
    Limits,
    MdmInfo,
    NotificationType,
    Outcome,
    OwnedAsset,
    ProductType,
    RequestUser,
    ServiceConfig,
    User,
    UserPage,
    UserStatus,
    codes,
)
from pymdm.vpp._json import boolean, integer
from pymdm.vpp._meanings import MEANINGS

ONE, TWO = Asset("408709785"), Asset("377298193")


def test_an_asset_has_its_number_as_text_whichever_way_it_comes() -> None:
    assert ONE == Asset(408709785) == Asset.decode({"adamId": 408709785}) == Asset.decode(ONE.wire())
    assert {"adamId": "408709785", "pricingParam": "STDQ"} == Asset(408709785).wire()
    assert Asset("1", "PLUS") == Asset.decode({"adamId": "1", "pricingParam": "PLUS"})


@pytest.mark.parametrize("number", ["", "x", "12 ", "1" * 20, "-1", "١"])
def test_what_is_no_number_of_an_asset_is_refused(number: str) -> None:
    with pytest.raises(ValueError, match="adam_id: expected digits"):
        Asset(number)
    with pytest.raises(DecodeError, match=r"assets\[0\]\.adamId"):
        AssetPage.decode({"assets": [{"adamId": number}]})


@pytest.mark.parametrize("number", [None, True, 1.0])
def test_an_asset_without_number_is_refused(number: Any) -> None:
    with pytest.raises(TypeError, match="adam_id"):
        Asset(number)
    with pytest.raises(DecodeError, match="adamId: expected a text or a whole number"):
        Asset.decode({"adamId": number})


def test_an_owned_asset_has_its_licenses_and_what_may_be_done() -> None:
    """The example of Apple's page Get Assets, in other numbers."""
    row = {
        "adamId": "408709785",
        "pricingParam": "STDQ",
        "productType": "App",
        "totalCount": 15,
        "availableCount": "10",
        "assignedCount": 4,
        "retiredCount": 1,
        "deviceAssignable": True,
        "revocable": "false",
        "supportedPlatforms": ["iOS", "macOS"],
        "later": 1,
    }
    owned = OwnedAsset.decode(row)

    assert (ONE, ProductType.APP, 15, 10, 4, 1) == (
        owned.asset,
        owned.product_type,
        owned.total,
        owned.available,
        owned.assigned,
        owned.retired,
    )
    assert (True, False, ("iOS", "macOS")) == (owned.device_assignable, owned.revocable, owned.platforms)
    assert row == owned.raw
    assert "Song" == OwnedAsset.decode({**row, "productType": "Song"}).product_type


def test_pages_tell_where_they_are_and_what_follows() -> None:
    page = AssignmentPage.decode(
        {
            "assignments": [
                {"adamId": 1, "serialNumber": "S", "pricingParam": "STDQ"},
                {"adamId": "1", "clientUserId": "U", "pricingParam": "STDQ"},
            ],
            "currentPageIndex": 1,
            "nextPageIndex": 2,
            "totalPages": 3,
            "versionId": "v",
        }
    )

    assert (1, 2, 3, "v", False) == (
        page.index,
        page.next_index,
        page.total_pages,
        page.version_id,
        page.is_last,
    )
    assert (
        Assignment(asset=Asset("1"), serial="S"),
        Assignment(asset=Asset("1"), client_user_id="U"),
    ) == page.assignments
    assert AssetPage.decode({"size": 0}).is_last
    with pytest.raises(DecodeError, match="users: expected an array of objects"):
        UserPage.decode({"users": ["x"]})
    with pytest.raises(DecodeError, match=r"users\[0\]\.clientUserId"):
        UserPage.decode({"users": [{}]})


def test_users_keep_words_that_are_not_known() -> None:
    user = User.decode(
        {"clientUserId": 7, "status": "Registered", "email": "a@example.org", "inviteCode": "code-canary"}
    )

    assert ("7", UserStatus.REGISTERED) == (user.client_user_id, user.status)
    assert "code-canary" not in repr(user)
    assert "Suspended" == User.decode({"clientUserId": "7", "status": "Suspended"}).status


def test_a_user_is_sent_with_what_there_is() -> None:
    assert {"clientUserId": "u"} == RequestUser(client_user_id="u").wire()
    assert {"clientUserId": "u", "email": "a@example.org", "managedAppleId": "b@example.org"} == RequestUser(
        client_user_id="u", email="a@example.org", managed_apple_id="b@example.org"
    ).wire()
    with pytest.raises(ValueError, match="client_user_id"):
        RequestUser(client_user_id="")
    with pytest.raises(ValueError, match="email"):
        RequestUser(client_user_id="u", email="nobody")
    for wrong in ({"client_user_id": 5}, {"client_user_id": "u", "email": None}):
        with pytest.raises(TypeError, match="expected a text"):
            RequestUser(**wrong)


def test_limits_have_apples_defaults_where_they_are_missing_or_make_no_sense() -> None:
    found = ServiceConfig.decode(
        {
            "urls": {"getAssets": "https://vpp.itunes.apple.com/x", "odd": 5},
            "limits": {"maxAssets": 10, "maxUsers": "50", "maxSerialNumbers": 0, "maxClientUserIds": -1},
            "notificationTypes": ["ASSET_COUNT", "LATER"],
            "errorCodes": [{"errorNumber": 9601, "errorMessage": "Login"}, {"errorMessage": "?"}],
        }
    )

    assert Limits(assets=10, users=50) == found.limits
    assert Limits() == ServiceConfig.decode({"urls": {}, "limits": 5}).limits
    assert {"getAssets": "https://vpp.itunes.apple.com/x"} == found.urls
    assert (NotificationType.ASSET_COUNT, "LATER") == found.notification_types
    assert {9601: "Login"} == found.error_messages
    with pytest.raises(DecodeError, match="urls"):
        ServiceConfig.decode({})


@pytest.mark.parametrize("mark", ["%25inviteCode%25", "%inviteCode%"])
def test_an_invitation_has_the_code_in_its_address(mark: str) -> None:
    found = ServiceConfig(urls={"invitationEmail": f"https://buy.example/x?inviteCode={mark}&mt=8"})

    assert "https://buy.example/x?inviteCode=a%2Fb&mt=8" == found.invitation_url("a/b")
    with pytest.raises(ValueError, match="invite_code"):
        found.invitation_url("")
    with pytest.raises(ValueError, match="invitationEmail"):
        ServiceConfig().invitation_url("a")


def test_a_location_tells_who_manages_it_and_hides_its_token() -> None:
    """T65"""
    found = ClientConfig.decode(
        {
            "countryISO2ACode": "US",
            "defaultPlatform": "volumestore",
            "locationName": "PS01",
            "mdmInfo": {"id": "522d", "name": "Other", "metadata": "2"},
            "notificationAuthToken": "auth-canary",
            "notificationUrl": "https://mdm.example.com/n",
            "subscribedNotificationTypes": ["ASSET_COUNT"],
            "tokenExpirationDate": "2030-11-08T22:33:22+0000",
            "uId": 2049025000431439,
        }
    )

    assert MdmInfo(id="522d", name="Other", metadata="2") == found.mdm
    assert ("2049025000431439", "PS01") == (found.uid, found.location_name)
    assert datetime(2030, 11, 8, 22, 33, 22, tzinfo=UTC) == found.token_expires
    assert found.notification_token is not None
    assert "auth-canary" == found.notification_token.reveal()
    assert "auth-canary" not in repr(found)
    assert ClientConfig() == ClientConfig.decode({"mdmInfo": {"name": "nobody"}})
    assert (
        found.token_expires == ClientConfig.decode({"tokenExpDate": "2030-11-08T14:33:22-0800"}).token_expires
    )


def failed(number: int, **info: Any) -> dict[str, Any]:
    return {"errorNumber": number, "errorMessage": "of Apple's", "errorInfo": info}


def outcome(status: dict[str, Any], **batch: Any) -> Outcome:
    whole = Batch(event_id="e", type=EventType.ASSOCIATE, **batch)
    return Outcome(event=Event(batches=(whole,)), statuses=(EventStatus.decode(status, event_id="e"),))


def test_failures_are_values_one_for_each_device_and_user() -> None:
    found = outcome(
        {
            "eventStatus": "FAILED",
            "eventType": "ASSOCIATE",
            "numCompleted": 2,
            "numRequested": 4,
            "failures": [failed(9709, assets=[ONE.wire()], serialNumbers=["A"], clientUserIds=["U"])],
        },
        assets=(ONE, TWO),
        serials=("A",),
        client_user_ids=("U",),
    )

    assert [("A", ""), ("", "U")] == [(each.serial, each.client_user_id) for each in found.failures]
    assert {NoLicensesLeft} == {type(each.error) for each in found.failures}
    assert (True, False, 2, 4) == (found.finished, found.succeeded, found.completed, found.requested)
    assert [(TWO, "A", ""), (TWO, "", "U")] == [
        (each.asset, each.serial, each.client_user_id) for each in found.successes()
    ]


@pytest.mark.parametrize(
    ("failures", "succeeded"),
    [
        ([], [(ONE, "A"), (ONE, "B"), (TWO, "A"), (TWO, "B")]),
        ([failed(9603)], []),
        ([failed(9709, assets=[ONE.wire()])], [(TWO, "A"), (TWO, "B")]),
        ([failed(9603, serialNumbers=["B"])], [(ONE, "A"), (TWO, "A")]),
        ([failed(9603, serialNumbers=["B"], assets=[{}])], [(ONE, "A"), (TWO, "A")]),
        ([failed(9603, assets="odd")], []),
    ],
)
def test_what_a_failure_may_be_about_is_no_success(failures: list[Any], succeeded: list[Any]) -> None:
    state = "FAILED" if failures else "COMPLETE"
    found = outcome({"eventStatus": state, "failures": failures}, assets=(ONE, TWO), serials=("A", "B"))

    assert succeeded == [(each.asset, each.serial) for each in found.successes()]
    assert (not failures) == found.succeeded


def test_nothing_has_succeeded_before_apple_is_done_or_where_it_gives_no_reason() -> None:
    for state in ("PENDING", "FAILED", "LATER"):
        found = outcome({"eventStatus": state}, assets=(ONE,), serials=("A",))
        assert [] == list(found.successes())
        assert not found.succeeded
        assert (state == "FAILED") == found.finished
    assert "LATER" == EventStatus.decode({"eventStatus": "later"}, event_id="e").state
    assert EventState.COMPLETE == EventStatus.decode({"eventStatus": "complete"}, event_id="e").state
    assert not Outcome(event=Event(batches=(Batch(event_id="e"),))).finished


@pytest.mark.parametrize("key", ["errorNumber", "errorCode", "ErrorCode"])
def test_the_number_of_an_error_has_three_names(key: str) -> None:
    assert codes.VPPCode.TOKEN_EXPIRED is codes.number_of({key: 9621})
    assert codes.VPPCode.TOKEN_EXPIRED is codes.number_of({key: "9621"})
    assert isinstance(codes.error_in({key: 9621}), ContentTokenExpired)


def test_numbers_that_are_not_known_survive() -> None:
    error = codes.error_in({"errorNumber": 9999, "errorMessage": "message-canary"})

    assert (VPPError, 9999) == (type(error), error.code)
    assert "message-canary" not in str(error)
    assert "" == codes.meaning(9999)
    assert 0 == codes.error_in({}).code


def test_every_number_of_the_2014_text_is_known_and_has_a_meaning() -> None:
    assert set(range(9600, 9624)) <= set(codes.VPPCode)
    assert all(code.meaning == codes.meaning(code) != "" for code in codes.VPPCode)
    assert set(MEANINGS) == set(codes.VPPCode)


@pytest.mark.parametrize(
    "body", [b"[]", b"x", b"\xff", b'{"a": NaN}', b'{"a": "\\u0000"}', b'{"a": "\\ud800"}', b"[" * 9999]
)
def test_what_is_no_json_object_is_refused(body: bytes) -> None:
    with pytest.raises(DecodeError, match="expected a JSON object as the answer"):
        load_object(body, what="the answer")


def test_numbers_and_words_are_read_as_they_come() -> None:
    assert [5, -5, None, None, None] == [integer({"k": each}, "k") for each in ("5", -5, "5x", True, None)]
    assert [True, False, None] == [boolean({"k": each}, "k") for each in (" TRUE", False, 1)]


def test_a_failure_of_an_asset_that_nobody_asked_for_leaves_the_device_in_doubt() -> None:
    """Where Apple leaves the quality out, the asset is another one than that of the batch."""
    batch = Batch(event_id="e", assets=(Asset("1", "PLUS"),), serials=("A", "B"))
    found = {
        "eventStatus": "FAILED",
        "failures": [failed(9709, assets=[{"adamId": "1"}], serialNumbers=["A"])],
    }
    told = Outcome(event=Event(batches=(batch,)), statuses=(EventStatus.decode(found, event_id="e"),))

    assert ["B"] == [each.serial for each in told.successes()]


def test_t67_failures_that_name_many_pairs_cost_no_memory() -> None:
    """T67: the pairs are those that were asked for, however many an answer names."""
    many = [f"S{number}" for number in range(600)]
    row = failed(9709, assets=[{"adamId": str(number)} for number in range(600)], serialNumbers=many)
    batch = Batch(event_id="e", assets=(Asset("1"),), serials=(*many[1:], "X"))
    status = EventStatus.decode({"eventStatus": "FAILED", "failures": [row]}, event_id="e")
    tracemalloc.start()
    try:
        assert ["X"] == [
            each.serial for each in Outcome(event=Event(batches=(batch,)), statuses=(status,)).successes()
        ]
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 1 << 20
