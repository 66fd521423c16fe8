"""Drives flows with a sender for asyncio: the same steps as in `_blocking`, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from typing import TypeAlias, TypeVar

from pymdm._flow import Emit, Flow, HttpRequest, HttpResponse, Pages, Sleep
from pymdm.errors import TransportError
from pymdm.http._steps import Done, Received, advance

__all__ = ["AsyncHttpSender", "apages", "arun"]

T = TypeVar("T")
R = TypeVar("R")

#: Sends one request and returns its answer, whatever its status.  Raises TransportError when none came.
AsyncHttpSender: TypeAlias = Callable[[HttpRequest], Awaitable[HttpResponse]]


async def arun(
    flow: Flow[T], send: AsyncHttpSender, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> T:
    """What the call results in, as with `run`.  A task that is cancelled ends the flow.

    Raises:
        TransportError: what the flow let through.
        ServiceError: what the flow made of Apple's answer.
    """
    received: Received = None
    wanted: HttpRequest | Sleep | Emit[object] | Done[T]
    try:
        while not isinstance(wanted := advance(flow, received), Done):
            assert not isinstance(wanted, Emit), "a flow that emits is driven by apages"
            received = await _serve(wanted, send, sleep)
        return wanted.value
    finally:
        flow.close()


async def apages(
    flow: Pages[T, R], send: AsyncHttpSender, *, sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
) -> AsyncGenerator[T, None]:
    """The parts of a listing, as with `pages`; what the flow returns at the end is lost.

    Whoever stops early ends the flow when the generator is closed: at once with ``contextlib.aclosing``,
    else when the event loop gets to it.

    Raises:
        TransportError: what the flow let through.
        ServiceError: what the flow made of Apple's answer.
    """
    received: Received = None
    try:
        while not isinstance(wanted := advance(flow, received), Done):
            if isinstance(wanted, Emit):
                received = None
                yield wanted.item
            else:
                received = await _serve(wanted, send, sleep)
    finally:
        flow.close()


async def _serve(
    wanted: HttpRequest | Sleep, send: AsyncHttpSender, sleep: Callable[[float], Awaitable[object]]
) -> HttpResponse | TransportError | None:
    if isinstance(wanted, Sleep):
        await sleep(wanted.seconds)
        return None
    try:
        answer = send(wanted)
        if isinstance(answer, HttpResponse):
            raise TypeError("expected a sender that is awaited; one that blocks goes with run, pages")
        return await answer
    except TransportError as error:
        return error
