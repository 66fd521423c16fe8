"""The self-test of header names, against servers that misbehave in one way each."""

from __future__ import annotations

import logging
import socket
import threading
from pathlib import Path
from typing import Any

import pytest

from pymdm.adapters import HeaderProbe
from pymdm.adapters import headers_probe as module
from pymdm.adapters._probe_request import CANARY_ADDRESS, MARK, Trial
from tests.unit.adapters.misleading import (
    Lines,
    Server,
    device,
    first_wins,
    joined,
    last_spelling_wins,
    last_wins,
    merging,
    serving,
    verdict,
    without_it,
)

OTHER_HOST = "203.0.113.9"


# ── what a server may do ─────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("header", ["client-cert", "x-ssl-client-cert"])
def test_a_server_that_shows_names_as_they_came_passes(header: str) -> None:
    found = verdict(Server(), header=header)

    assert found.passed
    assert found.final
    assert header in found.text


def test_a_server_on_a_unix_socket_passes(tmp_path: Path) -> None:
    assert verdict(Server(), unix=tmp_path / "socket").passed


def test_a_server_that_refuses_names_with_underscores_passes() -> None:
    """The program never sees such a request, which is as good."""
    assert verdict(Server(refuses=lambda lines: any("_" in name for name, _ in lines))).passed


def test_a_server_that_refuses_a_repeated_header_passes() -> None:
    def twice(lines: Lines) -> bool:
        return len({name.lower() for name, _ in lines}) < len(lines)

    assert verdict(Server(refuses=twice)).passed


@pytest.mark.parametrize("headers", [merging, last_spelling_wins])
@pytest.mark.parametrize("header", ["client-cert", "x-ssl-client-cert"])
def test_a_server_that_mixes_underscore_and_hyphen_fails(headers: Any, header: str) -> None:
    """T7"""
    found = verdict(Server(headers), header=header)

    assert (False, True) == (found.passed, found.final)
    assert "Tiny takes a name with underscores for" in found.text
    assert "X-Pymdm-Client" in found.text


def test_a_server_that_mixes_only_the_second_of_two_fails() -> None:
    """T7: the lone twin is dropped, and beside the right one it counts."""

    def both(lines: Lines) -> dict[str, str]:
        names = {name.lower() for name, _ in lines}
        return merging(lines) if {"client-cert", "client_cert"} <= names else joined(lines)

    assert not verdict(Server(both)).passed


def test_a_server_where_the_right_spelling_wins_if_it_is_there_fails() -> None:
    """T7: behind a proxy that says nothing of a device without a certificate, the twin is alone."""

    def right_first(lines: Lines) -> dict[str, str]:
        return merging(lines) | joined(lines)

    assert "takes a name with underscores" in verdict(Server(right_first)).text


def test_a_server_that_mixes_some_of_the_hyphens_fails() -> None:
    """T7"""

    def first_only(lines: Lines) -> dict[str, str]:
        return joined(lines, fold=lambda name: name.lower().replace("x_ssl-", "x-ssl-"))

    assert not verdict(Server(first_only), header="x-ssl-client-cert").passed


@pytest.mark.parametrize("headers", [first_wins, last_wins])
def test_a_server_that_hides_a_repeated_header_fails(headers: Any) -> None:
    """T8"""
    assert "hides that client-cert came twice" in verdict(Server(headers)).text


def test_a_proxy_between_that_takes_the_header_away_fails() -> None:
    """It would hide what the server does to those who reach it without the proxy."""
    assert "does not hand client-cert over" in verdict(Server(without_it)).text


@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP", "Forwarded"])
def test_a_server_that_believes_a_header_about_the_peer_fails(name: str) -> None:
    """T6"""

    def address(lines: Lines, peer: str) -> str:
        return dict(lines)[name].removeprefix("for=")

    found = verdict(Server(address=address))

    assert not found.passed
    assert "takes the address of the peer from a header" in found.text


def test_the_address_that_tempts_belongs_to_nobody() -> None:
    assert "192.0.2.1" == CANARY_ADDRESS


@pytest.mark.parametrize(
    ("server", "advice"),
    [
        ("gunicorn", "header_map"),
        ("uvicorn", "--no-proxy-headers"),
        ("WSGIServer/0.2 CPython/3.11.2", "for development"),
    ],
)
def test_the_text_says_what_to_do(server: str, advice: str) -> None:
    answer = f"HTTP/1.0 400 Bad Request\r\nDate: x\r\nserver: {server}\r\n\r\nBad\n".encode()

    found = verdict(Server(merging, answer=answer))

    assert advice in found.text
    assert server.partition("/")[0] in found.text


def test_a_server_without_a_name_is_this_server() -> None:
    found = verdict(Server(merging, answer=b"HTTP/1.1 400 Bad Request\r\n\r\n"))

    assert "this server takes" in found.text


# ── open until known, closed until good ──────────────────────────────────────────────────────────


def test_a_header_is_admitted_only_after_the_test_has_passed() -> None:
    """T7"""
    with serving(Server()) as probe:
        assert not probe.admits(device())
        assert probe.wait(30)
        assert probe.admits(device())
    with serving(Server(merging)) as probe:
        assert probe.wait(30)
        assert not probe.admits(device())


def test_the_first_request_begins_the_test() -> None:
    with serving(Server()) as probe:
        assert probe.verdict is None
        probe.admits(device())
        assert probe._run.over.wait(30)
        assert probe.verdict is not None
        assert probe.verdict.passed


