"""The devices behind a fake enrollment service, and what happened to them: the truth."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.testing._dep_words import dump, stamp

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

__all__ = ["Event", "Fleet", "FleetDevice"]

# Of each kind: model, description, color, device_family and os.
_KINDS: Final = (
    ("IPAD", "IPAD WI-FI 16GB", "BLACK", "iPad", "iPadOS"),
    ("iPhone 15", "IPHONE 15 BLACK 128GB", "BLACK", "iPhone", "iOS"),
    ("MacBook Air", 'MBA 13.6 8C/8G "M2"', "MIDNIGHT", "Mac", "OSX"),
    ("Apple TV 4K", "APPLE TV 4K 64GB", "BLACK", "AppleTV", "tvOS"),
    ("iPhone 16", "IPHONE 16 TÜRKIS 128GB", "BLAUGRÜN", "iPhone", "iOS"),  # not ASCII
)

_FACILITATOR: Final = "facilitator1@example.com"

#: How long a throttled device stays away from the cursor.
_HIDDEN_FOR: Final = timedelta(hours=24)

#: What protocol version 1 did not have (2014).
_LATER: Final = ("device_family", "os", "mdm_migration_deadline")


@attrs.define(kw_only=True, eq=False)
class FleetDevice:
    """One device as the service knows it; the names are Apple's."""

    serial_number: str
    model: str = "IPAD"
    description: str = "IPAD WI-FI 16GB"
    color: str = "BLACK"
    device_family: str = "iPad"
    os: str = "iPadOS"
    asset_tag: str | None = None
    device_assigned_by: str = _FACILITATOR
    device_assigned_date: str = ""
    profile_status: str = "empty"
    profile_uuid: str | None = None
    profile_assign_time: str | None = None
    profile_push_time: str | None = None
    mdm_migration_deadline: str | None = None
    place: int = -1
    cached: bytes = b""

    def to_json(self, *, version: int = 7) -> dict[str, Any]:
        """What there is to say about it, in a protocol version."""
        names = _NAMES if version > 1 else _FIRST_NAMES
        return {name: value for name in names if (value := getattr(self, name)) is not None}

    @property
    def encoded(self) -> bytes:
        """The same as JSON, of the present version; made once for each change."""
        if not self.cached:
            self.cached = dump(self.to_json())
        return self.cached


#: What is not Apple's: the place in the order, and the device as JSON.
_OURS: Final = ("place", "cached")
_NAMES: Final = tuple(field.name for field in attrs.fields(FleetDevice) if field.name not in _OURS)
_FIRST_NAMES: Final = tuple(name for name in _NAMES if name not in _LATER)


@attrs.frozen(kw_only=True, eq=False)
class Event:
    """One change: what happened when, and the device as it was then."""

    serial_number: str
    op_type: str
    op_date: str
    device: bytes = attrs.field(repr=False)
    hidden: bool = False

    @property
    def encoded(self) -> bytes:
        """The device with op_type and op_date."""
        return self._with(self.op_type)

    def updated(self) -> bytes:
        """The same with the op_type of 2014, if it was modified."""
        return self._with("updated" if self.op_type == "modified" else self.op_type)

    def _with(self, op_type: str) -> bytes:
        return b'%s,"op_type":"%s","op_date":"%s"}' % (
            self.device[:-1],
            op_type.encode(),
            self.op_date.encode(),
        )


class Fleet:
    """The devices that are assigned to the server, in the order in which they were, and all changes."""

    def __init__(self) -> None:
        self.devices: dict[str, FleetDevice] = {}
        self.order: list[FleetDevice | None] = []
        self.events: list[Event] = []
        self.disowned: set[str] = set()
        self._hidden: dict[str, datetime] = {}
        self._changed: dict[str, datetime] = {}
        self._made = 0

    def grow(self, count: int, *, now: datetime) -> list[str]:
        """So many devices that were there before anybody looked: they cause no changes."""
        assigned = stamp(now)
        serials = []
        for _ in range(count):
            device = self._fresh(assigned)
            self._append(device)
            serials.append(device.serial_number)
        return serials

    def add(self, serial_number: str | None = None, *, now: datetime, **fields: Any) -> str:
        """A device is assigned to the server.

        Raises:
            ValueError: it is there already.
        """
        device = self._fresh(stamp(now))
        fields["serial_number"] = serial_number or device.serial_number
        if fields["serial_number"] in self.devices:
            raise ValueError("expected a device that is not there yet")
        for name, value in fields.items():
            setattr(device, name, value)
        self._append(device)
        self._note(device, "added", now)
        return device.serial_number

    def modify(self, serial_number: str, *, now: datetime, **fields: Any) -> None:
        """Something about a device changes.

        Raises:
            KeyError: there is no such device.
        """
        device = self.devices[serial_number]
        for name, value in fields.items():
            setattr(device, name, value)
        device.cached = b""
        self._note(device, "modified", now)

    def remove(self, serial_number: str, *, now: datetime) -> None:
        """A device is assigned to another server, or released.

        Raises:
            KeyError: there is no such device.
        """
        device = self.devices.pop(serial_number)
        self.order[device.place] = None
        self._note(device, "deleted", now)

    def hide(self, serial_number: str, *, now: datetime) -> None:
        """Its changes stay out of what sync tells, for a day: what was throttled vanishes from the cursor."""
        self._hidden[serial_number] = now + _HIDDEN_FOR

    def page(self, place: int, limit: int) -> tuple[list[FleetDevice], int, bool]:
        """Up to so many devices from a place on; the next place, and whether there are more."""
        found: list[FleetDevice] = []
        order, end = self.order, len(self.order)
        while place < end and len(found) < limit:
            if (device := order[place]) is not None:
                found.append(device)
            place += 1
        while place < end and order[place] is None:
            place += 1
        return found, place, place < end

    def changes(self, place: int, limit: int) -> tuple[list[Event], int, bool]:
        """The same for changes; hidden ones are passed over."""
        found: list[Event] = []
        events, end = self.events, len(self.events)
        while place < end and len(found) < limit:
            if not events[place].hidden:
                found.append(events[place])
            place += 1
        while place < end and events[place].hidden:
            place += 1
        return found, place, place < end

    def truth(self, serials: Iterable[str] | None = None) -> dict[str, dict[str, Any]]:
        """Each device by its serial number, as JSON would have it."""
        chosen = self.devices if serials is None else serials
        return {serial: self.devices[serial].to_json() for serial in chosen}

    def _fresh(self, assigned: str) -> FleetDevice:
        self._made += 1
        model, description, color, family, system = _KINDS[self._made % len(_KINDS)]
        return FleetDevice(
            serial_number=f"FK{self._made:010X}",
            model=model,
            description=description,
            color=color,
            device_family=family,
            os=system,
            asset_tag=f"{self._made:06}" if self._made % 3 == 0 else None,
            device_assigned_date=assigned,
        )

    def _append(self, device: FleetDevice) -> None:
        device.place = len(self.order)
        self.order.append(device)
        self.devices[device.serial_number] = device

    def _note(self, device: FleetDevice, op_type: str, now: datetime) -> None:
        serial_number = device.serial_number
        until = self._hidden.get(serial_number)
        # Dates have whole seconds: of two changes in one second nobody could tell which was the later one,
        # once they are repeated or stand in another order.
        when = now
        if (before := self._changed.get(serial_number)) is not None:
            when = max(now, before + timedelta(seconds=1))
        self._changed[serial_number] = when
        event = Event(
            serial_number=serial_number,
            op_type=op_type,
            op_date=stamp(when),
            device=device.encoded,
            hidden=until is not None and now < until,
        )
        self.events.append(event)
