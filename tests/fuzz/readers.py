"""A target made of readers: each has good inputs, which are changed, and says what may come of that."""

from __future__ import annotations

import functools
import random
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import attrs

from pymdm.errors import PymdmError
from tests.fuzz.mutate import Change, any_of, changed_bytes, changed_tree

__all__ = ["Case", "Reader", "Readers", "der_or_bytes"]

Case: TypeAlias = tuple[str, bytes]
"""The name of a reader, and its input."""

der_or_bytes = any_of(changed_tree, changed_tree, changed_bytes)
"""Mostly changes that keep the lengths around them right."""


@attrs.frozen(kw_only=True)
class Reader:
    """One function that reads what others send.

    Attributes:
        seeds: Makes the good inputs, when the first case is wanted.
        read: Reads; an ``AssertionError`` of its own says that something passed that must not.
        also: What it may raise beside pymdm's errors, by its documentation.
        change: How input is changed.
    """

    seeds: Callable[[], Sequence[bytes]]
    read: Callable[[bytes], object]
    also: tuple[type[Exception], ...] = ()
    change: Change = der_or_bytes


class Readers:
    """What tools.fuzz asks of a target."""

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self._readers = dict(readers)
        self._names = sorted(self._readers)
        self._seeds = functools.cache(lambda name: tuple(self._readers[name].seeds()))
        self.refused = self.read = 0

    def make(self, dice: random.Random) -> Case:
        """A changed input for one of the readers; one of a hundred stays as it is."""
        name = dice.choice(self._names)
        seeds = self._seeds(name)
        data = dice.choice(seeds)
        if dice.randrange(100) == 0:
            return name, data
        return name, self._readers[name].change(data, dice, seeds)

    def check(self, case: Case) -> None:
        """Read it.

        Raises:
            Exception: whatever escapes that is neither pymdm's nor documented.
        """
        name, data = case
        reader = self._readers[name]
        try:
            reader.read(data)
        except (PymdmError, *reader.also) as error:
            if isinstance(error, AssertionError):
                raise
            self.refused += 1
        else:
            self.read += 1

    def dump(self, case: Case) -> bytes:
        name, data = case
        return name.encode() + b"\n" + data

    def load(self, data: bytes) -> Case:
        name, _, rest = data.partition(b"\n")
        return name.decode(), rest

    def tell(self) -> str:
        """What the cases came to: if all were refused, the changes were too coarse."""
        return f"{self.read:,} read, {self.refused:,} refused"
