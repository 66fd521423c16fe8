"""Which devices take MachineInfo.

Source: other/machineinfo.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "MachineInfo": (
        Support("iOS", "7.0"),
        Support("macOS", "10.9"),
        Support("tvOS", "10.2"),
        Support("visionOS", "1.1"),
        Support("watchOS", "10.0"),
    ),
    "MachineInfo.udid": (Support("iOS macOS tvOS visionOS", user_enrollment="forbidden"),),
    "MachineInfo.serial": (Support("iOS macOS tvOS visionOS", user_enrollment="forbidden"),),
    "MachineInfo.os_version": (Support("iOS tvOS", "17.0"), Support("macOS", "14.0")),
    "MachineInfo.supplemental_build_version": (Support("iOS tvOS", "17.0"), Support("macOS", "14.0")),
    "MachineInfo.supplemental_os_version_extra": (Support("iOS tvOS", "17.0"), Support("macOS", "14.0")),
    "MachineInfo.imei": (Support("iOS", user_enrollment="forbidden"), Support("macOS tvOS visionOS", NEVER)),
    "MachineInfo.meid": (Support("iOS", user_enrollment="forbidden"), Support("macOS tvOS visionOS", NEVER)),
    "MachineInfo.mdm_can_request_software_update": (
        Support("iOS", "17.0"),
        Support("macOS", "14.0"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "MachineInfo.pairing_token": (Support("iOS macOS tvOS visionOS", NEVER),),
    "MachineInfo.software_update_device_id": (
        Support("iOS", "17.4"),
        Support("macOS", "14.4"),
        Support("tvOS", NEVER),
    ),
    "MachineInfo.mdm_can_request_psso_config": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "26.0"),
    ),
    "MachineInfo.mandatory_software_update_required": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "26.1"),
    ),
}
