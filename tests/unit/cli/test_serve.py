"""``pymdm serve``: how it starts, what it says, and what it refuses.  Its running is in tests/e2e."""

from __future__ import annotations

import builtins
import json
import signal
import socket
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from pymdm.cli import log_lines, serve
from pymdm.errors import LocalProtocolError

APP = typer.Typer()
serve.register(APP)

GOOD = ["--url", "https://mdm.example.com", "--topic", "com.apple.mgmt.x", "--port", "0", "--admin-port", "0"]


@pytest.fixture(autouse=True)
def _ends_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The listener of devices comes back as if SIGTERM had come the moment it ran."""
    listener = serve._listener

    def one_round(*arguments: Any, **options: Any) -> Any:
        made = listener(*arguments, **options)
        if options["threads"] == serve.DEVICE_THREADS:
            monkeypatch.setattr(made, "run", lambda: made.task_dispatcher.shutdown())
        return made

    monkeypatch.setattr(serve, "_listener", one_round)
    monkeypatch.setattr(log_lines, "to_stderr", lambda: None)
    for name in ("PYMDM_ENROLLMENT_CODE", "PYMDM_ADMIN_TOKEN"):
        monkeypatch.delenv(name, raising=False)


def run(*arguments: str, **environment: str) -> Any:
    return CliRunner().invoke(APP, [*GOOD, *arguments], env=environment)


def test_it_says_where_everything_is_and_what_it_made() -> None:
    result = run("--json")

    ready = json.loads(result.stdout)
    assert 0 == result.exit_code
    assert {"devices", "admin", "enrollment_page", "enrollment_code", "admin_token"} == ready.keys()
    assert f"{ready['devices']}/enroll" == ready["enrollment_page"]
    assert ready["devices"] != ready["admin"]
    assert 40 < len(ready["enrollment_code"])


def test_what_it_was_given_it_does_not_repeat() -> None:
    """T65"""
    result = run("--json", PYMDM_ENROLLMENT_CODE="c" * 24, PYMDM_ADMIN_TOKEN="t" * 24)

    assert {"devices", "admin", "enrollment_page"} == json.loads(result.stdout).keys()


def test_people_get_lines() -> None:
    result = run("--separate-checkin", "--organization", "Example School with a long name " * 3)

    assert 0 == result.exit_code
    assert "enrollment page  http://127.0.0.1:" in result.stdout
    assert "forgotten when this ends" in result.stderr


def test_a_host_name_with_several_addresses_is_one_address() -> None:
    assert "http://" in json.loads(run("--host", "localhost", "--json").stdout)["devices"]


def test_an_ipv6_address_is_written_in_brackets() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        assert serve._url(bound).startswith("http://127.0.0.1:")

    class Six:
        def getsockname(self) -> tuple[str, int, int, int]:
            return ("::1", 8080, 0, 0)

    assert "http://[::1]:8080" == serve._url(Six())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--url", "http://mdm.example.com"], "https"),
        (["--topic", "com.example"], "com.apple.mgmt."),
        (["--enrollment-code", "short"], "enrollment_code must have at least 24"),
        (["--admin-token", "short"], "admin_token must have at least 24"),
        (["--stub-apns", "http://api.push.apple.com"], "must be on this machine"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name(arguments: list[str], text: str) -> None:
    result = run(*arguments)

    assert text in str(result.exception)
    assert isinstance(result.exception, ValueError)


def test_a_url_that_devices_refuse_fails_before_anything_listens() -> None:
    result = run("--url", "https://a:b@mdm.example.com")

    assert isinstance(result.exception, LocalProtocolError)
    assert "" == result.stdout


@pytest.mark.parametrize("which", ["--port", "--admin-port"])
def test_a_port_in_use_is_named(which: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = run(which, port)

    assert f"cannot listen on 127.0.0.1 port {port}: " in str(result.exception)


def test_a_host_that_is_not_ours_is_named() -> None:
    assert "cannot listen on host.invalid port 0: " in str(run("--host", "host.invalid").exception)


def test_without_its_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    imported = builtins.__import__

    def without(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "waitress":
            raise ModuleNotFoundError("No module named 'waitress'", name="waitress")
        return imported(name, *arguments, **options)

    monkeypatch.setattr(builtins, "__import__", without)

    result = run()

    assert (1, 'pymdm: serve needs its extra: pip install "pymdm[server]"\n') == (
        result.exit_code,
        result.stderr,
    )


def test_sigterm_ends_it_well_and_is_given_back() -> None:
    before = signal.getsignal(signal.SIGTERM)

    assert 0 == run().exit_code
    assert before == signal.getsignal(signal.SIGTERM)
    with pytest.raises(SystemExit) as ended:
        serve._end(signal.SIGTERM, None)
    assert 0 == ended.value.code
