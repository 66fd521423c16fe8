"""HTTP/2 servers of others in Apple's place, and the four ways in which we push.

nginx and nghttpd know nothing of pushes; what they answer is set by configuration.  Both write down each
request, which is what the outcomes are compared with.
"""

from __future__ import annotations

import asyncio
import collections
import contextlib
import hashlib
import os
import re
import shutil
import socket
import ssl
import subprocess
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import attrs
import pytest

from benchmarks._apns_certificates import write_certificates
from pymdm.apns import APNsClient, AsyncAPNsClient, PushStats
from pymdm.apns.certificate import PushCertificate
from pymdm.apns.outcome import PushOutcome
from pymdm.protocol.push import PushTarget
from tests.external.proxied import nginx_program
from tests.external.serving import free_port

TOPIC = "com.apple.mgmt.External.0c5b8d2e-7a41-4f3b-9d68-1e2f3a4b5c6d"
MANY = 20_000
START_SECONDS = 20


@attrs.frozen(kw_only=True)
class Sent:
    """What became of pushes, in the order in which they ended, and what the client counted."""

    outcomes: list[PushOutcome]
    stats: PushStats


@attrs.frozen
class Way:
    """Engine, and whether the client blocks."""

    engine: str
    blocking: bool

    def __str__(self) -> str:
        return f"{self.engine} {'blocking' if self.blocking else 'async'}"

    def send(
        self,
        place: Place,
        targets: Sequence[PushTarget],
        *,
        after: Mapping[int, Callable[[], object]] | None = None,
        **options: Any,
    ) -> Sent:
        """Push to all; ``after`` so many outcomes something is done to the server."""
        settings: dict[str, Any] = {
            "engine": self.engine,
            "endpoint": ("127.0.0.1", place.port),
            "ca": (place.folder / "ca.pem").read_bytes(),
            **options,
        }
        certificate = PushCertificate.load(place.folder / "client.pem")
        outcomes: list[PushOutcome] = []

        def take(outcome: PushOutcome) -> None:
            outcomes.append(outcome)
            if after and (action := after.get(len(outcomes))):
                action()

        if self.blocking:
            with APNsClient(certificate, **settings) as client:
                for outcome in client.send_many(targets):
                    take(outcome)
                return Sent(outcomes=outcomes, stats=client.stats)

        async def run() -> Sent:

            async with AsyncAPNsClient(certificate, **settings) as client:
                async for outcome in client.send_many(targets):
                    take(outcome)
                return Sent(outcomes=outcomes, stats=client.stats)

        return asyncio.run(run())


WAYS = [Way(engine, blocking) for engine in ("frames", "h2") for blocking in (True, False)]


def targets(count: int, *, first: int = 0) -> list[PushTarget]:
    """Different devices, always the same ones."""
    tokens = [hashlib.sha256(b"%d" % number).digest() for number in range(first, first + count)]
    return [
        PushTarget(topic=TOPIC, token=token, push_magic=str(uuid.UUID(bytes=token[:16])).upper())
        for token in tokens
    ]


