"""The servers that people use, each as a process of its own with its own defaults."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import attrs
import pytest

from tests.support import ROOT

APP = "tests.external.served_app:application"
ASGI_APP = "tests.external.served_app:asgi"
START_SECONDS = 30


@attrs.frozen(kw_only=True)
class Kind:
    """One server: how it is started on an address, and on a unix socket if it can."""

    program: str
    options: Sequence[str]
    unix: Sequence[str] = ()

    def command(self, **values: object) -> list[str]:
        """The command line for ``host``, ``port``, or ``socket``."""
        options = self.unix if "socket" in values else self.options
        return [str(_script(self.program)), *(option.format(**values) for option in options)]


#: Servers as they come, and one again with the limits that docs/proxies.md tells to raise.
KINDS: Mapping[str, Kind] = {
    "waitress": Kind(
        program="waitress-serve",
        options=["--listen=127.0.0.1:{port}", APP],
        unix=["--unix-socket={socket}", APP],
    ),
    "wsgiref": Kind(program="python", options=["-m", "tests.external.served_app", "{port}"]),
    "gunicorn": Kind(
        program="gunicorn",
        options=["-k", "gthread", "--bind=127.0.0.1:{port}", APP],
        unix=["-k", "gthread", "--bind=unix:{socket}", APP],
    ),
    "gunicorn, raised": Kind(
        program="gunicorn",
        options=[
            *("-k", "gthread", "--workers=3", "--limit-request-line=0", "--limit-request-field_size=32768"),
            *("--bind=127.0.0.1:{port}", APP),
        ],
    ),
    "gunicorn, refusing": Kind(
        program="gunicorn", options=["-k", "gthread", "--header-map=refuse", "--bind=127.0.0.1:{port}", APP]
    ),
    "granian": Kind(
        program="granian",
        options=["--interface", "wsgi", "--host", "127.0.0.1", "--port", "{port}", APP],
        unix=["--interface", "wsgi", "--uds", "{socket}", APP],
    ),
    "uWSGI": Kind(
        program="uwsgi",
        options=["--http-socket", "127.0.0.1:{port}", "--module", APP, "--enable-threads"],
    ),
    "uWSGI, raised": Kind(
        program="uwsgi",
        options=[
            *("--http-socket", "127.0.0.1:{port}", "--module", APP, "--enable-threads"),
            *("--buffer-size", "65535"),
        ],
    ),
}

#: The same for ASGI, where a program is given the names as they came.
ASGI_KINDS: Mapping[str, Kind] = {
    "uvicorn": Kind(program="uvicorn", options=["--port", "{port}", ASGI_APP]),
    "uvicorn, without proxy headers": Kind(
        program="uvicorn",
        options=["--no-proxy-headers", "--port", "{port}", ASGI_APP],
        unix=["--no-proxy-headers", "--uds", "{socket}", ASGI_APP],
    ),
    "granian, ASGI": Kind(
        program="granian",
        options=["--interface", "asgi", "--host", "127.0.0.1", "--port", "{port}", ASGI_APP],
    ),
}


@contextlib.contextmanager
def serving(kind: Kind, *, socket_path: Path | None = None) -> Iterator[int | Path]:
    """Start a server; gives its port, or the path of its socket."""
    port = free_port()
    values: dict[str, object] = {"port": port} if socket_path is None else {"socket": socket_path}
    environ = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYMDM_TEST_ADDRESS": f"127.0.0.1:{port}",
        **({"PYMDM_TEST_SOCKET": str(socket_path)} if socket_path else {}),
    }
    with subprocess.Popen(
        kind.command(**values),
        cwd=ROOT,
        env=environ,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            place = socket_path or port
            _wait_for(place, process)
            yield place
        finally:
            process.terminate()
            try:
                # Read to the end: a server that writes to a full pipe would never end.
                process.communicate(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port() -> int:
    """A port that was free a moment ago: few servers say which one they chose themselves."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def ask(place: int | Path, request: bytes) -> bytes:
    """Send bytes as they are; gives all that comes back, nothing if the server breaks off."""
    with connect(place) as connection:
        parts = []
        with contextlib.suppress(ConnectionError):
            connection.sendall(request)
            while part := connection.recv(65536):
                parts.append(part)
        return b"".join(parts)


def connect(place: int | Path) -> socket.socket:
    if isinstance(place, int):
        return socket.create_connection(("127.0.0.1", place), timeout=20)
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.settimeout(20)
        connection.connect(str(place))
    except OSError:
        connection.close()
        raise
    return connection


def _wait_for(place: int | Path, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(ConnectionRefusedError, FileNotFoundError), connect(place):
            return
        time.sleep(0.05)
    process.terminate()
    pytest.fail(f"{process.args} does not listen: {process.communicate()[1][-2000:]}")


def _script(name: str) -> Path:
    if name == "python":
        return Path(sys.executable)
    found = Path(sysconfig.get_path("scripts")) / name
    if not found.exists():
        pytest.fail(f"{name} is needed: pip install --group external")
    return found
