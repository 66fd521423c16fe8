"""Both clients against one peer: the same requests, the same answers, on real sockets."""

from __future__ import annotations

import asyncio
import inspect
import json
import re
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.axm import AsyncAXMClient, AXMClient
from tests.unit.axm.talking import CREDENTIALS, NOW, document, page, resource, token
from tests.unit.http.peer import Peer, answer, peer

ANSWERS = {
    "POST /token": token("t-1"),
    "GET /v1/orgDevices?limit=1000": page("orgDevices", "ab", "/v1/orgDevices?cursor=c"),
    "GET /v1/orgDevices?cursor=c": page("orgDevices", "c"),
    "GET /v1/orgDevices/a": document(data=resource("orgDevices", "a")),
    "GET /v1/orgDevices/a/assignedServer": document(data=resource("mdmServers", "S")),
    "GET /v1/mdmServers?limit=1000": page("mdmServers", "S"),
    "GET /v1/mdmServers/S/relationships/devices?limit=1000": page("orgDevices", "ab"),
    "POST /v1/orgDeviceActivities": document(data=resource("orgDeviceActivities", "A", status="IN_PROGRESS")),
    "GET /v1/orgDeviceActivities/A": document(data=resource("orgDeviceActivities", "A", status="FAILED")),
}

Call = Callable[[Any], Any]
CALLS: dict[str, Call] = {
    "login": lambda axm: axm.login(),
    "devices": lambda axm: axm.devices(),
    "device": lambda axm: axm.device("a"),
    "assigned_server": lambda axm: axm.assigned_server("a"),
    "servers": lambda axm: axm.servers(),
    "server_devices": lambda axm: axm.server_devices("S"),
    "assign": lambda axm: axm.assign("S", ["a"]),
    "unassign": lambda axm: axm.unassign("S", ["a"]),
    "activity": lambda axm: axm.activity("A"),
    "watch": lambda axm: axm.watch("A", timeout=60),
    "wait": lambda axm: axm.wait("A", timeout=60),
}


def serve(connection: socket.socket, request: bytes) -> None:
    asked = " ".join(request.split(b"\r\n")[0].decode().split()[:2])
    connection.sendall(answer(ANSWERS[asked].body))


@pytest.fixture
def apple(monkeypatch: pytest.MonkeyPatch) -> Iterator[Peer]:
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with peer(serve) as there:
        yield there


def options(there: Peer) -> dict[str, Any]:
    base = f"http://127.0.0.1:{there.port}"
    return {
        "base_url": base,
        "token_url": f"{base}/token",
        "now": lambda: NOW,
        "nonce": lambda: "jti",
        "dice": lambda: 0.5,
    }


def blocking(there: Peer, call: Call) -> Any:
    with AXMClient(CREDENTIALS, **options(there)) as axm:
        found = call(axm)
        return list(found) if inspect.isgenerator(found) else found


def looping(there: Peer, call: Call) -> Any:
    async def talk() -> Any:
        async with AsyncAXMClient(CREDENTIALS, **options(there)) as axm:
            found = call(axm)
            if inspect.isasyncgen(found):
                return [each async for each in found]
            return await found

    return asyncio.run(talk())


def without_signature(request: bytes) -> bytes:
    """ECDSA is signed with chance."""
    return re.sub(rb"(client_assertion=[^.&]+\.[^.&]+)\.[^&]+", rb"\1", request)


@pytest.mark.parametrize("name", CALLS)
def test_both_clients_ask_for_the_same_and_understand_the_same(apple: Peer, name: str) -> None:
    first = blocking(apple, CALLS[name])
    asked, apple.requests[:] = [without_signature(each) for each in apple.requests], []

    assert first == looping(apple, CALLS[name])
    assert asked == [without_signature(each) for each in apple.requests]
    assert asked


def test_all_calls_are_compared() -> None:
    names = {
        name for name, member in vars(AXMClient).items() if callable(member) and not name.startswith("_")
    }

    assert names - {"close"} == set(CALLS)


def test_a_sender_of_ones_own_is_used_and_not_closed() -> None:
    class Sender:
        closed = False

        def __call__(self, request: HttpRequest) -> HttpResponse:
            asked.append(request.url)
            return ANSWERS["POST /token"] if request.method == "POST" else ANSWERS["GET /v1/orgDevices/a"]

        def close(self) -> None:
            self.closed = True

    asked: list[str] = []
    sender = Sender()
    with AXMClient(CREDENTIALS, http=sender) as axm:
        assert "a" == axm.device("a").id
        assert "api-business" in axm.session.base_url

    assert not sender.closed
    assert [
        "https://account.apple.com/auth/oauth2/token",
        "https://api-business.apple.com/v1/orgDevices/a",
    ] == asked


def test_authorities_are_for_the_clients_own_sender() -> None:
    for kind in (AXMClient, AsyncAXMClient):
        with pytest.raises(ValueError, match="ca: expected"):
            kind(CREDENTIALS, http=lambda request: None, ca=b"")  # type: ignore[arg-type, return-value]


def test_a_page_of_a_thousand_devices_is_read_as_one(apple: Peer) -> None:
    devices = [resource("orgDevices", f"C{number}", serialNumber=f"C{number}") for number in range(1000)]
    body = json.dumps({"data": devices, "links": {}}).encode()

    def large(connection: socket.socket, request: bytes) -> None:
        login = request.startswith(b"POST")
        connection.sendall(answer(ANSWERS["POST /token"].body if login else body))

    apple.script = large
    assert 1000 == len({device.serial_number for device in blocking(apple, CALLS["devices"])})
