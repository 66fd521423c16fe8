"""Devices of the enrollment program, from the JSON of Apple's pages into SQLite: the real decoder and engine.

The database is in /dev/shm where there is one, so that no disk is measured; the settings are the real ones.
Targets are of one core.  `python -m benchmarks.dep --devices 1000000` is the large one, in a process of its
own, because memory is told as the most that a process ever had (`make load`).
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import Row
from benchmarks._dep_listing import PAGE, Listing, session
from pymdm._json import load_object
from pymdm.crypto import SealKey
from pymdm.dep.devices import DevicePage
from pymdm.dep.sync import sync_server
from pymdm.http import pages
from pymdm.stores.sqlite import SQLiteStore

#: Devices in a second on one core; the performance page wants them decoded and stored.
TARGET = 20_000.0

#: How much more memory a million devices may take than 20,000, in MB: a set of a thousand cursors, and what
#: the allocator rounds up to.
SAME_MB = 8.0


def folder() -> str | None:
    """Where no disk is, if there is such a place."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None


def synced(devices: int, place: str) -> tuple[float, float, float]:
    """CPU seconds to store a full listing, then to store it again unchanged, and the peak memory in MB."""
    spent = []
    with SQLiteStore(Path(place, "dep.sqlite3"), seal=SealKey.generate()) as store:
        asking, listing = session(), Listing(devices)
        for full in (False, True):
            begun = time.process_time()
            for _ in pages(sync_server(asking, store.dep, owner="benchmark", full=full), listing):
                pass
            spent.append(time.process_time() - begun - made(devices))
        counts = store.dep.counts("CK_benchmark")
        if (counts.present, counts.missing) != (devices, 0):
            raise RuntimeError(f"{devices} devices were listed, the store has {counts}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return spent[0], spent[1], peak


def made(devices: int) -> float:
    """CPU seconds that the pages themselves take to make."""
    listing = Listing(devices)
    begun = time.process_time()
    for place in range(0, min(devices, 20_000), PAGE):
        listing.page(place)
    return (time.process_time() - begun) * max(1.0, devices / 20_000)


def decoded(devices: int) -> float:
    """CPU seconds to decode as many, for comparison."""
    body = Listing(PAGE + 1).page(0)
    begun = time.process_time()
    for _ in range(devices // PAGE):
        DevicePage.decode(load_object(body, what="a page"))
    return time.process_time() - begun


def rows(quick: bool) -> Iterator[Row]:
    """Throughput of 20,000 devices, and of the same once more; memory against a tenth of them."""
    devices = 20_000
    best = [min(pair) for pair in zip(*(_apart(devices)[:2] for _ in range(1 if quick else 5)), strict=True)]
    for name, seconds in zip(("a full listing", "the same again, unchanged"), best, strict=True):
        yield {
            "name": f"DEP: {name}, 20,000 devices",
            "ratio": devices / seconds / TARGET,
            "target": 1.0,
            "unit": "× 20,000 devices/s",
            "detail": f"{devices / seconds:,.0f} devices/s, {seconds / devices * 1e6:.1f} µs each; "
            f"decoding alone {decoded(devices) / devices * 1e6:.1f} µs",
        }
    small, large = _apart(2_000)[2], _apart(devices)[2]
    yield {
        "name": "DEP: memory, 2,000 and 20,000 devices",
        "ratio": SAME_MB / max(large - small, 0.01),
        "target": 1.0,
        "unit": f"× {SAME_MB:g} MB",
        "detail": f"{small:.1f} MB and {large:.1f} MB at most",
    }


def _apart(devices: int) -> tuple[float, float, float]:
    """The same in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.dep", "--devices", str(devices), "--plain"]
    first, again, peak = map(float, subprocess.check_output(command, text=True).split())
    return first, again, peak


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.dep", description=__doc__)
    parser.add_argument("--devices", type=int, default=1_000_000)
    parser.add_argument("--plain", action="store_true", help="three numbers, for the program itself")
    options = parser.parse_args()
    if options.plain:
        with tempfile.TemporaryDirectory(dir=folder()) as place:
            print(*synced(options.devices, place))
        return 0
    small, large = _apart(20_000), _apart(options.devices)
    for devices, (first, again, peak) in ((20_000, small), (options.devices, large)):
        print(
            f"{devices:>9,} devices: listed at {devices / first:,.0f}/s, again at {devices / again:,.0f}/s, "
            f"{peak:.1f} MB at most"
        )
    more = large[2] - small[2]
    print(f"memory: {more:+.1f} MB, wanted {SAME_MB:g} at most")
    return 0 if more <= SAME_MB and large[1] > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
