"""The server dies, as a process, at a named step; started again, nothing is lost and nothing comes twice."""

from __future__ import annotations

import pytest

from pymdm.service.verbs import QueueQuery
from pymdm.testing import Ending
from pymdm.testing.failpoints import EXIT_STATUS
from tests.chaos.world import World


def waiting(world: World, device_id: str) -> list[str]:
    with world.store() as store:
        [found] = store.look_up([QueueQuery(enrollment=device_id, pending_only=True)])
    return [record.uuid for record in found]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("step", "stored"),
    [("enqueue.before-commit", False), ("enqueue.after-commit", True)],
)
def test_a_death_while_queueing_leaves_one_command_after_a_retry(
    world: World, step: str, stored: bool
) -> None:
    """F1, F2, F3: the caller got no answer, asks again under the same UUID, and the device is woken."""
    first = world.start("--die-at", step)
    [mac] = world.enroll(first)
    assert 0 == first.order(mac, "u1")
    assert EXIT_STATUS == first.wait()
    assert (["u1"] if stored else []) == waiting(world, mac.enrollment.id)

    second = world.start()
    if stored:  # F2: nobody asks again, and the push is sent all the same
        assert mac.receive_push(world.pushes.take().magic)
    assert (200 if stored else 201) == second.order(mac, "u1")
    if not stored:
        assert mac.receive_push(world.pushes.take().magic)
    assert [("u1", "Acknowledged")] == [(s.command_uuid, s.status) for s in mac.connect()]
    assert 0 == second.end()
    audit = world.audit()
    assert (1, 1, 1) == (audit.ordered, audit.finished, audit.executions)


def test_a_death_after_the_push_pushes_again_and_queues_once(world: World) -> None:
    """F3: Apple has the push, nobody has noted it."""
    first = world.start("--die-at", "push.after-send")
    [mac] = world.enroll(first)
    status = first.order(mac, "u1")
    assert mac.receive_push(world.pushes.take().magic)
    assert EXIT_STATUS == first.wait()

    second = world.start()
    assert mac.receive_push(world.pushes.take().magic)
    assert 200 == second.order(mac, "u1")
    assert status in (0, 201)
    assert world.drive()
    assert 0 == second.end()
    assert (1, 1) == (world.audit().finished, world.audit().executions)


@pytest.mark.parametrize(
    ("step", "count", "repeats"),
    [
        ("report.picked", 1, 0),  # F4: chosen, and never sent
        ("report.picked", 2, 1),  # F4: the same, with an answer in the transaction that dies with it
        ("report.before-commit", 2, 1),  # F7: the answer came, and was not stored
        ("report.after-commit", 2, 1),  # F8: stored, and the device does not know
    ],
)
def test_a_death_in_a_session_loses_no_answer_and_sends_no_command_twice(
    world: World, step: str, count: int, repeats: int
) -> None:
    """F4, F7, F8."""
    first = world.start("--die-at", f"{step}:{count}")
    [mac] = world.enroll(first)
    for number in range(3):
        assert 201 == first.order(mac, f"u{number}")
    assert not world.drive()
    assert EXIT_STATUS == first.wait()
    assert repeats == len(mac.ledger.sent("Acknowledged"))

    second = world.start()
    assert world.drive()
    assert 0 == second.end()
    audit = world.audit()
    assert (3, 3, 3) == (audit.ordered, audit.finished, audit.executions)
    assert 3 + repeats == len(mac.ledger.sent("Acknowledged"))


@pytest.mark.parametrize("step", ["before-commit", "after-commit"])
def test_a_death_while_a_device_enrolls_lets_it_enroll_again(world: World, step: str) -> None:
    """F17: Authenticate and TokenUpdate are repeated until they are answered."""
    first = world.start("--die-at", f"token_update.{step}")
    with pytest.raises(Exception, match="no answer"):
        world.enroll(first)
    assert EXIT_STATUS == first.wait()

    second = world.start()
    [mac] = world.enroll(second)
    assert 201 == second.order(mac, "u1")
    assert world.drive()
    assert Ending.EMPTY is mac.ending
    assert 0 == second.end()
    assert 1 == world.audit().finished
