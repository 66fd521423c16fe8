"""What the demonstration runs on: a server process, device processes, and a stub push service between."""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import attrs
import httpx

__all__ = ["Admin", "DemoFailed", "DeviceProcess", "Push", "PushListener", "ServerProcess"]

# Everything here happens on one machine within milliseconds; a minute forgives a busy one.
PATIENCE_SECONDS = 60.0

# How soon the stub push service sees that it is to end.
LOOK_SECONDS = 0.02

# How long a process may take to end by itself.
END_SECONDS = 15.0


class DemoFailed(Exception):
    """Something is not as it should be; the text says what."""


class _Lines:
    """The lines that a process prints, read without ever blocking for ever."""

    def __init__(self, process: subprocess.Popen[str], name: str) -> None:
        self._name = name
        self._lines: queue.Queue[str | None] = queue.Queue()
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def next_object(self) -> dict[str, Any]:
        try:
            line = self._lines.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise DemoFailed(f"{self._name} said nothing for {PATIENCE_SECONDS:.0f} seconds") from None
        if line is None:
            raise DemoFailed(f"{self._name} has ended")
        found: dict[str, Any] = json.loads(line)
        return found


class _Process:
    """One ``pymdm`` command in a process of its own; what it writes to standard error is kept."""

    def __init__(self, name: str, *arguments: str, secrets: Mapping[str, str]) -> None:
        self.name = name
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed in close()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            [sys.executable, "-m", "pymdm", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
            # Codes and tokens travel in the environment: other users can read command lines.
            env={**os.environ, **secrets},
        )
        self._lines = _Lines(self._process, name)

    def _say(self, line: str) -> None:
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(f"{line}\n")
            self._process.stdin.flush()
        except (OSError, ValueError) as error:
            raise DemoFailed(f"{self.name} has ended") from error

    def log(self) -> str:
        """What it has written to standard error."""
        self._errors.seek(0)
        return self._errors.read()

    def _start(self, read: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """What it says once it has started; one that fails is ended here, for nobody else can."""
        try:
            return read()
        except DemoFailed as error:
            self._process.kill()
            self._process.wait()
            last = self.log().strip().rpartition("\n")[2]
            self.close()
            raise DemoFailed(f"{error}; {last}" if last else str(error)) from error

    def close(self) -> None:
        """End it, if need be by force."""
        self._process.terminate()
        try:
            self._process.wait(timeout=END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        for stream in (self._process.stdin, self._process.stdout, self._errors):
            if stream is not None:
                stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@attrs.frozen(kw_only=True)
class Push:
    """One wake-up as the push service got it."""

    token: str = attrs.field(repr=False)
    topic: str
    magic: str = attrs.field(repr=False)


class PushListener:
    """Takes the server's wake-ups instead of Apple; the demonstration passes them on to the devices."""

    def __init__(self) -> None:
        self._pushes: queue.Queue[Push] = queue.Queue()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self._server.serve_forever, args=(LOOK_SECONDS,), daemon=True).start()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        pushes = self._pushes

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                token = self.path.removeprefix("/3/device/")
                pushes.put(Push(token=token, topic=self.headers["apns-topic"], magic=body["mdm"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        return Handler

    @property
    def address(self) -> str:
        """Where the server posts to."""
        return f"http://127.0.0.1:{self._server.server_port}"

    def take(self) -> Push:
        """The next wake-up."""
        try:
            return self._pushes.get(timeout=PATIENCE_SECONDS)
        except queue.Empty:
            raise DemoFailed("the server sent no push") from None

    def close(self) -> None:
        """End it."""
        self._server.shutdown()
        self._server.server_close()


class ServerProcess(_Process):
    """``pymdm serve`` on free ports, or on the given one for devices that have come before.

    In memory, or on a database with its key file.
    """

    def __init__(
        self,
        *,
        url: str,
        topic: str,
        stub_apns: str,
        code: str,
        token: str,
        database: Path | None = None,
        port: int = 0,
        options: tuple[str, ...] = (),
    ) -> None:
        where: tuple[str, ...] = ("--in-memory",)
        if database is not None:
            where = ("--database", str(database), "--seal-key", str(database.with_suffix(".key")))
        super().__init__(
            "the server",
            *("serve", *where, "--url", url, "--topic", topic, "--organization", "Example School"),
            *("--port", str(port), "--admin-port", "0", "--stub-apns", stub_apns, "--json", *options),
            secrets={"PYMDM_ENROLLMENT_CODE": code, "PYMDM_ADMIN_TOKEN": token},
        )
        self.ready = self._start(self._lines.next_object)

    def kill(self) -> None:
        """End it as a power cut would: without a word, in the middle of whatever it does."""
        self._process.kill()
        self._process.wait()

    @property
    def devices_url(self) -> str:
        """Where devices connect."""
        return str(self.ready["devices"])

    @property
    def admin_url(self) -> str:
        """Where the admin API is."""
        return str(self.ready["admin"])


class DeviceProcess(_Process):
    """``pymdm simulate``: it has downloaded its profile and enrolled when this returns."""

    def __init__(self, name: str, *, platform: str, server: ServerProcess, code: str) -> None:
        super().__init__(
            name,
            *("simulate", "--enroll-url", f"{server.devices_url}/enroll", "--via", server.devices_url),
            *("--platform", platform, "--seed", name, "--json"),
            secrets={"PYMDM_ENROLLMENT_CODE": code},
        )
        self.id = str(self._start(self._outcome)["id"])

    def ask(self, line: str) -> dict[str, Any]:
        """Let the device do something; gives what it says when it is done."""
        self._say(line)
        return self._outcome()

    def _outcome(self) -> dict[str, Any]:
        while True:
            found = self._lines.next_object()
            if "failed" in found:
                raise DemoFailed(f"{self.name} could not {found['failed']}: {found['error']}")
            if "done" in found:
                return found


class Admin:
    """The admin call: everything that the demonstration shows is read here."""

    def __init__(self, url: str, token: str) -> None:
        self._client = httpx.Client(
            base_url=url,
            headers={"Authorization": f"Bearer {token}"},
            timeout=PATIENCE_SECONDS,
            trust_env=False,
        )

    def get(self, path: str) -> dict[str, Any]:
        """Read; anything but 200 ends the demonstration."""
        return self._ask("GET", path, wanted=200)

    def post(self, path: str, value: object) -> dict[str, Any]:
        """Create; anything but 201 ends the demonstration."""
        return self._ask("POST", path, value, wanted=201)

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _ask(self, method: str, path: str, value: object = None, *, wanted: int) -> dict[str, Any]:
        try:
            answer = self._client.request(method, path, json=value)
        except httpx.HTTPError as error:
            raise DemoFailed(f"the admin API did not answer: {error}") from error
        if answer.status_code != wanted:
            raise DemoFailed(f"the admin API answered {answer.status_code}: {answer.text.strip()}")
        found: dict[str, Any] = answer.json()
        return found
