"""A bar while pushes leave, on standard error and only where a person looks at it."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeVar

__all__ = ["counted"]

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
