"""What each refusal becomes, what it shows, and what is never sent twice (T65, F45)."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm._flow import HttpResponse
from pymdm.errors import (
    ContentTokenExpired,
    NoLicensesLeft,
    PymdmError,
    TooManyRequests,
    TransportError,
    UnknownAsset,
    UnknownUser,
    UserRetired,
    VPPError,
)
from pymdm.vpp import ops
from tests.unit.vpp.calling import (
    CANARY,
    UID,
    Peer,
    answer,
    event,
    file_of,
    refused,
    session,
)
from tests.unit.vpp.calls import CUT, ONE, READS, UNSENT, WRITES


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


@pytest.mark.parametrize(
    ("response", "kind", "said"),
    [
        (answer(403), VPPError, "may not do this"),
        (answer(418, b"x" * (2 << 20)), VPPError, "it gave no reason"),
        (answer(418, b"[" * 99999), VPPError, "it gave no reason"),
        (answer(302), VPPError, "does not redirect"),
        (answer(429, None, Retry_After="600"), TooManyRequests, "too much was asked"),
    ],
)
def test_refusals_without_a_number_say_what_their_status_does(
    response: HttpResponse, kind: type[VPPError], said: str
) -> None:
    peer = Peer(ops.client_config(session()), response)

    assert (kind, 0, response.status) == (type(peer.error), peer.error.code, peer.error.status)
    assert said in str(peer.error)


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
    peer = Peer(read(session()), CUT, answer(502), answer(body={"eventStatus": "PENDING", "uId": UID}))

    assert ([path] * 3, None) == (peer.asked, peer.error)
