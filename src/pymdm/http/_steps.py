"""One step of a flow, the same for both drivers."""

from __future__ import annotations

from typing import Generic, TypeVar

import attrs

from pymdm._flow import Emit, HttpRequest, HttpResponse, Pages, Sleep
from pymdm.errors import TransportError

__all__ = ["Done", "Received", "advance"]

T = TypeVar("T")
R = TypeVar("R")

#: What goes into a flow: an answer, the news that none came, or None at its start and after Sleep and Emit.
Received = HttpResponse | TransportError | None


@attrs.frozen
class Done(Generic[R]):
    """The flow has ended, with this."""

    value: R


def advance(flow: Pages[T, R], received: Received) -> HttpRequest | Sleep | Emit[T] | Done[R]:
    """What the flow wants next.

    Only here is a StopIteration the end of a flow: one that a sender lets slip is an error, not a result.
    """
    try:
        return flow.throw(received) if isinstance(received, TransportError) else flow.send(received)
    except StopIteration as end:
        return Done(end.value)
