"""The requests that a program sends to itself to learn what its server makes of header names."""

from __future__ import annotations

import enum
import socket
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

import attrs

__all__ = ["CANARY_ADDRESS", "EXPECTED", "MARK", "Answer", "Target", "Trial", "ask"]

#: Carries the number by which a request of the test is known; without it nothing is one.
MARK = "x-pymdm-self-test"

#: The value that the right header has; no certificate, so that it could never pass for one.
EXPECTED = "expected"
SMUGGLED = "smuggled"
SECOND = "second"

#: An address of RFC 5737 that nobody has: who sees it as the peer's believes headers about addresses.
CANARY_ADDRESS = "192.0.2.1"

# A local answer takes milliseconds; ten seconds outlast a busy start, and a server that is stuck.
ANSWER_SECONDS = 10.0

# The answer is a line of text; no page of a server's own about an error is as large.
MAX_ANSWER = 64 * 1024


@enum.unique
class Trial(enum.Enum):
    """What one request of the test shows."""

    ALONE = "the header alone"
    SMUGGLED_ALONE = "only the spelling with underscores"
    SMUGGLED_AFTER = "both, the right one first"
    SMUGGLED_BEFORE = "both, the right one last"
    TWICE = "the header twice"

    def lines(self, header: str) -> Sequence[tuple[str, str]]:
        """The header lines of this trial, in their order on the wire."""
        right = [(header, EXPECTED)]
        twins = [(twin, SMUGGLED) for twin in _twins(header)]
        return {
            Trial.ALONE: right,
            Trial.SMUGGLED_ALONE: twins,
            Trial.SMUGGLED_AFTER: [*right, *twins],
            Trial.SMUGGLED_BEFORE: [*twins, *right],
            Trial.TWICE: [*right, (header, SECOND)],
        }[self]

    def passes(self, value: str | None) -> bool:
        """Whether a program that was shown ``value`` for the header was shown the truth."""
        if self is Trial.SMUGGLED_ALONE:
            return value is None
        if self is Trial.TWICE:
            # Which of the two is the proxy's nobody knows; what matters is that it shows (T8).
            return value not in (None, EXPECTED, SECOND)
        return value == EXPECTED


@attrs.frozen(kw_only=True)
class Target:
    """Where this program listens, and the address of its device route there."""

    host: str
    port: int
    path: str
    name: str
    unix_socket: str | None = None

    @classmethod
    def parse(cls, url: str, *, unix_socket: str | None, host: str | None) -> Target:
        """Read the address.

        Raises:
            ValueError: it is not a plain http address with a host.
        """
        # urlsplit drops line breaks and tabs without a word, so they are looked for before it.
        plain = all(text.isascii() and text.isprintable() and " " not in text for text in (url, host or ""))
        parts = urlsplit(url) if plain else None
        if parts is None or parts.scheme != "http" or not parts.hostname or parts.query or parts.fragment:
            raise ValueError(
                "url must be the address at which this program itself listens, without TLS, "
                "such as http://127.0.0.1:8000/mdm"
            )
        return cls(
            host=parts.hostname,
            port=parts.port or 80,
            path=parts.path or "/",
            name=host or parts.netloc,
            unix_socket=unix_socket,
        )

    @property
    def place(self) -> str:
        """Where it is, for people."""
        return self.unix_socket or f"{self.host} port {self.port}"


@attrs.frozen(kw_only=True)
class Answer:
    """What came back: ``own_address`` is the address that this program's request was sent from."""

    status: int
    server: str
    body: bytes = attrs.field(repr=False)
    own_address: str


def ask(target: Target, header: str, trial: Trial, nonce: str) -> Answer:
    """Send one request of the test, as bytes: no client lets such headers out.

    Raises:
        OSError: nobody answers, or not in HTTP.
    """
    with _connect(target) as connection:
        own = "" if target.unix_socket else str(connection.getsockname()[0])
        if not target.unix_socket and own != connection.getpeername()[0]:
            raise OSError("the address is another machine's; the test is of this program")
        connection.settimeout(ANSWER_SECONDS)
        connection.sendall(b"\r\n".join(_request(target, header, trial, nonce)))
        return _answer(connection, own)


def _connect(target: Target) -> socket.socket:
    if target.unix_socket is None:
        return socket.create_connection((target.host, target.port), timeout=ANSWER_SECONDS)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(ANSWER_SECONDS)
        connection.connect(target.unix_socket)
    except OSError:
        connection.close()
        raise
    return connection


def _request(target: Target, header: str, trial: Trial, nonce: str) -> Iterator[bytes]:
    lines = [
        ("Host", target.name),
        ("Connection", "close"),
        ("Content-Type", "application/x-apple-aspen-mdm"),
        ("Content-Length", "0"),
        (MARK, nonce),
        # A server that takes the peer's address from one of these would let anybody be the proxy.
        ("X-Forwarded-For", CANARY_ADDRESS),
        ("X-Real-IP", CANARY_ADDRESS),
        ("Forwarded", f"for={CANARY_ADDRESS}"),
        *trial.lines(header),
    ]
    yield f"PUT {target.path} HTTP/1.1".encode("ascii")
    yield from (f"{name}: {value}".encode("ascii") for name, value in lines)
    yield b"\r\n"


def _twins(header: str) -> tuple[str, ...]:
    """The other spellings: all hyphens replaced, and where there are several, only the first."""
    every, first = header.replace("-", "_"), header.replace("-", "_", 1)
    return (every,) if every == first else (every, first)


def _answer(connection: socket.socket, own: str) -> Answer:
    received = b""
    while len(received) < MAX_ANSWER and (part := connection.recv(MAX_ANSWER)):
        received += part
    head, _, body = received.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    version, _, rest = first.partition(" ")
    if not version.startswith("HTTP/1.") or not rest[:3].isdigit():
        raise OSError("the answer is not HTTP")
    fields = {
        name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
    }
    return Answer(status=int(rest[:3]), server=fields.get("server", ""), body=body, own_address=own)
