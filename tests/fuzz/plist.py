"""Property lists: the fast tier and the strict one, the outline and the whole, must read alike.

A third of the cases begin as Apple's writers begin, with anything behind that; of another third only the
values are changed, so that the fast tier takes most of them.
"""

from __future__ import annotations

import contextlib
import random

from pymdm.errors import PlistError, TooLarge
from pymdm.protocol.plist import _fast, _xml, loads, loads_top_level
from tests.fuzz.mutate import changed_plist
from tests.property.test_plist import USUAL, differently_written, mutated, outline, same

__all__ = ["check", "dump", "load", "make", "tell"]

_taken = [0, 0, 0]  # by the fast tier, read by the strict one alone, refused


def make(dice: random.Random) -> bytes:
    match dice.randrange(3):
        case 0:
            return differently_written(dice)
        case 1:
            return changed_plist(dice.choice(USUAL), dice, USUAL)
        case _:
            return mutated(dice)


def check(data: bytes) -> None:
    """All four ways to read it.

    Raises:
        AssertionError: two of them read different values.
        Exception: whatever escapes beside the two documented errors.
    """
    fast = None if data.startswith(b"bplist") else _fast.read(data)
    if fast is not None:
        assert same(fast, _xml.read(data)), "the tiers disagree"
        _taken[0] += 1
    try:
        value = loads(data)
    except (PlistError, TooLarge):
        assert fast is None
        _taken[2] += 1
        with contextlib.suppress(PlistError, TooLarge):
            loads_top_level(data)
        return
    _taken[1] += fast is None
    if isinstance(value, dict):
        assert same(outline(value), loads_top_level(data)), "the outline is another"


def dump(data: bytes) -> bytes:
    return data


load = dump


def tell() -> str:
    fast, strict, refused = _taken
    return f"{fast:,} read by both tiers alike, {strict:,} by the strict one alone, {refused:,} refused"
