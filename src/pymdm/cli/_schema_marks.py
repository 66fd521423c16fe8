"""Which keys are not as in Apple's files of today, for `pymdm schema`: laid over them by hand.

The list itself, with what exactly was changed, is tools/schema_generator/overlay.py; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["MARKS", "mark_of"]

_OLD: Final = "of 2014, gone from today's files"
_PROSE: Final = "said in prose only"
_RESULTS: Final = "as in 2014 and as devices send it"
_DEVICES: Final = "as devices take it, not as the file says"

MARKS: Final[Mapping[tuple[str, ...], str]] = {
    ("DeviceInformation", "Queries", "EthernetMACs"): _OLD,
    ("DeviceInformation", "Queries", "Languages"): _OLD,
    ("DeviceInformation", "Queries", "Locales"): _OLD,
    ("DeviceInformationResponse", "QueryResponses", "EthernetMACs"): _OLD,
    ("DeviceInformationResponse", "QueryResponses", "Languages"): _OLD,
    ("DeviceInformationResponse", "QueryResponses", "Locales"): _OLD,
    ("DeviceLock", "PIN"): _PROSE,
    ("EraseDevice", "PIN"): _PROSE,
    ("InstallApplication", "ManifestURL"): _PROSE,
    ("InstallApplication", "Options", "NotManaged"): _OLD,
    ("InstallEnterpriseApplication", "ManifestURL"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "bd"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "blankbd"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "blankcd"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "blankdvd"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "cd"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "disk-image"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "dvd"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "dvdram"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "harddisk-external"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "harddisk-internal"): _PROSE,
    ("MediaManagementAllowedMedia", "logout-eject", "networkdisk"): _PROSE,
    ("RequestMirroring", "DestinationDeviceID"): _PROSE,
    ("RequestMirroring", "ScanTime"): _PROSE,
    ("RequestMirroringResponse", "MirroringResult"): _PROSE,
    ("SCEP", "PayloadContent", "SubjectAltName", "dNSName"): _PROSE,
    ("SCEP", "PayloadContent", "SubjectAltName", "ntPrincipalName"): _PROSE,
    ("SCEP", "PayloadContent", "SubjectAltName", "rfc822Name"): _PROSE,
    ("SCEP", "PayloadContent", "SubjectAltName", "uniformResourceIdentifier"): _PROSE,
    ("Settings", "Settings", "Language"): _OLD,
    ("Settings", "Settings", "Locale"): _OLD,
    ("SettingsResponse", "Settings"): _RESULTS,
    ("TokensResponse", "SyncTokens"): _PROSE,
    ("WiFi", "RoamingConsortiumOIs"): _DEVICES,
}


def mark_of(*path: str) -> str:
    """The mark of a key by class and keys, or of one value of a key; empty for what is as Apple has it."""
    return MARKS.get(path, "")
