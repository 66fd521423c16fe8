"""What a schema class says of several keys together: exactly one of them, or at most one."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

__all__ = ["Choice", "at_least_one", "at_most_one", "exactly_one"]


class Choice(NamedTuple):
    """How many of some keys may be given."""

    names: tuple[str, ...]
    least: int
    most: int

    def broken(self, given: Collection[str]) -> str | None:
        """What should have been, if the keys that are given break the rule."""
        count = sum(name in given for name in self.names)
        if self.least <= count <= self.most:
            return None
        names = ", ".join(self.names)
        if self.most > 1:
            return f"at least {self.least} of {names}"
        return f"exactly one of {names}" if self.least else f"at most one of {names}"


def exactly_one(*keys: str) -> Choice:
    """One of these keys on the wire, and no other of them."""
    return Choice(keys, 1, 1)


def at_most_one(*keys: str) -> Choice:
    """Keys on the wire that exclude each other."""
    return Choice(keys, 0, 1)


def at_least_one(*keys: str) -> Choice:
    """One or more of these keys on the wire."""
    return Choice(keys, 1, len(keys))
