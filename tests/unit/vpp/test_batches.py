"""Changes, cut to the limits and sent batch by batch."""

from __future__ import annotations

from typing import Any, cast

import pytest

from pymdm.errors import (
    DecodeError,
)
from pymdm.vpp import Asset, RequestUser, ops
from tests.unit.vpp.calling import (
    UID,
    Peer,
    answer,
    config,
    event,
    refused,
    session,
)
from tests.unit.vpp.calls import CONFIG, ONE


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


@pytest.mark.parametrize("serial", ["C02 XK1ABJG5H", " C02XK1ABJG5H", "C02XK1ABJG5H "])
def test_f46_a_serial_number_that_cannot_be_one_costs_no_license(serial: str) -> None:
    for flow in (ops.associate(session(), [ONE], serials=[serial]), ops.revoke(session(), serials=[serial])):
        peer = Peer(flow)
        assert (ValueError, "serials[0]: expected a serial number, without spaces") == (
            type(peer.error),
            str(peer.error),
        )


@pytest.mark.parametrize(
    ("write", "said"),
    [
        (lambda s: ops.associate(s, cast(Any, ONE), serials=["S"]), "assets: expected several"),
        (lambda s: ops.associate(s, cast(Any, [{"adamId": "1"}]), serials=["S"]), "assets: expected Asset"),
        (lambda s: ops.associate(s, [ONE], serials=cast(Any, None)), "serials: expected several"),
        (lambda s: ops.revoke(s, client_user_ids=cast(Any, 7)), "client_user_ids: expected several"),
        (
            lambda s: ops.create_users(s, cast(Any, RequestUser(client_user_id="u"))),
            "users: expected several",
        ),
    ],
)
def test_one_thing_in_place_of_several_is_told(write: Any, said: str) -> None:
    peer = Peer(write(session()))

    assert (TypeError, True) == (type(peer.error), said in str(peer.error))
