"""Where calls go, which token they carry, and what is done when Apple refuses it (T65, F44)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pymdm._flow import HttpResponse
from pymdm.errors import (
    ContentTokenExpired,
    DecodeError,
    VPPError,
    WrongLocation,
)
from pymdm.vpp import ContentToken, Session, ops
from pymdm.vpp.codes import VPPCode
from tests.unit.vpp.calling import (
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
from tests.unit.vpp.calls import CONFIG, ONE, READY, managed


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


@pytest.mark.parametrize("answers", [[answer(500)] * 4, [answer(200, b"<html>")]])
def test_old_ones_do_for_a_minute_while_there_are_no_others(answers: list[HttpResponse]) -> None:
    clock = Clock()
    one = session(clock, config_until=NOW)
    peer = Peer(ops.asset_pages(one), *answers, READY)

    assert ["GET /service/config"] * len(answers) + ["GET /assets"] == peer.asked
    assert ["GET /assets"] == Peer(ops.asset_pages(one), READY).asked
    clock.now += timedelta(minutes=1)
    assert ["GET /service/config", "GET /assets"] == Peer(ops.asset_pages(one), CONFIG, READY).asked
    peer = Peer(ops.asset_pages(session(fresh=False)), *[answer(500)] * 4)
    assert (VPPError, 500) == (type(peer.error), peer.error.status)


def test_a_moved_address_is_asked_for_once() -> None:
    moved = answer(body={"urls": {"associateAssets": "https://vpp.itunes.apple.com/mdm/v2/new"}})
    peer = Peer(ops.associate(session(), [ONE], serials=["S"]), refused(9617), moved, event())
    assert ["POST /assets/associate", "GET /service/config", "POST /new"] == peer.asked
    assert peer.bodies[0] == peer.bodies[1]

    peer = Peer(ops.status(session(), "e"), refused(9617), moved, refused(9617))
    assert 9617 == peer.error.code


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
        "https://evil.example\\.apple.com/",
        "https://evil.example%2f.apple.com/",
        "https://evil.example .apple.com/",
        "https://evil.example\u3002.apple.com/",
        "https://[evil.apple.com/",
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


def test_a_clock_that_is_put_back_delays_nothing() -> None:
    clock = Clock()
    one = session(clock, config=config(maxRequestPerSecond=4))
    one.pause()
    clock.now -= timedelta(hours=5)

    assert [0.0, 0.25] == [one.pause(), one.pause()]


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


def test_what_reload_gives_is_looked_at() -> None:
    peer = Peer(ops.status(session(reload=lambda: "a text"), "e"), refused(9622, 401))

    assert (TypeError, True) == (type(peer.error), "expected a function" in str(peer.error))


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


@pytest.mark.parametrize("wrong", [{"token": "a text"}, {"mdm": "us"}, {"uid": None}])
def test_a_session_of_other_things_is_none(wrong: dict[str, Any]) -> None:
    with pytest.raises(TypeError, match="expected"):
        session(**wrong)
    assert UID == session(uid=int(UID)).uid


def test_words_of_errors_that_cannot_be_read_cost_no_limits() -> None:
    for words in ({"9600": "x"}, ["x", {"errorNumber": 9600}], "x"):
        one = session(fresh=False)
        body = {"urls": {}, "limits": {"maxAssets": 3}, "errorCodes": words}
        assert 3 == Peer(ops.service_config(one), answer(body=body)).value.limits.assets
