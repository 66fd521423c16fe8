"""Devices that have gone quiet: woken every day, told of when they stay silent, never unenrolled.

Source: 2014 reference, "Detecting Inactive Devices".
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from pymdm.service import MDMService

__all__ = ["Sweeper"]

# A restart takes a minute.  After a longer absence devices may have called in vain.
ABSENCE = timedelta(hours=1)

# Longer than any device has been silent.
_NEVER = timedelta(days=36_500)

log = logging.getLogger("pymdm.server")


class Sweeper:
    """One sweep a call, for `Worker`.

    After an absence of the server's own nobody is marked inactive for one wake-up period: it was not the
    devices that were silent, and a whole fleet would be told of at once.

    Args:
        service: whose devices.
        wake_after: see `ServerSettings`.
        silent_after: see `ServerSettings`.
        clock: the time.
        alive_at: when the server last ran, where that is known.
    """

    def __init__(
        self,
        service: MDMService,
        *,
        wake_after: timedelta,
        silent_after: timedelta,
        clock: Callable[[], datetime],
        alive_at: datetime | None = None,
    ) -> None:
        self._service = service
        self._wake_after = wake_after
        self._silent_after = silent_after
        self._clock = clock
        now = clock()
        absent = alive_at is not None and now - alive_at > ABSENCE
        self._judge_from = now + wake_after if absent else now

    def __call__(self) -> None:
        """Wake who has been quiet, mark who has been silent."""
        judging = self._clock() >= self._judge_from
        swept = self._service.sweep(
            wake_after=self._wake_after, silent_after=self._silent_after if judging else _NEVER
        )
        if swept.woken or swept.inactive:
            log.info("quiet devices woken=%s newly_inactive=%s", swept.woken, swept.inactive)
