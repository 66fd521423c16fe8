"""Log lines that nobody outside can forge."""

from __future__ import annotations

import logging
import sys

import pytest

from pymdm.cli.log_lines import OneLine, to_stderr


def line(message: str, *arguments: object, error: Exception | None = None) -> str:
    info = None
    if error is not None:
        try:
            raise error
        except Exception:
            info = sys.exc_info()
    record = logging.LogRecord("pymdm.x", logging.INFO, __file__, 1, message, arguments, info)
    return OneLine("%(levelname)s %(name)s %(message)s").format(record)


@pytest.mark.parametrize(
    ("evil", "shown"),
    [
        ("\n2026 INFO forged", r"\n2026 INFO forged"),
        ("\r", r"\r"),
        ("\x1b[2J", r"\x1b[2J"),
        ("\x9b", r"\x9b"),
        ("\u202e", r"\u202e"),
        ("Ada’s", "Ada’s"),
    ],
)
def test_what_could_start_a_line_or_steer_a_terminal_is_escaped(evil: str, shown: str) -> None:
    """T61"""
    assert f"INFO pymdm.x path={shown}" == line("path=%s", evil)


def test_a_traceback_is_told_from_lines_of_the_log() -> None:
    """T61: also one whose text was chosen outside."""
    first, *rest = line("failed", error=RuntimeError("a\n2026 INFO forged\x1b")).split("\n")

    assert "INFO pymdm.x failed" == first
    assert all(text.startswith("    ") for text in rest)
    assert r"    2026 INFO forged\x1b" == rest[-1]


def test_the_program_logs_to_standard_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """T65: requests of our own to the stub, whose address has a token in it, are not logged."""
    chosen: dict[str, object] = {}
    monkeypatch.setattr(logging, "basicConfig", lambda **options: chosen.update(options))
    before = logging.getLogger("httpx").level
    try:
        to_stderr()
        assert not logging.getLogger("httpx").isEnabledFor(logging.INFO)
    finally:
        logging.getLogger("httpx").setLevel(before)

    [handler] = chosen["handlers"]  # type: ignore[misc]
    assert (logging.INFO, True) == (chosen["level"], isinstance(handler.formatter, OneLine))
