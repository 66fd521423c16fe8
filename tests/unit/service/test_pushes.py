"""Rounds of wake-ups, with either driver and every kind of answer from Apple."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

import attrs
import pytest

from pymdm.protocol import PushTarget
from pymdm.service import verbs as vb
from tests.unit.service.cast import COMMAND, MAC, NOW, TOPIC, both_colours, checkin, status


@attrs.frozen(kw_only=True)
class Outcome:
    target: PushTarget
    status: int = 200
    reason: str | None = None


class Sender:
    """Answers each push with what ``answers`` says for its token; 200 unless told otherwise."""

    def __init__(self, **answers: tuple[int, str]) -> None:
        self.answers = answers
        self.sent: list[str] = []

    def send_many(self, targets: Iterable[PushTarget], /) -> Iterator[Outcome]:
        for target in targets:
            self.sent.append(target.push_magic)
            if target.push_magic == "SILENT":
                continue
            code, reason = self.answers.get(target.push_magic, (200, None))
            yield Outcome(target=target, status=code, reason=reason)


def awake(world: Any, *magics: str) -> None:
    """Enroll devices with these push magics, each with a command."""
    for number, magic in enumerate(magics):
        who = attrs.evolve(MAC, id=f"D{number}")
        world.say(checkin("Authenticate", who), who=who)
        world.say(checkin("TokenUpdate", who, PushMagic=magic, Token=magic.encode() * 16), who=who)
        world.enqueue(who, COMMAND)


@both_colours()
def test_every_pending_push_is_sent_once(make: Any) -> None:
    sender = Sender()
    world = make(push=sender)
    awake(world, "ONE", "TWO")

    assert world.send_pushes() == 2
    assert world.send_pushes() == 0
    assert sender.sent == ["ONE", "TWO"]


@both_colours()
def test_a_push_that_failed_is_sent_again_in_a_later_round_only(make: Any) -> None:
    """F33, F34: one without any outcome in the next one, one that is refused for now when it has waited."""
    sender = Sender(BUSY=(429, "TooManyRequests"), LOST=(0, "NoConnection"))
    world = make(push=sender)
    awake(world, "BUSY", "SILENT", "LOST", "FINE")

    assert world.send_pushes() == 1
    assert sender.sent == ["BUSY", "SILENT", "LOST", "FINE"]
    assert world.send_pushes() == 0
    assert sender.sent[4:] == ["SILENT", "LOST"]
    world.now += timedelta(minutes=2)
    world.send_pushes()
    assert sender.sent[6:] == ["BUSY", "SILENT", "LOST"]


@both_colours()
@pytest.mark.parametrize("answer", [(410, "Unregistered"), (400, "BadDeviceToken")])
def test_a_dead_token_is_left_alone(make: Any, answer: tuple[int, str]) -> None:
    """F32."""
    sender = Sender(DEAD=answer)
    world = make(push=sender)
    awake(world, "FINE", "DEAD")

    assert [world.send_pushes(), world.send_pushes()] == [1, 0]
    assert sender.sent == ["FINE", "DEAD"]
    world.now += timedelta(hours=2)
    world.send_pushes()
    assert sender.sent == ["FINE", "DEAD"]


@both_colours()
def test_a_fleet_of_bad_tokens_is_a_wrong_address_and_kills_none(make: Any) -> None:
    """F32: a server that was started for Apple's sandbox by mistake must not lose its devices' addresses."""
    sender = Sender(ONE=(400, "BadDeviceToken"), TWO=(400, "BadDeviceToken"))
    world = make(push=sender)
    awake(world, "ONE", "TWO")

    assert world.send_pushes() == 0
    sender.answers = {}
    world.now += timedelta(minutes=2)
    assert world.send_pushes() == 2

    world.service.push_certificate_replaced(TOPIC)
    sender.answers = {"ONE": (400, "BadDeviceToken")}
    world.now += timedelta(days=1)
    world.send_pushes()
    sender.answers = {}
    world.now += timedelta(minutes=2)
    sender.sent.clear()
    world.send_pushes()
    assert "ONE" in sender.sent


@both_colours()
def test_a_refused_certificate_stops_its_topic_and_nothing_else(
    make: Any, caplog: pytest.LogCaptureFixture
) -> None:
    """F35: one alarm, one try in a quarter of an hour, all of it as soon as the certificate is replaced."""
    sender = Sender(ONE=(403, "BadCertificate"), TWO=(403, "BadCertificate"))
    wishes: list[int] = []
    world = make(push=sender, on_push_wanted=lambda: wishes.append(1))
    awake(world, "ONE", "TWO")

    assert world.send_pushes() == 0
    assert sender.sent == ["ONE", "TWO"]
    [refusal] = world.service.refused_topics
    assert (TOPIC, "BadCertificate", NOW) == (refusal.topic, refusal.reason, refusal.since)
    world.now += timedelta(minutes=14)
    assert world.send_pushes() == 0
    assert sender.sent[2:] == []
    world.now += timedelta(minutes=1)
    assert world.send_pushes() == 0
    assert sender.sent[2:] == ["ONE"]
    [refusal] = world.service.refused_topics
    assert (NOW, world.now) == (refusal.since, refusal.next_try_at - timedelta(minutes=15))
    assert caplog.text.count("Apple refuses the push certificate") == 1

    sender.answers = {}
    wishes.clear()
    world.service.push_certificate_replaced(TOPIC)
    assert ([1], ()) == (wishes, world.service.refused_topics)
    assert world.send_pushes() == 2
    assert world.send_pushes() == 0


@both_colours()
def test_a_topic_that_is_accepted_again_is_pushed_to_as_before(make: Any) -> None:
    """F35: Apple may have had the trouble."""
    sender = Sender(ONE=(403, "Forbidden"), TWO=(403, "Forbidden"))
    world = make(push=sender)
    awake(world, "ONE", "TWO")
    world.send_pushes()
    sender.answers = {}
    world.now += timedelta(minutes=15)

    assert [1, 1, 0] == [world.send_pushes() for _ in range(3)]
    assert () == world.service.refused_topics


@both_colours()
def test_one_that_stays_away_is_woken_every_day_until_it_comes(make: Any) -> None:
    """F37: though Apple has accepted each push."""
    sender = Sender()
    world = make(push=sender)
    awake(world, "ONE")
    for _ in range(10 * 24):
        world.send_pushes()
        world.now += timedelta(hours=1)

    assert ["ONE"] * 10 == sender.sent
    who = attrs.evolve(MAC, id="D0")
    assert world.idle(who) is not None
    world.say(status("Acknowledged", world.idle(who), who), who=who)
    world.now += timedelta(days=3)
    assert world.send_pushes() == 0


@both_colours()
def test_a_large_round_is_sent_in_batches(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymdm.service.flows.PUSH_BATCH", 2)
    sender = Sender(BUSY=(503, "ServiceUnavailable"))
    world = make(push=sender)
    awake(world, "BUSY", "B", "C", "D", "E")
    monkeypatch.setattr("pymdm.service.flows.RECEIPT_BATCH", 2)

    assert world.send_pushes() == 4
    assert sorted(sender.sent) == ["B", "BUSY", "C", "D", "E"]


@both_colours()
def test_pushing_needs_a_sender_and_nothing_is_lost_without(make: Any) -> None:
    world = make()
    awake(world, "ONE")

    with pytest.raises(TypeError, match="push="):
        world.send_pushes()
    assert len(world.store.push_round([vb.PushRound(at=NOW)])[0]) == 1


@both_colours()
def test_a_sender_that_raises_leaves_its_pushes_pending(make: Any) -> None:
    class Broken:
        def send_many(self, targets: Iterable[PushTarget], /) -> Iterator[Outcome]:
            raise ConnectionError("no network")

    world = make(push=Broken())
    awake(world, "ONE")

    with pytest.raises(ConnectionError):
        world.send_pushes()
    assert len(world.store.push_round([vb.PushRound(at=NOW)])[0]) == 1


@both_colours()
def test_a_fleet_that_has_gone_quiet_is_not_woken_in_one_second(
    make: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F37: the sweep gives each a turn, across its batches; a small fleet has its turn at once."""
    monkeypatch.setattr("pymdm.stores._scripts.pushes.WAKE_RATE", 2)
    monkeypatch.setattr("pymdm.service.flows.SWEEP_BATCH", 3)
    sender = Sender()
    world = make(push=sender)
    quiet(world, 5)
    world.now += timedelta(days=1)

    assert world.sweep().woken == 5
    assert world.sweep().woken == 0
    sent = []
    for _ in range(4):
        sent.append(world.send_pushes())
        world.now += timedelta(seconds=1)
    assert sent == [2, 2, 1, 0]


@both_colours()
def test_one_that_was_pushed_to_today_is_left_alone_by_the_sweep(make: Any) -> None:
    """F37: and one with a command for next month is swept like the others."""
    sender = Sender()
    world = make(push=sender)
    awake(world, "ONE")
    who = attrs.evolve(MAC, id="D0")
    world.now += timedelta(hours=20)
    world.send_pushes()
    world.now += timedelta(hours=5)
    assert world.sweep().woken == 0

    world.cancel(who)
    world.enqueue(who, COMMAND, not_before=world.now + timedelta(days=30))
    world.now += timedelta(hours=20)
    assert (world.sweep().woken, world.send_pushes()) == (1, 1)
    world.now += timedelta(days=31)
    assert world.send_pushes() == 1


def quiet(world: Any, count: int) -> None:
    """Enroll devices for which nothing waits."""
    for number in range(count):
        who = attrs.evolve(MAC, id=f"D{number}")
        world.say(checkin("Authenticate", who), who=who)
        world.say(checkin("TokenUpdate", who, Token=bytes([number]) * 32), who=who)
