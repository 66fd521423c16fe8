"""The caller's iterable of targets, taken in pieces as large as its speed allows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final, TypeAlias

from pymdm.protocol.push import PushTarget

__all__ = ["Source", "Targets"]

Targets: TypeAlias = Iterable[PushTarget]

# A piece that takes longer holds up the answers to the pushes before it.
_QUICK: Final = 0.005

_LARGEST: Final = 1024


class Source:
    """Targets of one ``send_many``.

    Attributes:
        ended: There are no more.
        error: What the iterable raised; the outcomes of what came before it are still wanted.
    """

    def __init__(self, targets: Targets, clock: Callable[[], float]) -> None:
        self.ended = False
        self.error: BaseException | None = None
        self._targets: Iterator[PushTarget] = iter(targets)
        self._clock = clock
        self._piece = 1

    def take(self, wanted: int) -> list[PushTarget]:
        """Up to ``wanted`` targets; fewer if they come slowly."""
        found: list[PushTarget] = []
        count = min(wanted, self._piece)
        if self.ended or count <= 0:
            return found
        began = self._clock()
        try:
            for target in self._targets:
                found.append(target)
                if len(found) >= count:
                    break
            else:
                self.ended = True
        except Exception as error:  # noqa: BLE001 - the caller's own; it is raised to the caller at the end
            self.ended = True
            self.error = error
        quick = self._clock() - began < _QUICK
        self._piece = min(self._piece * 4, _LARGEST) if quick else max(1, self._piece // 4)
        return found