def test_a_stranger_cannot_pass_for_the_test() -> None:
    """T7: its number is 128 random bits, and each counts once."""
    server = Server(seen_by=lambda number: number > 1)
    with serving(server) as probe:
        assert not probe.admits(device(**{MARK: "0" * 32, "client-cert": "expected"}))
        assert probe.wait(30)
        used = {value for lines in server.requests for name, value in lines if name == MARK}
        assert len(used) == len(server.requests)
        assert all(len(value) == 32 for value in used)
        for value in used:
            assert probe.admits(device(**{MARK: value, "client-cert": "smuggled"}))
        assert probe.verdict is not None
        assert probe.verdict.passed


def test_several_starts_are_one_test() -> None:
    server = Server()
    with serving(server) as probe:
        for _ in range(10):
            probe.start()
        assert probe.wait(30)
        probe.start()
        assert probe.wait(30)

    assert len(Trial) == len(server.requests)


def test_another_process_at_the_same_socket_is_asked_until_it_is_our_turn() -> None:
    """Servers with several processes hand each connection to one of them."""
    server = Server(seen_by=lambda number: number % 4 == 0)

    assert verdict(server).passed
    assert 4 * len(Trial) == len(server.requests)


def test_another_process_that_mixes_names_does_not_pass_for_a_refusing_server() -> None:
    server = Server(merging, seen_by=lambda number: number % 4 == 0)

    assert not verdict(server).passed


def test_requests_that_never_arrive_leave_the_header_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_TRIES", 5)
    server = Server(seen_by=lambda number: False)

    found = verdict(server)

    assert (False, False) == (found.passed, found.final)
    assert "did not reach this program (the answer was 400" in found.text
    assert 5 == len(server.requests)


def test_an_answer_that_is_no_http_is_no_result() -> None:
    found = verdict(Server(answer=b"220 mail.example.com ESMTP\r\n"))

    assert not found.final
    assert "not HTTP" in found.text


def closed_port() -> int:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        return int(bound.getsockname()[1])


def test_where_nobody_listens_the_test_has_no_result_and_is_repeated_later() -> None:
    now = [0.0]
    probe = HeaderProbe(
        f"http://127.0.0.1:{closed_port()}/mdm",
        header="client-cert",
        start_seconds=0,
        clock=lambda: now[0],
    )
    first = probe.wait(30)
    assert first is not None
    assert (False, False) == (first.passed, first.final)
    assert "nothing answers there" in first.text

    now[0] = module.RETRY_SECONDS - 1
    assert not probe.admits(device())
    assert first is probe.verdict
    now[0] = module.RETRY_SECONDS + 1
    assert not probe.admits(device())
    assert probe._run.over.wait(30)
    assert first is not probe.verdict


def test_the_test_waits_for_the_server_to_listen(tmp_path: Path) -> None:
    path = tmp_path / "socket"
    probe = HeaderProbe("http://mdm.example.com/mdm", header="client-cert", unix_socket=str(path))
    probe.start()
    server = Server()
    server.probe = probe
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen()
        thread = threading.Thread(target=server.serve, args=(listener,))
        thread.start()
        found = probe.wait(30)
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()

    assert found is not None
    assert found.passed


def test_a_fork_begins_a_test_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that loads the program first and forks then takes no thread along."""
    with serving(Server()) as probe:
        assert probe.wait(30)
        monkeypatch.setattr(module.os, "getpid", lambda: -1)
        assert not probe.admits(device())
        assert probe.wait(30)
        assert probe.admits(device())


def test_the_address_of_another_machine_is_not_tested(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy there would hide what this server does."""

    class Elsewhere(socket.socket):
        def getpeername(self) -> Any:
            return (OTHER_HOST, 80)

    def connect(*_: object, **__: object) -> socket.socket:
        return Elsewhere()

    monkeypatch.setattr("pymdm.adapters._probe_request.socket.create_connection", connect)
    probe = HeaderProbe("http://mdm.example.com/mdm", header="client-cert")

    found = probe.wait(30)

    assert found is not None
    assert not found.passed
    assert "another machine" in found.text


def test_the_result_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="pymdm.adapters"):
        good, bad = verdict(Server()), verdict(Server(merging))

    assert [("INFO", good.text), ("ERROR", bad.text)] == [(r.levelname, r.message) for r in caplog.records]


def test_the_host_that_the_program_answers_to_can_be_named() -> None:
    server = Server()
    with serving(server) as probe:
        port = probe._target.port
        probe = HeaderProbe(f"http://127.0.0.1:{port}/mdm", header="client-cert", host="mdm.example.com")
        server.probe = probe
        assert probe.wait(30)

    assert {"mdm.example.com"} == {dict(lines)["Host"] for lines in server.requests}


# ── what cannot be tested ────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "header", ["", "clientcert", "client_cert", "x-client_cert", "client cert", "cliënt-cert", "-"]
)
def test_a_header_whose_name_decides_nothing_is_refused(header: str) -> None:
    with pytest.raises(ValueError, match="such as client-cert"):
        HeaderProbe("http://127.0.0.1:8000/mdm", header=header)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/mdm",
        "127.0.0.1:8000",
        "http:///mdm",
        "http://127.0.0.1/mdm?x=1",
        "/mdm",
        "http://127.0.0.1/m\r\ndm",
        "http://127.0.0.1/mdm x",
        "http://127.0.0.1/é",
    ],
)
def test_an_address_without_plain_http_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"such as http://127\.0\.0\.1:8000/mdm"):
        HeaderProbe(url, header="client-cert")


def test_a_host_that_no_header_can_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="url must be the address"):
        HeaderProbe("http://127.0.0.1:8000/mdm", header="client-cert", host="a\r\nX: b")
