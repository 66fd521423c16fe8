"""What a store has done since it was opened, for people who measure it."""

from __future__ import annotations

import attrs

__all__ = ["Statistics"]


@attrs.frozen(kw_only=True)
class Statistics:
    """Counts since the store was opened.

    Attributes:
        commits: Transactions that have changed something, each of which waited for the disk once.
        reports: Status messages.
        report_batches: Transactions that they shared.
        unusual_reports: Those of them that the short cut for ordinary ones was not for.
    """

    commits: int
    reports: int
    report_batches: int
    unusual_reports: int
