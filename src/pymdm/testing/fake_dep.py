"""The fake enrollment service under one name, and as a program of its own.

`FakeDEP` is the service, `DEPChaos` what it does wrong.

    python -m pymdm.testing.fake_dep --devices 5000 --token token.json --chaos '{"rotate": 0.3}'

writes the server token there, prints one line of JSON with the base URL, and from then on answers each line
on stdin with a line of JSON: ``counts``, ``truth``, ``requests``, ``writes``, or ``add``, ``modify`` or
``remove`` with serial numbers.  It ends when stdin does, so that one in the background needs an input that
stays open: ``< /dev/null`` ends it at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.testing._dep_chaos import DEPChaos, DEPStorm
from pymdm.testing._dep_fake import FakeDEP
from pymdm.testing._dep_fleet import Event, Fleet, FleetDevice
from pymdm.testing._dep_login import FakeToken
from pymdm.testing._dep_state import DEPRequest, DEPWrite
from pymdm.testing._dep_words import stamp
from pymdm.testing._fake_clock import FakeClock

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "DEPChaos",
    "DEPRequest",
    "DEPStorm",
    "DEPWrite",
    "Event",
    "FakeClock",
    "FakeDEP",
    "FakeToken",
    "Fleet",
    "FleetDevice",
    "main",
]

_WORDS: Final = "counts, truth, requests, writes, or add, modify, remove with serial numbers"


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until stdin ends."""
    asked = _parser().parse_args(arguments)
    fake = FakeDEP(
        devices=asked.devices,
        chaos=asked.chaos,
        now=lambda: datetime.now(UTC),
        tls="own" if asked.ca else "none",
    )
    certificate = asked.encrypt_to.read_bytes() if asked.encrypt_to else None
    if asked.token is not None:
        _write(asked.token, fake.token_file(certificate))
    with fake:
        if asked.ca is not None:
            _write(asked.ca, fake.ca_pem)
        _say({"base_url": fake.base_url, "devices": asked.devices})
        for line in sys.stdin:
            _say(_obey(fake, line.split()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pymdm.testing.fake_dep",
        description="A fake of Apple's enrollment service.  It ends when stdin does.",
    )
    parser.add_argument("--devices", type=int, default=100, help="how many there are at the start")
    parser.add_argument("--chaos", type=_chaos, default=None, help="JSON; by default nothing goes wrong")
    parser.add_argument("--token", type=Path, help="where the server token goes; must not be there yet")
    parser.add_argument("--encrypt-to", type=Path, help="a certificate: the token becomes a .p7m file")
    parser.add_argument("--ca", type=Path, help="speak TLS; the authority to trust goes here")
    return parser


def _chaos(text: str) -> DEPChaos:
    try:
        return DEPChaos(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise argparse.ArgumentTypeError(f"expected JSON with attributes of DEPChaos: {error}") from error


def _write(path: Path, text: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)


def _obey(fake: FakeDEP, words: list[str]) -> object:
    word, *serials = words or ["counts"]
    if word == "truth":
        return fake.truth()
    if word in {"requests", "writes"}:
        return [_plain(each) for each in getattr(fake, word)]
    if word in {"add", "modify", "remove"}:
        return _change(fake, word, serials)
    if word == "counts":
        return _counts(fake)
    return {"error": f"expected {_WORDS}"}


def _change(fake: FakeDEP, word: str, serials: list[str]) -> object:
    try:
        for serial in serials:
            if word == "modify":
                fake.modify(serial, asset_tag=stamp(datetime.now(UTC)))
            else:
                getattr(fake, word)(serial)
    except (KeyError, ValueError):
        return {"error": f"{word}: expected serial numbers that are (or, to add, are not) there"}
    return _counts(fake)


def _counts(fake: FakeDEP) -> dict[str, object]:
    requests = fake.requests
    answers = Counter(f"{request.status} {request.word}".strip() for request in requests)
    return {
        "devices": len(fake.serials),
        "requests": len(requests),
        "writes": len(fake.writes),
        "logins": fake.logins,
        "answers": answers,
        "endings": Counter(request.ending for request in requests),
    }


def _plain(record: Any) -> dict[str, object]:
    return {**attrs.asdict(record), "at": stamp(record.at)}


def _say(found: object) -> None:
    sys.stdout.write(f"{json.dumps(found)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
