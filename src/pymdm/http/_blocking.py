"""Drives flows with a blocking sender."""

from __future__ import annotations

import inspect
import time
from collections.abc import Callable, Generator
from typing import TypeAlias, TypeVar

from pymdm._flow import Emit, Flow, HttpRequest, HttpResponse, Pages, Sleep
from pymdm.errors import TransportError
from pymdm.http._steps import Done, Received, advance

__all__ = ["HttpSender", "pages", "run"]

T = TypeVar("T")
R = TypeVar("R")

#: Sends one request and returns its answer, whatever its status.  Raises TransportError when none came.
HttpSender: TypeAlias = Callable[[HttpRequest], HttpResponse]


def run(flow: Flow[T], send: HttpSender, *, sleep: Callable[[float], object] = time.sleep) -> T:
    """What the call results in.  A TransportError is thrown into the flow, which knows whether to try again.

    Raises:
        TransportError: what the flow let through.
        ServiceError: what the flow made of Apple's answer.
    """
    received: Received = None
    wanted: HttpRequest | Sleep | Emit[object] | Done[T]
    try:
        while not isinstance(wanted := advance(flow, received), Done):
            assert not isinstance(wanted, Emit), "a flow that emits is driven by pages"
            received = _serve(wanted, send, sleep)
        return wanted.value
    finally:
        flow.close()


def pages(
    flow: Pages[T, R], send: HttpSender, *, sleep: Callable[[float], object] = time.sleep
) -> Generator[T, None, R]:
    """The parts of a listing, each as soon as it is there; what is not taken is not asked for.

    What the flow returns at the end is the value of the generator.  Whoever stops early ends the flow, too.

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
                received = _serve(wanted, send, sleep)
        return wanted.value
    finally:
        flow.close()


def _serve(
    wanted: HttpRequest | Sleep, send: HttpSender, sleep: Callable[[float], object]
) -> HttpResponse | TransportError | None:
    if isinstance(wanted, Sleep):
        sleep(wanted.seconds)
        return None
    try:
        answer: object = send(wanted)
    except TransportError as error:
        return error
    if not isinstance(answer, HttpResponse):
        if inspect.iscoroutine(answer):
            answer.close()
        raise TypeError(
            "expected a sender that returns an HttpResponse; one for asyncio goes with arun, apages"
        )
    return answer
