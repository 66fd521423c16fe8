"""Ratios against peers, raw primitives and the standard library: `make bench`."""

from __future__ import annotations

import dataclasses

__all__ = ["Row"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """One figure.  Two sides are always timed interleaved in one run, because absolute times drift."""

    #: What was measured against what: "plist strict, check-in 0.7 KB / plistlib".
    name: str
    #: CPU time of the peer divided by ours: above 1 means faster than the peer.
    ratio: float
    #: The least ratio that we want; None for a figure that is only told.
    target: float | None = None
    #: CPU seconds of one operation of ours and of the peer, where they were taken.
    ours: float | None = None
    peer: float | None = None

    @property
    def ok(self) -> bool:
        """Whether the target is reached; a figure without one always is."""
        return self.target is None or self.ratio >= self.target
