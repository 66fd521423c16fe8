"""The device application in real WSGI servers, each on one core: with SQLite, against itself without a store.

The client runs on the other core.  The database is checked afterwards: as many results as requests.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pickle
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import Row
from benchmarks._client import drive
from benchmarks._fleet import Fleet
from pymdm.service import CommandState
from pymdm.service import verbs as vb

CLIENTS = 64

#: What part of its own rate without a store each server keeps, from the performance page.
TARGETS = {"waitress": 0.45, "gunicorn": 0.5, "granian": 0.25}

_WAITRESS = (
    "import logging, sys, waitress; from benchmarks._serve_app import application; "
    "logging.getLogger('waitress').setLevel('ERROR'); "
    "waitress.serve(application, port=int(sys.argv[1]), threads=64, ident=None, asyncore_use_poll=True)"
)


def command(server: str, port: int) -> list[str]:
    """How a server is started, as the documentation recommends for each."""
    if server == "waitress":
        return [sys.executable, "-c", _WAITRESS, str(port)]
    if server == "gunicorn":
        return [
            *(sys.executable, "-m", "gunicorn", "-k", "gthread", "-w", "1", "--threads", "64"),
            *("--keep-alive", "75", "--bind", f"127.0.0.1:{port}", "--log-level", "error"),
            "benchmarks._serve_app:application",
        ]
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--workers", "1"),
        *("--blocking-threads", "64", "--port", str(port), "--log-level", "error"),
        "benchmarks._serve_app:application",
    ]


@contextlib.contextmanager
def running(server: str, fleet: Path, store: str) -> Iterator[tuple[str, int]]:
    """A server on the first core, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        address = probe.getsockname()
    cores = sorted(os.sched_getaffinity(0))
    process = subprocess.Popen(
        command(server, address[1]),
        env={**os.environ, "BENCH_FLEET": str(fleet), "BENCH_STORE": store},
        preexec_fn=lambda: os.sched_setaffinity(0, {cores[0]}),
    )
    os.sched_setaffinity(0, {cores[-1]})
    try:
        _wait_until_it_answers(process, address)
        yield address
    finally:
        os.sched_setaffinity(0, cores)
        process.terminate()
        process.wait(30)


def _wait_until_it_answers(process: subprocess.Popen[bytes], address: tuple[str, int]) -> None:
    for _ in range(600):
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with contextlib.suppress(OSError), socket.create_connection(address, timeout=1):
            return
        time.sleep(0.05)
    raise RuntimeError("the server does not answer")


class Contest:
    """One server with a database and one without, over the same fleet."""

    def __init__(self, server: str, folder: Path, requests: int) -> None:
        from pymdm.crypto import SealKey

        self.fleet = Fleet(CLIENTS)
        self.server, self.requests = server, requests
        self.database = folder / f"{server}.sqlite3"
        self.saved = folder / f"{server}.fleet"
        self.saved.write_bytes(pickle.dumps(self.fleet.save()))
        key = Path(f"{self.database}.key")
        key.write_text(SealKey.generate().to_text(), encoding="utf-8")
        key.chmod(0o600)

    def prepare(self, commands: int) -> None:
        store = self._store()
        self.fleet.enroll(store)
        self.fleet.enqueue(store, 1, commands)
        store.close()

    def _store(self) -> Any:
        from pymdm.crypto import SealKey
        from pymdm.stores.sqlite import SQLiteStore

        return SQLiteStore(self.database, seal=SealKey.from_file(Path(f"{self.database}.key")))

    def run(self, store: str, first: int) -> tuple[float, list[float], float]:
        """Requests a second, what each took, and how busy the client was."""
        conversations = [
            [
                self.fleet.wire(number, self.fleet.acknowledged(number, first + each))
                for each in range(self.requests)
            ]
            for number in range(CLIENTS)
        ]
        begin = [[self.fleet.wire(number, self.fleet.idle(number))] for number in range(CLIENTS)]
        with running(self.server, self.saved, store) as address:
            drive(address, begin)
            elapsed, took, busy = drive(address, conversations)
        return len(took) / elapsed, took, busy

    def check(self, wanted: int) -> None:
        store = self._store()
        found = 0
        for device in self.fleet.ids:
            [rows] = store.look_up([vb.QueueQuery(enrollment=device, limit=100_000)])
            found += sum(row.state is CommandState.ACKNOWLEDGED for row in rows)
        store.close()
        if found != wanted:
            raise RuntimeError(f"{wanted} requests, {found} results in the database")


def rows(quick: bool) -> Iterator[Row]:
    """A row for each server that is installed; one without figures for each that is not."""
    requests = 20 if quick else 150
    rounds = 1 if quick else 3
    for server, target in TARGETS.items():
        if importlib.util.find_spec(server) is None:
            yield _row(server, None, target, "not installed")
            continue
        with tempfile.TemporaryDirectory() as folder:
            contest = Contest(server, Path(folder), requests)
            contest.prepare(requests * rounds + 1)
            ratios, kept, bare, late = [], [], [], []
            for number in range(rounds):
                without, _, busy = contest.run("none", 1)
                with_store, took, _ = contest.run(str(contest.database), 1 + number * requests)
                ratios.append(with_store / without)
                kept.append(with_store)
                bare.append(without)
                late.append(sorted(took)[int(len(took) * 0.99)] * 1e3)
            contest.check(requests * rounds * CLIENTS)
        detail = (
            f"{statistics.median(kept):.0f} requests/s, without a store {statistics.median(bare):.0f}; "
            f"p99 {statistics.median(late):.1f} ms; client busy {busy:.0%} of the time without a store"
        )
        yield _row(server, statistics.median(ratios), target, detail)


def _row(server: str, ratio: float | None, target: float, detail: str) -> Row:
    name = f"{server}: SQLite, 64 clients"
    return {
        "name": name,
        "ratio": ratio,
        "target": target,
        "unit": "of its rate without a store",
        "detail": detail,
    }
