"""T75: nobody fills the memory of the server, nor its disk, by sending without end.

``pymdm serve`` in a process of its own; its memory is read from outside.
"""

from __future__ import annotations

import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import attrs
import httpx
import pytest

from pymdm.cli.demo_stage import PushListener, ServerProcess

CODE, TOKEN = "enrollment-code-of-these-tests", "admin-token-of-these-tests"

GIGABYTE = 1024 * 1024 * 1024
PIECE = b"x" * (256 * 1024)

# What may have been sent when the server cuts: its limit, and what sockets on both sides hold.
CUT_EARLY = 64 * 1024 * 1024

MAY_GROW = 20 * 1024 * 1024


@pytest.fixture(scope="module")
def served() -> Iterator[ServerProcess]:
    pushes = PushListener()
    with ServerProcess(
        url="https://mdm.example.com",
        topic="com.apple.mgmt.x",
        stub_apns=pushes.address,
        code=CODE,
        token=TOKEN,
    ) as process:
        for _ in range(3):  # what is loaded on first use is there before anything is measured
            httpx.post(
                f"{process.devices_url}/enroll", data={"code": CODE}, trust_env=False
            ).raise_for_status()
            httpx.put(f"{process.devices_url}/mdm", content=b"x", trust_env=False)
            httpx.get(f"{process.admin_url}/v1/events", trust_env=False)
        yield process
    pushes.close()


@attrs.frozen
class Memory:
    """Resident memory of a process, in bytes: now, and (where the system keeps it) at its highest."""

    now: int
    highest: int

    @classmethod
    def of(cls, process: ServerProcess) -> Memory:
        pid = process._process.pid
        status = Path(f"/proc/{pid}/status")
        if status.exists():
            lines = dict(re.findall(r"^(VmRSS|VmHWM):\s+(\d+) kB$", status.read_text(), re.MULTILINE))
            return cls(int(lines["VmRSS"]) * 1024, int(lines["VmHWM"]) * 1024)
        asked = subprocess.run(
            ["ps", "-o", "rss=", "-p", str(pid)], capture_output=True, text=True, check=True
        )
        return cls(int(asked.stdout) * 1024, int(asked.stdout) * 1024)


def flood(url: str, head: str, *, chunked: bool) -> tuple[bytes, int]:
    """Send a gigabyte, or less if the server closes; gives its answer and how much has left."""
    framing = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {GIGABYTE}"
    piece = b"%x\r\n%s\r\n" % (len(PIECE), PIECE) if chunked else PIECE
    sent = 0
    with socket.create_connection((httpx.URL(url).host, httpx.URL(url).port or 80), timeout=60) as connection:
        connection.sendall(f"{head}\r\nHost: x\r\n{framing}\r\n\r\n".encode())
        try:
            while sent < GIGABYTE:
                connection.sendall(piece)
                sent += len(PIECE)
        except ConnectionError:
            pass
        answer = b""
        try:
            while part := connection.recv(65536):
                answer += part
        except ConnectionError:
            pass
    return answer, sent


DEVICE = "Content-Type: application/x-apple-aspen-mdm"
PLACES = {
    "result": ("devices_url", f"PUT /mdm HTTP/1.1\r\n{DEVICE}"),
    "check-in": ("devices_url", f"PUT /mdm HTTP/1.1\r\n{DEVICE}-checkin"),
    "form": ("devices_url", "POST /enroll HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded"),
    "nowhere": ("devices_url", "PUT /nowhere HTTP/1.1"),
    "order without token": ("admin_url", "POST /v1/enrollments/U/commands HTTP/1.1"),
    "order": ("admin_url", f"POST /v1/enrollments/U/commands HTTP/1.1\r\nAuthorization: Bearer {TOKEN}"),
}


@pytest.mark.parametrize("chunked", [False, True], ids=["length", "chunks"])
@pytest.mark.parametrize("place", PLACES)
def test_a_gigabyte_is_cut_off_and_costs_no_memory(served: ServerProcess, place: str, chunked: bool) -> None:
    """T75"""
    where, head = PLACES[place]
    before = Memory.of(served)

    answer, sent = flood(getattr(served, where), head, chunked=chunked)

    after = Memory.of(served)
    assert answer.startswith(b"HTTP/1.1 413 "), answer[:200]
    assert len(answer) < 500
    assert sent < CUT_EARLY
    assert after.now - before.now < MAY_GROW
    assert after.highest - before.highest < MAY_GROW
    assert 200 == httpx.get(f"{served.devices_url}/enroll", trust_env=False).status_code


@pytest.mark.parametrize(
    ("kind", "megabytes", "status"),
    [("application/x-apple-aspen-mdm-checkin", 2, 413), ("application/x-apple-aspen-mdm", 9, 400)],
)
def test_what_the_server_lets_through_the_application_judges(
    served: ServerProcess, kind: str, megabytes: int, status: int
) -> None:
    """T75: the fixed text of ours, and after it the next request on the same connection."""
    with httpx.Client(base_url=served.devices_url, trust_env=False) as client:
        answer = client.put("/mdm", content=b"x" * (megabytes * 1024 * 1024), headers={"Content-Type": kind})

        assert status == answer.status_code
        assert answer.text in ("Content Too Large\n", "Bad Request\n")
        assert 200 == client.get("/enroll").status_code


def test_many_at_once_leave_the_server_answering(served: ServerProcess) -> None:
    """T75: fifty bodies that would be 40 MB, none of which is ever finished."""
    before = Memory.of(served)
    head = f"PUT /mdm HTTP/1.1\r\nHost: x\r\n{DEVICE}-checkin\r\nContent-Length: 1000000\r\n\r\n"
    url = httpx.URL(served.devices_url)
    connections = [socket.create_connection((url.host, url.port or 80), timeout=60) for _ in range(50)]
    try:
        for connection in connections:
            connection.sendall(head.encode() + b"x" * 800_000)
        assert 200 == httpx.get(f"{served.devices_url}/enroll", trust_env=False).status_code
        assert Memory.of(served).highest - before.highest < MAY_GROW
    finally:
        for connection in connections:
            connection.close()
