"""The fake push service on its socket."""

from __future__ import annotations

import io
import json
import socket
import ssl
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from h2.config import H2Configuration
from h2.connection import H2Connection
from h2.events import ConnectionTerminated, Event, RemoteSettingsChanged, SettingsAcknowledged, StreamEnded

from pymdm.apns.certificate import PushCertificate
from pymdm.apns.connection import PushConnection, Returned
from pymdm.apns.engines import open_connection
from pymdm.apns.outcome import Push, PushOutcome
from pymdm.testing import Chaos, FakeAPNs, fake_apns, fake_push_certificate
from tests.unit.testing.apns_talk import HEADERS, TOPIC, pushes, targets


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
            client.send_headers(1, list(HEADERS.items()))
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


def assert_over(sock: ssl.SSLSocket) -> None:
    """The service has ended the connection: an alert, a reset (which TLS may show as an end) or an end."""
    with suppress(ConnectionResetError, ssl.SSLError):
        while sock.recv(65536):
            pass


def test_without_a_client_certificate_nobody_gets_in(tmp_path: Path) -> None:
    with FakeAPNs(chaos=None) as apns:
        with connected(apns, context(apns, tmp_path, None)) as sock:
            assert_over(sock)
        assert apns.wait_for(lambda apns: bool(apns.refused_handshakes))
        assert ["PEER_DID_NOT_RETURN_A_CERTIFICATE"] == apns.refused_handshakes
        assert [] == apns.connections


@pytest.mark.parametrize("why", ["no ALPN h2", "no UID in the subject of the certificate"])
def test_who_is_no_push_client_is_turned_away(why: str, tmp_path: Path) -> None:
    with FakeAPNs(chaos=None) as apns:
        key = ec.generate_private_key(ec.SECP256R1())
        topic = TOPIC if "ALPN" in why else None
        issued = apns.push_ca.certify(key.public_key(), now=datetime.now(UTC), topic=topic)
        (tmp_path / "push.pem").write_bytes(
            key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            + x509.load_der_x509_certificate(issued).public_bytes(Encoding.PEM)
        )
        how = ssl.create_default_context(cadata=apns.ca_pem.decode())
        how.load_cert_chain(tmp_path / "push.pem")
        if topic is None:
            how.set_alpn_protocols(["h2"])
        with connected(apns, how) as sock:
            assert b"" == sock.recv(1)
        assert [why] == apns.refused_handshakes


def test_a_certificate_of_another_authority_is_let_in_if_it_is_trusted(tmp_path: Path) -> None:
    other = fake_push_certificate(TOPIC, now=datetime.now(UTC))
    with FakeAPNs(chaos=None, trust=[other.certificate]) as apns:
        with connected(apns, context(apns, tmp_path, other)) as sock:
            client = H2Connection()
            client.initiate_connection()
            converse(sock, client, lambda event: isinstance(event, RemoteSettingsChanged))
        assert [TOPIC] == [record.topic for record in apns.connections]


def test_connections_are_drained_or_dropped_on_request(tmp_path: Path) -> None:
    with FakeAPNs(chaos=None) as apns:
        how = context(apns, tmp_path, apns.certificate_for(TOPIC))
        for order in (apns.send_goaway, apns.drop_connections):
            with connected(apns, how) as sock:
                client = H2Connection()
                client.initiate_connection()
                converse(sock, client, lambda event: isinstance(event, SettingsAcknowledged))
                order()
                if order == apns.send_goaway:
                    converse(sock, client, lambda event: isinstance(event, ConnectionTerminated))
                    assert b"" == sock.recv(1)
                else:
                    assert_over(sock)
        assert (1, "goaway") == (apns.goaways, apns.connections[0].ended)
        assert "dropped" == apns.connections[1].ended


def test_stopping_ends_the_thread_and_all_connections(tmp_path: Path) -> None:
    apns = FakeAPNs(chaos=Chaos(half_open_after=0))
    with pytest.raises(RuntimeError, match="running"):
        apns.send_goaway()
    apns.start()
    with pytest.raises(RuntimeError, match="does not run yet"):
        apns.start()
    with connected(apns, context(apns, tmp_path, apns.certificate_for())):
        assert apns.wait_for(lambda apns: len(apns.connections) == 1)
        apns.stop()
    apns.stop()
    assert "fake-apns" not in {thread.name for thread in threading.enumerate()}
    assert "half-open" == apns.connections[0].ended
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(apns.endpoint)


