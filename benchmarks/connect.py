"""The connect path on SQLite: result in, certificate checked, result durable, next command out.

The application is the one that ``pymdm serve`` runs, called without a server around it; sealing,
generations and events are on.  The database is checked afterwards: as many results as requests.
"""

from __future__ import annotations

import contextlib
import gc
import os
import statistics
import tempfile
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

from benchmarks import Row
from benchmarks._fleet import Fleet, NoStore, sqlite_store
from pymdm.service import CommandState, MDMRequest, flows
from pymdm.service import verbs as vb

THREADS = 64

#: CPU in µs, from the performance page, on a machine on which one RSA-2048 verification took 16.9 µs.
#: Absolute times mean nothing here: the budgets are stretched by what it takes in this very run.
YARDSTICK = 16.9
PARSE_BUDGET, ALONE_BUDGET, BATCH_BUDGET = 35.0, 170.0, 90.0

#: Latency in ms, with whatever the disk is.
P50_ALONE, P99_MANY = 0.5, 25.0
REQUESTS_PER_SYNC = 20.0


class Stand:
    """A server over one database, and devices that have just been given their first command."""

    def __init__(self, fleet: Fleet, store: Any, commands: int) -> None:
        self.fleet, self.store, self.commands = fleet, store, commands
        self.server = fleet.server(store)
        self.next = [1] * len(fleet.ids)
        self._told: Any = None

    @classmethod
    def durable(cls, fleet: Fleet, path: Path, commands: int, *, history: int = 0) -> Stand:
        store = sqlite_store(path)
        fleet.enroll(store)
        stand = cls(fleet, store, commands)
        for done in range(0, history + 1, 500):
            count = min(500, history + 1 - done)
            fleet.enqueue(store, done + 1, count)
            if done == 0:
                for number in range(len(fleet.ids)):
                    stand.call(number, fleet.idle(number))
            stand.work(range(len(fleet.ids)), count - 1 if done + 500 > history else count)
        fleet.enqueue(store, history + 2, commands)
        return stand

    def call(self, number: int, body: bytes) -> bytes:
        return self.send(self.fleet.environ(number, body))

    def send(self, environ: dict[str, Any]) -> bytes:
        out: list[str] = []
        chunks = self.server.device(environ, lambda status, _headers, _info=None: out.append(status))  # type: ignore[arg-type, misc]
        if out != ["200 OK"]:
            raise RuntimeError(f"a request was answered {out}")
        return b"".join(chunks)

    def work(self, numbers: range, each: int) -> list[float]:
        """Acknowledge ``each`` commands of each device in turn; the seconds that each answer took."""
        return self.send_all(self.requests(numbers, each))

    def requests(self, numbers: range, each: int) -> list[dict[str, Any]]:
        """The next acknowledgements, made before the measuring begins."""
        made = []
        for _ in range(each):
            for number in numbers:
                body = self.fleet.acknowledged(number, self.next[number])
                made.append(self.fleet.environ(number, body))
                self.next[number] += 1
        return made

    def send_all(self, environs: list[dict[str, Any]]) -> list[float]:
        """The seconds that each answer took."""
        took = []
        for environ in environs:
            begun = time.perf_counter()
            self.send(environ)
            took.append(time.perf_counter() - begun)
        return took

    def tell(self, told: bool) -> None:
        """Whether events are told with the requests that cause them, as by a server with webhooks."""
        if self._told is None:
            self._told = self.server.service._dispatcher  # noqa: SLF001 - the same server, with and without
        self.server.service._dispatcher = self._told if told else None  # noqa: SLF001

    def check(self, requests: int) -> None:
        """Every request has left its result."""
        found = 0
        for device in self.fleet.ids:
            [rows] = self.store.look_up([vb.QueueQuery(enrollment=device, limit=100_000)])
            found += sum(row.state is CommandState.ACKNOWLEDGED and bool(row.result) for row in rows)
        if found != requests:
            raise RuntimeError(f"{requests} requests, {found} results in the database")

    def close(self) -> None:
        self.server.close()
        close = getattr(self.store, "close", None)
        if close is not None:
            close()


