"""F41, F42: Apple's service misbehaves, our process dies again and again, and no device is lost or left out.

    make load

makes 200,000 devices of the few thousand that belong to every test run (PYMDM_CHAOS_DEP).  What was asked and
written is read from the fake's own log.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import random
import signal
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.crypto import SealKey
from pymdm.dep import ServerToken
from pymdm.testing.failpoints import EXIT_STATUS
from pymdm.testing.fake_dep import DEPChaos, FakeDEP
from tests.chaos import dep_syncer

DEVICES = int(os.environ.get("PYMDM_CHAOS_DEP", "6000"))
PAGE = 1000 if DEVICES > 50_000 else DEVICES // 20
LARGE = DEVICES > 50_000
KILLS = 12 if LARGE else 4
CHANGES = 2000 if LARGE else 200
SEEDS = (1, 2, 3) if LARGE else (1,)

#: Of requests with a cursor, and of lives that list everything: a listing of 200,000 devices is 200 requests.
FORGOTTEN = 0.0005 if LARGE else 0.01
FULL = 0.02 if LARGE else 0.25

STEPS = ("dep.begin", "dep.page", "dep.ask", "dep.answered", "dep.settle", "dep.session", "dep.end")
LIST, SYNC, ASSIGN = "/server/devices", "/devices/sync", "/profile/devices"

#: A run that gets no further than this many others has met a fault that repeats.
MOST_RUNS = 40


class Hunted(FakeDEP):
    """Kills the client with the n-th request from now on, before or after it is carried out."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.pid = self.left = 0
        self.before = False

    def exchange(self, request: HttpRequest) -> tuple[HttpResponse, str]:
        self.left -= 1
        due = self.left == 0 and self.pid
        if due and self.before:
            os.kill(self.pid, signal.SIGKILL)
        answer = super().exchange(request)
        if due and not self.before:
            os.kill(self.pid, signal.SIGKILL)
        return answer


@attrs.define
class Hunt:
    """One database, and the lives of the processes that synchronize it."""

    folder: Path
    fake: Hunted
    rng: random.Random
    profile: str = ""
    ends: Counter[int] = attrs.field(factory=Counter)

    @property
    def server(self) -> str:
        return str(self.fake.token.consumer_key)

    def live(self, *, hunted: bool, **options: Any) -> int:
        """One life; how it ended."""
        # Once everything is listed, a life is a few requests long.
        listing = len(self.fake.requests) < len(self.fake.fleet.order) / PAGE
        step, at = "", 0
        if hunted and self.rng.random() < 0.5:
            when = self.rng.choice(("before", "after"))
            step = f"{self.rng.choice(STEPS)}.{when}-commit:{self.rng.randrange(1, 9 if listing else 3)}"
        elif hunted:
            at = self.rng.randrange(1, 30 if listing else 4)
        arguments = (self.folder, self.fake.base_url, self.profile, PAGE)
        options = {"server": self.server, **options}
        life = CONTEXT.Process(target=dep_syncer.main, args=(*arguments, options, step))
        self.fake.before, self.fake.left, self.fake.pid = self.rng.random() < 0.5, 0, 0
        life.start()
        self.fake.pid, self.fake.left = life.pid or 0, at
        life.join(120)
        assert life.exitcode in (0, EXIT_STATUS, -signal.SIGKILL, dep_syncer.TROUBLE)
        self.ends[life.exitcode] += 1
        return life.exitcode

    @property
    def deaths(self) -> int:
        return self.ends[EXIT_STATUS] + self.ends[-signal.SIGKILL]

    def until_it_is_done(self, **options: Any) -> None:
        for _ in range(MOST_RUNS):
            if self.live(hunted=False, **options) == 0:
                return
        raise AssertionError(f"no end after {self.ends}")


CONTEXT = multiprocessing.get_context("forkserver")


@pytest.fixture(scope="module", autouse=True)
def one_that_has_imported_everything() -> None:
    CONTEXT.set_forkserver_preload(["tests.chaos.dep_syncer"])


