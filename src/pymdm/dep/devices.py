"""Devices as the enrollment service knows them, and the pages in which it lists them.

Source: MDM reference 2014, Device Enrollment Program: Fetch Devices, Sync Devices, Device Details; what
came later: Apple's documentation of Device and FetchDeviceResponse.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from pymdm._json import date, objects
from pymdm.dep._json import boolean, text
from pymdm.dep._words import OpType, ProfileStatus, known
from pymdm.errors import DecodeError

__all__ = ["Device", "DevicePage"]

_OP_TYPES: dict[str, OpType] = {**{str(each): each for each in OpType}, "updated": OpType.MODIFIED}

#: Characters of a serial number.  Apple's have up to 14; the databases of servers give them 32 or more.
_MAX_SERIAL = 64

#: Characters of a cursor; Apple's documentation of FetchDeviceRequest.  A longer one would be kept, and then
#: every later request be refused.
MAX_CURSOR = 1000

_WITHOUT_PROFILE = frozenset({ProfileStatus.EMPTY, ProfileStatus.REMOVED})


@attrs.frozen(kw_only=True)
class Device:
    """One device.  What Apple did not send is empty or None.

    Attributes:
        serial_number: what everything else hangs on.
        model: such as ``"IPAD"``.
        description: such as ``"IPAD WI-FI 16GB"``.
        color: as the shop calls it.
        asset_tag: the organisation's, if Apple knows it.
        device_family: ``iPad``, ``iPhone``, ``iPod``, ``Mac``, ``AppleTV``, ``Vision``.
        os: ``iOS``, ``iPadOS``, ``OSX``, ``tvOS``, ``visionOS``.
        profile_status: a `ProfileStatus`, or another word.
        profile_uuid: of the profile that is assigned.
        profile_assign_time, profile_push_time: when it was assigned, and fetched by the device.
        device_assigned_date: when the device was assigned to this server.
        device_assigned_by: who did that.
        op_type: an `OpType`, or another word; empty in a full listing, which has no changes.
        op_date: when that happened.
        mdm_migration_deadline: until when the device has to move to another server.
        response_status: of device details: ``SUCCESS`` or ``NOT_FOUND``.
        raw: what Apple sent, with the keys that are not known here.
    """

    serial_number: str
    model: str = ""
    description: str = ""
    color: str = ""
    asset_tag: str = ""
    device_family: str = ""
    os: str = ""
    profile_status: ProfileStatus | str = ""
    profile_uuid: str = ""
    profile_assign_time: datetime | None = None
    profile_push_time: datetime | None = None
    device_assigned_date: datetime | None = None
    device_assigned_by: str = attrs.field(default="", repr=False)
    op_type: OpType | str = ""
    op_date: datetime | None = None
    mdm_migration_deadline: datetime | None = None
    response_status: str = ""
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @property
    def deleted(self) -> bool:
        """It no longer belongs to this server."""
        return self.op_type == OpType.DELETED

    @property
    def found(self) -> bool:
        """Apple knows it as a device of this server; False only in device details."""
        return self.response_status != "NOT_FOUND"

    @property
    def unassigned(self) -> bool:
        """It belongs to this server and has no profile, as far as Apple says."""
        return not self.deleted and self.found and self._without_profile

    @property
    def _without_profile(self) -> bool:
        if self.profile_status:
            return self.profile_status in _WITHOUT_PROFILE
        return not self.profile_uuid  # an answer that lacks the status must not cost a device its profile

    @classmethod
    def decode(cls, found: Mapping[str, Any], *, path: str = "") -> Device:
        """Read one object of an answer.

        Raises:
            DecodeError: it has no serial number.
        """
        serial = found.get("serial_number")
        if type(serial) is not str or not 0 < len(serial) <= _MAX_SERIAL:
            raise DecodeError(f"expected 1 to {_MAX_SERIAL} characters", path=f"{path}serial_number")
        op_type = _word(found, "op_type")
        return cls(
            serial_number=serial,
            model=_word(found, "model"),
            description=_word(found, "description"),
            color=_word(found, "color"),
            asset_tag=_word(found, "asset_tag"),
            device_family=_word(found, "device_family"),
            os=_word(found, "os"),
            profile_status=known(ProfileStatus, _word(found, "profile_status")),
            profile_uuid=_word(found, "profile_uuid"),
            profile_assign_time=date(found, "profile_assign_time"),
            profile_push_time=date(found, "profile_push_time"),
            device_assigned_date=date(found, "device_assigned_date"),
            device_assigned_by=_word(found, "device_assigned_by"),
            op_type=_OP_TYPES.get(op_type, op_type),
            op_date=date(found, "op_date"),
            mdm_migration_deadline=date(found, "mdm_migration_deadline"),
            response_status=_word(found, "response_status"),
            raw=found,
        )


@attrs.frozen(kw_only=True)
class DevicePage:
    """A part of a listing, and where it goes on.  Keep devices and cursor in one transaction.

    Attributes:
        devices: in the order in which they were enrolled or changed; one device may be there twice.
        cursor: where the next request begins.  From ``sync()`` it also says which listing it belongs to.
        more_to_follow: the listing goes on; the last page of one that was read to its end says False.
        fetched_until: how far the listing is.
        reset: a full listing begins with this page: what was known before counts no more.
    """

    devices: tuple[Device, ...] = attrs.field(repr=lambda devices: f"<{len(devices)}>")
    cursor: str
    more_to_follow: bool
    fetched_until: datetime | None = None
    reset: bool = False

    @property
    def unassigned_serials(self) -> tuple[str, ...]:
        """Devices that belong to this server and have no profile, by what the page says of each last."""
        last: dict[str, Device] = {}
        for device in self.devices:
            before = last.get(device.serial_number)
            if before is None or _not_older(device, before):
                last[device.serial_number] = device
        return tuple(serial for serial, device in last.items() if device.unassigned)

    @classmethod
    def decode(cls, found: Mapping[str, Any], *, reset: bool = False) -> DevicePage:
        """Read a whole answer.

        Raises:
            DecodeError: something is missing without which devices would be lost: a serial number, a
                cursor that can be sent, or whether there are more.
        """
        rows = objects(found, "devices")
        cursor = text(found, "cursor")
        if len(cursor) > MAX_CURSOR or not cursor.isprintable():
            raise DecodeError(f"expected 1 to {MAX_CURSOR} characters", path="cursor")
        return cls(
            devices=tuple([Device.decode(row, path=f"devices[{n}].") for n, row in enumerate(rows)]),
            cursor=cursor,
            more_to_follow=boolean(found, "more_to_follow"),
            fetched_until=date(found, "fetched_until"),
            reset=reset,
        )


def _word(found: Mapping[str, Any], key: str) -> str:
    value = found.get(key, "")
    return value if type(value) is str else ""


def _not_older(device: Device, before: Device) -> bool:
    """At the same second, or without a date, the order of the page decides."""
    if device.op_date is None or before.op_date is None:
        return True
    return device.op_date >= before.op_date
