"""What is known of a device when a command for it is chosen.

`Target` is the question put to a command's availability; None in a field means "not known",
which is different from "no".
"""

from __future__ import annotations

import enum
import re
from typing import TYPE_CHECKING, Final

import attrs

if TYPE_CHECKING:
    from pymdm.protocol.access_rights import AccessRights
    from pymdm.protocol.enrollment import Channel, EnrollmentKind

__all__ = ["PLATFORMS", "Target", "never_refused", "parse_version", "platform_of"]

PLATFORMS: Final = ("iOS", "iPadOS", "macOS", "tvOS", "visionOS", "watchOS")

# iPads call their system iPadOS since its first release, 13.1.
_FIRST_IPADOS: Final = (13,)

# Six groups of six digits are more than any version Apple has shipped; the bound keeps a device
# from making us convert a megabyte of digits.
_VERSION: Final = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,6}){0,5})(?![0-9])")

# MDM reference 2014, Error handling: commands that iOS never answers with NotNow.
_IOS_NEVER_REFUSES: Final = frozenset(
    {
        "CertificateList",
        "ClearPasscode",
        "DeviceInformation",
        "DeviceLock",
        "EraseDevice",
        "InstalledApplicationList",
        "ProfileList",
        "ProvisioningProfileList",
        "Restrictions",
    }
)
# The same section: in Power Nap a Mac refuses everything but these, and it may refuse even
# DeviceInformation while it holds up a login.
_MACOS_NEVER_REFUSES: Final = frozenset({"DeviceLock", "EraseDevice"})

# Orders to the device as a whole: on the user channel they do not exist, so nothing is promised.
_DEVICE_ONLY: Final = frozenset({"ClearPasscode", "DeviceLock", "EraseDevice"})

# Longest first where one begins with another.  The identifiers are ProductName or Model
# ("iPhone12,1", "VirtualMac2,1"), the names ModelName ("Apple TV", "MacBook Pro").
_FAMILIES: Final = (
    ("iphone", "iOS"),
    ("ipod", "iOS"),
    ("ipad", "iPadOS"),
    ("appletv", "tvOS"),
    ("apple tv", "tvOS"),
    ("watch", "watchOS"),
    ("apple watch", "watchOS"),
    ("realitydevice", "visionOS"),
    ("apple vision", "visionOS"),
    ("imac", "macOS"),
    ("mac", "macOS"),
    ("virtualmac", "macOS"),
    ("apple virtual machine", "macOS"),
    ("xserve", "macOS"),
)


@attrs.frozen(kw_only=True)
class Target:
    """What is known of the receiver of a command; None is "not known".

    Attributes:
        os: One of `PLATFORMS`.  Apple's schema has no iPadOS: see `schema_os`.
        version: Of the system, as the device tells it ("17.0.1").
        supervised: Whether it is supervised.
        channel: Device or user channel.
        enrollment: The kind of enrollment.
        access_rights: The rights that the MDM profile asked for.
        device_assigned: Whether it enrolled by Automated Device Enrollment (DEP).
        user_approved: On a Mac, whether a user approved the MDM profile.
        shared_ipad: Whether it is a Shared iPad.
    """

    os: str | None = attrs.field(default=None)
    version: str | None = attrs.field(default=None)
    supervised: bool | None = None
    channel: Channel | None = attrs.field(default=None)
    enrollment: EnrollmentKind | None = attrs.field(default=None)
    access_rights: AccessRights | None = None
    device_assigned: bool | None = None
    user_approved: bool | None = None
    shared_ipad: bool | None = None

    @os.validator
    def _known(self, _: object, value: str | None) -> None:
        if value is not None and value not in PLATFORMS:
            raise ValueError(f"os must be one of {', '.join(PLATFORMS)}, or None")

    @version.validator
    def _text(self, _: object, value: str | None) -> None:
        if value is not None and not isinstance(value, str):
            raise TypeError("version must be text such as '15.2': as a number, 15.10 would be 15.1")

    @channel.validator
    @enrollment.validator
    def _member(self, attribute: attrs.Attribute[object], value: object) -> None:
        if value is not None and not isinstance(value, enum.Enum):
            name = "Channel" if attribute.name == "channel" else "EnrollmentKind"
            raise TypeError(f"{attribute.name} must be a member of {name}, such as {name}.DEVICE, or None")

    @property
    def schema_os(self) -> str | None:
        """The system by the name that Apple's schema knows: iPadOS counts as iOS there."""
        return "iOS" if self.os == "iPadOS" else self.os

    @property
    def version_numbers(self) -> tuple[int, ...] | None:
        """The version in comparable form, or None where it is unknown or unreadable."""
        return None if self.version is None else parse_version(self.version)


def parse_version(text: str) -> tuple[int, ...] | None:
    """The numbers that ``text`` starts with, without trailing zeros, so that "17" equals "17.0".

    What follows ("17.0 beta", "13.0.1 (a)") is ignored; None where there is no number at the start.
    """
    found = _VERSION.match(text)
    if found is None:
        return None
    numbers = [int(part) for part in found[1].split(".")]
    while len(numbers) > 1 and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)


def platform_of(
    product_name: str | None = None,
    model: str | None = None,
    model_name: str | None = None,
    os_version: str | None = None,
) -> str | None:
    """The system of a device by what it says in Authenticate or DeviceInformation, or None.

    iOS devices send ProductName ("iPhone12,1") and a part number as Model, Macs send ProductName
    and Model ("iMac14,2").  An iPad is "iPadOS", unless ``os_version`` is older than that name.
    """
    for text in (product_name, model, model_name):
        system = _family(text) if text else None
        if system == "iPadOS" and ((parse_version(os_version or "") or _FIRST_IPADOS) < _FIRST_IPADOS):
            return "iOS"
        if system is not None:
            return system
    return None


def _family(text: str) -> str | None:
    lowered = text.lower()
    return next((system for start, system in _FAMILIES if lowered.startswith(start)), None)


def never_refused(request_type: str, platform: str | None, channel: Channel | None = None) -> bool:
    """Whether the device promises to carry out this command now, even after a NotNow.

    Only these may follow a NotNow in the same session.  Apple's 2014 text promises nine commands for
    iOS and two for OS X; for every other platform, and where it is unknown, only what both have
    in common is relied upon.

    Source: MDM reference 2014, Error handling.
    """
    promised = _IOS_NEVER_REFUSES if platform in ("iOS", "iPadOS") else _MACOS_NEVER_REFUSES
    if channel is not None and channel.value == "user":
        promised -= _DEVICE_ONLY
    return request_type in promised
