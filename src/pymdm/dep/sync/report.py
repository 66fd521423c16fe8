"""What a synchronization tells: on its way, and at its end."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from pymdm.dep.sync.store import PageCounts

__all__ = ["SyncReport", "SyncStep"]


@attrs.frozen(kw_only=True)
class SyncStep:
    """One thing that is done and stored.

    Attributes:
        kind: ``"listing"`` or ``"changes"`` for a page, ``"deleted"``, ``"assigned"``.
        devices: How many it was about.
        done: How many of this kind so far.
    """

    kind: str
    devices: int
    done: int


@attrs.frozen(kw_only=True)
class SyncReport:
    """What one synchronization has done.

    Attributes:
        pages: Pages of devices that Apple sent.
        listed: A full listing came to its end.
        counts: What the devices on the pages were.
        marked_deleted: Devices that no listing has any more, and of which Apple says so when asked.
        held: Devices that were missing in the listing and were not touched, because they are too many: look
            at the server in Apple's portal, then let it be done with ``accept_deletions``.
        stalled: Apple's listing stood still; it is asked again the next time.
        outcomes: How many devices Apple gave each answer for, when asked to assign a profile to them.
        refused: Profiles that Apple does not take, with the reason; their devices have been left alone.
    """

    pages: int = 0
    listed: bool = False
    counts: PageCounts = attrs.field(factory=PageCounts)
    marked_deleted: int = 0
    held: int = 0
    stalled: bool = False
    outcomes: Mapping[str, int] = attrs.field(factory=dict)
    refused: Mapping[str, str] = attrs.field(factory=dict)
