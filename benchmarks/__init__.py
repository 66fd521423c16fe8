"""Ratios against peers, raw primitives and the standard library: `make bench`.

A module takes part by being listed in `benchmarks.__main__` and having ``rows(quick: bool) -> list[Row]``.
Two sides are always timed interleaved in one run, because absolute times drift.
"""

from __future__ import annotations

from benchmarks.timing import Row

__all__ = ["Row"]
