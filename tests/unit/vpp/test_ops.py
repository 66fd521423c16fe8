"""The calls by hand: what is asked, what is refused and how, and what is never sent twice (T65, F44, F45)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

import pytest

from pymdm._flow import HttpResponse
from pymdm.crypto import Secret
from pymdm.errors import (
    ContentTokenExpired,
    DecodeError,
    LocalProtocolError,
    ManagedElsewhere,
    NoLicensesLeft,
    PymdmError,
    TooManyRequests,
    TransportError,
    UnknownAsset,
    UnknownUser,
    UserRetired,
    VPPError,
    WrongLocation,
)
from pymdm.vpp import Asset, ContentToken, MdmInfo, RequestUser, Session, TakeOver, UserState, ops
from pymdm.vpp.codes import VPPCode
from tests.unit.vpp.calling import (
    CANARY,
    NOW,
    OTHER,
    TOKEN,
    UID,
    Clock,
    Peer,
    answer,
    config,
    event,
    file_of,
    refused,
    session,
)

US = MdmInfo(id="us", name="Us", metadata="1")
THEM = MdmInfo(id="them", name="Their server", metadata="2")
ONE = Asset("1")
CONFIG = answer(body={"urls": {}, "limits": {"maxAssets": 2}})
READY = answer(body={"uId": UID, "assets": [], "users": [], "assignments": []})
UNSENT = TransportError("refused", request_sent=False)
CUT = TransportError("cut")

#: Every call that changes something, and whether it may be sent again when its answer is lost (F45).
WRITES: list[tuple[str, Any, bool]] = [
    ("POST /assets/associate", lambda s: ops.associate(s, [ONE], serials=["S"]), True),
    ("POST /assets/disassociate", lambda s: ops.disassociate(s, [ONE], serials=["S"]), True),
    ("POST /assets/revoke", lambda s: ops.revoke(s, serials=["S"]), False),
    ("POST /users/create", lambda s: ops.create_users(s, [RequestUser(client_user_id="u")]), False),
    ("POST /users/update", lambda s: ops.update_users(s, [RequestUser(client_user_id="u")]), True),
    ("POST /users/retire", lambda s: ops.retire_users(s, ["u"]), False),
]
READS: list[tuple[str, Any]] = [
    ("GET /client/config", ops.client_config),
    ("GET /assets", ops.asset_pages),
    ("GET /assignments", ops.assignment_pages),
    ("GET /users", ops.user_pages),
    ("GET /status eventId=e", lambda s: ops.status(s, "e")),
]


def managed(mdm: MdmInfo | None = None, **keys: Any) -> HttpResponse:
    return answer(body={"uId": UID, **({"mdmInfo": mdm.wire()} if mdm else {}), **keys})


# --- addresses and limits


def test_a_call_asks_for_addresses_and_limits_first_without_the_token() -> None:
    one = session(fresh=False)
    peer = Peer(ops.asset_pages(one), CONFIG, READY)

    assert ["GET /service/config", "GET /assets"] == peer.asked
    assert [None, f"Bearer {file_of()}"] == peer.bearers
    assert 2 == one.limits.assets


def test_they_are_good_for_five_minutes() -> None:
    clock = Clock()
    one = session(clock, fresh=False)
    Peer(ops.service_config(one), CONFIG)
    clock.now += timedelta(minutes=4, seconds=59)
    assert [] == Peer(ops.service_config(one)).asked
    clock.now += timedelta(seconds=1)

    assert ["GET /service/config"] == Peer(ops.service_config(one), CONFIG).asked


def test_old_ones_do_while_there_are_no_others() -> None:
    one = session(config_until=NOW)
    peer = Peer(ops.asset_pages(one), *[answer(500)] * 4, READY)

    assert ["GET /service/config"] * 4 + ["GET /assets"] == peer.asked
    peer = Peer(ops.asset_pages(session(fresh=False)), *[answer(500)] * 4)
    assert (VPPError, 500) == (type(peer.error), peer.error.status)


def test_addresses_are_those_that_the_service_states() -> None:
    urls = {"getAssets": "https://vpp2.itunes.apple.com/new/assets"}
    one = session(fresh=False)
    peer = Peer(ops.asset_pages(one), answer(body={"urls": urls}), READY)

    assert "https://vpp2.itunes.apple.com/new/assets" == peer.requests[1].url


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/assets",
        "http://vpp.itunes.apple.com/mdm/v2/assets",
        "https://vpp.itunes.apple.com@evil.example/",
        "https://u:p@vpp.itunes.apple.com/",
        "https://evilapple.com/",
        "https://vpp.itunes.apple.com.evil.example/",
    ],
)
def test_t65_the_token_is_not_sent_to_where_a_changed_config_leads(url: str) -> None:
    one = session(fresh=False)
    peer = Peer(ops.asset_pages(one), answer(body={"urls": {"getAssets": url}}))

    assert (DecodeError, "urls.getAssets") == (type(peer.error), peer.error.path)


def test_no_more_is_asked_a_second_than_the_service_takes() -> None:
    clock = Clock()
    one = session(clock, config=config(maxRequestPerSecond=4))
    first = Peer(ops.status(one, "e"), answer(body={"eventStatus": "PENDING"}), clock=clock)
    second = Peer(ops.status(one, "e"), answer(body={"eventStatus": "PENDING"}), clock=clock)

    assert ([], [0.25]) == (first.waited, second.waited)


# --- the token


def test_f44_an_invalid_token_is_reloaded_once() -> None:
    one = session(reload=lambda: OTHER)
    peer = Peer(ops.status(one, "e"), refused(9622, 401), answer(body={"eventStatus": "COMPLETE"}))

    assert [f"Bearer {TOKEN.raw.reveal()}", f"Bearer {OTHER.raw.reveal()}"] == peer.bearers
    assert OTHER is one.token


@pytest.mark.parametrize("number", [9622, 9625])
def test_f44_a_reloaded_token_that_is_refused_too_stops_the_call(number: int) -> None:
    reloads = []

    def reload() -> ContentToken:
        reloads.append(1)
        return OTHER

    peer = Peer(
        ops.associate(session(reload=reload), [ONE], serials=["S"]),
        refused(number, 401),
        refused(number, 401),
    )

    assert (ContentTokenExpired, number, [1]) == (type(peer.error), peer.error.code, reloads)
    assert not peer.error.retryable


def missing() -> ContentToken:
    raise FileNotFoundError("gone")


@pytest.mark.parametrize("reload", [None, lambda: TOKEN, missing])
def test_f44_without_another_token_the_first_refusal_stops_the_call(reload: Any) -> None:
    peer = Peer(ops.status(session(reload=reload), "e"), refused(9622, 401))

    assert ContentTokenExpired is type(peer.error)


def test_f44_an_expired_token_stops_the_call_and_nothing_is_reloaded() -> None:
    peer = Peer(ops.status(session(reload=lambda: OTHER), "e"), refused(9621, 401))

    assert (ContentTokenExpired, VPPCode.TOKEN_EXPIRED) == (type(peer.error), peer.error.code)
    assert "download a new one" in str(peer.error)


def test_f44_a_token_that_another_thread_has_put_in_place_is_used_without_reloading() -> None:
    one = session(reload=missing)
    flow = ops.status(one, "e")
    wanted: Any = next(flow)
    one.token = OTHER
    wanted = flow.send(refused(9622, 401))

    assert f"Bearer {OTHER.raw.reveal()}" == wanted.headers["Authorization"]


def test_a_401_without_a_number_is_about_the_token_too() -> None:
    peer = Peer(ops.status(session(), "e"), answer(401, b"<html>"))

    assert ContentTokenExpired is type(peer.error)
    assert "content token was not accepted" in str(peer.error)


def test_the_end_that_an_answer_tells_is_warned_of() -> None:
    one = session(Clock())
    assert () == one.warnings()
    Peer(ops.status(one, "e"), managed(eventStatus="PENDING", tokenExpirationDate="2026-11-24T12:00:00+0000"))

    assert [5] == [warning.threshold for warning in one.warnings()]


def test_a_token_of_another_location_is_told_before_anything_is_stored_or_changed() -> None:
    for read in (ops.client_config, ops.asset_pages, ops.user_pages):
        peer = Peer(read(session(uid="1")), READY)
        assert (WrongLocation, []) == (type(peer.error), peer.items)
    one = session(uid="1")
    for _ in range(2):
        peer = Peer(ops.associate(one, [ONE], serials=["S"]), managed())
        assert (WrongLocation, ["GET /client/config"]) == (type(peer.error), peer.asked)
    one = session(uid=UID)
    peer = Peer(ops.associate(one, [ONE], serials=["S"]), managed(), event())
    assert (None, ["GET /client/config", "POST /assets/associate"]) == (peer.error, peer.asked)
    assert [UID] == [Peer(ops.client_config(session(uid=UID)), managed()).value.uid]


# --- who manages the location


@pytest.mark.parametrize(("path", "write", "_"), WRITES)
def test_nothing_is_changed_in_a_location_that_another_server_manages(path: str, write: Any, _: bool) -> None:
    peer = Peer(write(session(mdm=US)), managed(THEM))

    assert ["GET /client/config"] == peer.asked
    assert ManagedElsewhere is type(peer.error)
    assert ("them", "Their server") == (peer.error.manager_id, peer.error.manager_name)


def test_who_manages_it_is_asked_once_and_learnt_from_every_answer() -> None:
    one = session(mdm=US)
    peer = Peer(ops.associate(one, [ONE], serials=["S"]), managed(US), event())
    assert ["GET /client/config", "POST /assets/associate"] == peer.asked
    peer = Peer(ops.associate(one, [ONE], serials=["S"]), event(mdmInfo=THEM.wire()))
    assert (None, 1) == (peer.error, len(peer.items))  # what was accepted is not lost
    peer = Peer(ops.associate(one, [ONE], serials=["S"]), managed(THEM))

    assert ManagedElsewhere is type(peer.error)
    peer = Peer(ops.associate(one, [ONE], serials=["S"]), managed(US), event())
    assert peer.error is None


def test_that_nobody_manages_it_is_asked_once() -> None:
    one = session(mdm=US)
    Peer(ops.associate(one, [ONE], serials=["S"]), managed(), event())

    assert ["POST /assets/associate"] == Peer(ops.associate(one, [ONE], serials=["S"]), event()).asked


def test_managing_a_location_that_nobody_manages() -> None:
    done = managed(US, notificationUrl="https://mdm.example.com/n")
    flow = ops.set_client_config(
        session(),
        mdm=US,
        notification_url="https://mdm.example.com/n",
        notification_token=Secret("auth-canary"),
        notification_types=["ASSET_COUNT"],
    )
    peer = Peer(flow, managed(), done)

    assert ["GET /client/config", "POST /client/config"] == peer.asked
    assert [
        {
            "mdmInfo": {"id": "us", "name": "Us", "metadata": "1"},
            "notificationUrl": "https://mdm.example.com/n",
            "notificationAuthToken": "auth-canary",
            "notificationTypes": ["ASSET_COUNT"],
        }
    ] == peer.bodies
    assert US == peer.value.mdm


def test_a_location_of_another_server_is_taken_over_only_where_that_is_said() -> None:
    peer = Peer(ops.set_client_config(session(mdm=US)), managed(THEM))
    assert ("them", ["GET /client/config"]) == (peer.error.manager_id, peer.asked)

    flow = ops.set_client_config(session(mdm=US), take_over=TakeOver.FROM_OTHER_SERVER)
    assert US == Peer(flow, managed(THEM), managed(US)).value.mdm


def test_whoever_loses_a_race_for_a_location_is_told() -> None:
    peer = Peer(ops.set_client_config(session(mdm=US)), managed(), managed(THEM))

    assert "them" == peer.error.manager_id


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"mdm": None}, "expected who manages"),
        ({"mdm": MdmInfo(id="x" * 101, name="n", metadata="m")}, r"mdm\.id"),
        ({"mdm": MdmInfo(id="x", name="", metadata="m")}, r"mdm\.name"),
        ({"mdm": MdmInfo(id="x", name="n", metadata="m" * 256)}, r"mdm\.metadata"),
        ({"notification_url": "https://a.example"}, "expected both"),
        ({"notification_token": Secret("t")}, "expected both"),
        ({"notification_url": "https://a.example/" + "x" * 512, "notification_token": Secret("t")}, "512"),
        ({"notification_url": "https://a.example", "notification_token": Secret("t" * 513)}, "512"),
        ({"notification_url": "http://a.example", "notification_token": Secret("t")}, "https"),
        ({"notification_url": "https://a.example/?q", "notification_token": Secret("t")}, "host and path"),
    ],
)
def test_settings_that_apple_would_refuse_are_not_sent(wrong: dict[str, Any], said: str) -> None:
    peer = Peer(ops.set_client_config(session(), **{"mdm": US, **wrong}))

    assert LocalProtocolError is type(peer.error)
    assert peer.error is not None
    with pytest.raises(LocalProtocolError, match=said):
        raise peer.error


# --- refusals


@pytest.mark.parametrize(
    ("number", "status", "kind", "retryable"),
    [
        (9601, 401, ContentTokenExpired, False),
        (9621, 401, ContentTokenExpired, False),
        (9722, 401, ContentTokenExpired, False),
        (9610, 400, UnknownAsset, False),
        (9709, 400, NoLicensesLeft, False),
        (9618, 400, UserRetired, False),
        (9620, 400, UserRetired, False),
        (9609, 400, UnknownUser, False),
        (9706, 400, VPPError, False),
        (9632, 400, TooManyRequests, True),
        (9644, 400, VPPError, True),
        (9999, 418, VPPError, False),
    ],
)
def test_each_refusal_is_one_typed_error_and_nothing_is_half_done(
    number: int, status: int, kind: type[PymdmError], retryable: bool
) -> None:
    peer = Peer(ops.associate(session(), [ONE], serials=["S"]), refused(number, status))

    assert (kind, number, status, retryable) == (
        type(peer.error),
        peer.error.code,
        peer.error.status,
        peer.error.retryable,
    )
    assert [] == peer.items
    assert "of Apple's" not in str(peer.error)
    assert str(peer.error).startswith(
        f"expected success of POST /mdm/v2/assets/associate, not {status}: {number}"
    )


def test_a_number_in_an_answer_of_200_is_a_refusal_all_the_same() -> None:
    peer = Peer(ops.associate(session(), [ONE], serials=["S"]), refused(9709, 200))

    assert NoLicensesLeft is type(peer.error)


@pytest.mark.parametrize(("path", "read"), READS)
def test_t65_no_error_shows_the_token(path: str, read: Any) -> None:
    for answers in (
        [refused(9621, 401, errorInfo={"x": CANARY})],
        [answer(418, CANARY.encode())],
        [answer(200, CANARY.encode())],
        [answer(302)],
        [TransportError("cut")] * 4,
    ):
        one = session()
        peer = Peer(read(one), *answers)
        assert [path] * len(answers) == peer.asked
        assert isinstance(peer.error, PymdmError)
        shown = "".join(peer.shown()) + repr(one)
        assert CANARY not in shown
        assert file_of()[:20] not in shown


def test_f45_retry_after_is_heeded() -> None:
    peer = Peer(ops.associate(session(), [ONE], serials=["S"]), answer(429, None, Retry_After="10"), event())

    assert [10.5] == peer.waited
    peer = Peer(ops.revoke(session(), serials=["S"]), answer(503, None, Retry_After="600"))
    assert (600.0, True, []) == (peer.error.retry_after, peer.error.retryable, peer.waited)


@pytest.mark.parametrize(("path", "write", "repeatable"), WRITES)
def test_f45_a_change_whose_answer_is_lost_is_repeated_only_where_that_does_no_harm(
    path: str, write: Any, repeatable: bool
) -> None:
    for lost in (CUT, answer(500), refused(9603, 500)):
        peer = Peer(write(session()), lost, *[event()] * repeatable)
        assert [path] * (1 + repeatable) == peer.asked
        assert repeatable == (peer.error is None)
        assert all(peer.bodies[0] == body for body in peer.bodies)
    assert ["e1"] == [batch.event_id for batch in Peer(write(session()), UNSENT, event()).items]


@pytest.mark.parametrize(("path", "read"), READS)
def test_f45_what_is_only_read_is_asked_again(path: str, read: Any) -> None:
    peer = Peer(read(session()), CUT, answer(502), answer(body={"eventStatus": "PENDING"}))

    assert ([path] * 3, None) == (peer.asked, peer.error)


# --- batches


def test_a_change_is_cut_to_the_limits_and_each_batch_has_its_event() -> None:
    one = session(config=config(maxAssets=2, maxSerialNumbers=2, maxClientUserIds=1))
    flow = ops.associate(
        one, [Asset(number) for number in (1, 2, 3, 1)], serials=["A", "B", "C", "A"], client_user_ids=["U"]
    )
    peer = Peer(flow, *[event(f"e{number}") for number in range(4)])

    sent = {
        (asset["adamId"], target)
        for body in peer.bodies
        for asset in body["assets"]
        for target in (*body.get("serialNumbers", ()), *body.get("clientUserIds", ()))
    }
    assert {(asset, target) for asset in "123" for target in "ABCU"} == sent
    assert all(len(body["assets"]) <= 2 and len(body["serialNumbers"]) <= 2 for body in peer.bodies)
    assert ["e0", "e1", "e2", "e3"] == [batch.event_id for batch in peer.items]
    assert [(("A", "B"), ("U",)), (("A", "B"), ("U",)), (("C",), ()), (("C",), ())] == [
        (batch.serials, batch.client_user_ids) for batch in peer.items
    ]


def test_revocations_and_users_have_limits_of_their_own() -> None:
    one = session(config=config(maxRevokeSerialNumbers=1, maxRevokeClientUserIds=2, maxUsers=2))
    peer = Peer(ops.revoke(one, serials=["A", "B"], client_user_ids=["U", "V", "W"]), event(), event())
    assert [
        {"clientUserIds": ["U", "V"], "serialNumbers": ["A"]},
        {"clientUserIds": ["W"], "serialNumbers": ["B"]},
    ] == peer.bodies
    peer = Peer(ops.retire_users(one, ["U", "V", "W"]), event(), event())

    assert [2, 1] == [len(body["users"]) for body in peer.bodies]
    assert [("U", "V"), ("W",)] == [batch.client_user_ids for batch in peer.items]


def test_limits_that_shrink_meanwhile_are_learnt_and_nothing_is_left_out() -> None:
    smaller = answer(body={"urls": {}, "limits": {"maxAssets": 1}})
    peer = Peer(
        ops.associate(
            session(config=config(maxAssets=2)), [Asset("1"), Asset("2"), Asset("3")], serials=["S"]
        ),
        refused(9700),
        smaller,
        event("a"),
        event("b"),
        event("c"),
    )

    assert ["a", "b", "c"] == [batch.event_id for batch in peer.items]
    assert [["1", "2"], ["1"], ["2"], ["3"]] == [[a["adamId"] for a in b["assets"]] for b in peer.bodies]
    peer = Peer(ops.associate(session(), [ONE], serials=["S"]), refused(9702), CONFIG, refused(9702))
    assert 9702 == peer.error.code


def test_what_was_accepted_before_an_error_is_named() -> None:
    one = session(config=config(maxAssets=1))
    peer = Peer(ops.associate(one, [Asset("1"), Asset("2")], serials=["S"]), event("e-first"), refused(9706))

    assert ["accepted before this, and to be asked for: e-first"] == peer.error.__notes__
    assert ["e-first"] == [batch.event_id for batch in peer.items]


def test_nothing_for_nobody_is_not_sent() -> None:
    for flow in (
        ops.associate(session(), [], serials=["S"]),
        ops.associate(session(), [ONE]),
        ops.revoke(session()),
        ops.create_users(session(), []),
        ops.retire_users(session(), []),
    ):
        peer = Peer(flow)
        assert ([], [], None) == (peer.asked, peer.items, peer.error)


@pytest.mark.parametrize(
    ("flow", "kind"),
    [
        (lambda s: ops.associate(s, [ONE], serials="C02XK1ABJG5H"), TypeError),
        (lambda s: ops.associate(s, cast("Any", ["1"]), serials=["S"]), TypeError),
        (lambda s: ops.associate(s, [ONE], serials=cast("Any", [5])), TypeError),
        (lambda s: ops.associate(s, [ONE], serials=[""]), ValueError),
        (lambda s: ops.revoke(s, client_user_ids=["a\nb"]), ValueError),
        (lambda s: ops.create_users(s, cast("Any", ["u"])), TypeError),
        (lambda s: ops.create_users(s, [RequestUser(client_user_id="u")] * 2), ValueError),
        (lambda s: ops.status(s, ""), ValueError),
    ],
)
def test_what_would_be_misunderstood_is_refused_before_it_is_sent(flow: Any, kind: type[Exception]) -> None:
    peer = Peer(flow(session()))

    assert (kind, []) == (type(peer.error), peer.asked)


def test_a_change_without_an_event_is_not_taken_for_one() -> None:
    peer = Peer(ops.associate(session(), [ONE], serials=["S"]), answer(body={"uId": UID}))

    assert (DecodeError, "eventId") == (type(peer.error), peer.error.path)


# --- filters, and the session


def test_listings_are_filtered_by_apple() -> None:
    def asked(flow: Any) -> str:
        (only,) = Peer(flow, READY).asked
        return only

    one = session()
    assert "GET /assets adamId=5 pricingParam=PLUS" == asked(
        ops.asset_pages(one, adam_id=5, pricing_param="PLUS")
    )
    assert "GET /assignments adamId=5 serialNumber=S sinceVersionId=v" == asked(
        ops.assignment_pages(one, adam_id="5", serial="S", since="v")
    )
    assert "GET /users activeOnly=true" == asked(ops.user_pages(one, state=UserState.ACTIVE))
    assert "GET /users retiredOnly=true clientUserId=u" == asked(
        ops.user_pages(one, state=UserState.RETIRED, client_user_id="u")
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "http://vpp.itunes.apple.com"},
        {"base_url": "https://"},
        {"base_url": "https://u@vpp.example"},
        {"base_url": "https://vpp.example/?q"},
        {"user_agent": " "},
        {"user_agent": "a\nb"},
    ],
)
def test_a_session_that_could_leak_the_token_is_none(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"base_url|user_agent"):
        session(**dict[str, Any](wrong))
    assert isinstance(session(base_url="http://127.0.0.1:1/mdm/v2/"), Session)
