"""Which profile a new device gets, and how a synchronization goes about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Final

import attrs

from pymdm.dep.devices import Device

__all__ = ["ProfileRules", "SyncRules"]

#: Apple keeps cursors for seven days, and devices that were THROTTLED are known to drop out of the changes
#: without a word (fleet 49837, 45590); only a full listing finds them.  A listing of 20,000 devices is 20
#: requests, so that one a day costs nothing; and a day is what an administrator waits before asking why.
FULL_EVERY: Final = timedelta(days=1)

#: How long a process may say nothing before another one takes its place.  The longest silence of one that
#: lives is a request sent four times with Apple's longest wait before each: 12 minutes.
LEASE: Final = timedelta(minutes=15)

#: Share of a server's devices that may be missing from a full listing before somebody is asked.  Orders and
#: returns of a day are less than a tenth of what an organization has; a listing that broke is more.
MOST_MISSING: Final = 0.1


def _lower(words: Mapping[str, str]) -> dict[str, str]:
    return {word.lower(): uuid for word, uuid in words.items()}


@attrs.frozen(kw_only=True)
class ProfileRules:
    """A profile by what a device is: by serial number first, then by model, by family, and for all others.

    Attributes:
        default: UUID of the profile of all that no other rule names; None: they get none.
        by_serial_prefix: UUIDs by the beginning of serial numbers; the longest that fits counts.
        by_model: UUIDs by model, such as ``"IPAD"``; upper and lower case are the same.
        by_family: UUIDs by device family, such as ``"Mac"``; the same.
    """

    default: str | None = None
    by_serial_prefix: Mapping[str, str] = attrs.field(factory=dict)
    by_model: Mapping[str, str] = attrs.field(factory=dict, converter=_lower)
    by_family: Mapping[str, str] = attrs.field(factory=dict, converter=_lower)

    @property
    def for_all(self) -> str | None:
        """The profile of every device, if they all have the same; then none has to be looked at."""
        return None if self.by_serial_prefix or self.by_model or self.by_family else self.default

    def __call__(self, device: Device) -> str | None:
        """UUID of the profile for this device; None for none."""
        for length in range(len(device.serial_number), 0, -1) if self.by_serial_prefix else ():
            if uuid := self.by_serial_prefix.get(device.serial_number[:length]):
                return uuid
        return (
            self.by_model.get(device.model.lower())
            or self.by_family.get(device.device_family.lower())
            or self.default
        )


@attrs.frozen(kw_only=True)
class SyncRules:
    """How a server is synchronized.

    Attributes:
        assign: The profile that a device without one gets, None for none: `ProfileRules`, or any pure
            function of the device.  Without it nothing is assigned.
        full_every: How often all devices are listed, although only changes are asked for in between.
        lease: How long a process that has died keeps others from going on.
        most_missing: Share of the devices that a listing may lack; beyond that none is marked as deleted
            until somebody says so.
        page: Devices in one request; None: as many as Apple allows.
    """

    assign: Callable[[Device], str | None] | None = None
    full_every: timedelta = FULL_EVERY
    lease: timedelta = LEASE
    most_missing: float = MOST_MISSING
    page: int | None = None
