"""What the API knows: devices, device management services, and activities that change assignments.

Every value keeps the resource as it came in ``raw``: Apple adds attributes without a new version.
Sources: Apple School Manager API and Apple Business API (OrgDevice, MdmServer, OrgDeviceActivity).
"""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, Self

import attrs

from pymdm._json import date
from pymdm.axm._json import first, resource, text, texts

__all__ = ["Activity", "ActivityStatus", "MDMServer", "OrgDevice"]


@enum.unique
class ActivityStatus(enum.StrEnum):
    """How far an activity is.  ``Activity.status`` may also be a word that came later."""

    IN_PROGRESS = "IN_PROGRESS"
    COMPLETED = "COMPLETED"
    STOPPED = "STOPPED"
    FAILED = "FAILED"


_ENDED: Final = (ActivityStatus.COMPLETED, ActivityStatus.STOPPED, ActivityStatus.FAILED)


def _raw() -> Any:
    return attrs.field(eq=False, repr=False)


@attrs.frozen(kw_only=True)
class OrgDevice:
    """A device of the organization.  Texts are empty and dates None where Apple says nothing.

    Attributes:
        id: what the other calls take; Apple uses the serial number.
        status: ``"ASSIGNED"`` or ``"UNASSIGNED"``, to a device management service.
        imei: one for each SIM.
        raw: the whole resource.
    """

    id: str
    serial_number: str = ""
    status: str = ""
    product_family: str = ""
    product_type: str = ""
    model: str = ""
    capacity: str = ""
    color: str = ""
    part_number: str = ""
    order_number: str = ""
    ordered: datetime | None = None
    added: datetime | None = None
    updated: datetime | None = None
    released: datetime | None = None
    imei: tuple[str, ...] = ()
    meid: tuple[str, ...] = ()
    eid: str = ""
    wifi_mac: tuple[str, ...] = ()
    bluetooth_mac: tuple[str, ...] = ()
    purchase_source_id: str = ""
    purchase_source_type: str = ""
    raw: Mapping[str, Any] = _raw()

    @classmethod
    def from_resource(cls, found: object) -> Self:
        """Read a resource of type orgDevices.

        Raises:
            DecodeError: it is something else.
        """
        raw = resource(found, "orgDevices")
        has = first(raw, "attributes")
        return cls(
            id=raw["id"],
            serial_number=text(has, "serialNumber"),
            status=text(has, "status"),
            product_family=text(has, "productFamily"),
            product_type=text(has, "productType"),
            model=text(has, "deviceModel"),
            capacity=text(has, "deviceCapacity"),
            color=text(has, "color"),
            part_number=text(has, "partNumber"),
            order_number=text(has, "orderNumber"),
            ordered=date(has, "orderDateTime"),
            added=date(has, "addedToOrgDateTime"),
            updated=date(has, "updatedDateTime"),
            released=date(has, "releasedFromOrgDateTime"),
            imei=texts(has, "imei"),
            meid=texts(has, "meid"),
            eid=text(has, "eid"),
            wifi_mac=texts(has, "wifiMacAddress"),
            bluetooth_mac=texts(has, "bluetoothMacAddress"),
            purchase_source_id=text(has, "purchaseSourceId"),
            purchase_source_type=text(has, "purchaseSourceType"),
            raw=raw,
        )


@attrs.frozen(kw_only=True)
class MDMServer:
    """A device management service of the organization, such as your server.

    Attributes:
        id: what assignments take.
        name: as the portal shows it.
        type: ``"MDM"``, ``"APPLE_CONFIGURATOR"`` or ``"APPLE_MDM"``.
        raw: the whole resource.
    """

    id: str
    name: str = ""
    type: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    raw: Mapping[str, Any] = _raw()

    @classmethod
    def from_resource(cls, found: object) -> Self:
        """Read a resource of type mdmServers.

        Raises:
            DecodeError: it is something else.
        """
        raw = resource(found, "mdmServers")
        has = first(raw, "attributes")
        return cls(
            id=raw["id"],
            name=text(has, "serverName"),
            type=text(has, "serverType"),
            created=date(has, "createdDateTime"),
            updated=date(has, "updatedDateTime"),
            raw=raw,
        )


@attrs.frozen(kw_only=True)
class Activity:
    """A change of assignments, which Apple carries out in its own time; it can be asked for 30 days.

    Attributes:
        status: an ActivityStatus, or a word that came later.
        sub_status: such as ``"COMPLETED_WITH_SUCCESS"``, finer than the status.
        download_url: of the log of an ended activity, as CSV; whoever has it may read it, so it is not shown.
        raw: the whole resource.
    """

    id: str
    status: ActivityStatus | str = ""
    sub_status: str = ""
    created: datetime | None = None
    completed: datetime | None = None
    download_url: str = attrs.field(default="", repr=False)
    raw: Mapping[str, Any] = _raw()

    @classmethod
    def from_resource(cls, found: object) -> Self:
        """Read a resource of type orgDeviceActivities.

        Raises:
            DecodeError: it is something else.
        """
        raw = resource(found, "orgDeviceActivities")
        has = first(raw, "attributes")
        status = text(has, "status")
        return cls(
            id=raw["id"],
            status=ActivityStatus(status) if status in ActivityStatus.__members__ else status,
            sub_status=text(has, "subStatus"),
            created=date(has, "createdDateTime"),
            completed=date(has, "completedDateTime"),
            download_url=text(has, "downloadUrl"),
            raw=raw,
        )

    @property
    def ended(self) -> bool:
        """Nothing more will happen; a status that is not known is no end."""
        return self.status in _ENDED

    @property
    def succeeded(self) -> bool:
        """Everything was done, for every device."""
        return self.status == ActivityStatus.COMPLETED and self.sub_status in {"", "COMPLETED_WITH_SUCCESS"}
