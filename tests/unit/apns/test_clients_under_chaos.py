"""Both clients on both engines against a push service that does everything wrong: each push ends once."""

from __future__ import annotations

import os

import pytest

from pymdm.apns import PushOutcome, PushStats
from pymdm.testing.fake_apns import Chaos, FakeAPNs, Storm
from tests.unit.apns.sending import CLIENTS, ENGINES, send, targets

#: Pushes of each run: four times what a connection takes before GOAWAY or its end, five times what a client
#: gets through that gives no flow control back.  `make test-all` sends 20,000.
MANY = int(os.environ.get("PYMDM_CHAOS_PUSHES", "4000"))
FEW = MANY // 2

#: No push of these runs ends by its deadline, however busy the machine is.
PATIENCE = 600.0

pytestmark = [pytest.mark.parametrize("kind", CLIENTS), pytest.mark.parametrize("engine", ENGINES)]


def check(apns: FakeAPNs, count: int, found: tuple[list[PushOutcome], PushStats]) -> None:
    """Each push ended once, was accepted at least once, and the counts are the peer's."""
    outcomes, stats = found
    assert count == len(outcomes)
    assert count == len({outcome.target.token for outcome in outcomes})
    assert {200} == {outcome.status for outcome in outcomes}
    assert (count, count, 0, 0) == (stats.submitted, stats.delivered, stats.refused, stats.unanswered)
    assert stats.sent == count + stats.resent
    assert sum(outcome.attempts for outcome in outcomes) == stats.sent
    assert count <= apns.accepted_count <= stats.sent
    assert () == apns.violations
    assert 0 == sum(record.early for record in apns.connections)


def test_goaway_every_thousand(kind: str, engine: str) -> None:
    """F30: nothing is lost, and nothing waits for a deadline."""
    count = MANY
    chaos = Chaos(goaway_every=1000, goaway_abandons=50)
    with FakeAPNs(chaos=chaos, strict=False, count_only=True) as apns:
        found = send(kind, apns, targets(count), engine=engine, deadline=PATIENCE)

        check(apns, count, found)
        assert count == apns.accepted_count, "what GOAWAY gave back was not accepted, the rest once"
        assert apns.goaways == found[1].goaways >= count // 1000 - 1


def test_abrupt_ends_every_thousand(kind: str, engine: str) -> None:
    """F30: a wake-up is idempotent, so that what was in flight is sent again."""
    count = MANY
    with FakeAPNs(chaos=Chaos(close_every=1000), strict=False, count_only=True) as apns:
        outcomes, stats = send(kind, apns, targets(count), engine=engine, deadline=PATIENCE)

        check(apns, count, (outcomes, stats))
        assert stats.lost >= count // 1000 - 1
        assert stats.resent > 0


def test_all_are_answered_410_with_a_body(kind: str, engine: str) -> None:
    """F32: where flow control is not given back, a client hangs after some hundred of these."""
    count = MANY
    storm = Storm(status=410, reason="Unregistered")
    with FakeAPNs(chaos=Chaos(storms=(storm,)), strict=False, count_only=True) as apns:
        outcomes, stats = send(kind, apns, targets(count), engine=engine, deadline=PATIENCE)

        assert {(410, "Unregistered")} == {(one.status, one.reason) for one in outcomes}
        assert all(one.timestamp is not None for one in outcomes)
        assert count == len({one.target.token for one in outcomes}) == len(outcomes)
        assert (count, count, 0) == (stats.refused, stats.sent, stats.resent)
        assert {(410, "Unregistered"): count} == dict(apns.answers)


def test_streams_go_down_to_one_and_back(kind: str, engine: str) -> None:
    """F31: SETTINGS may change at any time."""
    count = FEW
    streams = ((0, 1), (20, 1000), (count // 4, 1), (count // 2, 1000))
    with FakeAPNs(chaos=Chaos(max_streams=streams), strict=False, count_only=True) as apns:
        found = send(kind, apns, targets(count), engine=engine, deadline=PATIENCE, connections=1)

        check(apns, count, found)
        assert count == apns.accepted_count
        assert [1] == [1 for record in apns.connections]


def test_settings_that_come_late_are_waited_for(kind: str, engine: str) -> None:
    """F31."""
    with FakeAPNs(chaos=Chaos(settings_delay_ms=100, max_streams=((0, 10),)), strict=False) as apns:
        found = send(kind, apns, targets(300), engine=engine, deadline=PATIENCE, connections=1)

        check(apns, 300, found)
        assert 0 == sum(record.over_limit for record in apns.connections)


def test_a_peer_that_stops_reading_holds_nobody_up_for_longer_than_the_deadline(
    kind: str, engine: str
) -> None:
    """F36: its connection is not written to for ever; here the deadline comes before the sign of life."""
    with FakeAPNs(chaos=Chaos(stop_reading_after=100, latency_ms=1), strict=False) as apns:
        outcomes, stats = send(kind, apns, targets(3000), engine=engine, connections=1, deadline=0.3)

        assert 3000 == len({outcome.target.token for outcome in outcomes}) == len(outcomes)
        # How many got through is the machine's affair.
        assert {200, 0} >= {outcome.status for outcome in outcomes}
        assert {None, "NoAnswer", "NoConnection"} >= {outcome.reason for outcome in outcomes}
        assert 3000 == stats.delivered + stats.unanswered
        assert 0 < stats.unanswered


def test_everything_mild_at_once(kind: str, engine: str) -> None:
    """F30, F31: the default of the fake, whatever its seed."""
    with FakeAPNs(strict=False) as apns:
        check(apns, 1000, send(kind, apns, targets(1000), engine=engine, deadline=PATIENCE))
