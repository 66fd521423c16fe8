"""The command line as a whole."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

import pymdm
from pymdm.cli import app as cli
from pymdm.cli.problems import in_words
from pymdm.errors import LocalProtocolError, TransportError

COMMANDS = ["demo", "serve", "simulate", "inspect", "schema", "migrate", "devices", "queue", "keys", "ca"]


def test_the_version_is_shown() -> None:
    result = CliRunner().invoke(cli.app, ["--version"])

    assert (0, f"pymdm {pymdm.__version__}\n") == (result.exit_code, result.stdout)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    result = CliRunner().invoke(cli.app, [command, "--help"])

    assert 0 == result.exit_code
    assert command in result.stdout


def test_without_a_command_the_commands_are_listed() -> None:
    assert "simulate" in CliRunner().invoke(cli.app, []).output


@pytest.mark.parametrize("command", COMMANDS)
def test_in_80_columns_no_option_is_cut_off(command: str) -> None:
    shown = CliRunner().invoke(cli.app, [command, "--help"], env={"COLUMNS": "80"}, terminal_width=80).stdout
    options = [it for it in typer.main.get_command(cli.app).commands[command].params if it.name != "file"]

    wanted = [name for it in options for name in (*it.opts, *it.secondary_opts, it.envvar) if name]
    assert [] == [name for name in wanted if name not in shown]
    assert max(map(len, shown.splitlines())) <= 80


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


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (FileNotFoundError(2, "No such file or directory", "a.plist"), "a.plist: No such file or directory"),
        (OSError(24, "Too many open files"), "Too many open files"),
    ],
)
def test_what_the_system_says_comes_without_its_number(error: OSError, text: str) -> None:
    assert text == in_words(error)


def test_a_fault_of_ours_keeps_its_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise KeyError("x")

    monkeypatch.setattr(cli, "app", fail)
    with pytest.raises(KeyError):
        cli.run()
