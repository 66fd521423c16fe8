"""``pymdm serve``: how it starts, what it says, and what it refuses.  Its running is in tests/e2e."""

from __future__ import annotations

import importlib
import json
import signal
import socket
import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from pymdm.cli import _extras, _listening, log_lines, serve
from pymdm.errors import LocalProtocolError
from pymdm.testing.push_certificates import fake_push_certificate

APP = typer.Typer()
serve.register(APP)

GOOD = ["--url", "https://mdm.example.com", "--topic", "com.apple.mgmt.x", "--port", "0", "--admin-port", "0"]
SECRETS = {"PYMDM_ENROLLMENT_CODE": "c" * 24, "PYMDM_ADMIN_TOKEN": "t" * 24}


@pytest.fixture(autouse=True)
def _ends_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The server comes back as if SIGTERM had come the moment it ran."""
    monkeypatch.setattr(_listening, "serve_until", lambda *_: None)
    monkeypatch.setattr(log_lines, "to_stderr", lambda: None)
    monkeypatch.chdir(tmp_path)
    for name in (
        "ENROLLMENT_CODE",
        "ADMIN_TOKEN",
        "DATABASE",
        "SEAL_KEY",
        "SEAL_KEY_FILE",
        "PROXY_SECRET_FILE",
    ):
        monkeypatch.delenv(f"PYMDM_{name}", raising=False)


def run(*arguments: str, **environment: str) -> Any:
    return CliRunner().invoke(APP, [*GOOD, "--in-memory", *arguments], env=environment)


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
        assert _listening.url_of(bound).startswith("http://127.0.0.1:")

    class Six:
        def getsockname(self) -> tuple[str, int, int, int]:
            return ("::1", 8080, 0, 0)

    assert "http://[::1]:8080" == _listening.url_of(Six())  # type: ignore[arg-type]


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
    assert str(result.exception).endswith("in use; end what listens there or take another port")


def test_a_host_that_is_not_ours_is_named() -> None:
    assert "cannot listen on host.invalid port 0: " in str(run("--host", "host.invalid").exception)


@pytest.mark.parametrize(("library", "extra"), [("waitress", "server"), ("sqlalchemy", "sqlite")])
def test_without_an_extra_it_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, library: str, extra: str
) -> None:
    imported = importlib.import_module

    def without(name: str, *arguments: Any) -> Any:
        if name == library:
            raise ModuleNotFoundError(f"No module named {library!r}", name=library)
        return imported(name, *arguments)

    monkeypatch.setattr(_extras.importlib, "import_module", without)

    result = CliRunner().invoke(APP, GOOD)

    assert (1, f'pymdm: this needs an extra: pip install "pymdm[{extra}]"\n') == (
        result.exit_code,
        result.stderr,
    )


def test_signals_are_given_back_and_a_second_one_is_for_people_in_a_hurry(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    numbers = (signal.SIGTERM, signal.SIGINT)
    before = [signal.getsignal(number) for number in numbers]
    handlers: list[Any] = []

    def tell(device: Any, sockets: Any, told: threading.Event) -> None:
        handlers.extend(signal.getsignal(number) for number in numbers)
        handlers[0]()
        assert told.is_set()
        with pytest.raises(SystemExit):
            handlers[1]()

    monkeypatch.setattr(_listening, "serve_until", tell)

    assert 0 == run().exit_code
    assert before == [signal.getsignal(number) for number in numbers]
    assert handlers[0] is handlers[1]


def certificate(folder: Path, topic: str = "com.apple.mgmt.x") -> str:
    file = folder / "push.pem"
    file.write_bytes(fake_push_certificate(topic, now=datetime.now(UTC)).to_pem())
    return str(file)


def test_without_a_push_certificate_it_says_that_nobody_is_woken() -> None:
    assert "--push-certificate" in run().stderr
    assert "not woken" not in run("--stub-apns", "http://127.0.0.1:9").stderr


def test_the_topic_is_that_of_the_push_certificate(tmp_path: Path) -> None:
    words = ["--url", "https://mdm.example.com", "--port", "0", "--admin-port", "0", "--in-memory"]
    told = CliRunner().invoke(APP, [*words, "--push-certificate", certificate(tmp_path)])
    assert 0 == told.exit_code, told.output
    assert "not woken" not in told.stderr
    assert "--topic or --push-certificate" in str(CliRunner().invoke(APP, words).exception)


def test_another_topic_than_that_of_the_certificate_is_a_mistake(tmp_path: Path) -> None:
    failed = run("--push-certificate", certificate(tmp_path, "com.apple.mgmt.y"))
    assert "--topic" in str(failed.exception)
