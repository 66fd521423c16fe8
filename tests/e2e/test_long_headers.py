"""T78: what `pymdm serve` takes of headers, on its own listener and a real socket."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from pymdm.adapters import device_app
from pymdm.cli import _listening
from pymdm.crypto import DeviceIdentity
from pymdm.errors import Reason, SignerUntrusted
from pymdm.service import MDMService, ServiceRules
from pymdm.stores import MemoryStore

from .running import exchange

#: What devices send, a signature with a chain of RSA-4096 certificates, and more than anybody needs.
SIZES = (1_600, 12_000, 100_000)


class Keeping:
    """An identity source that knows nobody and keeps the evidence."""

    def __init__(self) -> None:
        self.signatures: list[str] = []

    def identify(self, evidence: Any, *, now: object) -> DeviceIdentity:
        self.signatures.append(evidence.headers["mdm-signature"])
        raise SignerUntrusted(Reason.ISSUER_UNKNOWN)


@contextlib.contextmanager
def served(app: Any) -> Iterator[int]:
    """An application behind the listener that devices talk to; gives the port."""
    bound = _listening.bind("127.0.0.1", 0)
    port, told = bound.getsockname()[1], threading.Event()
    sockets: dict[int, Any] = {}
    device = _listening.listener(
        app, bound, threads=2, largest=_listening.MAX_DEVICE_REQUEST, spool_at=1024, sockets=sockets
    )

    def run() -> None:
        _listening.serve_until(device, sockets, told)
        _listening.drain(device, sockets)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield port
    finally:
        told.set()
        device.pull_trigger()
        thread.join()


def asking(port: int, signature: str) -> bytes:
    lines = ["PUT /mdm HTTP/1.1", "Host: mdm.example.com", "Content-Type: application/x-apple-aspen-mdm"]
    lines += [f"Mdm-Signature: {signature}", "Content-Length: 1", "Connection: close", "", "x"]
    return exchange(port, "\r\n".join(lines).encode())


@pytest.mark.parametrize("size", SIZES)
def test_a_long_signature_reaches_the_program_whole(size: int) -> None:
    """T78: servers with the usual limit of 8 KB answer 431, and the device would never be heard."""
    keeping = Keeping()
    with served(device_app(MDMService(MemoryStore(), rules=ServiceRules(identity=keeping)))) as port:
        answer = asking(port, "A" * size)

    assert answer.startswith(b"HTTP/1.1 400 ")
    assert ["A" * size] == keeping.signatures


def test_headers_without_end_are_refused_before_the_program_is_asked() -> None:
    """T78, T75: there is a limit, and it is the server's own answer that says so."""
    keeping = Keeping()
    with served(device_app(MDMService(MemoryStore(), rules=ServiceRules(identity=keeping)))) as port:
        answer = asking(port, "A" * (_listening.MAX_HEADERS + 1))

    assert answer.startswith((b"HTTP/1.1 431 ", b"HTTP/1.0 431 "))
    assert [] == keeping.signatures
