"""What is seen while pushes leave, on standard error: a bar, where a person looks at it, and troubles."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import typer

__all__ = ["counted", "told_once"]

T = TypeVar("T")


def counted(items: Iterable[T], *, total: int | None, shown: bool) -> Iterator[T]:
    """The items, counted on a bar as they pass; of how many is shown where it is known."""
    if not (shown and sys.stderr.isatty()):
        yield from items
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("waking"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("waking", total=total)
        for item in items:
            bar.advance(task)
            yield item


class _Once(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._told: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        text = record.getMessage()
        if text not in self._told:
            self._told.add(text)
            typer.echo(text, err=True)


@contextmanager
def told_once(logger: str) -> Iterator[None]:
    """Meanwhile the warnings of this logger are shown, each once: what cannot connect tries again."""
    handler = _Once()
    logging.getLogger(logger).addHandler(handler)
    try:
        yield
    finally:
        logging.getLogger(logger).removeHandler(handler)
