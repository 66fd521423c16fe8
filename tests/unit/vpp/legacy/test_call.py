"""Where the services are, what a refusal becomes, and what is asked for again (F43, F44, F45, T65)."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm.crypto import Secret
from pymdm.errors import (
    ContentTokenExpired,
    DecodeError,
    TooManyRequests,
    TransportError,
    UnknownAsset,
    UserRetired,
    VPPError,
    WrongLocation,
)
from pymdm.vpp import Asset, ContentToken, VPPCode
from pymdm.vpp._meanings import MEANINGS
from pymdm.vpp.legacy import LegacyConfig, ops
from pymdm.vpp.legacy._call import call
from pymdm.vpp.legacy.config import SERVICES
from tests.unit.vpp.calling import CANARY, OTHER, TOKEN, Clock, Peer, answer, file_of
from tests.unit.vpp.legacy.calling import CONFIG, SENTENCE, WA, asked, bad, fine, moved, session

USER = {"user": {"userId": 1, "clientUserIdStr": "u", "status": "Registered"}}
CUT = TransportError("cut")
NEW = "https://p2-vpp.itunes.apple.com/new/getVPPUserSrv"

#: What changes something, and whether it is asked for again when the answer is lost (F45).
WRITES: dict[str, tuple[Any, bool]] = {
    "registerVPPUserSrv": (lambda s: ops.register_user(s, "u"), True),
    "editVPPUserSrv": (lambda s: ops.edit_user(s, user_id=1, email="u@example.org"), True),
    "VPPClientConfigSrv": (lambda s: ops.client_config(s, client_context="x"), True),
    "retireVPPUserSrv": (lambda s: ops.retire_user(s, client_user_id="u"), False),
    "associateVPPLicenseWithVPPUserSrv": (lambda s: ops.associate_license(s, user_id=1, license_id=1), False),
    "disassociateVPPLicenseFromVPPUserSrv": (lambda s: ops.disassociate_license(s, 1), False),
}


def test_addresses_are_asked_for_with_the_first_call_and_without_the_token() -> None:
    ours = session(known=False)
    first = Peer(ops.get_user(ours, user_id=1), moved(getUserSrvUrl=NEW), fine(**USER))
    second = Peer(ops.get_user(ours, user_id=1), fine(**USER))

    assert ([f"GET {CONFIG}", "POST getVPPUserSrv"], ["POST getVPPUserSrv"]) == (asked(first), asked(second))
    assert [f"{WA}/{CONFIG}", NEW, NEW] == [r.url for r in (*first.requests, *second.requests)]
    assert b"" == first.requests[0].body
    assert "Authorization" not in first.requests[0].headers
    assert TOKEN.raw.reveal().encode() in first.requests[1].body


def test_f43_addresses_are_asked_for_once_more_when_the_service_has_moved() -> None:
    ours = session()
    peer = Peer(ops.get_user(ours, user_id=1), bad(9617), moved(getUserSrvUrl=NEW), fine(**USER))

    assert ["POST getVPPUserSrv", f"GET {CONFIG}", "POST getVPPUserSrv"] == asked(peer)
    assert (NEW, 1) == (peer.requests[-1].url, peer.value.user_id)


def test_f43_a_service_that_moves_without_end_is_given_up() -> None:
    peer = Peer(ops.get_user(session(), user_id=1), bad(9617), moved(getUserSrvUrl=NEW), bad(9617))

    assert VPPCode.URL_MOVED == peer.error.code
    assert 3 == len(peer.requests)


@pytest.mark.parametrize("failure", [answer(404), answer(body=b"no JSON"), bad(9617), bad(9644)])
def test_f43_without_a_new_address_the_refusal_is_what_is_told(failure: Any) -> None:
    peer = Peer(ops.retire_user(session(), user_id=1), bad(9617), failure)

    assert (VPPError, 9617) == (type(peer.error), peer.error.code)


def test_f43_addresses_that_another_thread_has_asked_for_since_are_taken() -> None:
    ours = session()
    flow = ops.get_user(ours, user_id=1)
    next(flow)
    ours.configured(LegacyConfig(urls={"getUserSrvUrl": NEW}))

    request: Any = flow.send(bad(9617))

    assert NEW == request.url


@pytest.mark.parametrize("service", WRITES)
def test_f43_what_was_refused_because_the_service_moved_is_done_at_the_new_address(service: str) -> None:
    new = moved(**{SERVICES[service]: f"{WA}2/{service}"})
    peer = Peer(WRITES[service][0](session()), bad(9617), new, fine(**USER))

    assert peer.error is None
    assert f"{WA}2/{service}" == peer.requests[-1].url


def test_a_call_before_which_no_address_came_has_not_been_sent() -> None:
    peer = Peer(ops.retire_user(session(known=False), user_id=1), *[CUT] * 4)

    assert [f"GET {CONFIG}"] * 4 == asked(peer)
    assert (TransportError, False) == (type(peer.error), peer.error.request_sent)


@pytest.mark.parametrize(
    "url",
    [
        "https://vpp.itunes.apple.com.example.org/wa/getVPPUserSrv",
        "http://vpp.itunes.apple.com/wa/getVPPUserSrv",
        "https://user@vpp.itunes.apple.com/wa/getVPPUserSrv",
        "https://example.org/wa/getVPPUserSrv",
    ],
)
def test_t65_the_token_is_not_sent_where_the_service_config_leads_away_from_apple(url: str) -> None:
    peer = Peer(ops.get_user(session(known=False), user_id=1), moved(getUserSrvUrl=url))

    assert [f"GET {CONFIG}"] == asked(peer)
    assert "getUserSrvUrl" == peer.error.path


def test_f44_a_token_that_has_expired_is_told_at_once() -> None:
    peer = Peer(ops.get_user(session(reload=lambda: OTHER), user_id=1), bad(9621))

    assert (ContentTokenExpired, 9621) == (type(peer.error), peer.error.code)
    assert 1 == len(peer.requests)


@pytest.mark.parametrize("service", WRITES)
def test_f44_a_token_that_is_not_valid_is_replaced_once(service: str) -> None:
    ours = session(reload=lambda: OTHER)
    peer = Peer(WRITES[service][0](ours), bad(9622), fine(**USER))

    assert peer.error is None
    assert [TOKEN.raw.reveal(), OTHER.raw.reveal()] == [body["sToken"] for body in peer.bodies]


def test_f44_the_second_refusal_of_a_token_is_the_callers() -> None:
    newer = iter([OTHER, ContentToken.from_text(file_of(token="third"))])
    peer = Peer(ops.get_user(session(reload=lambda: next(newer)), user_id=1), bad(9622), bad(9622))

    assert (ContentTokenExpired, 9622) == (type(peer.error), peer.error.code)
    assert isinstance(Peer(ops.get_user(session(), user_id=1), bad(9622)).error, ContentTokenExpired)
    assert isinstance(Peer(ops.get_user(session(), user_id=1), answer(401)).error, ContentTokenExpired)


def test_f44_a_newer_token_of_another_location_changes_nothing_there() -> None:
    ours, also = (session(uid="1", reload=lambda: OTHER) for _ in range(2))
    Peer(ops.client_config(ours), fine(uId="1"))
    Peer(ops.client_config(also), fine(uId="1"))
    other = Peer(ops.disassociate_license(ours, 1), bad(9622), fine(uId="2"))
    stored = Peer(ops.client_config(also, client_context="x"), bad(9622), fine(uId="2"))

    newer = iter([OTHER, ContentToken.from_text(file_of(token="third"))])
    bad_too = session(uid="1", reload=lambda: next(newer))
    Peer(ops.client_config(bad_too), fine(uId="1"))
    refused = Peer(ops.disassociate_license(bad_too, 1), bad(9622), bad(9622))

    assert ["POST disassociateVPPLicenseFromVPPUserSrv", "POST VPPClientConfigSrv"] == asked(other)
    assert [True, False] == ["clientContext" in body for body in stored.bodies]
    assert [WrongLocation] * 2 == [type(other.error), type(stored.error)]
    assert ContentTokenExpired is type(refused.error)
    assert 1 == len([*newer])  # looked for once


def test_a_moved_service_and_a_new_token_are_both_taken_in_one_call() -> None:
    ours = session(reload=lambda: OTHER)
    peer = Peer(ops.get_user(ours, user_id=1), bad(9617), moved(getUserSrvUrl=NEW), bad(9622), fine(**USER))

    assert 1 == peer.value.user_id


@pytest.mark.parametrize(("service", "again"), [(name, again) for name, (_, again) in WRITES.items()])
def test_f45_a_lost_answer_is_asked_for_again_only_where_that_does_no_harm(service: str, again: bool) -> None:
    lost = Peer(WRITES[service][0](session()), CUT, *([fine(**USER)] if again else []))
    broken = Peer(WRITES[service][0](session()), answer(500), *([fine(**USER)] if again else []))

    assert [again, again] == [lost.error is None, broken.error is None]
    assert [[f"POST {service}"] * (1 + again)] * 2 == [asked(lost), asked(broken)]


@pytest.mark.parametrize("service", WRITES)
def test_f45_what_was_not_sent_or_was_turned_away_is_sent_again_when_apple_wants(service: str) -> None:
    clock = Clock()
    unsent = TransportError("refused", request_sent=False)
    busy = answer(503, None, Retry_After="5"), answer(429, None, Retry_After="7")
    peer = Peer(WRITES[service][0](session(clock)), unsent, *busy, fine(**USER), clock=clock)

    assert peer.error is None
    assert [5, 7] == [int(wait) for wait in peer.waited[1:]]


@pytest.mark.parametrize("key", ["ErrorCode", "errorCode", "errorNumber"])
@pytest.mark.parametrize("form", [int, str])
def test_a_number_is_read_under_each_name_and_as_text(key: str, form: type) -> None:
    error = Peer(ops.get_user(session(), user_id=1), bad(form(9618), key)).error

    assert (UserRetired, VPPCode.USER_ALREADY_RETIRED, 200) == (type(error), error.code, error.status)


@pytest.mark.parametrize("number", range(9600, 9641))
def test_every_number_up_to_9640_has_a_member_and_words(number: int) -> None:
    answers = [bad(9617), moved()] if number == VPPCode.URL_MOVED else []
    error = Peer(ops.get_user(session(), user_id=1), *answers, bad(number, "ErrorCode")).error

    assert VPPCode(number) == error.code
    assert MEANINGS[number] in str(error)
    assert SENTENCE not in str(error)


@pytest.mark.parametrize(
    ("number", "kind", "retryable"),
    [
        (9603, VPPError, True),
        (9610, UnknownAsset, False),
        (9618, UserRetired, False),
        (9620, UserRetired, False),
        (9621, ContentTokenExpired, False),
        (9622, ContentTokenExpired, False),
        (9646, TooManyRequests, True),
        (9999, VPPError, False),
        (None, VPPError, False),
    ],
)
def test_a_refusal_is_one_typed_error(number: int | None, kind: type, retryable: bool) -> None:
    error = Peer(ops.get_user(session(), user_id=1), bad(number)).error

    assert (kind, number or 0, retryable) == (type(error), error.code, error.retryable)
    assert "getVPPUserSrv" in str(error)


def test_a_number_alone_makes_a_refusal_and_says_when_to_come_back() -> None:
    busy = answer(body={"errorNumber": 9646}, Retry_After="70")
    error = Peer(ops.get_user(session(), user_id=1), busy).error

    assert (TooManyRequests, 70.0) == (type(error), error.retry_after)


def test_an_answer_that_is_no_object_is_refused() -> None:
    for body in (b"", b"[]", b"<html>"):
        assert isinstance(Peer(ops.get_user(session(), user_id=1), answer(body=body)).error, DecodeError)


def test_t65_no_token_shows_in_what_somebody_may_see() -> None:
    ours = session(reload=lambda: OTHER)
    secret = f"{CANARY}-apn"
    peers = [
        Peer(ops.get_user(ours, user_id=1), bad(9622), bad(9622)),
        Peer(ops.get_user(ours, user_id=1), answer(403, {"errorMessage": OTHER.raw.reveal()})),
        Peer(ops.client_config(ours), fine(apnToken=secret, clientContext="c")),
        Peer(ops.retire_user(ours, user_id=1), answer(body=OTHER.raw.reveal().encode())),
    ]

    shown = [text for peer in peers for text in peer.shown()] + [repr(ours)]
    assert secret == peers[2].value.apn_token
    for token in (CANARY, TOKEN.raw.reveal(), OTHER.raw.reveal()):
        assert not [text for text in shown if token in text]


def test_nothing_is_changed_in_a_location_that_is_not_meant() -> None:
    ours = session(uid="1")
    peers = [Peer(ops.retire_user(ours, user_id=1), fine(uId="2")) for _ in range(2)]

    peers.append(Peer(ops.retire_user(session(uid="1"), user_id=1), fine()))  # as in 2014
    assert [["POST VPPClientConfigSrv"]] * 3 == [asked(peer) for peer in peers]
    assert [WrongLocation] * 3 == [type(peer.error) for peer in peers]


def test_a_location_that_is_meant_is_asked_for_once() -> None:
    ours = session(uid="1")
    first = Peer(ops.register_user(ours, "u"), fine(uId="1", clientContext="c"), fine(**USER))
    second = Peer(ops.associate_license(ours, user_id=1, asset=Asset(1)), fine())

    assert ["POST VPPClientConfigSrv", "POST registerVPPUserSrv"] == asked(first)
    assert ["POST associateVPPLicenseWithVPPUserSrv"] == asked(second)
    assert "c" == ours.client_context


@pytest.mark.parametrize("place", ["%inviteCode%", "%25inviteCode%25"])
def test_the_code_of_an_invitation_is_put_into_the_template(place: str) -> None:
    template = f"https://buy.itunes.apple.com/wa/associate?cc=us&inviteCode={place}&mt=8"
    peer = Peer(ops.invitation_url(session(known=False), "a&b"), moved(invitationEmailUrl=template))

    assert "https://buy.itunes.apple.com/wa/associate?cc=us&inviteCode=a%26b&mt=8" == peer.value


@pytest.mark.parametrize(
    ("template", "code", "error"),
    [
        ("https://buy.itunes.apple.com/wa/associate", "a", DecodeError),
        ("", "a", DecodeError),
        ("https://example.org/?inviteCode=%inviteCode%", "a", DecodeError),
        ("http://example.org/?inviteCode=%inviteCode%", "a", DecodeError),
        ("https://buy.itunes.apple.com/?inviteCode=%inviteCode%", "", ValueError),
    ],
)
def test_an_invitation_that_leads_nowhere_is_not_made(template: str, code: str, error: type) -> None:
    peer = Peer(ops.invitation_url(session(known=False), code), moved(invitationEmailUrl=template))

    assert error is type(peer.error)


def test_a_service_config_may_hold_odd_things() -> None:
    config = LegacyConfig.decode(
        {"errorCodes": [7, {"errorNumber": "9600"}], "getUserSrvUrl": 7, "maxBatchAssociateLicenseCount": 0}
    )

    assert ({9600: ""}, {}, 100) == (config.error_codes, config.urls, config.most_associations)
    assert {} == LegacyConfig.decode({"errorCodes": "none"}).error_codes


def test_the_service_config_is_asked_for_when_somebody_wants_it() -> None:
    peer = Peer(ops.service_config(session()), moved(getUserSrvUrl=NEW))

    assert {"getUserSrvUrl": NEW} == peer.value.urls
    assert isinstance(Peer(ops.service_config(session()), answer(404)).error, VPPError)


def test_a_flow_of_ones_own_may_name_a_service_that_is_not_known() -> None:
    peer = Peer(call(session(), "laterSrv", {"x": 1}, repeatable=True), fine(y=2))

    assert (f"{WA}/laterSrv", 2) == (peer.requests[0].url, peer.value["y"])


def test_a_token_needs_a_session_that_can_be_used() -> None:
    for options in ({"base_url": "http://example.org"}, {"user_agent": ""}):
        with pytest.raises(ValueError, match="expected"):
            session(**options)  # type: ignore[arg-type]
    assert isinstance(session().shared.token.raw, Secret)
