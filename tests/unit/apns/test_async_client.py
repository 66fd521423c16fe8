"""The asyncio client alone: tasks, targets that come asynchronously, cancelling."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest

from pymdm.apns import AsyncAPNsClient
from pymdm.errors import LocalProtocolError
from pymdm.testing.fake_apns import Chaos, FakeAPNs
from tests.support import PATIENCE
from tests.unit.apns.sending import options, slowly, target, targets, tokens


@pytest.fixture
def apns() -> Iterator[FakeAPNs]:
    with FakeAPNs(chaos=None, strict=False) as found:
        yield found


def test_many_tasks_push_at_once(apns: FakeAPNs) -> None:
    async def run() -> list[int]:
        async with AsyncAPNsClient(apns.certificate_for(), **options(apns)) as client:
            found = await asyncio.gather(*(client.push(each) for each in targets(2000)))
            return [one.status for one in found]

    assert [200] * 2000 == asyncio.run(run())
    assert 2000 == apns.accepted_count


def test_targets_may_come_asynchronously(apns: FakeAPNs) -> None:
    async def run() -> list[int]:
        async with AsyncAPNsClient(apns.certificate_for(), **options(apns)) as client:
            return tokens([one async for one in client.send_many(slowly(targets(1000)))])

    assert list(range(1000)) == asyncio.run(run())


def test_an_outcome_does_not_wait_for_the_next_target(apns: FakeAPNs) -> None:
    async def run() -> None:
        answered = asyncio.Event()

        async def one_and_then_none() -> Any:
            yield target(1)
            await answered.wait()
            yield target(2)

        async with AsyncAPNsClient(apns.certificate_for(), **options(apns)) as client:
            found = []
            async for outcome in client.send_many(one_and_then_none()):
                found.append(outcome)
                answered.set()
            assert [1, 2] == tokens(found)

    asyncio.run(run())


def test_an_asynchronous_iterable_that_breaks_is_heard(apns: FakeAPNs) -> None:
    async def run() -> list[int]:
        async def broken() -> Any:
            for each in targets(10):
                yield each
            raise ZeroDivisionError

        found = []
        async with AsyncAPNsClient(apns.certificate_for(), **options(apns)) as client:
            outcomes = client.send_many(broken())
            for _ in range(10):
                found.append(await anext(outcomes))
            with pytest.raises(ZeroDivisionError):
                await anext(outcomes)
        return tokens(found)

    assert list(range(10)) == asyncio.run(run())


def test_a_cancelled_push_takes_nothing_with_it() -> None:
    with FakeAPNs(chaos=Chaos(latency_ms=20, max_streams=((0, 10),)), strict=False) as apns:

        async def run() -> list[Any]:
            async with AsyncAPNsClient(apns.certificate_for(), **options(apns), connections=1) as client:
                tasks = [asyncio.create_task(client.push(each)) for each in targets(40)]
                assert (await tasks[0]).delivered
                for task in tasks[20:]:
                    task.cancel()
                found = await asyncio.gather(*tasks, return_exceptions=True)
                assert client._driver.idle
                assert {} == client._driver._waiters
                return found

        found = asyncio.run(run())

        assert [200] * 20 == [one.status for one in found[:20]]
        assert all(isinstance(one, asyncio.CancelledError) for one in found[20:])
        assert apns.accepted_count < 40, "what was not under way is not sent"


def test_a_cancelled_send_many_leaves_the_client_whole(apns: FakeAPNs) -> None:
    async def run() -> None:
        async with AsyncAPNsClient(apns.certificate_for(), **options(apns)) as client:

            async def all_of_them() -> None:
                async for _ in client.send_many(slowly(targets(100_000))):
                    pass

            task = asyncio.create_task(all_of_them())
            await client.push(target(1))
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert (await client.push(target(2))).delivered
            assert {} == client._driver.wakeups

    asyncio.run(run())


def test_what_is_no_target_is_its_callers_error_and_nobody_elses(apns: FakeAPNs) -> None:
    async def run() -> list[object]:
        async with AsyncAPNsClient(apns.certificate_for(), **options(apns)) as client:
            wanted: list[Any] = [target(1), None, target(2)]
            async with asyncio.timeout(PATIENCE):
                return await asyncio.gather(*map(client.push, wanted), return_exceptions=True)

    first, wrong, second = asyncio.run(run())

    assert isinstance(wrong, AttributeError)
    assert [200, 200] == [getattr(one, "status", None) for one in (first, second)]


def test_a_client_that_was_used_on_another_event_loop_says_so(apns: FakeAPNs) -> None:
    """It would wait for a loop that does not run any more."""
    client = AsyncAPNsClient(apns.certificate_for(), **options(apns))

    async def use() -> None:
        assert (await client.push(target(1))).delivered

    async def end() -> None:
        await client.close()

    with asyncio.Runner() as runner:
        runner.run(use())
        for again in (lambda: client.push(target(2)), lambda: anext(client.send_many([target(3)]))):
            with pytest.raises(LocalProtocolError, match="event loop"):
                asyncio.run(_awaited(again))
        runner.run(end())


async def _awaited(call: Callable[[], Awaitable[object]]) -> object:
    async with asyncio.timeout(PATIENCE):
        return await call()


def test_a_close_that_is_cancelled_ends_what_is_under_way() -> None:
    async def run(apns: FakeAPNs) -> str | None:
        client = AsyncAPNsClient(apns.certificate_for(), **options(apns))
        waiting = asyncio.create_task(client.push(target(1)))
        while not any(record.pushes for record in apns.connections):
            await asyncio.sleep(0)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await client.close(timeout=30)
        async with asyncio.timeout(PATIENCE):
            return (await waiting).reason

    with FakeAPNs(chaos=Chaos(half_open_after=1), strict=False) as apns:
        assert "NoAnswer" == asyncio.run(run(apns))
