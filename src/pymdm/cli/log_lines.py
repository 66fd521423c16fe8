"""Log lines that nobody outside can forge: one message, one line, and no control characters (T61)."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import TypeAlias

__all__ = ["OneLine", "to_stderr"]

_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class OneLine(logging.Formatter):
    """Escapes what could start a line or steer a terminal; tracebacks are indented below their line."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the name of logging
        """The line, escaped."""
        return _escaped(super().formatMessage(record))

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - the name of logging
        """The traceback, each of its lines escaped and indented."""
        return "\n".join(f"    {_escaped(line)}" for line in super().formatException(ei).split("\n"))


def to_stderr() -> None:
    """Log what an operator wants to see to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    # One line a request of our own to the stub of the push service, with a device's token in it.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    # Nine lines about its own plugins when a database is made.
    logging.getLogger("alembic").setLevel(logging.WARNING)


def _escaped(text: str) -> str:
    return "".join(
        char if char.isprintable() else char.encode("unicode_escape").decode("ascii") for char in text
    )
