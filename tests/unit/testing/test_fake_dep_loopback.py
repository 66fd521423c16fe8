"""The fake enrollment service on its port: plain sockets and http.client, whole answers and broken ones."""

from __future__ import annotations

import http.client
import json
import socket
import ssl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from pymdm.testing.fake_dep import DEPChaos, FakeDEP
from tests.unit.testing.dep_talk import Talk


def asked(fake: FakeDEP, path: str = "/account") -> tuple[int, dict[str, str], bytes]:
    """What http.client makes of one answer."""
    host, port = fake.base_url.removeprefix("http://").split(":")
    connection = http.client.HTTPConnection(host, int(port), timeout=10)
    try:
        connection.request("GET", path, headers=Talk(fake).headers)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()
    finally:
        connection.close()


def first_bytes(fake: FakeDEP, count: int) -> bytes:
    """So many bytes of an answer, as they come."""
    host, port = fake.base_url.removeprefix("http://").split(":")
    got = bytearray()
    with socket.create_connection((host, int(port)), timeout=10) as sock:
        sock.sendall(b"GET /account HTTP/1.1\r\nHost: x\r\n\r\n")
        while len(got) < count and (more := sock.recv(65536)):
            got += more
    return bytes(got)


def test_one_connection_carries_login_and_calls() -> None:
    with FakeDEP(devices=3, chaos=None) as fake:
        talk = Talk(fake)
        host, port = fake.base_url.removeprefix("http://").split(":")
        connection = http.client.HTTPConnection(host, int(port), timeout=10)
        connection.request("GET", "/session", headers={**talk.headers, "Authorization": talk.authorization()})
        token = json.loads(connection.getresponse().read())["auth_session_token"]
        headers = {
            **talk.headers,
            "X-ADM-Auth-Session": token,
            "Content-Type": "application/json;charset=UTF8",
        }
        connection.request("POST", "/server/devices", body=b'{"limit":2}', headers=headers)
        response = connection.getresponse()
        page = json.loads(response.read())
        connection.close()

    assert 200 == response.status
    assert fake.serials[:2] == [device["serial_number"] for device in page["devices"]]
    assert [("GET", "/session", 200), ("POST", "/server/devices", 200)] == [
        (request.method, request.path, request.status) for request in fake.requests
    ]


def test_dropped_connections_and_half_answers_are_seen_as_such() -> None:
    with FakeDEP(chaos=DEPChaos(drop_before=1)) as fake, pytest.raises(ConnectionError):
        asked(fake)
    assert [0] == [request.status for request in fake.requests]

    with FakeDEP(chaos=DEPChaos(drop_after=1)) as fake, pytest.raises(ConnectionError):
        asked(fake)
    assert [(401, "drop")] == [(request.status, request.ending) for request in fake.requests]

    with FakeDEP(chaos=DEPChaos(half=1)) as fake, pytest.raises(http.client.IncompleteRead):
        asked(fake)


def test_half_a_request_asks_for_nothing() -> None:
    with FakeDEP(chaos=None) as fake:
        host, port = fake.base_url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port)), timeout=10) as sock:
            sock.sendall(b"POST /devices/disown HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{")
            sock.shutdown(socket.SHUT_WR)
            assert b"" == sock.recv(100)

    assert () == fake.requests


def test_t67_answers_without_end_slow_ones_and_bombs_come_as_promised() -> None:
    with FakeDEP(chaos=DEPChaos(endless=1)) as fake:
        assert first_bytes(fake, 2_000_000).endswith(b" " * 1_000_000)

    with FakeDEP(chaos=DEPChaos(slow=1)) as fake:
        head, _, body = first_bytes(fake, 150).partition(b"\r\n\r\n")
        assert b"Content-Length: 18" in head
        assert b"USER_AGENT_INVALID".startswith(body)

    with FakeDEP(chaos=DEPChaos(bomb=1)) as fake:
        _, headers, packed = asked(fake)
        assert "gzip" == headers["Content-Encoding"]
        assert len(packed) < 100_000


def test_tls_is_spoken_with_the_authority_of_the_fake() -> None:
    with FakeDEP(chaos=None, tls="own") as fake:
        port = int(fake.base_url.rpartition(":")[2])
        context = ssl.create_default_context(cadata=fake.ca_pem.decode())
        connection = http.client.HTTPSConnection("127.0.0.1", port, context=context, timeout=10)
        connection.request("GET", "/account", headers=Talk(fake).headers)

        assert 401 == connection.getresponse().status
        connection.close()
        with pytest.raises(ssl.SSLError):
            http.client.HTTPSConnection("127.0.0.1", port, timeout=10).request("GET", "/account")


def test_the_token_file_opens_with_the_key_of_its_certificate() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "token")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=1))
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    fake = FakeDEP(chaos=None)

    p7m = fake.token_file(certificate)

    loaded = x509.load_pem_x509_certificate(certificate)
    text = pkcs7.pkcs7_decrypt_smime(p7m, loaded, key, [])
    message = text.split(b"-----BEGIN MESSAGE-----")[1].split(b"-----END MESSAGE-----")[0]
    assert fake.token.to_json() == json.loads(message) == json.loads(fake.token_file())


def test_as_a_program_it_says_where_it_is_and_what_became_of_the_devices(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pymdm.testing.fake_dep", "--devices", "5"]
    token = tmp_path / "token.json"
    with subprocess.Popen(
        [*command, "--token", str(token)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None

        def told(line: str) -> Any:
            process.stdin.write(f"{line}\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        where = json.loads(process.stdout.readline())
        connection = http.client.HTTPConnection(where["base_url"].removeprefix("http://"), timeout=10)
        connection.request("GET", "/account", headers={"User-Agent": "x/1"})
        assert 400 == connection.getresponse().status
        connection.close()
        assert "CK_" == json.loads(token.read_bytes())["consumer_key"][:3]
        serial = next(iter(told("truth")))
        assert 4 == told(f"remove {serial}")["devices"]
        assert {"400 PROTOCOL_VERSION_INVALID": 1} == told("counts")["answers"]
        assert "/account" == told("requests")[0]["path"]
        assert "error" in told(f"remove {serial}")
        assert "error" in told("nonsense")
        process.stdin.close()
        assert 0 == process.wait(timeout=10)
