"""A large database: 100,000 enrollments and 1,000,000 queued commands in one SQLite file (T79).

`python -m benchmarks.load [--enrollments N] [--each N]`: long, so it is no part of `make bench`.  The rows
are written by the store's own code, in large transactions; what is measured is what devices then wait for.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks._fleet import NOW, TOPIC, sqlite_store, uuid_of
from pymdm import commands
from pymdm.protocol import EnrollmentID, EnrollmentKind, PushTarget, Status, plist
from pymdm.service import EnrollmentRecord, EnrollmentState, queue
from pymdm.service import verbs as vb
from pymdm.stores.rows import Rows, Slot

#: The most that the next command may take at the 99th percentile, in ms, disk included.
P99_MS = 5.0
SAMPLE = 2000
CHUNK = 1000


def device(number: int) -> EnrollmentID:
    return EnrollmentID(kind=EnrollmentKind.DEVICE, id=f"{number:08X}-0000-4000-8000-00805F9B34FB")


def pin(number: int) -> bytes:
    return number.to_bytes(32, "big")


def fill(store: Any, enrollments: int, each: int) -> None:
    command = commands.DeviceInformation(queries=["SerialNumber", "OSVersion"])

    def chunk(first: int, last: int) -> None:
        def work(rows: Rows) -> None:
            for number in range(first, last):
                who = device(number)
                push = PushTarget(topic=TOPIC, token=pin(number), push_magic="magic")
                record = EnrollmentRecord(
                    id=who,
                    state=EnrollmentState.ENROLLED,
                    pin=pin(number),
                    certificate=b"certificate",
                    topic=TOPIC,
                    push=push,
                    last_seen_at=NOW,
                )
                rows.save(Slot(record=record))
                rows.bind(pin(number), who)
                for place in range(each):
                    uuid = uuid_of(who.id, place)
                    verb = vb.Enqueue(
                        enrollment=who.id,
                        uuid=uuid,
                        request_type="DeviceInformation",
                        body=command.encode(uuid=uuid),
                        at=NOW,
                    )
                    sequence = rows.next_sequence()
                    made = queue.new_command(verb, enrollment=who, generation=1, sequence=sequence)
                    rows.put(made)

        store._own.write("enqueue", (), work)  # noqa: SLF001 - a million verbs would take an hour

    for first in _shown(range(0, enrollments, CHUNK), enrollments):
        chunk(first, min(first + CHUNK, enrollments))


def _shown(steps: range, whole: int) -> Iterator[int]:
    for step in steps:
        print(f"\r{step:>9,} of {whole:,} enrollments", end="", file=sys.stderr, flush=True)
        yield step
    print(f"\r{whole:>9,} of {whole:,} enrollments", file=sys.stderr)


def report(number: int, uuid: str | None) -> vb.Report:
    who = device(number)
    sender = vb.Sender(enrollment=who, fingerprint=pin(number), certificate=b"", at=NOW, source="")
    status = Status.ACKNOWLEDGED if uuid else Status.IDLE
    raw = plist.dumps({"CommandUUID": uuid or "", "Status": status.value, "UDID": who.id})
    return vb.Report(sender=sender, status=status, command_uuid=uuid, raw=raw)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    parser.add_argument("--enrollments", type=int, default=100_000)
    parser.add_argument("--each", type=int, default=10, help="commands queued for each")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "large.sqlite3")
        store = sqlite_store(path)
        begun = time.perf_counter()
        fill(store, options.enrollments, options.each)
        filled = time.perf_counter() - begun
        took = []
        step = max(1, options.enrollments // SAMPLE)
        for number in range(0, options.enrollments, step):
            [first] = store.report_and_next([report(number, None)])
            begun = time.perf_counter()
            [answer] = store.report_and_next([report(number, first.next.uuid)])
            took.append((time.perf_counter() - begun) * 1e3)
            if answer.next is None or answer.next.uuid != uuid_of(device(number).id, 1):
                raise RuntimeError("the wrong command came next")
        size = path.stat().st_size
        store.close()
    took.sort()
    p50, p99 = statistics.median(took), took[int(len(took) * 0.99)]
    rows = options.enrollments * options.each
    print(f"{options.enrollments:,} enrollments, {rows:,} queued commands, {size / 1e9:.2f} GB")
    print(f"filled in {filled:.0f} s, {filled / rows * 1e6:.0f} µs a command")
    print(f"acknowledge and next: p50 {p50:.2f} ms, p99 {p99:.2f} ms, wanted {P99_MS} ms at most")
    return 0 if p99 <= P99_MS else 1


if __name__ == "__main__":
    sys.exit(main())
