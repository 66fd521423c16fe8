"""Keeps httpcore from writing headers into a log.

At level DEBUG it writes all those of an answer, and what it could not read: with them the session tokens that
services send in headers (T65).
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

__all__ = ["quiet"]

_LOGGER: Final = logging.getLogger("httpcore.http11")
_OURS: Final = ContextVar("pymdm_exchange", default=False)


class _Quiet(logging.Filter):
    """Drops what is logged during an exchange of pymdm, and nothing of what others do with httpcore."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not _OURS.get()


_FILTER: Final = _Quiet()


@contextmanager
def quiet() -> Iterator[None]:
    """One exchange, of whose words nothing is logged; connecting and TLS still are."""
    _LOGGER.addFilter(_FILTER)  # a second time is nothing
    token = _OURS.set(True)
    try:
        yield
    finally:
        _OURS.reset(token)
