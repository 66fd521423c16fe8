"""The fake push service under one name, and as a program of its own.

`FakeAPNs` is the service with its socket, `FakeAPNsConnection` the pure byte machine inside, `Chaos` what it
does wrong.

    python -m pymdm.testing.fake_apns --directory /some/folder --chaos '{"latency_ms": 30}'

writes ``ca.pem`` (to trust) and ``push.pem`` (certificate and key that are let in) there, prints one line of
JSON with host and port, and from then on answers each line on stdin with a line of JSON: what it has counted.
It ends when stdin does, so that one in the background needs an input that stays open: ``< /dev/null`` ends it
at once.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pymdm.protocol.push import is_topic
from pymdm.testing._apns_chaos import Chaos, Storm
from pymdm.testing._apns_fake import FakeAPNs
from pymdm.testing._apns_machine import FakeAPNsConnection
from pymdm.testing._apns_service import AcceptedPush, ConnectionRecord, Service
from pymdm.testing.push_certificates import FAKE_TOPIC

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = [
    "AcceptedPush",
    "Chaos",
    "ConnectionRecord",
    "FakeAPNs",
    "FakeAPNsConnection",
    "Service",
    "Storm",
    "chaos_from",
    "main",
]


# The first line of the files that it writes, which are overwritten; no push certificate of somebody's is.
_MADE_HERE: Final = b"# of a fake push service\n"


def chaos_from(text: str) -> Chaos:
    """A chaos from JSON with the names of its attributes.

    Raises:
        ValueError: it is no JSON.
        TypeError: a name is unknown.
    """
    found: dict[str, Any] = json.loads(text)
    if "storms" in found:
        found["storms"] = tuple(Storm(**storm) for storm in found["storms"])
    if "max_streams" in found:
        found["max_streams"] = tuple((after, streams) for after, streams in found["max_streams"])
    return Chaos(**found)


def main(arguments: Sequence[str] | None = None) -> None:
    """Serve until stdin ends."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    ca, certificate = asked.directory / "ca.pem", asked.directory / "push.pem"
    for file in (ca, certificate):
        if file.exists() and not file.read_bytes().startswith(_MADE_HERE):
            parser.error(
                f"{file} is not of a fake; expected another --directory, so that nothing is overwritten"
            )
    asked.directory.mkdir(parents=True, exist_ok=True)
    with FakeAPNs(chaos=asked.chaos, strict=asked.strict, count_only=not asked.log) as apns:
        _write(ca, apns.ca_pem)
        _write(certificate, apns.certificate_for(asked.topic).to_pem())
        _say({"host": apns.host, "port": apns.port, "ca": str(ca), "certificate": str(certificate)})
        for _ in sys.stdin:
            _say(_counts(apns))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m pymdm.testing.fake_apns", description="A fake of APNs.  It ends when stdin does."
    )
    parser.add_argument("--directory", type=Path, required=True, help="where ca.pem and push.pem go")
    parser.add_argument("--topic", type=_topic, default=FAKE_TOPIC, help="of the push certificate")
    parser.add_argument("--chaos", type=_chaos, default=None, help="JSON; by default nothing goes wrong")
    parser.add_argument("--strict", action="store_true", help="h2 looks at every byte, too")
    parser.add_argument("--log", action="store_true", help="keep every accepted push, not only counts")
    return parser


def _topic(text: str) -> str:
    if not is_topic(text):
        raise argparse.ArgumentTypeError("expected com.apple.mgmt. and something behind it")
    return text


def _chaos(text: str) -> Chaos:
    try:
        return chaos_from(text)
    except (ValueError, TypeError) as error:
        raise argparse.ArgumentTypeError(f"expected JSON with attributes of Chaos: {error}") from error


def _write(path: Path, text: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(_MADE_HERE + text)


def _counts(apns: FakeAPNs) -> dict[str, object]:
    return {
        "accepted": apns.accepted_count,
        "answers": {f"{status} {reason}": count for (status, reason), count in apns.answers.items()},
        "connections": len(apns.connections),
        "pushes": sum(record.pushes for record in apns.connections),
        "over_limit": sum(record.over_limit for record in apns.connections),
        "early": sum(record.early for record in apns.connections),
        "goaways": apns.goaways,
        "violations": apns.violations,
        "refused_handshakes": apns.refused_handshakes,
        "cpu_seconds": time.process_time(),
    }


def _say(found: dict[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(found)}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
