"""F43-F46: Apps and Books misbehaves, our process dies again and again, and no license gets lost.

    make load

makes 50 apps for 20,000 devices of the few that belong to every test run (PYMDM_CHAOS_VPP=50x20000): all are
assigned, half is taken back, and what was asked is read from the fake's own log.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import attrs
import pytest

from pymdm._flow import HttpRequest, HttpResponse
from pymdm._retry import RetryRules
from pymdm.crypto import SealKey, Secret
from pymdm.http import run
from pymdm.testing.failpoints import EXIT_STATUS
from pymdm.testing.fake_vpp import FakeVPP, VPPChaos
from pymdm.vpp import Asset, ContentToken, EventType, MdmInfo, Session, ops
from pymdm.vpp.notifications import bearer_hash, receive
from pymdm.vpp.sync import JobState, accounts, plan
from tests.chaos import vpp_worker

APPS, DEVICES = (int(each) for each in os.environ.get("PYMDM_CHAOS_VPP", "3x400").split("x"))
KILLS = 6 if DEVICES > 5000 else 4
BEARER = Secret("what-we-told-apple")

#: Small runs need jobs enough to die in.
LIMIT = 1000 if DEVICES > 5000 else 25

STEPS = ("vpp.asking", "vpp.accepted", "vpp.finish")

#: A run that gets no further than this many others has met a fault that repeats.
MOST_RUNS = 40


class Hunted(FakeVPP):
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
    """One database, and the lives of the processes that work on it."""

    folder: Path
    fake: Hunted
    rng: random.Random
    ends: Counter[int] = attrs.field(factory=Counter)

    def live(self, *, hunted: bool, sync: bool = False) -> int:
        step, at = "", 0
        if hunted and self.rng.random() < 0.6:
            when = self.rng.choice(("before", "after"))
            # At whichever comes first: once all jobs are accepted, only the last of them is reached.
            steps = ("vpp.page",) if sync else STEPS
            step = " ".join(f"{name}.{when}-commit:{self.rng.randrange(1, 4)}" for name in steps)
        elif hunted:
            at = self.rng.randrange(2, 8)
        life = CONTEXT.Process(
            target=vpp_worker.main,
            args=(self.folder, self.fake.base_url, self.fake.uid, step, "sync" if sync else ""),
        )
        self.fake.before, self.fake.left, self.fake.pid = self.rng.random() < 0.5, 0, 0
        life.start()
        self.fake.pid, self.fake.left = life.pid or 0, at
        life.join(300)
        assert life.exitcode in (0, EXIT_STATUS, -signal.SIGKILL, vpp_worker.TROUBLE)
        self.ends[life.exitcode] += 1
        return life.exitcode

    @property
    def deaths(self) -> int:
        return self.ends[EXIT_STATUS] + self.ends[-signal.SIGKILL]


CONTEXT = multiprocessing.get_context("forkserver")


@pytest.fixture(scope="module", autouse=True)
def one_that_has_imported_everything() -> None:
    CONTEXT.set_forkserver_preload(["tests.chaos.vpp_worker"])


def test_whatever_dies_in_between_the_books_balance(tmp_path: Path) -> None:
    """F45, F46: none of these serial numbers is a device's."""
    seed = random.SystemRandom().getrandbits(32)
    print(f"seed {seed}")  # noqa: T201 - shown where a test fails
    chaos = attrs.evolve(VPPChaos.wild(seed), retry_after=0, moved=0)
    fake = Hunted(apps=APPS, licenses=DEVICES, chaos=chaos, now=lambda: datetime.now(UTC), delay=3600)
    (tmp_path / "key").write_text(SealKey.generate().to_text())
    (tmp_path / "key").chmod(0o600)
    serials = [f"S{number:06}" for number in range(DEVICES)]
    began = time.monotonic()
    fake.limit("maxSerialNumbers", LIMIT)
    with fake:
        hunt = Hunt(tmp_path, fake, random.Random(seed))
        with vpp_worker.open_store(tmp_path) as store:
            session = _opened(fake, store.vpp)
            assets = [Asset(name) for name in fake.adam_ids]
            plan(store.vpp, session, EventType.ASSOCIATE, assets, serials=serials)
            plan(store.vpp, session, EventType.DISASSOCIATE, assets, serials=serials[: DEVICES // 2])
        for _ in range(4 * KILLS):
            hunt.live(hunted=True)
            _notify(hunt)
            if hunt.deaths >= KILLS:
                break
        assert hunt.deaths >= 2
        for _ in range(MOST_RUNS):
            if hunt.live(hunted=False) == 0:
                break
        _notify(hunt)
        carried_out = time.monotonic() - began
        with vpp_worker.open_store(tmp_path) as store:
            _agrees(hunt, store.vpp)
            assert all(job.state is JobState.DONE for job in store.vpp.jobs(fake.uid))
        for _ in range(2):
            hunt.live(hunted=True, sync=True)
        fake.misbehave(attrs.evolve(chaos, shift=0))
        for _ in range(MOST_RUNS):
            if hunt.live(hunted=False, sync=True) == 0:
                break
        with vpp_worker.open_store(tmp_path) as store:
            _agrees(hunt, store.vpp)
            books = accounts(store.vpp, fake.uid)
        assert [(b.total, b.assigned, b.adds_up, b.agrees) for b in books] == [
            (DEVICES, DEVICES - DEVICES // 2, True, True)
        ] * APPS
    _writes_are_bounded(hunt)
    print(  # noqa: T201 - the figures of a long run
        f"{hunt.ends}, {len(fake.requests)} requests, {len(fake.writes)} writes, {carried_out:.1f} s of "
        f"{time.monotonic() - began:.1f} s for the jobs"
    )


def _opened(fake: Hunted, store: Any) -> Session:
    token = ContentToken.from_text(fake.token)
    store.add_location(fake.uid, token, at=datetime.now(UTC))
    store.keep_bearer_hash(fake.uid, bearer_hash(BEARER))
    rules = RetryRules(now=lambda: datetime.now(UTC), dice=random.random, attempts=9)
    session = Session(token=token, rules=rules, uid=fake.uid, base_url=fake.base_url)
    flow = ops.set_client_config(
        session,
        mdm=MdmInfo(id="us", name="Us", metadata="1"),
        notification_url="https://mdm.example.org/vpp",
        notification_token=BEARER,
        notification_types=["ASSET_MANAGEMENT"],
    )
    run(flow, fake.send, sleep=lambda seconds: None)
    return session


def _notify(hunt: Hunt) -> None:
    with vpp_worker.open_store(hunt.folder) as store:
        hunt.fake.deliver(
            lambda request: HttpResponse(
                status=receive(
                    request.body, request.headers["Authorization"], store.vpp, datetime.now(UTC)
                ).status
            )
        )


def _agrees(hunt: Hunt, store: Any) -> None:
    """The store has what the fake's own log says, pair for pair."""
    truth = hunt.fake.truth()["assets"]
    wanted = sorted(f"{key}/s/{serial}" for key, found in truth.items() for serial in found["serialNumbers"])
    after, at = "", 0
    while rows := store.assignments(hunt.fake.uid, after=after, limit=10_000):
        keys = [f"{each.asset.adam_id}/{each.asset.pricing_param}/s/{each.serial}" for each in rows]
        assert keys == wanted[at : at + len(keys)]
        after, at = keys[-1], at + len(keys)
    assert at == len(wanted) == APPS * (DEVICES - DEVICES // 2)


def _writes_are_bounded(hunt: Hunt) -> None:
    """A change is asked for again only where its answer was lost, or we were before we kept it."""
    asked = Counter(
        (write.kind, write.assets, write.serials)
        for write in hunt.fake.writes
        if write.kind in ("ASSOCIATE", "DISASSOCIATE")
    )
    again = sum(count - 1 for count in asked.values())
    lost = sum("associate" in request.path and request.ending != "whole" for request in hunt.fake.requests)
    assert again <= lost + hunt.deaths
