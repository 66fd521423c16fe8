"""F17, F18: the server is killed again and again while everybody talks, and told to end while somebody does.

    make load KILLS=200

makes a long run of the short one that belongs to every test run.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from http.client import HTTPConnection
from urllib.parse import urlsplit

import httpx

from pymdm.testing import Ending, Reply, WireRequest
from pymdm.testing.failpoints import EXIT_STATUS, Pause
from pymdm.testing.wire import Send
from tests.chaos.life import Life, Stillborn
from tests.chaos.world import World, at_once

KILLS = int(os.environ.get("PYMDM_CHAOS_KILLS", "5"))
SEED = int(os.environ.get("PYMDM_CHAOS_SEED", "17"))
DEVICES = 4

# Where a kill by the operating system may come, a death at a step comes as well.
STEPS = ("enqueue.before-commit", "enqueue.after-commit", "report.picked", "report.before-commit")
STEPS += ("report.after-commit", "push.after-send", "push_round.before-commit", "push_round.after-commit")


class Axe:
    """Kills a life with the n-th request that any device sends, before or after it was delivered."""

    def __init__(self, life: Life, *, at: int, before: bool) -> None:
        self._life, self._left, self._before = life, at, before
        self._lock = threading.Lock()

    def meddler(self, send: Send) -> Send:
        def meddling(request: WireRequest) -> Reply:
            with self._lock:
                self._left -= 1
                due = self._left == 0
            if due and self._before:
                self._life.process.send_signal(signal.SIGKILL)
            reply = send(request)
            if due and not self._before:
                self._life.process.send_signal(signal.SIGKILL)
            return reply

        return meddling


def test_kill_after_kill_nothing_is_lost_and_nothing_comes_again(world: World) -> None:
    """F17, and F1-F9 by chance: signals and failpoints, at places that the seed chooses."""
    rng = world.rng
    rng.seed(SEED)
    first = world.start()
    devices = world.enroll(first, DEVICES)
    user = devices[0].user("0AE2D0B3-0000-4000-8000-000000000001", short_name="sam")
    assert 200 == user.enroll().status
    world.channels.append(user)
    assert 0 == first.end()
    numbers = iter(range(1_000_000))
    deaths = {EXIT_STATUS: 0, -signal.SIGKILL: 0}
    for _ in range(KILLS):
        by_step = rng.random() < 0.5
        at, before = rng.randrange(2, 30), rng.random() < 0.5
        step = f"{rng.choice(STEPS)}:{rng.randrange(1, 9)}"
        try:
            life = world.start(*(["--die-at", step] if by_step else []))
        except Stillborn:  # what it does at its start passes the steps as well
            deaths[world.lives[-1].wait()] += 1
            continue
        axe = Axe(life, at=at, before=before)
        for device in devices:
            device.meddle(None if by_step else axe.meddler)

        def order(life: Life = life) -> bool:
            for channel in world.channels:
                life.order(channel, f"u{next(numbers)}")
            return True

        while life.process.poll() is None:
            at_once([order, world.drive])
        deaths[life.wait()] += 1
    for device in devices:
        device.meddle(None)

    last = world.start()
    for each in world.orders:  # whoever got no answer asks again
        channel = next(channel for channel in world.channels if channel.enrollment.id == each.enrollment)
        assert last.order(channel, each.uuid) in (200, 201)
    assert world.drive()
    assert 0 == last.end()

    audit = world.audit()
    assert (audit.ordered, 0) == (audit.finished, audit.pending)
    assert audit.executions == audit.ordered
    assert KILLS == sum(deaths.values())
    print(f"seed {SEED}: {deaths}, {audit}")  # noqa: T201


def sending(barrier: threading.Barrier, address: str) -> Callable[[Send], Send]:
    """Each device's first request is in the server's hands before any of them, or the test, goes on."""

    def meddler(send: Send) -> Send:
        first = [True]

        def meddling(request: WireRequest) -> Reply:
            if not first:
                return send(request)
            first.clear()
            connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
            connection.request("PUT", "/mdm", body=request.body, headers=dict(request.headers))
            barrier.wait()
            answer = connection.getresponse()
            reply = Reply(status=answer.status, body=answer.read())
            connection.close()
            return reply

        return meddling

    return meddler


def test_told_to_end_it_answers_what_is_under_way(world: World) -> None:
    """F18: SIGTERM while one request is in its transaction and others wait behind it."""
    pause = Pause()
    with pause:
        life = world.start("--pause-at", "report.before-commit", pause=pause, fresh=True)
        devices = world.enroll(life, DEVICES)
        for number, device in enumerate(devices):
            assert 201 == life.order(device, f"u{number}")
        under_way = threading.Barrier(DEVICES + 1)
        for device in devices:
            device.meddle(sending(under_way, life.devices_url))
        sessions = [threading.Thread(target=device.connect) for device in devices]
        for session in sessions:
            session.start()
        under_way.wait()
        # A page that is asked for after them and answered: so the server has read all of them.
        assert 200 == httpx.get(f"{life.devices_url}/enroll", trust_env=False).status_code
        assert "report.before-commit" == pause.wait()
        life.process.send_signal(signal.SIGTERM)
        pause.go_on()
        assert 0 == life.wait()
        # What `pymdm serve` says when it has given up after half a minute.
        assert b"ended with requests under way" not in life.log()
        for session in sessions:
            session.join()

    assert ["u0", "u1", "u2", "u3"] == [d.ledger.executed()[0].command_uuid for d in devices]
    assert {Ending.CUT, Ending.EMPTY} >= {device.ending for device in devices}
    assert b"Traceback" not in life.log()
    for device in devices:
        device.meddle(None)
    again = world.start()
    assert world.drive()
    assert 0 == again.end()
    audit = world.audit()
    assert (4, 4) == (audit.finished, audit.executions)
