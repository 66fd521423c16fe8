"""The command line as a whole."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

import pymdm
from pymdm.cli import app as cli
from pymdm.errors import LocalProtocolError, TransportError


def test_the_version_is_shown() -> None:
    result = CliRunner().invoke(cli.app, ["--version"])

    assert (0, f"pymdm {pymdm.__version__}\n") == (result.exit_code, result.stdout)


@pytest.mark.parametrize("command", ["demo", "serve", "simulate", "inspect"])
def test_every_command_has_help(command: str) -> None:
    result = CliRunner().invoke(cli.app, [command, "--help"])

    assert 0 == result.exit_code
    assert command in result.stdout


def test_without_a_command_the_commands_are_listed() -> None:
    assert "simulate" in CliRunner().invoke(cli.app, []).output


@pytest.mark.parametrize(
    "error",
    [
        LocalProtocolError("topic: expected more"),
        TransportError("no answer"),
        OSError("gone"),
        ValueError("url must"),
    ],
)
def test_what_a_user_can_mend_is_one_line(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail() -> None:
        raise error

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(SystemExit) as ended:
        cli.run()

    assert 1 == ended.value.code
    assert f"pymdm: {error}\n" == capsys.readouterr().err


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise KeyError("x")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(KeyError):
        cli.run()
