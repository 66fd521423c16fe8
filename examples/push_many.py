"""Wake devices: one line of CSV in for each, one line out for each that could not be woken, and a summary.

    python -m examples.push_many push.pem < devices.csv
    python -m examples.push_many push.pem --pace 500 < devices.csv

Each line of the input is token (hexadecimal) and push magic; a first line ``token,magic`` is skipped.  Run it
in the folder of the checkout, or give its path: ``python …/examples/push_many.py``.

The exit code is 1 if a push has to be tried again later or the certificate is refused, 0 otherwise.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pymdm.apns import APNsClient, PushCertificate, PushStats, Verdict
from pymdm.protocol import PushTarget


def targets(lines: Iterable[str], topic: str) -> Iterator[PushTarget]:
    for token, magic in csv.reader(lines):
        if token != "token":
            yield PushTarget(topic=topic, token=bytes.fromhex(token), push_magic=magic)


def progress(stats: PushStats) -> None:
    print(f"\r{stats.ended} of {stats.submitted}, {stats.resent} sent again", end="", file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Wake the devices on standard input.")
    parser.add_argument("certificate", type=Path, help="push certificate with its key, PEM or PKCS#12")
    parser.add_argument("--pace", type=float, help="at most so many pushes a second")
    parser.add_argument("--endpoint", help="host:port of another push service, such as a fake's")
    parser.add_argument("--ca", type=Path, help="the authority to trust for it, PEM")
    asked = parser.parse_args(arguments)
    host, _, port = (asked.endpoint or "").rpartition(":")
    counts: Counter[Verdict] = Counter()
    with APNsClient(
        PushCertificate.load(asked.certificate),
        endpoint=(host, int(port)) if asked.endpoint else None,
        ca=asked.ca.read_bytes() if asked.ca else None,
        pace=asked.pace,
        progress=progress,
    ) as apns:
        for outcome in apns.send_many(targets(sys.stdin, apns.topic)):
            counts[outcome.verdict] += 1
            if not outcome.delivered:
                print(outcome.target.token.hex()[:8], outcome.status, outcome.reason)
    print(file=sys.stderr)  # behind the progress
    print(*(f"{count} {verdict.value}" for verdict, count in sorted(counts.items(), key=str)), sep=", ")
    return 1 if counts[Verdict.TRY_LATER] or counts[Verdict.CERTIFICATE] else 0


if __name__ == "__main__":
    sys.exit(main())
