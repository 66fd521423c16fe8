"""The server dies, as a process, at a named step; started again, nothing is lost and nothing comes twice."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest

import pymdm
from pymdm.errors import TransportError
from pymdm.service.records import CommandState
from pymdm.service.verbs import CommandQuery, QueueQuery
from pymdm.testing import SimulatedDevice
from pymdm.testing.failpoints import EXIT_STATUS
from tests.chaos.life import Life
from tests.chaos.world import World

SOURCE = Path(pymdm.__file__).parent


def waiting(world: World, device_id: str) -> list[str]:
    with world.store() as store:
        [found] = store.look_up([QueueQuery(enrollment=device_id, pending_only=True)])
    return [record.uuid for record in found]  # type: ignore[union-attr]


def state(world: World, device: SimulatedDevice, uuid: str) -> str:
    with world.store() as store:
        [[record]] = store.look_up([CommandQuery(enrollment=device.enrollment.id, uuid=uuid)])
    return str(record.state.value)  # type: ignore[union-attr]


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


def test_a_death_at_each_commit_of_an_enrollment_is_made_good_by_a_repeat(world: World) -> None:
    """F17: from Authenticate to the cancelling of a command, before and after it is stored."""
    mac = world.device()

    def enroll(_: Life) -> None:
        mac.enroll()

    def connect(_: Life) -> None:
        mac.connect()  # sends the TokenUpdate that was not answered

    def escrow(_: Life) -> None:
        mac.set_bootstrap_token(b"bootstrap token")

    def order(life: Life) -> None:
        if not life.order(mac, "u1"):
            raise TransportError("the order got no answer")

    def cancel(life: Life) -> None:
        life.admin("DELETE", f"/v1/enrollments/{mac.enrollment.id}/commands/u1")

    acts = {
        "authenticate": enroll,
        "token_update": enroll,
        "bootstrap_token": escrow,
        "enqueue": order,
        "cancel": cancel,
    }
    for verb, act in acts.items():
        for moment in ("before-commit", "after-commit"):
            life = world.start("--die-at", f"{verb}.{moment}")
            with pytest.raises((TransportError, httpx.TransportError)):
                (connect if act is enroll and mac.enrolled else act)(life)
            assert EXIT_STATUS == life.wait()
    world.orders.allow(mac.enrollment.id, "u1", CommandState.CANCELLED)

    last = world.start()
    assert world.drive()
    assert b"bootstrap token" == mac.get_bootstrap_token()
    assert 201 == last.order(mac, "u2")
    assert world.drive()
    assert 0 == last.end()
    audit = world.audit()
    assert (2, 2, 1) == (audit.ordered, audit.finished, audit.executions)
    assert "cancelled" == state(world, mac, "u1")


def test_something_dies_at_every_step_that_has_a_name() -> None:
    """A step that no test reaches may be in the wrong place, or gone."""
    named = {
        name
        for path in SOURCE.rglob("*.py")
        for name in re.findall(r'reach\("([a-z_.-]+)"\)', path.read_text(encoding="utf-8"))
    }
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))

    assert 4 <= len(named)
    assert [] == [name for name in sorted(named) if f'"{name}' not in tests]
