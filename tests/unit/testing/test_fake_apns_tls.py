"""The fake push service on its socket."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import Event, StreamEnded

from pymdm.apns.certificate import PushCertificate
from pymdm.testing import FakeAPNs

TOPIC = "com.apple.mgmt.External.1"


def context(apns: FakeAPNs, folder: Path, certificate: PushCertificate | None) -> ssl.SSLContext:
    made = ssl.create_default_context(cadata=apns.ca_pem.decode())
    made.set_alpn_protocols(["h2"])
    if certificate is not None:
        path = folder / "push.pem"
        path.write_bytes(certificate.to_pem())
        made.load_cert_chain(path)
    return made


@contextmanager
def connected(apns: FakeAPNs, how: ssl.SSLContext) -> Iterator[ssl.SSLSocket]:
    with (
        socket.create_connection(apns.endpoint, timeout=30) as plain,
        how.wrap_socket(plain, server_hostname="localhost") as sock,
    ):
        yield sock


def headers(topic: str = TOPIC, token: str = "ab" * 32) -> list[tuple[str, str]]:
    return [
        (":method", "POST"),
        (":scheme", "https"),
        (":path", f"/3/device/{token}"),
        (":authority", "localhost"),
        ("apns-topic", topic),
        ("apns-push-type", "mdm"),
        ("apns-expiration", "1"),
        ("apns-priority", "10"),
    ]


def converse(sock: ssl.SSLSocket, client: H2Connection, until: Callable[[Event], bool]) -> list[Event]:
    seen: list[Event] = []
    sock.sendall(client.data_to_send())
    while not any(until(event) for event in seen):
        data = sock.recv(65536)
        assert data, "the service has closed"
        seen += client.receive_data(data)
        sock.sendall(client.data_to_send())
    return seen


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("strict", [True, False])
def test_a_push_over_tls_is_answered_and_logged(
    version: ssl.TLSVersion, strict: bool, tmp_path: Path
) -> None:
    with FakeAPNs(chaos=None, strict=strict) as apns:
        how = context(apns, tmp_path, apns.certificate_for(TOPIC))
        how.minimum_version = how.maximum_version = version
        with connected(apns, how) as sock:
            client = H2Connection(H2Configuration())
            client.initiate_connection()
            client.send_headers(1, headers())
            client.send_data(1, b'{"mdm":"magic"}', end_stream=True)
            converse(sock, client, lambda event: isinstance(event, StreamEnded))
        assert 1 == apns.accepted_count
        assert apns.wait_for(lambda apns: apns.connections[0].ended == "client")
    (push,) = apns.accepted
    assert (TOPIC, b"\xab" * 32, "magic") == (
        push.target.topic,
        push.target.token,
        push.target.push_magic,
    )
    assert how.minimum_version == version
    assert [{"TLSv1_2": "TLSv1.2", "TLSv1_3": "TLSv1.3"}[version.name]] == [
        record.tls for record in apns.connections
    ]
    assert () == apns.violations
