"""Real HTTP and TLS on the loopback interface: headers, via, client certificates, redirects."""

from __future__ import annotations

import datetime as dt
import ipaddress
import os
import random
import socket
import ssl
import tempfile
import threading
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from pymdm.errors import PlistError, TooLarge, TransportError
from pymdm.testing import Prove, Reply, SimulatedDevice, SimulatedIdentity, wsgi_sender
from pymdm.testing import wire as wire_module
from pymdm.testing.identity import new_key
from pymdm.testing.wire import _as_file
from tests.unit.testing.tiny_mdm import SETTINGS, TinyMDM, configuration, listening

NOW = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
# TLS judges validity by the real clock, so this certificate is valid for as long as anyone may run the test.
FAR = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)


def test_via_keeps_path_query_and_host_and_goes_elsewhere() -> None:
    server = TinyMDM()
    with listening(server) as port:
        device = SimulatedDevice(SETTINGS, via=f"http://127.0.0.1:{port}", key_type="ec")
        device.enroll()
        server.enqueue("u1", "InstallProfile", Payload=configuration())
        assert [("u1", "InstallProfile", "Acknowledged")] == device.connect()
    idle = server.last("Idle")
    assert ("/mdm", "site=hq", "mdm.example.com") == (idle.path, idle.query, idle.headers["host"])


def test_the_header_lines_come_in_the_devices_order() -> None:
    ready = socket.create_server(("127.0.0.1", 0))
    received = bytearray()

    def serve() -> None:
        peer, _ = ready.accept()
        with peer:
            while b"</plist>" not in received:
                received.extend(peer.recv(65536))
            peer.sendall(b"HTTP/1.1 400 Bad\r\nContent-Length: 0\r\n\r\n")

    thread = threading.Thread(target=serve)
    thread.start()
    port = ready.getsockname()[1]
    device = SimulatedDevice(
        SETTINGS,
        via=f"http://127.0.0.1:{port}",
        key_type="ec",
        extra_headers=(("X-Forwarded-For", "192.0.2.1"),),
    )
    with pytest.raises(Exception, match="400"):
        device.enroll()
    thread.join()
    ready.close()
    head = received.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")
    assert "PUT /checkin HTTP/1.1" == head[0]
    assert [
        "Host",
        "Content-Type",
        "Connection",
        "Accept",
        "User-Agent",
        "Content-Length",
        "Accept-Language",
        "Accept-Encoding",
        "X-Forwarded-For",
    ] == [line.partition(":")[0] for line in head[1:]]


def test_nobody_listening_is_a_transport_error_that_nobody_can_have_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    device = SimulatedDevice(SETTINGS, via=f"http://127.0.0.1:{port}", key_type="ec")
    with pytest.raises(TransportError) as caught:
        device.enroll()
    assert not caught.value.request_sent
    assert f"no answer from http://127.0.0.1:{port}: Connection refused" == str(caught.value)
    assert "no answer" == device.ledger[-1].what


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (httpx.ReadTimeout("x"), "none within 30 seconds"),
        (httpx.RemoteProtocolError("Server disconnected."), "Server disconnected"),
        (httpx.ReadError(""), "ReadError"),
    ],
)
def test_the_reason_is_said_and_the_rest_of_the_address_is_not(error: Exception, text: str) -> None:
    """T50: a download address may hold a secret."""

    def fail(request: httpx.Request) -> httpx.Response:
        raise error

    client = httpx.Client(transport=httpx.MockTransport(fail))
    with client, pytest.raises(TransportError) as caught:
        wire_module._send(client, httpx.Request("GET", "https://user:word@[::1]:8443/secret?code=secret"))
    assert f"no answer from https://[::1]:8443: {text}" == str(caught.value)


def test_redirects_are_followed_with_the_same_body_and_not_remembered() -> None:
    server = TinyMDM()
    moved = 0

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        nonlocal moved
        if environ["PATH_INFO"] == "/mdm":
            moved += 1
            environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            start_response("301 Moved", [("Location", "/elsewhere"), ("Content-Length", "0")])
            return [b""]
        return server(environ, start_response)

    device = SimulatedDevice(SETTINGS, send=wsgi_sender(app), key_type="ec")
    device.enroll()
    device.connect()
    device.connect()
    assert 2 == moved
    assert "/elsewhere" == server.last("Idle").path


def test_a_redirect_loop_ends() -> None:
    server = TinyMDM()

    def app(environ: dict[str, Any], start_response: Any) -> Any:
        if environ["PATH_INFO"] == "/mdm":
            start_response("302 Found", [("Location", "/mdm")])
            return [b""]
        return server(environ, start_response)

    device = SimulatedDevice(SETTINGS, send=wsgi_sender(app), key_type="ec")
    device.enroll()
    device.connect()
    assert 302 == device.ledger[-1].http_status


def test_a_reply_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_module, "MAX_REPLY", 10)
    server = TinyMDM()
    server.answer("Authenticate", 200, b"x" * 11)
    with pytest.raises(TooLarge):
        SimulatedDevice(SETTINGS, send=wsgi_sender(server), key_type="ec").enroll()


def test_a_reply_that_is_no_dictionary_says_so() -> None:
    assert Reply(status=200).plist == {}
    with pytest.raises(PlistError):
        _ = Reply(status=200, body=b"<plist version='1.0'><array/></plist>").plist
    with pytest.raises(PlistError):
        _ = Reply(status=200, body=b"junk").plist


def loopback_certificate(folder: Path) -> tuple[Path, bytes]:
    key = new_key("ec", rng=random.Random(9))
    name = x509.Name([])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(NOW)
        .not_valid_after(FAR)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=True
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "server.pem"
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return file, certificate.public_bytes(serialization.Encoding.DER)


@pytest.mark.parametrize("prove", [Prove.AS_PROFILE, Prove.NOTHING])
def test_mutual_tls_against_the_profiles_own_root(tmp_path: Path, prove: Prove) -> None:
    file, root = loopback_certificate(tmp_path)
    key = new_key("ec", rng=random.Random(3))
    name = x509.Name([])
    own = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(2)
        .not_valid_before(NOW)
        .not_valid_after(FAR)
        .sign(key, hashes.SHA256())
    )
    identity = SimulatedIdentity(certificate=own.public_bytes(serialization.Encoding.DER), key=key)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    context.verify_mode = ssl.CERT_REQUIRED
    context.load_verify_locations(cadata=identity.certificate)
    # With TLS 1.3 a refused client certificate shows only at the first read; 1.2 refuses in the handshake.
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    server = TinyMDM()
    with listening(server, tls=context) as port:
        settings = attrs.evolve(
            SETTINGS, server_url=f"https://127.0.0.1:{port}/mdm", check_in_url="", anchors=(root,)
        )
        device = SimulatedDevice(settings, identity=identity, prove=prove)
        if prove is Prove.NOTHING:
            with pytest.raises(TransportError):
                device.enroll()
        else:
            assert 200 == device.enroll().status
            assert f"127.0.0.1:{port}" == server.last("Authenticate").headers["host"]


@pytest.mark.skipif(not hasattr(os, "memfd_create"), reason="this system keeps files on disks only")
def test_the_key_for_the_tls_library_never_touches_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T73: with a folder for temporary files that does not even exist."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with _as_file(b"the key") as path:
        assert b"the key" == Path(path).read_bytes()
    assert not Path(path).exists()
