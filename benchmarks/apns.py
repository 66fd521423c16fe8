"""The push sender against aioapns, httpx, raw h2, Go and h2load, over mutual TLS on loopback.

Sender and peer are processes of their own.  What counts is the sender's CPU (user and system, TLS included),
the least of rounds in which all take turns; seconds count only where the peer answers after 30 ms.  In each
run the sender's count of accepted pushes has to be the peer's, or there is no figure.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Row
from benchmarks._apns_certificates import write_certificates
from benchmarks._apns_peer import WINDOW
from benchmarks._apns_processes import Peer, Run, Sender, h2load, missing, running_peer, running_sender
from benchmarks._apns_senders import TOPIC, WARM
from benchmarks.connect import YARDSTICK, verification

__all__ = ["rows"]

#: Whose CPU is compared, and how many pushes make a run of about a second.
CONTESTANTS = {
    "frames": 60_000,
    "frames-async": 60_000,
    "h2": 20_000,
    "h2-async": 20_000,
    "aioapns": 5_000,
    "aioapns-1000": 4_000,
    "raw-h2": 6_000,
    "httpx": 800,
    "Go": 30_000,
    "h2load": 60_000,
}

#: Who also meets a peer that answers each push in a TLS record of its own, as one does for which answers are
#: ready one by one: more to read for the same pushes.
APART = ("frames", "frames-async", "h2", "h2-async", "aioapns", "Go")

NAMES = {
    "frames": "frames, blocking",
    "frames-async": "frames, async",
    "h2": "h2, blocking",
    "h2-async": "h2, async",
}

#: CPU in µs for one push, from the performance page; stretched like those of the connect path.
BUDGETS = {"frames": 7.0, "frames-async": 9.0, "h2": 40.0, "h2-async": 40.0}
TIMES_AIOAPNS = {"frames": 20.0, "frames-async": 20.0, "h2": 4.0, "h2-async": 4.0}
TIMES_GO = {"frames": 2.5, "frames-async": 2.5}

#: What every HTTP/2 peer grants that says nothing: 1,000 pushes fit in, their credit has to come back.
SMALL_WINDOW = 65_535
LATENCY, BULK, BULK_SECONDS = 0.03, 100_000, 4.5
BYTES = 150.0
#: Equal within 5 %.
MEMORY = 0.95


def rows(quick: bool) -> Iterator[Row]:
    """All rows; five minutes, half a minute if quick."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_certificates(folder, TOPIC)
        yield from _processor(folder, quick)
        yield from _latency(folder, quick, f"{LATENCY * 1e3:.0f} ms", WINDOW)
        yield from _latency(folder, quick, f"{LATENCY * 1e3:.0f} ms, 64 KiB window", SMALL_WINDOW)
        yield from _memory(folder, quick)


def _processor(folder: Path, quick: bool) -> Iterator[Row]:
    best: dict[str, Run] = {}
    measured: list[float] = []
    with contextlib.ExitStack() as stack:
        together = stack.enter_context(running_peer(folder))
        apart = stack.enter_context(running_peer(folder, apart=True))
        turns = {name: (together, name) for name in CONTESTANTS if missing(name) is None}
        turns |= {f"{name}, apart": (apart, name) for name in APART if missing(name) is None}
        senders = {
            key: stack.enter_context(running_sender(name, peer))
            for key, (peer, name) in turns.items()
            if name != "h2load"
        }
        for _ in range(2 if quick else 7):
            measured.append(verification())
            for key, (peer, name) in turns.items():
                count = CONTESTANTS[name] // (10 if quick else 1)
                run = _turn(senders.get(key), peer, count)
                if key not in best or run.cpu < best[key].cpu:
                    best[key] = run
    yield from _table(best, min(measured))


def _turn(sender: Sender | None, peer: Peer, count: int) -> Run:
    return h2load(peer, count) if sender is None else sender.run(count)


