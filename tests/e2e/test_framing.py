"""T77, T78, T8: how real servers frame requests, and what of it may reach a message.

Raw bytes on a socket, because no client sends such things.  gunicorn is not part of the test
environment; docs/frameworks.md says what is known of it.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pymdm.adapters import device_app
from pymdm.crypto import DeviceIdentity, IdentitySource
from pymdm.crypto.cms import APPLE_DER, PrivateKeySigner, sign
from pymdm.errors import Reason, SignerUntrusted
from pymdm.protocol import plist
from pymdm.service import MDMService, ServiceRules
from pymdm.stores import MemoryStore
from pymdm.testing import SimulatedDevice

from .running import Running, development_server, exchange, listening, running, wsgiref_listening

TYPE = b"Content-Type: application/x-apple-aspen-mdm; charset=UTF-8\r\n"


@pytest.fixture(scope="module")
def mdm() -> Iterator[Running]:
    with running() as started:
        yield started


@pytest.fixture(scope="module")
def mac(mdm: Running) -> SimulatedDevice:
    return mdm.device("macOS", seed="framing")


@pytest.fixture(scope="module", params=["waitress", "wsgiref", "werkzeug"])
def server(request: pytest.FixtureRequest, mdm: Running) -> Iterator[tuple[str, int]]:
    open_server: dict[str, Callable[[Any], Any]] = {
        "waitress": listening,
        "wsgiref": wsgiref_listening,
        "werkzeug": development_server,
    }
    with open_server[request.param](mdm.server.device) as port:
        yield request.param, port


def signature(device: SimulatedDevice, body: bytes) -> bytes:
    signer = PrivateKeySigner(certificate=device.identity.certificate, key=device.identity.key)
    return base64.b64encode(sign(body, signer, shape=APPLE_DER))


def request(*lines: bytes, body: bytes = b"", version: bytes = b"1.1") -> bytes:
    head = b"PUT /mdm HTTP/" + version + b"\r\nHost: mdm.example.com\r\n" + TYPE
    return head + b"".join(line + b"\r\n" for line in lines) + b"\r\n" + body


def statuses(answer: bytes) -> list[int]:
    """The status of every response on the connection."""
    return [int(part.split(b" ", 2)[1]) for part in (b"\n" + answer).split(b"\nHTTP/1.")[1:]]


def idle(device: SimulatedDevice) -> bytes:
    return plist.dumps({"Status": "Idle", "UDID": device.machine.udid})


def chunked(body: bytes) -> bytes:
    return b"%x\r\n%s\r\n0\r\n\r\n" % (len(body), body)


#: What each server may answer to a request whose body is sent whole ({n} is its length) …
PLAIN: dict[str, tuple[list[bytes], set[int], set[int], set[int]]] = {
    #                                                     waitress    wsgiref     werkzeug
    "a length": ([b"Content-Length: {n}"], {200}, {200}, {200}),
    "no length": ([], {400, 411}, {411}, {411}),
    "an empty length": ([b"Content-Length:"], {400, 411}, {411}, {411}),
    "a negative length": ([b"Content-Length: -1"], {400}, {400}, {400}),
    "a signed length": ([b"Content-Length: +{n}"], {400}, {400}, {400}),
    "a hexadecimal length": ([b"Content-Length: 0x10"], {400}, {400}, {400}),
    "a list of lengths": ([b"Content-Length: {n}, {n}"], {400}, {400}, {400}),
    "a word": ([b"Content-Length: abc"], {400}, {400}, {400}),
    "an endless length": ([b"Content-Length: " + b"9" * 30], {400, 413}, {400}, {400}),
    "an unknown coding and a length": (
        [b"Transfer-Encoding: x", b"Content-Length: {n}"],
        {400, 501},
        {400},
        {400},
    ),
}

#: … and to one whose body is sent in chunks.
CHUNKED: dict[str, tuple[list[bytes], set[int], set[int], set[int]]] = {
    "chunks": ([b"Transfer-Encoding: chunked"], {200}, {411}, {200}),
    "chunks, said twice": ([b"Transfer-Encoding: chunked, chunked"], {200, 400, 501}, {411}, {200, 400}),
    "chunks and a length": (
        [b"Transfer-Encoding: chunked", b"Content-Length: {n}"],
        {200, 400},
        {400},
        {400},
    ),
    "a length and chunks": (
        [b"Content-Length: 4", b"Transfer-Encoding: chunked"],
        {200, 400},
        {400},
        {400},
    ),
    "an unknown coding": ([b"Transfer-Encoding: xchunked"], {400, 501}, {411}, {411}),
    "chunks inside identity": (
        [b"Transfer-Encoding: identity, chunked"],
        {400, 501},
        {411},
        {200, 411},
    ),
}

SERVERS = ("waitress", "wsgiref", "werkzeug")


@pytest.mark.parametrize("what", [*PLAIN, *CHUNKED])
def test_only_a_clear_length_reaches_the_message(
    server: tuple[str, int], mac: SimulatedDevice, what: str
) -> None:
    """T77"""
    name, port = server
    lines, *allowed = {**PLAIN, **CHUNKED}[what]
    body = idle(mac)
    headers = [line.replace(b"{n}", str(len(body)).encode()) for line in lines]
    sent = request(
        b"Mdm-Signature: " + signature(mac, body),
        b"Connection: close",
        *headers,
        body=chunked(body) if what in CHUNKED else body,
    )

    answer = exchange(port, sent)

    found = statuses(answer)
    assert found, answer
    assert found[0] in allowed[SERVERS.index(name)], answer
    assert set(found) <= {200, 400, 411, 413, 501}
    assert b"Traceback" not in answer
    assert b"\r\nServer:" not in answer or name != "waitress"


def test_chunks_that_are_none_are_no_body(server: tuple[str, int], mac: SimulatedDevice) -> None:
    """T77"""
    name, port = server

    answer = exchange(port, request(b"Transfer-Encoding: chunked", body=b"not a size\r\n\r\n"))

    assert [411 if name == "wsgiref" else 400] == statuses(answer)


def test_chunks_of_an_old_client_are_not_a_body(server: tuple[str, int], mac: SimulatedDevice) -> None:
    """T77: HTTP/1.0 has no chunks.  werkzeug reads them all the same, and then they are the signed body."""
    name, port = server
    body = idle(mac)

    answer = exchange(
        port,
        request(
            b"Mdm-Signature: " + signature(mac, body),
            b"Transfer-Encoding: chunked",
            body=chunked(body),
            version=b"1.0",
        ),
    )

    assert statuses(answer)[0] in ((200,) if name == "werkzeug" else (400, 411))


def test_a_body_that_ends_early_is_no_message(
    server: tuple[str, int], mdm: Running, mac: SimulatedDevice
) -> None:
    """T77: nothing is stored of it, and the next request is answered."""
    _, port = server
    body = idle(mac)
    length = b"Content-Length: %d" % (len(body) + 10)

    answer = exchange(port, request(b"Mdm-Signature: " + signature(mac, body), length, body=body))

    assert set(statuses(answer)) <= {400}
    assert [] == mac.connect()


def test_a_header_that_comes_twice_is_no_identity(server: tuple[str, int], mac: SimulatedDevice) -> None:
    """T8: servers join the two by a comma, whichever of them is good."""
    _, port = server
    body = idle(mac)
    good, length = b"Mdm-Signature: " + signature(mac, body), b"Content-Length: %d" % len(body)

    for first, second in ((good, b"Mdm-Signature: x"), (b"Mdm-Signature: x", good), (good, good)):
        answer = exchange(port, request(first, second, length, b"Connection: close", body=body))
        assert [400] == statuses(answer)


def test_an_underscore_makes_no_second_header(server: tuple[str, int], mac: SimulatedDevice) -> None:
    """T7: waitress and werkzeug drop such names; for wsgiref there are two of the other spelling."""
    name, port = server
    body = idle(mac)
    good, length = b"Mdm-Signature: " + signature(mac, body), b"Content-Length: %d" % len(body)

    answer = exchange(port, request(good, b"Mdm_Signature: x", length, b"Connection: close", body=body))

    assert [400 if name == "wsgiref" else 200] == statuses(answer)


def test_requests_follow_one_another_on_one_connection(mdm: Running, mac: SimulatedDevice) -> None:
    """A refusal leaves no bytes behind that the next answer would begin with."""
    body = idle(mac)
    length = b"Content-Length: %d" % len(body)
    refused = request(length, body=body)
    good = request(b"Mdm-Signature: " + signature(mac, body), length, body=body)
    head = b"HEAD /mdm HTTP/1.1\r\nHost: x\r\n\r\n"

    answer = exchange(mdm.device_port, refused + good + refused)
    assert [400, 200, 400] == statuses(answer)
    assert [405] == statuses(exchange(mdm.device_port, head))
    assert exchange(mdm.device_port, head).endswith(b"\r\n\r\n")


class Keeping:
    """An identity source that knows nobody and keeps the evidence."""

    def __init__(self) -> None:
        self.signatures: list[str] = []

    def identify(self, evidence: Any, *, now: object) -> DeviceIdentity:
        self.signatures.append(evidence.headers["mdm-signature"])
        raise SignerUntrusted(Reason.ISSUER_UNKNOWN)


@pytest.mark.parametrize("kilobytes", [2, 12, 40])
def test_a_long_signature_reaches_the_service(kilobytes: int) -> None:
    """T78: 12 KB under waitress, whose limit for all headers is 256 KB."""
    keeping = Keeping()
    source: IdentitySource = keeping
    app = device_app(MDMService(MemoryStore(), rules=ServiceRules(identity=source)))
    value = base64.b64encode(b"\x30" * (kilobytes * 768))
    with listening(app) as port:
        answer = exchange(port, request(b"Mdm-Signature: " + value, b"Content-Length: 1", body=b"x"))

    assert [400] == statuses(answer)
    assert [value.decode()] == keeping.signatures
