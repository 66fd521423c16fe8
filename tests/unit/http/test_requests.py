"""What leaves the machine, to whom, and what it is known of a request that failed: T65, T68."""

from __future__ import annotations

import ast
import asyncio
import os
import socket
import threading
from pathlib import Path
from typing import Any

import httpx
import pytest

from pymdm._flow import HttpRequest
from pymdm.errors import LocalProtocolError, TransportError
from pymdm.http import async_httpx_sender, httpx_sender
from tests.house.source import PACKAGE
from tests.unit.http.peer import CANARY, Blocking, Looping, answer, get, peer, tls_server


def unknown(*args: object, **more: object) -> Any:
    raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def closed_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def persistent(*more: str, status: str = "200 OK") -> Any:
    return lambda connection, request: connection.sendall(answer(b"{}", *more, status=status))


def test_a_request_is_what_the_flow_made_of_it(sending: Any) -> None:
    headers = {"User-Agent": "pymdm", "X-A": "1", "accept-encoding": "gzip"}
    with peer(answer()) as there:
        url = f"{there.url}?b=%2F"
        sending().send(HttpRequest(method="POST", url=url, headers=headers, body=b"{}"))

    assert [
        b"POST /a?b=%2F HTTP/1.1\r\n"
        + f"Host: 127.0.0.1:{there.port}\r\n".encode()
        + b"User-Agent: pymdm\r\nX-A: 1\r\nAccept-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}"
    ] == there.requests


def test_a_redirect_is_an_answer_and_takes_no_token_elsewhere(sending: Any) -> None:
    """T65: to another host, or to this one."""
    with peer(answer()) as other:
        redirect = answer(b"", f"Location: {other.url}?{CANARY}", status="307 Temporary Redirect")
        with peer(redirect) as there:
            assert 307 == sending().send(get(there.url)).status

    assert (1, 0) == (len(there.requests), len(other.requests))


def test_cookies_are_not_kept(sending: Any) -> None:
    """T65: a sender is shared by accounts, and what one peer sets is not told to anybody."""
    made = sending()
    with peer(persistent(f"Set-Cookie: session={CANARY}; Path=/")) as there:
        made.send(get(there.url), get(there.url))

    assert (1, 2) == (there.connections, len(there.requests))
    assert all(b"ookie" not in request for request in there.requests)


def test_no_netrc_adds_credentials(sending: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """T65: a file of the user's is not for the services that pymdm talks to."""
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login me password other-secret\n", encoding="ascii")
    monkeypatch.setenv("NETRC", str(netrc))
    with peer(answer()) as there:
        sending().send(HttpRequest(method="GET", url=there.url))

    assert b"uthorization" not in there.requests[0]


@pytest.mark.parametrize(
    "url",
    ["http://mdm.example/", "http://10.0.0.1/", "ftp://127.0.0.1/", "https://u:p@h/", "/a", "https://["],
)
def test_tokens_leave_the_machine_over_https_only(sending: Any, url: str) -> None:
    """T68: and no credentials are taken from a URL."""
    with pytest.raises(LocalProtocolError, match="expected a"):
        sending().send(get(url))


def test_a_header_that_would_split_the_request_is_refused_unseen(sending: Any) -> None:
    """T65: nor does the error say what was in it."""
    with pytest.raises(LocalProtocolError, match="header Authorization") as caught:
        sending().send(
            HttpRequest(method="GET", url="https://h/", headers={"Authorization": f"{CANARY}\r\nX: 1"})
        )

    assert CANARY not in repr(caught.value)


def test_a_refused_connection_has_sent_nothing(sending: Any) -> None:
    with pytest.raises(TransportError, match=r"127\.0\.0\.1: expected a connection") as caught:
        sending().send(get(f"http://127.0.0.1:{closed_port()}/"))

    assert not caught.value.request_sent
    assert isinstance(caught.value.__cause__, Exception)


def test_a_name_that_nobody_knows_has_been_sent_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(TransportError, match="expected a connection") as caught:
        Blocking().send(get("https://nobody.example/"))

    assert not caught.value.request_sent


def test_an_address_that_is_down_is_not_the_last_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """IPv6 is often announced and does not work."""
    down = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.2", 0))
    up = (socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))
    real = socket.getaddrinfo
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda host, *a, **m: [down, up] if host == "localhost" else real(host, *a, **m),
    )
    with peer(answer()) as there:
        assert 200 == Blocking().send(get(f"http://localhost:{there.port}/")).status


