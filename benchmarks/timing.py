"""Comparing CPU times fairly on a machine that others use too.

Contestants take turns, round by round, so that a slow minute hits them alike; the result is a ratio of
medians.  Only CPU time counts: waiting costs nobody anything.
"""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable, Collection, Mapping
from typing import TypedDict

__all__ = ["Row", "children_cpu", "compare", "print_rows", "ratio_row"]


class Row(TypedDict):
    """One line of a benchmark: how many times better, and how much was wanted.

    ``ratio`` is None where something could not be measured; ``detail`` says why.
    """

    name: str
    ratio: float | None
    target: float | None
    unit: str
    detail: str


def children_cpu() -> float:
    """CPU seconds of finished subprocesses, as a clock for contestants that start one."""
    times = os.times()
    return times.children_user + times.children_system


def compare(
    contestants: Mapping[str, Callable[[], int]],
    *,
    rounds: int,
    clocks: Mapping[str, Callable[[], float]] | None = None,
    warmed: Collection[str] = (),
) -> dict[str, float]:
    """Median CPU seconds of one operation of each contestant.

    Each is called once to warm up, then once in each round; it returns how many operations it did.  A
    contestant without an entry in ``clocks`` is measured by this process's CPU time.  Those in ``warmed``
    are called once more, unmeasured, right before each measurement: for contestants whose caches another
    one empties when its turn comes.
    """
    chosen = clocks or {}
    samples: dict[str, list[float]] = {name: [] for name in contestants}
    for contestant in contestants.values():
        contestant()
    for _ in range(rounds):
        for name, contestant in contestants.items():
            if name in warmed:
                contestant()
            clock = chosen.get(name, time.process_time)
            gc.collect()
            started = clock()
            operations = contestant()
            samples[name].append((clock() - started) / operations)
    return {name: statistics.median(values) for name, values in samples.items()}


def ratio_row(
    name: str, *, ours: float, theirs: float, target: float | None, unit: str, detail: str = ""
) -> Row:
    """How many times less time ours takes than theirs."""
    figures = f"{ours * 1e6:.1f} µs, other {theirs * 1e6:.1f} µs"
    return {
        "name": name,
        "ratio": theirs / ours,
        "target": target,
        "unit": unit,
        "detail": f"{figures}; {detail}" if detail else figures,
    }


def print_rows(rows: list[Row]) -> None:
    """A table for people."""
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        ratio = "      -" if row["ratio"] is None else f"{row['ratio']:7.2f}"
        target = "" if row["target"] is None else f"(target {row['target']:g})"
        print(f"{row['name']:<{width}} {ratio} {row['unit']:<16} {target:<14} {row['detail']}")