def test_the_seed_is_told_before_and_when_something_fails(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ZeroDivisionError) as caught, FakeAPNs() as apns:
        1 / 0  # noqa: B018
    told = f"FakeAPNs(seed={apns.chaos.seed}) repeats what this push service did wrong"
    assert ([told], f"{told}\n") == (caught.value.__notes__, capsys.readouterr().err)
    assert FakeAPNs(seed=apns.chaos.seed).chaos == apns.chaos
    with pytest.raises(ZeroDivisionError) as caught, FakeAPNs(chaos=Chaos(refuse=1)):
        1 / 0  # noqa: B018
    assert "refuse=1" in caught.value.__notes__[0]


@pytest.mark.parametrize("seed", range(4))
def test_the_default_chaos_over_tls_loses_nothing(seed: int, tmp_path: Path) -> None:
    with FakeAPNs(seed=seed) as apns:
        how = context(apns, tmp_path, apns.certificate_for(TOPIC))
        waiting = list(pushes(300))
        while waiting:
            engine = open_connection("localhost")
            with connected(apns, how) as sock:
                waiting = send_all(sock, engine, waiting)
    assert Counter(targets(300)) == Counter(push.target for push in apns.accepted)
    assert () == apns.violations
    assert 0 == sum(record.early + record.over_limit for record in apns.connections)


def send_all(sock: ssl.SSLSocket, engine: PushConnection, waiting: list[Push]) -> list[Push]:
    """Everything over one connection; gives what has to go over the next."""
    left, back, done = iter(waiting), list[Push](), 0
    sock.sendall(engine.data_to_send())
    while done + len(back) < len(waiting) and (data := sock.recv(65536)):
        for event in engine.receive_data(data):
            done += isinstance(event, PushOutcome)
            back += [event.push] if isinstance(event, Returned) else []
        if engine.room:
            engine.submit_many(left, engine.room)
        sock.sendall(engine.data_to_send())
    return [*engine.take_unanswered(), *back, *left]


def test_it_runs_as_a_program(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-m", "pymdm.testing.fake_apns", "--directory", str(tmp_path)]
    chaos = (
        '{"latency_ms": 1, "max_streams": [[0, 5]], "storms": [{"status": 429, "reason": "X", "count": 1}]}'
    )
    with subprocess.Popen(
        [*command, "--topic", TOPIC, "--chaos", chaos],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        where = json.loads(process.stdout.readline())
        how = ssl.create_default_context(cafile=where["ca"])
        how.load_cert_chain(where["certificate"])
        how.set_alpn_protocols(["h2"])
        with (
            socket.create_connection((where["host"], where["port"]), timeout=30) as plain,
            how.wrap_socket(plain, server_hostname="127.0.0.1") as sock,
        ):
            assert [] == send_all(sock, open_connection("localhost"), list(pushes(20)))
        process.stdin.write("\n")
        process.stdin.flush()
        told = json.loads(process.stdout.readline())
        process.stdin.close()
        assert 0 == process.wait(timeout=30)
    assert (19, {"429 X": 1}, 20, 0, []) == tuple(
        told[name] for name in ("accepted", "answers", "pushes", "early", "violations")
    )
    assert 0o600 == Path(where["certificate"]).stat().st_mode & 0o777


def test_as_a_program_it_overwrites_its_own_files_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    folder = tmp_path / "made" / "by it"
    for _ in range(2):
        fake_apns.main(["--directory", str(folder)])
    (folder / "push.pem").write_text("somebody's")
    with pytest.raises(SystemExit, match="2"):
        fake_apns.main(["--directory", str(folder)])

    assert "somebody's" == (folder / "push.pem").read_text()
    assert "push.pem is not of a fake" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--topic", "com.example.app"), "expected com.apple.mgmt."),
        (("--chaos", "x"), "expected JSON with attributes of Chaos"),
        (("--chaos", '{"latency": 1}'), "unexpected keyword argument 'latency'"),
    ],
)
def test_as_a_program_it_says_what_is_wrong_with_its_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str
) -> None:
    with pytest.raises(SystemExit, match="2"):
        fake_apns.main(["--directory", str(tmp_path), *words])
    assert told in capsys.readouterr().err