def test_a_certificate_that_nobody_vouches_for_gets_no_request(sending: Any, tmp_path: Path) -> None:
    """T68: and the error says what is wrong with it."""
    context, _ = tls_server(tmp_path)
    with (
        peer(answer(), tls=context) as there,
        pytest.raises(TransportError, match="verifies: self") as caught,
    ):
        sending().send(get(there.url))

    assert not caught.value.request_sent
    assert not caught.value.retryable
    assert [] == there.requests


def test_an_authority_is_trusted_by_its_sender_and_for_its_names(sending: Any, tmp_path: Path) -> None:
    """T68: not for another name, and not by the next sender."""
    context, ca = tls_server(tmp_path)
    with peer(answer(), tls=context) as there:
        assert 200 == sending(ca=ca).send(get(there.url)).status
        for made, url in ((sending(ca=ca), f"https://localhost:{there.port}/"), (sending(), there.url)):
            with pytest.raises(TransportError, match="expected a certificate that verifies"):
                made.send(get(url))

    assert 1 == len(there.requests)


@pytest.mark.parametrize("ca", [b"", b"no certificate", "Zürich".encode()])
def test_authorities_have_to_be_certificates(sending: Any, ca: bytes) -> None:
    with pytest.raises(ValueError, match="ca: expected certificates as PEM"):
        sending(ca=ca)


LAX = {"CERT_NONE", "CERT_OPTIONAL", "check_hostname"}

#: What is neither in a text nor part of a word in it cannot be in its tree.
WORDS = (*LAX, "verif", "ssl", "httpx")


def _lax(tree: ast.AST) -> list[str]:
    """Whatever turns the verification of TLS off."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg in {"verify", "check_hostname"}:
            values = [each.value for each in ast.walk(node.value) if isinstance(each, ast.Constant)]
            found += [node.arg] * (False in values or None in values)
        elif isinstance(node, ast.Attribute) and node.attr in LAX:
            found.append(node.attr)
        elif "unverified_context" in getattr(node, "attr", getattr(node, "id", "")):
            found.append("unverified")
    return found


def test_nothing_turns_the_verification_of_tls_off() -> None:
    """T68: there is no option for it anywhere, and nothing that could become one."""
    texts = {path: path.read_text("utf-8") for path in sorted(PACKAGE.rglob("*.py"))}
    worth = {path: text for path, text in texts.items() if any(word in text for word in WORDS)}

    assert [] == [(path.name, what) for path, text in worth.items() for what in _lax(ast.parse(text))]
    assert "_network.py" in {path.name for path in worth}


@pytest.mark.parametrize(
    "code",
    [
        "f(verify=False)",
        "f(verify=context or None)",
        "c.verify_mode = ssl.CERT_NONE",
        "c.check_hostname = x",
        "ssl._create_unverified_context()",
    ],
)
def test_the_rule_itself_sees(code: str) -> None:
    assert 1 == len(_lax(ast.parse(code)))


def test_the_proxy_of_the_environment_gets_no_token(
    sending: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T65: it hears where to, and carries what it cannot read."""
    context, ca = tls_server(tmp_path, "mdm.example")

    def tunnel(connection: socket.socket, request: bytes) -> None:
        connection.sendall(b"HTTP/1.1 200 Connected\r\n\r\n")
        with context.wrap_socket(connection, server_side=True) as inside:
            heard.append(inside.recv(65536))
            inside.sendall(answer(b"{}"))

    heard: list[bytes] = []
    with peer(tunnel) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:word@127.0.0.1:{proxy.port}")
        assert b"{}" == sending(ca=ca).send(get("https://mdm.example/a")).body

    assert proxy.requests[0].startswith(b"CONNECT mdm.example:443 HTTP/1.1\r\n")
    assert CANARY.encode() not in proxy.requests[0]
    assert b"Proxy-Authorization: Basic bWU6d29yZA==" in proxy.requests[0]
    assert heard[0].startswith(b"GET /a HTTP/1.1\r\n")
    assert b"word" not in heard[0]


