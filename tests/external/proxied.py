"""A real nginx with the sample configuration, in front of a real server, for tests of both."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import attrs
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pymdm.crypto import CertificateAuthority, IdentitySource, TrustStore
from pymdm.server import Server, ServerSettings, create_server
from pymdm.service import EnrollmentSession, ServiceRules
from pymdm.service.verbs import IssueIdentity
from pymdm.stores import MemoryStore
from pymdm.testing import SimulatedDevice, SimulatedIdentity, load_enrollment_profile
from tests.e2e.running import CODE, TOKEN, TOPIC, listening
from tests.external.serving import free_port
from tests.support import ROOT

SAMPLE = ROOT / "examples" / "nginx" / "pymdm.conf"
SECRET = "3d1b9c5e7f2a4860b1c3d5e7f9a0b2c4"
START_SECONDS = 20

#: What an operator changes, as it stands in the sample.
YOURS = {
    "/etc/nginx/pymdm-secret.conf": "{folder}/secret.conf",
    "server 127.0.0.1:8000;": "server 127.0.0.1:{app};",
    "listen 443 ssl;": "listen 127.0.0.1:{port} ssl;",
    "server_name mdm.example.com;": "server_name localhost;",
    "/etc/nginx/tls/mdm.example.com.pem": "{folder}/tls.pem",
    "/etc/nginx/tls/mdm.example.com.key": "{folder}/tls.key",
    "/var/log/nginx/pymdm.log": "{folder}/access.log",
    "rate=1r/s": "rate=1000r/s",  # a test is many people at one address
}

#: What the distribution's nginx.conf holds around it; everything that is written lies in the test's folder.
AROUND = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log info;
events {{ worker_connections 64; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/pymdm.conf;
}}
"""


@attrs.frozen(kw_only=True)
class Site:
    """nginx, the program behind it, and how to reach both."""

    server: Server
    store: MemoryStore
    authority: CertificateAuthority
    port: int
    app_port: int
    anchor: bytes
    folder: Path

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}"

    @property
    def behind(self) -> str:
        """The program itself, without TLS and without the proxy."""
        return f"http://127.0.0.1:{self.app_port}"

    def profile(self) -> bytes:
        """What a person gets who types the code."""
        with httpx.Client(verify=self.tls(None), trust_env=False) as client:
            answer = client.post(f"{self.url}/enroll", data={"code": CODE})
        assert answer.status_code == 200, answer.text
        return answer.content

    def by_profile(self, *, sign: bool, **options: Any) -> SimulatedDevice:
        """A device that was handed an enrollment profile; it trusts the site's TLS certificate."""
        settings = load_enrollment_profile(self.profile())
        settings = attrs.evolve(settings, sign_message=sign, anchors=(self.anchor,))
        return SimulatedDevice(settings, **options)

    def identity(self, *, begins: dt.datetime, valid: dt.timedelta) -> SimulatedIdentity:
        """An identity of the site's CA, in its issue log, for any time."""
        now = utc_now()
        issued = self.authority.issue_identity(common_name="MDM identity", now=begins, valid=valid)
        session = EnrollmentSession(
            id=issued.fingerprint.hex(), created_at=now, expires_at=now + dt.timedelta(days=1)
        )
        self.store.identities(
            [
                IssueIdentity(
                    session=session, fingerprint=issued.fingerprint, not_after=issued.not_after, at=now
                )
            ]
        )
        return SimulatedIdentity(certificate=issued.certificate, key=issued.key)

    def tls(self, identity: SimulatedIdentity | None) -> ssl.SSLContext:
        """What a client needs that trusts the site and shows ``identity``."""
        return tls(self.anchor, identity)

    def send(self, request: bytes, *, identity: SimulatedIdentity | None = None) -> bytes:
        """See `send`."""
        return send(self.port, request, self.tls(identity))

    def lose_program(self) -> None:
        """Let nginx look for the program where nobody listens."""
        file = self.folder / "pymdm.conf"
        text = file.read_text()
        gone = text.replace(f"server 127.0.0.1:{self.app_port};", f"server 127.0.0.1:{free_port()};")
        assert gone != text
        file.write_text(gone)
        options = ["-e", "stderr", "-c", str(self.folder / "nginx.conf"), "-s", "reload"]
        subprocess.run([nginx_program(), *options], check=True, capture_output=True)


