"""The engines agree on conversations with peers that behave, and with peers that do not.

`make fuzz` holds as many more as one has time for.
"""

from __future__ import annotations

import os
import random

import pytest

from tests.fuzz import apns

#: A millisecond each; `make test-all` holds 20,000.
CONVERSATIONS = int(os.environ.get("PYMDM_CONVERSATIONS", "4000"))
PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_both_engines_hear_the_same_and_no_push_is_lost(part: int) -> None:
    for number in range(part, CONVERSATIONS, PARTS):
        steps = apns.make(random.Random(f"differential:{number}"))
        try:
            apns.check(steps)
        except Exception as error:
            error.add_note(f"conversation {number}:\n{apns.dump(steps).decode()}")
            raise


def test_a_conversation_can_be_kept_and_held_again() -> None:
    for number in range(20):
        steps = apns.make(random.Random(number))
        assert steps == apns.load(apns.dump(steps))


def test_the_conversations_are_worth_holding() -> None:
    """Accepted, refused and returned pushes, GOAWAY and breaches: all occur, none drowns the others."""
    seen: dict[str, int] = {}
    for number in range(500):
        side = apns.Side("frames")
        for step in apns.make(random.Random(f"worth:{number}")):
            for name, *_ in side.step(step):
                seen[str(name)] = seen.get(str(name), 0) + 1
        side.finish()

    assert 250 < seen["outcome"]
    assert 25 < seen["returned"]
    assert 15 < seen["goaway"]
    assert 10 < seen["pong"]
    assert 50 < seen["failed"] < 400
