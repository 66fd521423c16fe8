"""Rounds of wake-ups, with either driver and every kind of answer from Apple."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import attrs
import pytest

from pymdm.protocol import PushTarget
from pymdm.service import verbs as vb
from tests.unit.service.cast import COMMAND, MAC, NOW, both_colours, checkin


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
def test_a_push_that_failed_is_sent_again_in_the_next_round_only(make: Any) -> None:
    """F33, F34: and one without any outcome too."""
    sender = Sender(BUSY=(503, "ServiceUnavailable"))
    world = make(push=sender)
    awake(world, "BUSY", "SILENT", "FINE")

    assert world.send_pushes() == 1
    assert sender.sent == ["BUSY", "SILENT", "FINE"]
    assert world.send_pushes() == 0
    assert sender.sent[3:] == ["BUSY", "SILENT"]


@both_colours()
@pytest.mark.parametrize("answer", [(410, "Unregistered"), (400, "BadDeviceToken")])
def test_a_dead_token_is_left_alone(make: Any, answer: tuple[int, str]) -> None:
    """F32."""
    sender = Sender(DEAD=answer)
    world = make(push=sender)
    awake(world, "DEAD")

    assert [world.send_pushes(), world.send_pushes()] == [0, 0]
    assert sender.sent == ["DEAD"]


@both_colours()
def test_a_large_round_is_sent_in_batches(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymdm.service.flows.PUSH_BATCH", 2)
    sender = Sender(BUSY=(503, "ServiceUnavailable"))
    world = make(push=sender)
    awake(world, "BUSY", "B", "C", "D", "E")

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