@contextlib.contextmanager
def site(
    identity: Callable[[TrustStore], IdentitySource], folder: Path, *, settings: dict[str, Any] | None = None
) -> Iterator[Site]:
    """A site whose program identifies devices in this way."""
    authority = CertificateAuthority.create(
        "Device CA of this test", now=utc_now() - dt.timedelta(days=800), valid=dt.timedelta(days=3650)
    )
    store, port = MemoryStore(), free_port()
    trust = authority.trust_store()
    server = create_server(
        ServerSettings(
            url=f"https://localhost:{port}",
            topic=TOPIC,
            enrollment_code=CODE,
            admin_token=TOKEN,
            **(settings or {}),
        ),
        store,
        authority,
        rules=ServiceRules(identity=identity(trust), session_required=True, topics=frozenset({TOPIC})),
    )
    anchor = _server_certificate(folder)
    with (
        contextlib.closing(server),
        listening(server.device) as app_port,
        _nginx(folder, port=port, app=app_port),
    ):
        yield Site(
            server=server,
            store=store,
            authority=authority,
            port=port,
            app_port=app_port,
            anchor=anchor,
            folder=folder,
        )


@contextlib.contextmanager
def recording(folder: Path) -> Iterator[tuple[Callable[[bytes], bytes], list[bytes]]]:
    """nginx in front of a program that only notes what reaches it: how to send, and the heads that came."""
    heads: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def note() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    with connection, connection.makefile("rb") as stream:
                        heads.append(b"".join(iter(stream.readline, b"\r\n")))
                        connection.sendall(
                            b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
                        )

        thread = threading.Thread(target=note)
        thread.start()
        port, anchor = free_port(), _server_certificate(folder)
        try:
            with _nginx(folder, port=port, app=listener.getsockname()[1]):
                yield lambda request: send(port, request, tls(anchor, None)), heads
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            thread.join()


def tls(anchor: bytes, identity: SimulatedIdentity | None) -> ssl.SSLContext:
    """A client's side of TLS: whom it trusts, and whom it says it is."""
    context = ssl.create_default_context(cadata=anchor)
    if identity is not None:
        with tempfile.NamedTemporaryFile(suffix=".pem") as file:
            file.write(identity.pem())
            file.flush()
            context.load_cert_chain(file.name)
    return context


def send(port: int, request: bytes, context: ssl.SSLContext) -> bytes:
    """Send bytes as they are over TLS; gives all that comes back."""
    with (
        socket.create_connection(("127.0.0.1", port), timeout=20) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as connection,
    ):
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(65536), b""))


def utc_now() -> dt.datetime:
    """nginx looks at the real clock, so the certificates have to."""
    return dt.datetime.now(dt.UTC)


def nginx_program() -> str:
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if found is None:
        pytest.fail("nginx is needed: apt-get install nginx-light")
    return found


def sample(**values: object) -> str:
    """The sample with an operator's changes, each of which has to have its place there."""
    text = SAMPLE.read_text(encoding="utf-8")
    for before, after in YOURS.items():
        assert 1 == text.count(before), f"{before!r} in {SAMPLE.name}"
        text = text.replace(before, after.format(**values))
    return text


@contextlib.contextmanager
def _nginx(folder: Path, *, port: int, app: int) -> Iterator[None]:
    # The secret is of the file that the sample tells to make, in the same words.
    (folder / "secret.conf").write_text(f'map "" $pymdm_secret {{ default "{SECRET}"; }}\n')
    (folder / "pymdm.conf").write_text(sample(folder=folder, port=port, app=app))
    # Started by root, nginx gives its workers to nobody, who could not read a folder of root's.
    user = "user root;\n" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(user + AROUND.format(folder=folder))
    command = [nginx_program(), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        try:
            _wait_for(port, process)
            yield
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
    process.terminate()
    assert process.stderr is not None
    pytest.fail(f"nginx does not listen: {process.stderr.read()}")


def _server_certificate(folder: Path) -> bytes:
    """An ECDSA certificate as the sample asks for; gives the CA (DER) that clients have to trust."""
    now, names = utc_now() - dt.timedelta(hours=1), []
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    for word in ("TLS CA of this test", "localhost"):
        names.append(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, word)]))
    made = []
    for subject, key in zip(names, keys, strict=True):
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(names[0])
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now)
            .not_valid_after(now + dt.timedelta(days=30))
            .add_extension(x509.BasicConstraints(ca=not made, path_length=None), critical=True)
        )
        if made:
            hosts = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
            builder = builder.add_extension(x509.SubjectAlternativeName(hosts), critical=False).add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
            )
        made.append(builder.sign(keys[0], hashes.SHA256()))
    (folder / "tls.pem").write_bytes(made[1].public_bytes(serialization.Encoding.PEM))
    (folder / "tls.key").write_bytes(
        keys[1].private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return made[0].public_bytes(serialization.Encoding.DER)