def one_by_one(stand: Stand, each: int) -> tuple[float, list[float], int]:
    """CPU seconds of a request, wall seconds of all, count: one client."""
    environs = stand.requests(range(len(stand.fleet.ids)), each)
    gc.collect()
    begun = time.process_time()
    took = stand.send_all(environs)
    return (time.process_time() - begun) / len(took), took, len(took)


def at_once(stand: Stand, each: int) -> tuple[float, list[float], int]:
    """The same with a thread for each device."""
    environs = [stand.requests(range(number, number + 1), each) for number in range(len(stand.fleet.ids))]
    took: list[list[float]] = [[] for _ in environs]
    gate = threading.Barrier(len(took) + 1)

    def client(number: int) -> None:
        gate.wait()
        took[number] = stand.send_all(environs[number])

    threads = [threading.Thread(target=client, args=(number,)) for number in range(len(took))]
    for thread in threads:
        thread.start()
    gc.collect()
    begun = time.process_time()
    gate.wait()
    for thread in threads:
        thread.join()
    spent = time.process_time() - begun
    flat = [one for each_took in took for one in each_took]
    return spent / len(flat), flat, len(flat)


def in_batches(stand: Stand, each: int, *, told: bool) -> float:
    """CPU seconds of a request when 64 share a transaction, whatever server they came through."""
    service, environs = stand.server.service, stand.requests(range(len(stand.fleet.ids)), each)
    size = len(stand.fleet.ids)
    gc.collect()
    begun = time.process_time()
    for start in range(0, len(environs), size):
        now = datetime.now(UTC)
        begun_flows = [
            flows.conversation(MDMRequest.from_wsgi(environ), service.rules, now)
            for environ in environs[start : start + size]
        ]
        verbs: list[Any] = [next(flow).verb for flow in begun_flows]  # type: ignore[union-attr]
        answers = stand.store.report_and_next(verbs)
        for flow, answer in zip(begun_flows, answers, strict=True):
            with contextlib.suppress(StopIteration):
                flow.send(answer)
        if told:
            service.deliver_events()
    return (time.process_time() - begun) / len(environs)


