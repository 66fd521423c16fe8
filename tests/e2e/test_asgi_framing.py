"""T77, T7, T8, T78: how uvicorn frames requests, and what of it may reach a message.

Raw bytes on a socket, as for the WSGI servers in test_framing.py.  uvicorn reads HTTP with h11 here, which
comes with it; with httptools installed it reads with that.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from pymdm.adapters import asgi_device_app
from pymdm.service import AsyncMDMService
from pymdm.stores import MemoryStore
from pymdm.testing import SimulatedDevice

from .examples import authority, device
from .running import exchange
from .test_framing import chunked, idle, request, signature, statuses


@contextlib.contextmanager
def uvicorn_listening(app: Any) -> Iterator[int]:
    """Serve an ASGI application that has to understand lifespan; gives the port."""
    config = uvicorn.Config(app, http="h11", lifespan="on", log_level="critical", server_header=False)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield int(listener.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()
    # It ends at once, without serving anybody, if lifespan was not answered.
    assert server.started


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    mdm = AsyncMDMService(MemoryStore(), identity=authority().trust_store().mdm_signature())
    with uvicorn_listening(asgi_device_app(mdm)) as found:
        yield found


@pytest.fixture(scope="module")
def mac(port: int) -> SimulatedDevice:
    made = device(via=f"http://127.0.0.1:{port}")
    made.enroll()
    return made


def ask(port: int, sent: bytes) -> bytes:
    """Send bytes as they are, and give all that comes until the server closes.

    Unlike ``exchange`` it leaves its own side open, as devices do: uvicorn gives a client up that does not.
    """
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
        parts = []
        with contextlib.suppress(ConnectionError):
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts)


#: What may be answered to a request whose body is sent whole ({n} is its length) …
PLAIN: dict[str, tuple[list[bytes], set[int]]] = {
    "a length": ([b"Content-Length: {n}"], {200}),
    "no length": ([], {400}),
    "an empty length": ([b"Content-Length:"], {400}),
    "a negative length": ([b"Content-Length: -1"], {400}),
    "a signed length": ([b"Content-Length: +{n}"], {400}),
    "a hexadecimal length": ([b"Content-Length: 0x10"], {400}),
    "a list of other lengths": ([b"Content-Length: {n}, 1"], {400}),
    "a word": ([b"Content-Length: abc"], {400}),
    "an endless length": ([b"Content-Length: " + b"9" * 30], {400, 413}),
    "an unknown coding and a length": ([b"Transfer-Encoding: x", b"Content-Length: {n}"], {400, 501}),
}
#: … and to one whose body is sent in chunks.
CHUNKED: dict[str, tuple[list[bytes], set[int]]] = {
    "chunks": ([b"Transfer-Encoding: chunked"], {200}),
    "chunks, said twice": ([b"Transfer-Encoding: chunked, chunked"], {400, 501}),
    "chunks and a length": ([b"Transfer-Encoding: chunked", b"Content-Length: {n}"], {400}),
    "a length and chunks": ([b"Content-Length: 4", b"Transfer-Encoding: chunked"], {400}),
    "an unknown coding": ([b"Transfer-Encoding: xchunked"], {400, 501}),
}


@pytest.mark.parametrize("what", [*PLAIN, *CHUNKED])
def test_only_a_clear_length_reaches_the_message(port: int, mac: SimulatedDevice, what: str) -> None:
    """T77"""
    lines, allowed = {**PLAIN, **CHUNKED}[what]
    body = idle(mac)
    headers = [line.replace(b"{n}", str(len(body)).encode()) for line in lines]
    sent = request(
        b"Mdm-Signature: " + signature(mac, body),
        b"Connection: close",
        *headers,
        body=chunked(body) if what in CHUNKED else body,
    )

    answer = ask(port, sent)

    found = statuses(answer)
    assert found, answer
    assert found[0] in allowed, answer
    assert set(found) <= {200, 400, 413, 501}
    assert b"Traceback" not in answer


def test_a_body_that_ends_early_is_no_message(port: int, mac: SimulatedDevice) -> None:
    """T77, F5: nothing is stored of it, and the next request is answered."""
    body = idle(mac)
    length = b"Content-Length: %d" % (len(body) + 10)

    answer = exchange(port, request(b"Mdm-Signature: " + signature(mac, body), length, body=body))

    assert set(statuses(answer)) <= {400}
    assert [] == mac.connect()


def test_a_header_that_comes_twice_is_no_identity(port: int, mac: SimulatedDevice) -> None:
    """T8"""
    body = idle(mac)
    good, length = b"Mdm-Signature: " + signature(mac, body), b"Content-Length: %d" % len(body)

    for first, second in ((good, b"Mdm-Signature: x"), (b"Mdm-Signature: x", good), (good, good)):
        answer = ask(port, request(first, second, length, b"Connection: close", body=body))
        assert [400] == statuses(answer)


def test_an_underscore_makes_another_header(port: int, mac: SimulatedDevice) -> None:
    """T7: it neither stands for the signature nor spoils it."""
    body = idle(mac)
    value, length = signature(mac, body), b"Content-Length: %d" % len(body)
    good, other = b"Mdm-Signature: " + value, b"Mdm_Signature: " + value

    answers = [
        statuses(ask(port, request(*lines, length, b"Connection: close", body=body)))
        for lines in ((good, other), (other,))
    ]

    assert [[200], [400]] == answers


def test_requests_follow_one_another_on_one_connection(port: int, mac: SimulatedDevice) -> None:
    """A refusal leaves no bytes behind that the next answer would begin with."""
    body = idle(mac)
    length = b"Content-Length: %d" % len(body)
    refused = request(length, body=body)
    good = request(b"Mdm-Signature: " + signature(mac, body), length, b"Connection: close", body=body)
    head = b"HEAD /mdm HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"

    assert [400, 400, 200] == statuses(ask(port, refused + refused + good))
    answer = ask(port, head)
    assert [405] == statuses(answer)
    assert answer.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("kilobytes", [2, 12, 40])
def test_a_long_header_reaches_the_service(port: int, mac: SimulatedDevice, kilobytes: int) -> None:
    """T78: h11 takes 64 KB of headers."""
    body = idle(mac)
    lines = (
        b"Mdm-Signature: " + signature(mac, body),
        b"Content-Length: %d" % len(body),
        b"Connection: close",
        b"X-Filling: " + b"x" * (kilobytes * 1024),
    )

    assert [200] == statuses(ask(port, request(*lines, body=body)))
