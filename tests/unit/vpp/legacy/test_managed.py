"""Many licenses of one asset in one go; what is sent again (F45)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pymdm.errors import LocalProtocolError, TransportError, UnknownAsset
from pymdm.vpp import Asset
from pymdm.vpp.legacy import Change, ChangeKind, LegacyConfig, LegacySession, ops
from tests.unit.vpp.calling import CANARY, Clock, Peer, answer
from tests.unit.vpp.legacy.calling import CONFIG, asked, bad, fine, moved, sent, session

APP = Asset(869183446)
CUT = TransportError("cut")
ASSIGN, BACK = ChangeKind.ASSOCIATE, ChangeKind.DISASSOCIATE


def small(clock: Clock | None = None) -> LegacySession:
    """A session whose service takes three to assign and two to take back."""
    made = session(clock)
    made.configured(LegacyConfig(most_associations=3, most_disassociations=2))
    return made


def arrays(peer: Peer) -> list[list[int]]:
    """How much each request takes back and assigns."""
    return [
        [len(value) for key, value in sorted(body.items(), reverse=True) if isinstance(value, list)]
        for body in peer.bodies
    ]


def test_devices_are_assigned_as_the_documentation_shows_it() -> None:
    answered = fine(
        adamIdStr="869183446",
        associations=[
            {"licenseIdStr": "840999", "serialNumber": "MERD1"},
            {"errorNumber": 9610, "errorMessage": f"x {CANARY}", "serialNumber": "MERD2"},
        ],
        productTypeId=8,
    )
    peer = Peer(ops.manage_licenses(session(), APP, associate_serials=["MERD1", "MERD2", "MERD1"]), answered)

    assert {
        "adamIdStr": "869183446",
        "pricingParam": "STDQ",
        "associateSerialNumbers": ["MERD1", "MERD2"],
    } == sent(peer)
    ((first, second),) = peer.items
    assert Change(kind=ASSIGN, serial="MERD1", license_id=840999) == first
    assert ("MERD2", None, UnknownAsset, False) == (
        second.serial,
        second.license_id,
        type(second.error),
        second.holds,
    )
    assert CANARY not in str(second.error)


def test_all_is_taken_back_before_anything_is_assigned() -> None:
    peer = Peer(
        ops.manage_licenses(
            small(),
            APP,
            disassociate_client_user_ids=["a", "b", "c"],
            associate_serials=["1", "2", "3", "4"],
            notify_disassociation=False,
        ),
        fine(disassociations=[{"clientUserIdStr": "a", "licenseId": 7}, {"clientUserIdStr": "b"}]),
        fine(
            associations=[{"serialNumber": "1"}],
            disassociations=[{"clientUserIdStr": "c", "errorMessage": "no number"}],
        ),
        fine(),
    )

    assert [[2], [1, 3], [1]] == arrays(peer)
    assert [False] * 3 == [body["notifyDisassociation"] for body in peer.bodies]
    assert [[BACK, BACK], [BACK, ASSIGN], []] == [[change.kind for change in part] for part in peer.items]
    assert [7, None] == [change.license_id for change in peer.items[0]]
    assert [False, True] == [change.holds for change in peer.items[1]]


@pytest.mark.parametrize(
    ("kind", "number", "holds"),
    [
        (ASSIGN, 9616, True),
        (ASSIGN, 9619, False),
        (BACK, 9619, True),
        (BACK, 9616, False),
        (BACK, 9607, False),
    ],
)
def test_f45_what_was_so_already_holds(kind: ChangeKind, number: int, holds: bool) -> None:
    assert holds is Change.decode(kind, {"serialNumber": "S", "errorCode": number}).holds


@pytest.mark.parametrize(
    ("given", "again"),
    [
        ({"associate_serials": ["S"]}, True),
        ({"associate_client_user_ids": ["u"], "disassociate_serials": ["S"]}, True),
        ({"disassociate_license_ids": ["7"]}, False),
        ({"disassociate_license_ids": ["7"], "associate_serials": ["S"]}, False),
    ],
)
def test_f45_pairs_are_sent_again_after_a_lost_answer_and_numbers_of_licenses_are_not(
    given: Any, again: bool
) -> None:
    peer = Peer(ops.manage_licenses(session(), APP, **given), CUT, *([fine()] if again else []))

    assert again is (peer.error is None)


@pytest.mark.parametrize("failure", [CUT, bad(9602), bad(9603), bad(9621)])
def test_f45_a_change_that_ends_half_way_says_how_far_it_came(failure: Any) -> None:
    flow = ops.manage_licenses(small(), APP, disassociate_license_ids=["1", "2", "3"])
    more = [moved(maxBatchDisassociateLicenseCount=2)] if getattr(failure, "body", b"").count(b"9602") else []
    peer = Peer(flow, fine(disassociations=[{"licenseIdStr": "1"}]), failure, *more)

    assert ["carried out before this, and told: 1 requests"] == peer.error.__notes__
    assert 1 == len(peer.items)


def test_limits_are_asked_for_when_they_are_older_than_five_minutes() -> None:
    clock = Clock()
    ours = small(clock)
    clock.now += timedelta(minutes=6)
    peer = Peer(ops.manage_licenses(ours, APP, associate_serials=["1", "2"]), moved(), fine())
    clock.now += timedelta(minutes=6)
    old = Peer(ops.manage_licenses(ours, APP, associate_serials=["1"]), answer(404), fine())

    assert [f"GET {CONFIG}", "POST manageVPPLicensesByAdamIdSrv"] == asked(peer) == asked(old)
    assert (None, None) == (peer.error, old.error)


def test_limits_that_were_lowered_since_are_obeyed_once() -> None:
    lower = moved(maxBatchAssociateLicenseCount=2)
    peer = Peer(
        ops.manage_licenses(session(), APP, associate_serials=["1", "2", "3"]),
        bad(9602),
        lower,
        fine(),
        fine(),
    )
    twice = Peer(
        ops.manage_licenses(session(), APP, associate_serials=["1", "2", "3"]), bad(9602), lower, bad(9602)
    )

    assert [[3], [2], [1]] == arrays(peer)
    assert (None, 9602) == (peer.error, twice.error.code)
    for failure in (answer(404), moved()):
        same = Peer(ops.manage_licenses(session(), APP, associate_serials=["1", "2"]), bad(9602), failure)
        assert 9602 == same.error.code


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"associate_serials": ["S"], "associate_client_user_ids": ["u"]}, LocalProtocolError),
        ({"disassociate_serials": ["S"], "disassociate_license_ids": ["7"]}, LocalProtocolError),
        ({"associate_serials": "S"}, TypeError),
        ({"associate_serials": [7]}, TypeError),
        ({"associate_serials": [""]}, ValueError),
        ({"asset": "869183446", "associate_serials": ["S"]}, TypeError),
    ],
)
def test_what_apple_calls_undefined_is_not_sent(given: Any, error: type[Exception]) -> None:
    peer = Peer(ops.manage_licenses(session(known=False), **{"asset": APP, **given}))

    assert ([], error) == (peer.requests, type(peer.error))


def test_nothing_for_nobody_sends_nothing() -> None:
    peer = Peer(ops.manage_licenses(session(), APP))

    assert ([], [], None) == (peer.requests, peer.items, peer.error)


def test_licenses_are_named_by_their_numbers_as_they_were_told() -> None:
    peer = Peer(ops.manage_licenses(session(), APP, disassociate_license_ids=[4, "5", 4]), fine())
    wrong = Peer(ops.manage_licenses(session(), APP, disassociate_license_ids=["x"]))

    assert ["4", "5"] == sent(peer)["disassociateLicenseIdStrs"]
    assert (ValueError, []) == (type(wrong.error), wrong.requests)