def verification() -> float:
    """CPU µs of one raw RSA-2048 verification: the yardstick of this machine in this minute."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    signature, public = key.sign(b"x", PKCS1v15(), SHA256()), key.public_key()
    begun = time.process_time()
    for _ in range(2000):
        public.verify(signature, b"x", PKCS1v15(), SHA256())
    return (time.process_time() - begun) / 2000 * 1e6


def sync_seconds(folder: Path) -> float:
    """What one write of a page and its sync takes here: below this no durable answer can be."""
    took = []
    with Path(folder, "probe").open("wb", buffering=0) as file:
        for _ in range(50):
            begun = time.perf_counter()
            file.write(bytes(4096))
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - begun)
    return statistics.median(took)


def rows(quick: bool) -> Iterator[Row]:
    """All rows; two minutes, a few seconds if quick."""
    each = 10 if quick else 60
    rounds = 1 if quick else 3
    fleet = Fleet(THREADS)
    with tempfile.TemporaryDirectory() as disk, tempfile.TemporaryDirectory(dir=_MEMORY) as memory:
        stands = {
            "bare": Stand(fleet, NoStore(fleet), 0),
            "memory": Stand.durable(fleet, Path(memory, "plain.sqlite3"), each * rounds * 4 + 10),
            "old": Stand.durable(
                fleet, Path(memory, "old.sqlite3"), each * rounds + 10, history=50 if quick else 1000
            ),
            "disk": Stand.durable(fleet, Path(disk, "plain.sqlite3"), each * rounds * 2 + 10),
        }
        middle = _measure(stands, each, rounds)
        stands["memory"].check(each * rounds * 4 * THREADS)
        stands["disk"].check(each * rounds * 2 * THREADS)
        middle["sync"] = sync_seconds(Path(disk)) * 1e3
        for stand in stands.values():
            stand.close()
    yield from _table(middle)


# A file in memory syncs at no cost, so that what is measured is our work and not the disk's.
_MEMORY = "/dev/shm" if Path("/dev/shm").is_dir() else None


def _measure(stands: dict[str, Stand], each: int, rounds: int) -> dict[str, float]:
    figures: dict[str, list[float]] = {}

    def note(name: str, value: float) -> None:
        figures.setdefault(name, []).append(value)

    for _ in range(rounds):
        note("yardstick", verification())
        note("bare", one_by_one(stands["bare"], each)[0] * 1e6)
        stands["memory"].tell(False)
        note("alone", one_by_one(stands["memory"], each)[0] * 1e6)
        stands["memory"].tell(True)
        stands["memory"].server.service.deliver_events()
        cpu, took, _ = one_by_one(stands["memory"], each)
        note("alone told", cpu * 1e6)
        note("p50 alone", statistics.median(took) * 1e3)
        note("with history", one_by_one(stands["old"], each)[0] * 1e6)
        note("batch", in_batches(stands["memory"], each, told=False) * 1e6)
        stands["memory"].server.service.deliver_events()
        note("batch told", in_batches(stands["memory"], each, told=True) * 1e6)
        _, took, _ = one_by_one(stands["disk"], each)
        note("p50 disk", statistics.median(took) * 1e3)
        before = stands["disk"].store.statistics().commits
        cpu, took, count = at_once(stands["disk"], each)
        note("threads", cpu * 1e6)
        note("p50 threads", statistics.median(took) * 1e3)
        note("p99 threads", sorted(took)[int(len(took) * 0.99)] * 1e3)
        note("rate", count / (sum(took) / THREADS))
        note("per sync", count / (stands["disk"].store.statistics().commits - before))
    return {name: statistics.median(values) for name, values in figures.items()}


def _table(middle: dict[str, float]) -> Iterator[Row]:
    def budget(name: str, spent: float, allowed: float, unit: str, detail: str = "") -> Row:
        figures = f"{spent:.2f} {unit}, budget {allowed:.3g}"
        return {
            "name": name,
            "ratio": allowed / spent,
            "target": 1.0,
            "unit": "of the budget",
            "detail": f"{figures}; {detail}" if detail else figures,
        }

    stretch = middle["yardstick"] / YARDSTICK
    told = f"one verification takes {middle['yardstick']:.1f} µs"
    sync = f"one sync of this disk takes {middle['sync']:.2f} ms"

    def cpu(name: str, figure: str, allowed: float) -> Row:
        return budget(name, middle[figure], allowed * stretch, "µs CPU", told)

    def times(name: str, figure: str, other: str) -> Row:
        detail = f"{middle[figure]:.1f} µs CPU, without {middle[other]:.1f}"
        ratio = middle[other] / middle[figure]
        return {"name": name, "ratio": ratio, "target": None, "unit": "of the rate without", "detail": detail}

    yield cpu("request, parse and authentication, no store", "bare", PARSE_BUDGET)
    yield cpu("Acknowledged, 64 in a transaction", "batch", BATCH_BUDGET)
    yield times("the same, events told", "batch told", "batch")
    yield cpu("Acknowledged, one client", "alone", ALONE_BUDGET)
    yield times("the same, events told", "alone told", "alone")
    yield budget("p50, one client, events told, without the disk", middle["p50 alone"], P50_ALONE, "ms")
    yield {
        "name": "p50, one client, events told, on disk",
        "ratio": middle["sync"] / middle["p50 disk"],
        "target": None,
        "unit": "of it is the sync",
        "detail": f"{middle['p50 disk']:.2f} ms; {sync}",
    }
    yield budget("p99, 64 threads, events told, on disk", middle["p99 threads"], P99_MANY, "ms", sync)
    yield {
        "name": "requests per sync, 64 threads, on disk",
        "ratio": middle["per sync"],
        "target": REQUESTS_PER_SYNC,
        "unit": "requests",
        "detail": f"{middle['rate']:.0f} requests/s, p50 {middle['p50 threads']:.1f} ms, "
        f"{middle['threads']:.0f} µs CPU with the threads' switching and the syncs",
    }
    yield {
        "name": "1,000 finished commands a device",
        "ratio": middle["alone told"] / middle["with history"],
        "target": 0.9,
        "unit": "of the rate without",
        "detail": f"{middle['with history']:.1f} µs CPU, without {middle['alone told']:.1f}",
    }
