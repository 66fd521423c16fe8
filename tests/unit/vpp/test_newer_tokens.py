"""A newer token may lead elsewhere: nothing is changed with it before its location is known (F44)."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm.errors import ContentTokenExpired, ManagedElsewhere, TransportError, WrongLocation
from pymdm.vpp import ContentToken, TakeOver, ops
from tests.unit.vpp.calling import (
    OTHER,
    TOKEN,
    UID,
    Peer,
    answer,
    config,
    event,
    file_of,
    refused,
    session,
)
from tests.unit.vpp.calls import CUT, ONE, THEM, US, WRITES, managed

OLD, NEW = (f"Bearer {token.raw.reveal()}" for token in (TOKEN, OTHER))


def known(**options: Any) -> Any:
    """A session whose location Apple has told, with a newer token at hand."""
    one = session(**{"uid": UID, "reload": lambda: OTHER, **options})
    Peer(ops.client_config(one), managed(US))
    return one


@pytest.mark.parametrize(("path", "write", "_"), WRITES)
def test_f44_a_newer_token_of_another_location_changes_nothing_there(path: str, write: Any, _: bool) -> None:
    peer = Peer(write(known()), refused(9622, 401), answer(body={"uId": "2"}))

    assert (WrongLocation, [path, "GET /client/config"]) == (type(peer.error), peer.asked)
    assert [OLD, NEW] == peer.bearers


def test_f44_a_newer_token_of_the_same_location_goes_on() -> None:
    peer = Peer(ops.associate(known(), [ONE], serials=["S"]), refused(9622, 401), managed(), event())

    assert ["POST /assets/associate", "GET /client/config", "POST /assets/associate"] == peer.asked
    assert ([OLD, NEW, NEW], None) == (peer.bearers, peer.error)


def test_f44_a_newer_token_of_another_servers_location_changes_nothing_there() -> None:
    one = known(uid="", mdm=US)
    peer = Peer(ops.revoke(one, serials=["S"]), refused(9622, 401), managed(THEM))

    assert (ManagedElsewhere, ["POST /assets/revoke", "GET /client/config"]) == (type(peer.error), peer.asked)


def test_f44_a_newer_token_is_looked_for_once_also_while_its_location_is_asked_for() -> None:
    newer = iter([OTHER, ContentToken.from_text(file_of(token="third"))])
    one = known(reload=lambda: next(newer))
    peer = Peer(ops.revoke(one, serials=["S"]), refused(9622, 401), refused(9622, 401))

    assert (ContentTokenExpired, 1) == (type(peer.error), len([*newer]))


def test_f44_a_token_that_comes_between_two_batches_is_looked_at() -> None:
    one = known(config=config(maxSerialNumbers=1))
    flow = ops.associate(one, [ONE], serials=["A", "B"])
    next(flow)
    flow.send(event())  # the batch is emitted
    Peer(ops.status(one, "e"), refused(9622, 401), answer(body={"eventStatus": "PENDING"}))
    wanted: Any = flow.send(None)

    assert ("GET", NEW) == (wanted.method, wanted.headers["Authorization"])
    with pytest.raises(WrongLocation):
        flow.send(answer(body={"uId": "2"}))


def test_f44_a_change_does_not_begin_in_one_location_and_end_in_another() -> None:
    one = session(
        config=config(maxSerialNumbers=1), reload=lambda: OTHER
    )  # which location is meant nobody said
    flow = ops.associate(one, [ONE], serials=["A", "B"])
    peer = Peer(flow, event("e-first"), refused(9622, 401), answer(body={"uId": "2"}))

    assert (WrongLocation, ["e-first"]) == (type(peer.error), [batch.event_id for batch in peer.items])
    assert "e-first" in peer.error.__notes__[0]
    assert (None, "2") == (Peer(ops.asset_pages(one), answer(body={"uId": "2"})).error, one.location_uid)


def test_f44_an_answer_to_the_old_token_says_nothing_of_the_newer_one() -> None:
    one = known()
    late = ops.client_config(one)
    next(late)
    Peer(ops.status(one, "e"), refused(9622, 401), answer(body={"eventStatus": "PENDING"}))
    with pytest.raises(StopIteration):
        late.send(managed(US))

    assert ("", None, False) == (one.location_uid, one.managed_by, one.managed_known)
    peer = Peer(ops.revoke(one, serials=["S"]), answer(body={"uId": "2"}))
    assert WrongLocation is type(peer.error)


def test_f44_a_location_is_not_taken_over_with_a_newer_token_that_nobody_has_looked_at() -> None:
    for options in ({"uid": ""}, {}):
        flow = ops.set_client_config(known(**options), mdm=US, take_over=TakeOver.FROM_OTHER_SERVER)
        peer = Peer(flow, managed(), refused(9622, 401))

        assert ["GET /client/config", "POST /client/config"] == peer.asked
        assert ContentTokenExpired is type(peer.error)


def test_nothing_is_changed_where_the_location_is_not_told() -> None:
    peer = Peer(ops.revoke(session(uid=UID), serials=["S"]), answer(body={}))

    assert (WrongLocation, ["GET /client/config"]) == (type(peer.error), peer.asked)


def test_no_answer_before_a_change_is_no_doubt_about_the_change() -> None:
    for one in (session(fresh=False), session(uid=UID)):
        peer = Peer(WRITES[3][1](one), *[CUT] * 4)
        assert (TransportError, False) == (type(peer.error), peer.error.request_sent)
    assert Peer(WRITES[3][1](session()), CUT).error.request_sent
    hopeless = TransportError("bad certificate", retryable=False)
    assert not Peer(WRITES[3][1](session(fresh=False)), hopeless).error.retryable
