"""Hands a listing's requests and answers through, and something else in place of each page."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import TypeVar

from pymdm._flow import Emit, HttpRequest, HttpResponse, Pages, Sleep
from pymdm.errors import TransportError

__all__ = ["through"]

T = TypeVar("T")
S = TypeVar("S")


def through(
    pages: Pages[T, None], take: Callable[[T], Emit[S] | None]
) -> Generator[HttpRequest | Sleep | Emit[S], HttpResponse | None, None]:
    """What ``take`` makes of a page is emitted in its place; None: nothing is."""
    received: HttpResponse | TransportError | None = None
    try:
        while True:
            try:
                wanted = (
                    pages.throw(received) if isinstance(received, TransportError) else pages.send(received)
                )
            except StopIteration:
                return
            received = None
            if isinstance(wanted, Emit):
                made = take(wanted.item)
                if made is not None:
                    yield made
                continue
            try:
                received = yield wanted
            except TransportError as error:
                received = error
    finally:
        pages.close()
