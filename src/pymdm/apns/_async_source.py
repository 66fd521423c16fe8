"""The caller's targets for asyncio: an iterable, or an asynchronous one that a task of its own reads."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterable, Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from pymdm.apns._client_source import Source

if TYPE_CHECKING:
    from pymdm.protocol.push import PushTarget

__all__ = ["ReadAhead", "source_of"]

# Targets that are read ahead, so that a generator which need not wait is not waited for each time.
_AHEAD: Final = 256


class ReadAhead:
    """Targets of one ``send_many`` from an asynchronous iterable; as `Source`.

    ``changed`` is called when there is something to take.
    """

    def __init__(self, targets: AsyncIterable[PushTarget], changed: Callable[[], None]) -> None:
        self.error: BaseException | None = None
        self._ahead: list[PushTarget] = []
        self._hungry = asyncio.Event()
        self._changed = changed
        self._done = False
        self._task = asyncio.get_running_loop().create_task(self._read(targets))

    @property
    def ended(self) -> bool:
        """There are no more."""
        return self._done and not self._ahead

    def take(self, wanted: int) -> list[PushTarget]:
        """Up to ``wanted`` targets of those that have come."""
        found, self._ahead = self._ahead[:wanted], self._ahead[wanted:]
        if not self._ahead:
            self._hungry.set()
        return found

    async def _read(self, targets: AsyncIterable[PushTarget]) -> None:
        loop = asyncio.get_running_loop()
        try:
            async for target in targets:
                self._ahead.append(target)
                if len(self._ahead) == 1:
                    loop.call_soon(self._changed)  # with all that come without waiting
                elif len(self._ahead) >= _AHEAD:
                    self._changed()
                    self._hungry.clear()
                    await self._hungry.wait()
        except Exception as error:  # noqa: BLE001 - the caller's own; it is raised to the caller at the end
            self.error = error
        finally:
            self._done = True
            self._changed()

    async def aclose(self) -> None:
        """Read no more."""
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task


def source_of(
    targets: Iterable[PushTarget] | AsyncIterable[PushTarget],
    clock: Callable[[], float],
    changed: Callable[[], None],
) -> Source | ReadAhead:
    """Whichever fits."""
    return ReadAhead(targets, changed) if isinstance(targets, AsyncIterable) else Source(targets, clock)