@pytest.fixture(params=[*SEEDS, "fresh"])
def hunt(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hunt]:
    fresh = request.param == "fresh"
    seed = random.SystemRandom().getrandbits(32) if fresh else request.param
    print(f"seed {seed}")  # noqa: T201 - shown where a test fails
    chaos = attrs.evolve(
        DEPChaos.wild(seed),
        retry_after=0,
        changes=0.5,
        changes_until=CHANGES,
        session_requests=None,
        expire_cursor=FORGOTTEN / 2,
        invalid_cursor=FORGOTTEN / 2,
    )
    fake = Hunted(devices=DEVICES, chaos=chaos, now=lambda: datetime.now(UTC))
    (tmp_path / "key").write_text(SealKey.generate().to_text())
    (tmp_path / "key").chmod(0o600)
    with fake:
        made = Hunt(tmp_path, fake, random.Random(seed))
        with dep_syncer.open_store(tmp_path) as store:
            store.dep.keep_token(ServerToken.from_json(fake.token_file()))
        made.profile = "5" * 32
        fake._state.profiles[made.profile] = {"profile_name": "Staff", "profile_uuid": made.profile}
        yield made


def test_whatever_dies_in_between_the_store_ends_as_apple_says(hunt: Hunt) -> None:
    """F41, F42; each life takes over from the dead."""
    for _ in range(3 * KILLS):
        hunt.live(hunted=True, full=hunt.rng.random() < FULL)
        if hunt.deaths == KILLS:
            break
    assert hunt.deaths >= 2
    hunt.until_it_is_done()
    hunt.fake._state.chaos = attrs.evolve(hunt.fake.chaos, changes=0)
    # What a cursor that was forgotten has left untold, and who was removed meanwhile.
    hunt.until_it_is_done(full=True, accept_deletions=True)
    hunt.until_it_is_done(accept_deletions=True)

    with dep_syncer.open_store(hunt.folder) as store:
        known, gone, after = {}, 0, ""
        while records := store.dep.devices(hunt.server, after=after):
            after = records[-1].serial_number
            gone += sum(record.deleted_at is not None for record in records)
            known.update((each.serial_number, each.data) for each in records if each.deleted_at is None)
        state = store.dep.state(hunt.server)
    assert state is not None
    truth = hunt.fake.truth()
    different = [serial for serial in truth.keys() | known.keys() if _differs(serial, truth, known)]
    assert [] == different[:5]
    assert all(device["profile_status"] in ("assigned", "pushed") for device in truth.values())
    _requests_are_bounded(hunt, state.position.listing)
    _writes_are_not_repeated(hunt)
    print(f"{hunt.ends}, {len(hunt.fake.requests)} requests, {state.position.listing} listings, {gone} gone")  # noqa: T201


def _differs(serial: str, truth: dict[str, Any], known: dict[str, str]) -> bool:
    return serial not in truth or serial not in known or json.loads(known[serial]) != truth[serial]


def _requests_are_bounded(hunt: Hunt, listings: int) -> None:
    """A page is asked for once in each listing; again only where an answer or we were lost on the way."""
    requests = hunt.fake.requests
    asked = Counter(request.path for request in requests)
    unlucky = Counter(r.path for r in requests if r.status != 200 or r.ending != "whole")
    runs = hunt.ends.total()
    pages = -(-len(hunt.fake.fleet.order) // PAGE)
    events = -(-len(hunt.fake.fleet.events) // PAGE)
    # Short pages, of which there is one in twenty, and those of which a part is repeated.
    assert asked[LIST] - unlucky[LIST] <= 1.25 * pages * listings + hunt.deaths
    assert asked[SYNC] - unlucky[SYNC] <= 1.5 * events + 4 * runs + listings + hunt.deaths
    assert asked[ASSIGN] - unlucky[ASSIGN] <= 2 * pages + 2 * runs + hunt.deaths
    assert sum(unlucky.values()) < 0.25 * len(requests) + 20
    assert asked["/session"] < 0.15 * len(requests) + 20


def _writes_are_not_repeated(hunt: Hunt) -> None:
    """A device is given its profile once; again only if the answer was lost, or we were before we kept it."""
    given: set[str] = set()
    again = 0
    for write in hunt.fake.writes:
        done = {serial for serial, outcome in write.outcomes.items() if outcome == "SUCCESS"}
        again += bool(done & given)
        given |= done
    lost = sum(r.path == ASSIGN and r.ending != "whole" for r in hunt.fake.requests)
    assert again <= lost + hunt.deaths
