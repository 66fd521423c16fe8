"""What MicroMDM calls the keys of commands, and which of their values it writes in another way.

Most names are Apple's in snake_case, as the attributes of the classes are.  Here is the rest.

Source: MicroMDM's API (POST /v1/commands) and the names that its command types have in JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pymdm._model._fields import fields_of

if TYPE_CHECKING:
    from pymdm._model._fields import Field

__all__ = ["AS_NUMBER", "AS_PLIST", "AS_TEXT", "BESIDE", "IF_ABSENT", "RESERVED", "names_of", "written"]

RESERVED: Final = ("udid", "request_type", "command_uuid")
"""Keys of the request itself, which no key of a command is called."""

_Place = tuple[str, str]
"""A key: qualified name of its class, Apple's name of it."""

# MicroMDM reads these, and only these: the misspelt ones too.
_NAMES: Final[Mapping[_Place, str]] = {
    ("ActiveNSExtensions", "FilterExtensionPoints"): "filter_extensions_points",
    ("DeleteUser", "UserName"): "username",
    ("InstalledApplicationList", "ManagedAppsOnly"): "managed_appd_only",
    ("LOMDeviceRequest.RequestListItem", "PrimaryIPv6AddressList"): "primary_ip_v6_address_list",
    ("LOMDeviceRequest.RequestListItem", "SecondaryIPv6AddressList"): "secondary_ip_v6_address_list",
    ("RotateFileVaultKey", "FileVaultUnlock"): "filevault_unlock",
    ("Settings.HostName", "HostName"): "hostname",
    ("UnlockUserAccount", "UserName"): "username",
}

# Dictionaries that MicroMDM hands on as they are, so that their keys are Apple's.
_AS_APPLE: Final = frozenset(
    {
        "InstallApplication.Attributes",
        "Settings.ApplicationAttributes.Attributes",
        "Settings.MDMOptions.MDMOptions",
    }
)

AS_PLIST: Final[frozenset[_Place]] = frozenset(
    {
        ("InstallApplication", "Configuration"),
        ("InstallEnterpriseApplication", "Configuration"),
        ("Settings.ApplicationConfiguration", "Configuration"),
    }
)
"""Dictionaries that are written as a property list in base64, since they may hold data and dates."""

AS_TEXT: Final[frozenset[_Place]] = frozenset({("RequestMirroring", "ScanTime")})
"""Numbers that MicroMDM, as Apple in 2014, takes as text."""

AS_NUMBER: Final[frozenset[_Place]] = frozenset({("RemoveMedia", "iTunesStoreID")})
"""Text that MicroMDM takes as a number."""

IF_ABSENT: Final[Mapping[_Place, Any]] = {
    # Without a new password MicroMDM sends an empty one, which takes the old one off the Mac.
    ("SetFirmwarePassword", "NewPassword"): "",
    ("SetRecoveryLock", "NewPassword"): "",
}
"""What MicroMDM sends for keys that are not there."""

BESIDE: Final[Mapping[str, Mapping[str, str]]] = {
    "SetRecoveryLock": {"allow_oroms": "AllowOroms"},
}
"""Booleans that MicroMDM knows in a command and Apple's schema does not: they are in `extra`."""


def written(cls: type, field: Field) -> str:
    """What MicroMDM calls a key."""
    if cls.__qualname__ in _AS_APPLE:
        return field.key.wire
    return _NAMES.get((cls.__qualname__, field.key.wire), field.name)


def names_of(cls: type) -> dict[str, Field]:
    """Every name that is taken for a key of a class: MicroMDM's, and that of the attribute."""
    fields = fields_of(cls)
    return {field.name: field for field in fields} | {written(cls, field): field for field in fields}
