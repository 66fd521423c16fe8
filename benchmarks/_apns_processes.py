"""Peer and senders as processes that are asked line by line, and what one run of a sender took.

A run counts only if the sender and the peer agree about how many pushes were accepted.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import attrs

from benchmarks._apns_peer import WINDOW
from benchmarks._apns_senders import IN_FLIGHT, SENDERS, TOPIC, WARM

__all__ = ["Peer", "Run", "Sender", "h2load", "missing", "running_peer", "running_sender"]

_GO_SOURCE = Path(__file__).parent / "peers" / "go-apns"


@attrs.frozen(kw_only=True)
class Run:
    """What one run took: CPU seconds of sender and peer, seconds, KiB held, bytes that the peer got."""

    count: int
    cpu: float
    wall: float = 0.0
    rss: int = 0
    peer_cpu: float = 0.0
    received: int = 0
    connections: int = 0


class _Asked:
    """A process that answers lines by lines."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, line: str) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"{self._process.args!r} ended with {self._process.wait(10)}")
        return json.loads(answer)


class Peer(_Asked):
    """The answering side."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        super().__init__(process)
        assert process.stdout is not None
        self.folder = folder
        self.port = int(process.stdout.readline())

    def counts(self) -> dict[str, float]:
        found: dict[str, float] = self.ask("")
        if found["refused"]:
            raise RuntimeError("the peer refused a connection; what it did not expect is told above")
        return found


class Sender(_Asked):
    """A sender of pushes, by its name in `SENDERS` or Go."""

    def __init__(self, process: subprocess.Popen[str], name: str, peer: Peer) -> None:
        super().__init__(process)
        self.name, self._peer = name, peer

    def run(self, count: int) -> Run:
        before = self._peer.counts()
        figures = self.ask(str(count))
        after = self._peer.counts()
        spent = {name: after[name] - before[name] for name in after}
        if not figures["accepted"] == spent["accepted"] - WARM == count:
            raise RuntimeError(
                f"{self.name}: {count} pushes, {figures['accepted']} accepted, "
                f"the peer counts {spent['accepted']} with {WARM} to warm up"
            )
        if spent["certificates"] != spent["connections"]:
            raise RuntimeError(f"{self.name}: a connection without a certificate")
        return Run(
            count=count,
            cpu=figures["cpu"],
            wall=figures["wall"],
            rss=figures["rss"],
            peer_cpu=spent["cpu"],
            received=int(spent["received"]),
            connections=int(spent["connections"]),
        )


@contextlib.contextmanager
def running_peer(
    folder: Path, *, latency: float = 0.0, window: int = WINDOW, apart: bool = False
) -> Iterator[Peer]:
    options = ["--latency", str(latency), "--window", str(window), *(["--apart"] if apart else [])]
    with _running([sys.executable, "-m", "benchmarks._apns_peer", str(folder), *options]) as process:
        yield Peer(process, folder)


@contextlib.contextmanager
def running_sender(name: str, peer: Peer) -> Iterator[Sender]:
    rest = [str(peer.folder), str(peer.port)]
    command = (
        [str(_built(peer.folder)), *rest]
        if name == "Go"
        else [sys.executable, "-m", "benchmarks._apns_senders", name, *rest]
    )
    with _running(command) as process:
        yield Sender(process, name, peer)


@contextlib.contextmanager
def _running(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "GOMAXPROCS": "1"}
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
    ) as process:
        try:
            yield process
        finally:
            assert process.stdin is not None
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _built(folder: Path) -> Path:
    program = folder / "go-apns"
    if not program.exists():
        subprocess.run(["go", "build", "-o", str(program), "."], cwd=_GO_SOURCE, check=True)
    return program


def missing(name: str) -> str | None:
    """Why this one cannot take part; None if it can."""
    if name == "Go":
        return None if shutil.which("go") else "go not found"
    if name == "h2load":
        return None if shutil.which("h2load") else "h2load not found: apt-get install nghttp2-client"
    package = {"aioapns-1000": "aioapns"}.get(name, name)
    if package in ("aioapns", "httpx") and importlib.util.find_spec(package) is None:
        return f"{package} not installed: pip install --group bench"
    assert name in SENDERS, name
    return None


def h2load(peer: Peer, count: int) -> Run:
    """The C program, which sends the same push again and again and shows no certificate."""
    body = peer.folder / "body"
    body.write_text(json.dumps({"mdm": "0" * 36}))
    headers = (
        "apns-topic: " + TOPIC,
        "apns-push-type: mdm",
        "apns-priority: 10",
        "apns-expiration: 1800000000",
    )
    options = [text for header in headers for text in ("-H", header)]
    url = f"https://127.0.0.1:{peer.port}/3/device/{'5a' * 32}"
    command = ["h2load", "-n", str(count), "-c", "1", "-m", str(IN_FLIGHT), "-d", str(body), *options, url]
    before = peer.counts()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    after = peer.counts()
    if process.returncode or after["accepted"] - before["accepted"] != count:
        raise RuntimeError(f"h2load: {count} pushes, {after['accepted'] - before['accepted']} at the peer")
    return Run(
        count=count, cpu=used.ru_utime + used.ru_stime, received=int(after["received"] - before["received"])
    )
