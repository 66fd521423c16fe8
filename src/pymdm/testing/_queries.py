"""DeviceInformation, performed: the queries that a device knows and the right that each one needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pymdm.testing._answers import Outcome, malformed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pymdm.testing.hardware import Machine
    from pymdm.testing.settings import EnrollmentSettings

__all__ = ["device_information"]

_NO_RIGHT = 0
_DEVICE = 16
_NETWORK = 32
_APPS = 4096
_IDENTIFYING: Final = frozenset(  # a User Enrollment tells none of these
    {
        "UDID",
        "SerialNumber",
        "IMEI",
        "MEID",
        "WiFiMAC",
        "BluetoothMAC",
        "EthernetMAC",
        "EthernetMACs",
        "PhoneNumber",
    }
)
# Apple MDM reference 2014, Tables 5 to 8: query → access right.
_RIGHTS: Final[dict[str, int]] = {
    "UDID": _NO_RIGHT,
    "Languages": _NO_RIGHT,
    "Locales": _NO_RIGHT,
    "iTunesStoreAccountIsActive": _APPS,
    "DeviceName": _DEVICE,
    "HostName": _DEVICE,
    "OSVersion": _DEVICE,
    "BuildVersion": _DEVICE,
    "ModelName": _DEVICE,
    "Model": _DEVICE,
    "ProductName": _DEVICE,
    "SerialNumber": _DEVICE,
    "DeviceCapacity": _DEVICE,
    "AvailableDeviceCapacity": _DEVICE,
    "BatteryLevel": _DEVICE,
    "CellularTechnology": _DEVICE,
    "IMEI": _DEVICE,
    "MEID": _DEVICE,
    "IsSupervised": _DEVICE,
    "IsMultiUser": _DEVICE,
    "AwaitingConfiguration": _DEVICE,
    "BluetoothMAC": _NETWORK,
    "WiFiMAC": _NETWORK,
    "EthernetMAC": _NETWORK,
    "EthernetMACs": _NETWORK,
    "PhoneNumber": _NETWORK,
    "IsRoaming": _NETWORK,
}


def device_information(
    machine: Machine, settings: EnrollmentSettings, command: Mapping[str, object]
) -> Outcome:
    """Answers what it knows and may tell; drops the other queries without a word.

    Apple MDM reference 2014, DeviceInformation: queries without a response, or not permitted by the
    access rights, are dropped from the response dictionary.
    """
    queries = command.get("Queries")
    if not isinstance(queries, list) or not all(isinstance(query, str) for query in queries):
        return malformed()
    facts = _facts(machine)
    rights = settings.access_rights
    answers = {
        query: facts[query]
        for query in queries
        if facts.get(query) is not None
        and (_RIGHTS[query] & rights) == _RIGHTS[query]
        and not (settings.user_enrollment and query in _IDENTIFYING)
    }
    return Outcome(keys={"QueryResponses": answers})


def _facts(machine: Machine) -> dict[str, object]:
    common: dict[str, object] = {
        "UDID": machine.udid,
        "DeviceName": machine.device_name,
        "OSVersion": machine.os_version,
        "BuildVersion": machine.build_version,
        "ModelName": machine.model_name,
        "Model": machine.model,
        "ProductName": machine.product_name,
        "SerialNumber": machine.serial_number,
        "DeviceCapacity": machine.capacity,
        "AvailableDeviceCapacity": round(machine.capacity / 2, 1),
        "IsSupervised": machine.supervised,
        "AwaitingConfiguration": machine.awaiting_configuration,
        "iTunesStoreAccountIsActive": True,
        "WiFiMAC": machine.wifi_mac,
        "BluetoothMAC": machine.bluetooth_mac,
    }
    if machine.is_mac:
        return common | {
            "HostName": "mac.example.com",
            "Languages": ["en-GB"],
            "Locales": ["en_GB"],
            "EthernetMAC": machine.ethernet_mac,
            "EthernetMACs": [machine.ethernet_mac],
        }
    return common | {
        "BatteryLevel": 0.5,
        "CellularTechnology": 1 if machine.imei else 0,
        "IMEI": machine.imei,
        "MEID": machine.meid,
        "IsMultiUser": machine.shared,
        "PhoneNumber": "+15555550100" if machine.imei else None,
        "IsRoaming": False if machine.imei else None,
    }