def test_a_proxy_that_refuses_has_seen_no_request(sending: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with peer(answer(status="407 No")) as proxy:
        monkeypatch.setenv("ALL_PROXY", f"127.0.0.1:{proxy.port}")
        with pytest.raises(TransportError, match="expected the proxy") as caught:
            sending().send(get("https://mdm.example/a"))

    assert not caught.value.request_sent


def test_a_proxy_that_hangs_up_has_seen_no_request(sending: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its CONNECT is a request of its own, and not the one that may have been carried out."""
    with peer(b"") as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        with pytest.raises(TransportError) as caught:
            sending().send(get("https://mdm.example/a"))

    assert not caught.value.request_sent


def test_this_machine_and_what_no_proxy_names_are_reached_directly(
    sending: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T65: plain HTTP to this machine never leaves it by way of a proxy."""
    with peer(answer()) as there, peer(answer()) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{proxy.port}")
        monkeypatch.setenv("NO_PROXY", "nobody.invalid")
        assert 200 == sending().send(get(there.url)).status
        monkeypatch.setattr(socket, "getaddrinfo", unknown)
        with pytest.raises(TransportError):
            sending().send(get("https://nobody.invalid/"))

    assert 0 == proxy.connections


@pytest.mark.parametrize("url", ["socks5://127.0.0.1:1080", "http://me:s3cret@127.0.0.1:port"])
def test_a_proxy_that_cannot_be_used_is_told_at_once(
    sending: Any, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", url)
    with pytest.raises(ValueError, match="HTTPS_PROXY") as caught:
        sending()

    assert "s3cret" not in f"{caught.value}"


def test_a_client_of_ones_own_stays_open_and_gives_nothing_of_its_own() -> None:
    heard: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(200, content=b"{}", headers={"Set-Cookie": "a=b"})

    with httpx.Client(
        transport=httpx.MockTransport(handle), auth=("me", "word"), cookies={"a": "b"}
    ) as client:
        for _ in range(2):
            assert b"{}" == Blocking(client).send(get("https://apple.example/")).body
        assert not client.is_closed

    assert ["host", "authorization", "accept-encoding"] == list(heard[1].headers)
    assert f"Bearer {CANARY}" == heard[1].headers["authorization"]


async def _twice(client: httpx.AsyncClient) -> list[bytes]:
    found = []
    for _ in range(2):
        async with async_httpx_sender(client) as send:
            found.append((await send(get("https://apple.example/"))).body)
    return found


def test_an_asynchronous_client_of_ones_own_stays_open_too() -> None:
    transport = httpx.MockTransport(lambda request: httpx.Response(200, content=b"{}"))
    client = httpx.AsyncClient(transport=transport)

    assert [b"{}"] * 2 == asyncio.run(_twice(client))
    assert not client.is_closed


@pytest.mark.parametrize(("error", "sent"), [(httpx.ConnectError, False), (httpx.ReadError, True)])
def test_with_a_client_of_ones_own_the_error_tells_what_was_sent(error: type[Exception], sent: bool) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise error("it broke")

    with (
        httpx.Client(transport=httpx.MockTransport(handle)) as client,
        pytest.raises(TransportError) as caught,
    ):
        Blocking(client).send(get("https://apple.example/"))

    assert sent == caught.value.request_sent


def test_authorities_are_not_for_a_client_of_ones_own() -> None:
    for make in (
        lambda: httpx_sender(httpx.Client(), ca=b""),
        lambda: async_httpx_sender(httpx.AsyncClient(), ca=b""),
    ):
        with pytest.raises(ValueError, match="ca: expected"):
            make()


def test_a_sender_for_asyncio_belongs_to_one_loop() -> None:
    sender = Looping()
    with peer(answer(b"", "Connection: close")) as there:
        assert 200 == asyncio.run(sender.sender(get(there.url))).status
        with pytest.raises(LocalProtocolError, match="event loop that this sender was used on first"):
            asyncio.run(sender.sender(get(there.url)))


def test_a_closed_sender_sends_nothing(sending: Any) -> None:
    made = sending()
    with peer(persistent()) as there:
        made.send(get(there.url))
        with pytest.raises(LocalProtocolError, match="open"):
            made.send(get(there.url))

    assert 1 == len(there.requests)


def test_a_forked_process_opens_connections_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two processes on one connection would read each other's answers."""
    with peer(persistent()) as there, httpx_sender() as send:
        send(get(there.url))
        send(get(there.url))
        assert 1 == there.connections
        parent = os.getpid()
        monkeypatch.setattr(os, "getpid", lambda: parent + 1)
        send(get(there.url))
        assert 2 == there.connections
        assert send._inherited is not None
        send._inherited.close()


def test_one_sender_serves_many_threads() -> None:
    def work() -> None:
        for _ in range(5):
            statuses.append(send(get(there.url)).status)

    statuses: list[int] = []
    with peer(persistent()) as there, httpx_sender() as send:
        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert [200] * 40 == statuses
