"""What drives a flow, in both colours: results, errors thrown in, waits, pages, and flows that end early."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from pymdm._flow import Emit, Flow, HttpRequest, HttpResponse, Pages, Sleep
from pymdm.errors import TransportError
from pymdm.http import apages, arun, pages, run

REQUEST = HttpRequest(method="GET", url="https://apple.example/")
Peer = Callable[[HttpRequest], HttpResponse]


def answering(*answers: int | BaseException) -> Peer:
    left = iter(answers)

    def send(request: HttpRequest) -> HttpResponse:
        found = next(left)
        if isinstance(found, BaseException):
            raise found
        return HttpResponse(status=found)

    return send


def blocking(flow: Flow[Any], send: Peer, waits: list[float]) -> Any:
    return run(flow, send, sleep=waits.append)


def looping(flow: Flow[Any], send: Peer, waits: list[float]) -> Any:
    async def asend(request: HttpRequest) -> HttpResponse:
        return send(request)

    async def sleep(seconds: float) -> None:
        waits.append(seconds)

    return asyncio.run(arun(flow, asend, sleep=sleep))


@pytest.fixture(params=[blocking, looping])
def drive(request: pytest.FixtureRequest) -> Callable[[Flow[Any], Peer, list[float]], Any]:
    return request.param  # type: ignore[no-any-return]


class Call:
    """A flow that tries again after a fault of the way there, and remembers how it ended."""

    def __init__(self) -> None:
        self.closed = False
        self.caught: list[TransportError] = []

    def flow(self) -> Flow[int]:
        try:
            try:
                response = yield REQUEST
            except TransportError as error:
                self.caught.append(error)
                yield Sleep(1.5)
                response = yield REQUEST
            assert response is not None
            return response.status
        finally:
            self.closed = True

    def listing(self) -> Pages[str, int]:
        try:
            for name in ("one", "two", "three"):
                yield REQUEST
                yield Emit(name)
            return 3
        finally:
            self.closed = True


def test_a_flow_ends_with_its_result(drive: Any) -> None:
    assert 200 == drive(Call().flow(), answering(200), [])


def test_a_fault_is_thrown_into_the_flow_and_waits_are_the_drivers(drive: Any) -> None:
    call, waits, fault = Call(), list[float](), TransportError("lost")

    assert 204 == drive(call.flow(), answering(fault, 204), waits)
    assert [fault] == call.caught
    assert [1.5] == waits


def test_a_fault_that_the_flow_does_not_take_is_the_callers(drive: Any) -> None:
    fault = TransportError("lost again")

    with pytest.raises(TransportError) as caught:
        drive(Call().flow(), answering(TransportError("lost"), fault), [])
    assert fault is caught.value


@pytest.mark.parametrize("fault", [ValueError("a mistake"), KeyboardInterrupt()])
def test_what_is_no_fault_of_the_way_ends_the_flow(drive: Any, fault: BaseException) -> None:
    call = Call()

    with pytest.raises(type(fault)):
        drive(call.flow(), answering(fault), [])
    assert ([], True) == (call.caught, call.closed)


def test_a_stop_iteration_of_the_sender_is_no_result() -> None:
    with pytest.raises(StopIteration):
        run(Call().flow(), answering())


def test_pages_come_one_by_one_and_no_further_is_asked_for() -> None:
    call, asked = Call(), list[HttpRequest]()

    def send(request: HttpRequest) -> HttpResponse:
        asked.append(request)
        return HttpResponse(status=200)

    found = pages(call.listing(), send)

    assert ("one", 1) == (next(found), len(asked))
    assert ("two", 2) == (next(found), len(asked))
    found.close()
    assert call.closed


def test_the_end_of_a_listing_is_the_generators_value() -> None:
    def all_of_it() -> Iterator[str]:
        ends.append((yield from pages(Call().listing(), answering(200, 200, 200))))

    ends: list[int] = []

    assert ["one", "two", "three"] == list(all_of_it())
    assert [3] == ends


def test_asynchronous_pages_end_their_flow_when_they_are_closed() -> None:
    async def first(call: Call) -> tuple[str, list[str]]:
        async def send(request: HttpRequest) -> HttpResponse:
            return HttpResponse(status=200)

        found = apages(call.listing(), send)
        name = await anext(found)
        await found.aclose()
        return name, [each async for each in apages(Call().listing(), send)]

    call = Call()

    assert ("one", ["one", "two", "three"]) == asyncio.run(first(call))
    assert call.closed


def test_a_cancelled_task_ends_its_flow() -> None:
    async def cancelled(call: Call) -> None:
        asked = asyncio.Event()

        async def send(request: HttpRequest) -> HttpResponse:
            asked.set()
            await asyncio.Event().wait()
            raise AssertionError

        task = asyncio.create_task(arun(call.flow(), send))
        await asked.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    call = Call()
    asyncio.run(cancelled(call))

    assert ([], True) == (call.caught, call.closed)


def test_a_sender_of_the_other_kind_is_told() -> None:
    def flow() -> Any:
        yield HttpRequest(method="GET", url="https://h/")

    async def later(_: HttpRequest) -> HttpResponse:
        return HttpResponse(status=200)

    with pytest.raises(TypeError, match="goes with arun"):
        run(flow(), later)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="goes with run"):
        asyncio.run(arun(flow(), lambda _: HttpResponse(status=200)))  # type: ignore[arg-type, return-value]