def _table(best: dict[str, Run], yardstick: float) -> Iterator[Row]:
    micros = {name: run.cpu / run.count * 1e6 for name, run in best.items()}
    stretch = yardstick / YARDSTICK
    for name, allowed in BUDGETS.items():
        for key, words in ((name, "answers together"), (f"{name}, apart", "each answer a TLS record")):
            budget = allowed * stretch
            yield {
                "name": f"{NAMES[name]}: CPU of a push",
                "ratio": budget / micros[key],
                "target": 1.0,
                "unit": "of the budget",
                "detail": f"{micros[key]:.2f} µs CPU, {words}, budget {budget:.3g}; "
                f"one verification takes {yardstick:.1f} µs; "
                f"{best[key].count:,} accepted, as many at the peer",
            }
    for name, target in TIMES_AIOAPNS.items():
        yield _times(name, "aioapns", micros, target, "100 in flight, where it is at its best")
        yield _times(name, "aioapns", micros, target, "each answer a TLS record", apart=True)
    for name in TIMES_AIOAPNS:
        yield _times(name, "aioapns-1000", micros, None, "1,000 in flight, as ours has")
    for name in NAMES:
        yield _times(name, "Go", micros, TIMES_GO.get(name), "net/http, 100 in flight")
        yield _times(name, "Go", micros, TIMES_GO.get(name), "each answer a TLS record", apart=True)
    for other in ("raw-h2", "httpx"):
        yield _times("frames", other, micros, None, "")
    yield _times("frames", "h2load", micros, None, "the ceiling: one push again and again")
    for name in ("frames", "h2"):
        yield _bytes(name, best[name])


def _times(
    name: str, other: str, micros: dict[str, float], target: float | None, detail: str, *, apart: bool = False
) -> Row:
    common = {"name": NAMES[name], "target": target, "unit": f"× {other}"}
    if other not in micros:
        return Row(**common, ratio=None, detail=f"not measured: {missing(other)}")  # type: ignore[typeddict-item]
    ours, theirs = (micros[f"{each}, apart" if apart else each] for each in (name, other))
    figures = f"{ours:.2f} µs CPU, other {theirs:.1f}"
    return Row(  # type: ignore[typeddict-item]
        **common, ratio=theirs / ours, detail=f"{figures}; {detail}" if detail else figures
    )


def _bytes(name: str, run: Run) -> Row:
    each = run.received / (run.count + WARM)
    return {
        "name": f"{NAMES[name]}: bytes of a push",
        "ratio": BYTES / each,
        "target": 1.0 if name == "frames" else None,
        "unit": "of the budget",
        "detail": f"{each:.1f} bytes of HTTP/2, budget {BYTES:.0f}; "
        f"the peer needs {run.peer_cpu / run.count * 1e6:.1f} µs CPU",
    }


def _latency(folder: Path, quick: bool, words: str, window: int) -> Iterator[Row]:
    """So many pushes on one connection whose peer takes its time; no sender gets below the floor."""
    count = BULK // 10 if quick else BULK
    allowed = BULK_SECONDS * count / BULK
    with contextlib.ExitStack() as stack:
        peer = stack.enter_context(running_peer(folder, latency=LATENCY, window=window))
        senders = {name: stack.enter_context(running_sender(name, peer)) for name in NAMES}
        found: dict[str, list[Run]] = {name: [] for name in NAMES}
        for _ in range(1 if quick else 3):
            for name, sender in senders.items():
                found[name].append(sender.run(count))
    for name, runs in found.items():
        best = min(runs, key=lambda run: run.wall)
        if best.connections != 1:
            raise RuntimeError(f"{name}: {best.connections} connections where one was meant")
        yield {
            "name": f"{NAMES[name]}: {count:,} at {words}",
            "ratio": allowed / best.wall,
            "target": 1.0 if window == WINDOW else None,
            "unit": "of the budget",
            "detail": f"{best.wall:.2f} s, budget {allowed:.2f}, floor {count * LATENCY / 1000:.2f}; "
            f"{best.cpu / count * 1e6:.1f} µs CPU each, the peer's {best.peer_cpu / count * 1e6:.1f}; "
            f"load of the machine {os.getloadavg()[0]:.1f}",
        }


def _memory(folder: Path, quick: bool) -> Iterator[Row]:
    """What a process of its own ever held, for a few pushes and for a hundred times as many."""
    few, many = (2_000, 40_000) if quick else (10_000, 1_000_000)
    with running_peer(folder) as peer:
        for name in NAMES:
            held = []
            for count in (few, many):
                with running_sender(name, peer) as sender:
                    held.append(sender.run(count).rss)
            yield {
                "name": f"{NAMES[name]}: memory for {many:,} pushes",
                "ratio": held[0] / held[1],
                "target": MEMORY,
                "unit": f"of it for {few:,}",
                "detail": f"{held[1] / 1024:.1f} MiB at most, {held[0] / 1024:.1f} for {few:,}",
            }
