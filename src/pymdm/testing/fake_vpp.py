"""The fake of Apps and Books under one name, and as a program of its own.

`FakeVPP` is the service, `VPPChaos` what it does wrong, `HttpPost` brings its notifications.

    python -m pymdm.testing.fake_vpp --assets 50 --devices 20000 --token my.vpptoken --chaos '{"shift": 0.1}'

writes the content token there, prints one line of JSON with the base URLs, and from then on answers each line
on stdin with a line of JSON: ``counts``, ``truth``, ``requests``, ``writes``, ``journal``, ``events``,
``notifications``, ``check``, ``release``, ``move``, ``refuse``, ``buy ADAMID COUNT``, ``take-over ID`` or
``chaos JSON``.  It ends when stdin does, so that one in the background needs an input that stays open:
``< /dev/null`` ends it at once.
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

from pymdm.testing._fake_clock import FakeClock
from pymdm.testing._vpp_books import VPPChange
from pymdm.testing._vpp_chaos import VPPChaos
from pymdm.testing._vpp_fake import FakeVPP
from pymdm.testing._vpp_notes import VPPNotification
from pymdm.testing._vpp_postman import HttpPost
from pymdm.testing._vpp_state import VPPRequest, VPPWrite
from pymdm.testing._vpp_words import stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

__all__ = [
    "FakeClock",
    "FakeVPP",
    "HttpPost",
    "VPPChange",
    "VPPChaos",
    "VPPNotification",
    "VPPRequest",
    "VPPWrite",
    "main",
]


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until stdin ends."""
    asked = _parser().parse_args(arguments)
    fake = FakeVPP(
        apps=asked.assets,
        licenses=asked.devices if asked.licenses is None else asked.licenses,
        chaos=asked.chaos,
        now=lambda: datetime.now(UTC),
        page=asked.page,
        polls=asked.polls,
        delay=asked.delay,
        post=HttpPost(asked.trust.read_bytes() if asked.trust else None) if asked.post else None,
        tls="own" if asked.ca else "none",
    )
    if asked.token is not None:
        _write(asked.token, fake.token_file())
    with fake:
        if asked.ca is not None:
            _write(asked.ca, fake.ca_pem)
        _say({"base_url": fake.base_url, "legacy_url": fake.legacy_url, "uid": fake.uid})
        for line in sys.stdin:
            _say(_obey(fake, line.strip()))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pymdm.testing.fake_vpp",
        description="A fake of Apple's Apps and Books.  It ends when stdin does.",
    )
    parser.add_argument("--assets", type=int, default=1, help="how many apps the location has")
    parser.add_argument("--devices", type=int, default=100, help="for how many devices each has licenses")
    parser.add_argument("--licenses", type=int, help="licenses of each app, if not one for each device")
    parser.add_argument("--chaos", type=_chaos, default=None, help="JSON; by default nothing goes wrong")
    parser.add_argument("--token", type=Path, help="where the content token goes; must not be there yet")
    parser.add_argument("--page", type=int, default=1000, help="rows of a page")
    parser.add_argument("--polls", type=int, default=1, help="how often an event is still PENDING")
    parser.add_argument("--delay", type=float, default=30, help="seconds until it is done anyway")
    parser.add_argument("--post", action="store_true", help="bring notifications to the address that is told")
    parser.add_argument("--trust", type=Path, help="whom to trust at that address, PEM; else the system's")
    parser.add_argument("--ca", type=Path, help="speak TLS; the authority to trust goes here")
    return parser


def _chaos(text: str) -> VPPChaos:
    try:
        return VPPChaos(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise argparse.ArgumentTypeError(f"expected JSON with attributes of VPPChaos: {error}") from error


def _write(path: Path, text: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)


def _obey(fake: FakeVPP, line: str) -> object:
    word, _, rest = line.partition(" ")
    command = _COMMANDS.get(word or "counts")
    if command is None:
        return {"error": f"expected {', '.join(_COMMANDS)}"}
    try:
        return command(fake, rest)
    except (KeyError, TypeError, ValueError, AssertionError) as error:
        return {"error": f"{word}: {error}"}


def _counts(fake: FakeVPP, rest: str = "") -> dict[str, object]:
    del rest
    requests, assets = fake.requests, fake.truth()["assets"].values()
    answers = Counter(f"{request.status} {request.code or ''}".strip() for request in requests)
    return {
        "assets": len(assets),
        **{
            name: sum(asset[name] for asset in assets)
            for name in ("total", "assigned", "available", "retired")
        },
        "requests": len(requests),
        "writes": len(fake.writes),
        "events": Counter(fake.events.values()),
        "answers": answers,
        "endings": Counter(request.ending for request in requests),
    }


def _check(fake: FakeVPP, rest: str) -> dict[str, object]:
    fake.check()
    return _counts(fake, rest)


def _release(fake: FakeVPP, rest: str) -> dict[str, object]:
    fake.release()
    return _counts(fake, rest)


def _move(fake: FakeVPP, rest: str) -> dict[str, object]:
    fake.move()
    return _counts(fake, rest)


def _refuse(fake: FakeVPP, rest: str) -> dict[str, object]:
    fake.refuse_token(int(rest or 9622))
    return {"token": fake.renew_token()}


def _buy(fake: FakeVPP, rest: str) -> dict[str, object]:
    adam_id, count = rest.split()
    fake.buy(adam_id, int(count))
    return _counts(fake)


def _take_over(fake: FakeVPP, rest: str) -> dict[str, object]:
    fake.take_over(rest)
    return _counts(fake)


def _misbehave(fake: FakeVPP, rest: str) -> dict[str, object]:
    fake.misbehave(VPPChaos(**json.loads(rest or "{}")))
    return attrs.asdict(fake.chaos)


def _plain(record: Any) -> dict[str, object]:
    found = attrs.asdict(record)
    return {**found, "at": stamp(record.at)} if "at" in found else found


_COMMANDS: Final[Mapping[str, Callable[[FakeVPP, str], object]]] = {
    "counts": _counts,
    "truth": lambda fake, _: fake.truth(),
    "requests": lambda fake, _: [_plain(each) for each in fake.requests],
    "writes": lambda fake, _: [_plain(each) for each in fake.writes],
    "journal": lambda fake, _: [_plain(each) for each in fake.journal],
    "events": lambda fake, _: fake.events,
    "notifications": lambda fake, _: [each.json() for each in fake.notifications()],
    "check": _check,
    "release": _release,
    "move": _move,
    "refuse": _refuse,
    "buy": _buy,
    "take-over": _take_over,
    "chaos": _misbehave,
}


def _say(found: object) -> None:
    sys.stdout.write(f"{json.dumps(found)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
