"""What the admin side ordered: the first column of the oracle."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import attrs

from pymdm.service.records import CommandState

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Order", "Orders"]


@attrs.define(kw_only=True)
class Order:
    """One command that was asked for.

    ``accepted`` is False while nobody has confirmed it: the call failed, or its answer was lost, and
    the command may be there or not.  ``allowed`` are ways of ending without the device's answer that
    the test has caused itself, such as CANCELLED.
    """

    enrollment: str
    uuid: str
    accepted: bool = False
    allowed: set[CommandState] = attrs.field(factory=set)


class Orders:
    """The orders of one run; safe to be written by many threads."""

    def __init__(self) -> None:
        self._orders: dict[tuple[str, str], Order] = {}
        self._lock = threading.Lock()

    def __iter__(self) -> Iterator[Order]:
        with self._lock:
            return iter(tuple(self._orders.values()))

    def __len__(self) -> int:
        return len(self._orders)

    def ask(self, enrollment: str, uuid: str) -> None:
        """The call begins: from now on the command may exist.  Asking again is a retry."""
        self._order(enrollment, uuid)

    def accept(self, enrollment: str, uuid: str) -> None:
        """The call was answered: from now on the command must not be lost."""
        self._order(enrollment, uuid).accepted = True

    def allow(self, enrollment: str, uuid: str, *states: CommandState) -> None:
        """The command may end in these states too: it was cancelled, given an expiry, …"""
        self._order(enrollment, uuid).allowed.update(states)

    def _order(self, enrollment: str, uuid: str) -> Order:
        with self._lock:
            return self._orders.setdefault((enrollment, uuid), Order(enrollment=enrollment, uuid=uuid))
