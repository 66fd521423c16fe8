"""A few hundred cases of each fuzz target with a fixed seed; `make fuzz` goes on for as long as one likes.

A finding of `make fuzz` says how it comes again.  What it was gets a test of its own beside the reader; this
one only keeps the targets working, and what is near their seeds right (T40).
"""

from __future__ import annotations

import importlib
import random
from typing import Any

import pytest

from tools import fuzz

#: The engines of the push connection have their own test, tests/unit/apns/test_differential.py.
NAMES = sorted(set(fuzz.TARGETS) - {"apns"})
CASES = 250


@pytest.mark.parametrize("name", NAMES)
def test_t40_nothing_escapes_but_the_errors_that_are_documented(name: str) -> None:
    target: Any = importlib.import_module(fuzz.TARGETS[name])
    for number in range(CASES):
        case = target.make(random.Random(f"{name} {number}"))
        target.check(case)
        assert case == target.load(target.dump(case))
    assert "0 read" != target.tell().split(",")[0], "the changes leave nothing that can be read"
    assert " 0 refused" not in target.tell(), "the changes harm nothing"


def test_every_module_of_targets_is_one() -> None:
    """All of them are run by `make fuzz`, and none is forgotten."""
    from tests.support import ROOT

    helpers = {"apns_streams", "corpus", "keys", "mutate", "readers"}
    modules = {path.stem for path in (ROOT / "tests" / "fuzz").glob("*.py")} - helpers
    assert modules == {place.rpartition(".")[2] for place in fuzz.TARGETS.values()}