@attrs.frozen(kw_only=True)
class Place:
    """A server that runs."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    def written(self) -> str:
        """What it has printed; nginx also writes to a log of requests."""
        return (self.folder / "output").read_text(encoding="utf-8", errors="replace")


def once_each(outcomes: Sequence[PushOutcome], targets: Sequence[PushTarget]) -> None:
    """Every push has ended, and none twice."""
    counted = collections.Counter(outcome.target.token for outcome in outcomes)
    assert set() == {target.token for target in targets} - counted.keys()
    assert len(targets) == len(outcomes) == len(counted)


def path_of(target: PushTarget) -> str:
    """Where a push to it goes."""
    return f"/3/device/{target.token.hex()}"


def statuses(outcomes: Sequence[PushOutcome]) -> collections.Counter[int]:
    return collections.Counter(outcome.status for outcome in outcomes)


def prepare(folder: Path) -> None:
    write_certificates(folder, TOPIC)


# ── nginx ────────────────────────────────────────────────────────────────────────────────────────

NGINX = """
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log notice;
events {{ worker_connections 4096; }}
http {{
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    log_format push escape=none
        '$status $request_method $uri $http_apns_topic $http_apns_push_type $http_apns_priority '
        '$http_apns_expiration $ssl_client_verify $server_protocol $request_body';
    access_log off;
    map $uri $said {{
        default 200;
        ~^/3/device/0 410;
        ~^/3/device/1 429;
        ~^/3/device/2 400;
    }}
    {http}
    server {{
        listen 127.0.0.1:{port} ssl http2;
        server_name localhost;
        ssl_certificate {folder}/server.pem;
        ssl_certificate_key {folder}/server.pem;
        ssl_client_certificate {folder}/ca.pem;
        ssl_verify_client on;
        access_log {folder}/requests.log push;
        {server}
        location /3/device/ {{ {location} }}
    }}
    server {{
        listen unix:{folder}/behind.sock backlog=4096;
        keepalive_requests 1000000;
        location /3/device/ {{ {answers} }}
    }}
}}
"""

ACCEPTS = "return 200;"
#: Apple's words for some tokens, by their first digit.
REFUSES = """
default_type application/json;
if ($said = 410) { return 410 '{"reason":"Unregistered","timestamp":1533155424000}'; }
if ($said = 429) { return 429 '{"reason":"TooManyRequests"}'; }
if ($said = 400) { return 400 '{"reason":"BadDeviceToken"}'; }
return 200;
"""


@contextlib.contextmanager
def nginx(
    folder: Path, *, http: str = "", server: str = "", answers: str = ACCEPTS, reads: bool = True
) -> Iterator[Place]:
    """nginx that asks for a certificate; if it ``reads``, each body goes to another server and its log."""
    port = free_port()
    behind = f"proxy_pass http://unix:{folder}/behind.sock; proxy_http_version 1.1;"
    # Started by root, nginx gives its workers to nobody, who could not read a folder of root's.
    user = "user root;" if os.geteuid() == 0 else ""
    text = NGINX.format(
        folder=folder,
        port=port,
        user=user,
        http=http,
        server=server,
        answers=answers,
        location=behind if reads else answers,
    )
    (folder / "nginx.conf").write_text(text)
    command = [nginx_program(), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    with _running(folder, port, command) as place:
        yield place


@attrs.frozen(kw_only=True)
class Logged:
    """A line of nginx's log."""

    status: int
    method: str
    path: str
    topic: str
    push_type: str
    priority: str
    expiration: str
    verified: str
    protocol: str
    body: str


def logged(place: Place) -> list[Logged]:
    """All that nginx wrote.  It writes a line when the answer is gone, so one asks once nginx has ended."""
    assert place.process.poll() is not None
    names = [field.name for field in attrs.fields(Logged)]
    lines = [
        line.split(" ", len(names) - 1) for line in (place.folder / "requests.log").read_text().splitlines()
    ]
    return [Logged(status=int(line[0]), **dict(zip(names[1:], line[1:], strict=True))) for line in lines]


def signal_nginx(place: Place, word: str) -> None:
    command = [nginx_program(), "-e", "stderr", "-c", str(place.folder / "nginx.conf"), "-s", word]
    subprocess.run(command, check=True, capture_output=True)


def workers(place: Place) -> list[int]:
    """The processes of nginx that hold connections."""
    found = Path(f"/proc/{place.process.pid}/task/{place.process.pid}/children").read_text()
    return [int(word) for word in found.split()]


# ── nghttpd ──────────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def nghttpd(folder: Path, *options: str, port: int | None = None) -> Iterator[Place]:
    """nghttpd that asks for a certificate and tells each request; it has files below ``htdocs``."""
    found = shutil.which("nghttpd")
    if found is None:
        pytest.fail("nghttpd is needed: apt-get install nghttp2-server")
    (folder / "htdocs").mkdir(exist_ok=True)
    port = port or free_port()
    key = str(folder / "server.pem")
    command = [found, "--address=127.0.0.1", "--verify-client", "--verbose", f"--htdocs={folder}/htdocs"]
    with _running(folder, port, [*command, *options, str(port), key, key]) as place:
        yield place


def paths_told(place: Place) -> list[str]:
    """What nghttpd was asked for, in the order in which it came.

    It says "sensitive" of a literal that is never indexed, which a path with a token in it has to be.
    """
    return re.findall(r"recv \(stream_id=\d+, sensitive\) :path: (\S+)", place.written())


@contextlib.contextmanager
def _running(folder: Path, port: int, command: list[str]) -> Iterator[Place]:
    with (folder / "output").open("ab") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    with process:
        place = Place(folder=folder, port=port, process=process)
        try:
            _wait_for(place)
            yield place
        finally:
            process.terminate()
            process.wait(START_SECONDS)


def _wait_for(place: Place) -> None:
    until = time.monotonic() + START_SECONDS
    context = ssl.create_default_context(cafile=str(place.folder / "ca.pem"))
    context.load_cert_chain(place.folder / "client.pem")
    while place.process.poll() is None and time.monotonic() < until:
        with (
            contextlib.suppress(OSError),
            socket.create_connection(("127.0.0.1", place.port), timeout=5) as plain,
            context.wrap_socket(plain, server_hostname="127.0.0.1"),
        ):
            return
        time.sleep(0.02)
    pytest.fail(f"{place.process.args} does not listen: {place.written()[-2000:]}")
