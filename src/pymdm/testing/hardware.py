"""What a simulated device is and has: hardware facts, installed things, locks."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Final, Literal

import attrs

if TYPE_CHECKING:
    import random

__all__ = ["Application", "InstalledProfile", "Machine", "Platform", "new_uuid"]

Platform = Literal["macOS", "iOS", "iPadOS", "tvOS"]

_SERIAL_LETTERS: Final = "CDFGHJKLMNPQRTVWXY0123456789"  # Apple's serials avoid look-alike letters


@attrs.frozen(kw_only=True)
class InstalledProfile:
    """A configuration profile on the device; ``managed`` says that MDM installed it."""

    identifier: str
    uuid: str
    display_name: str
    payload_types: tuple[str, ...]
    managed: bool


@attrs.frozen(kw_only=True)
class Application:
    """An installed application."""

    identifier: str
    name: str
    version: str
    bundle_size: int


@attrs.frozen(kw_only=True)
class _Make:
    os_version: str
    build_version: str
    product_name: str
    model: str
    model_name: str
    device_name: str
    agent: str
    gigabytes: float


# Plausible devices of recent years.
_MAKES: Final[dict[Platform, _Make]] = {
    "macOS": _Make(
        os_version="15.5",
        build_version="24F74",
        product_name="Mac15,12",
        model="MRXN3D/A",
        model_name="MacBook Air",
        device_name="Ada’s MacBook Air",
        agent="MDM-OSX/1.0 mdmclient/1485",
        gigabytes=245.1,
    ),
    "iOS": _Make(
        os_version="18.5",
        build_version="22F76",
        product_name="iPhone15,4",
        model="MTP03ZD/A",
        model_name="iPhone",
        device_name="Ada’s iPhone",
        agent="MDM/1.0",
        gigabytes=119.2,
    ),
    "iPadOS": _Make(
        os_version="18.5",
        build_version="22F76",
        product_name="iPad14,1",
        model="MK7M3FD/A",
        model_name="iPad",
        device_name="Class iPad 7",
        agent="MDM/1.0",
        gigabytes=59.6,
    ),
    "tvOS": _Make(
        os_version="18.5",
        build_version="22L572",
        product_name="AppleTV14,1",
        model="MN873FD/A",
        model_name="Apple TV",
        device_name="Lobby",
        agent="MDM/1.0",
        gigabytes=59.6,
    ),
}
_APPLICATIONS: Final = (
    Application(identifier="com.example.notes", name="Notes", version="2.1", bundle_size=1_048_576),
    Application(identifier="com.example.tracker", name="Tracker", version="4.0.2", bundle_size=52_428_800),
)


@attrs.define(kw_only=True)
class Machine:
    """The mutable state of one device.

    Tests may set any of it: ``locked`` (passcode locked with Data Protection, iOS), ``power_nap``
    (a Mac in dark wake), ``supervised``, ``profiles`` by identifier, and so on.
    """

    platform: Platform
    shared: bool
    udid: str
    serial_number: str
    os_version: str
    build_version: str
    product_name: str
    model: str
    model_name: str
    device_name: str
    user_agent: str
    capacity: float
    imei: str | None
    meid: str | None
    wifi_mac: str
    bluetooth_mac: str
    ethernet_mac: str | None
    supervised: bool = False
    awaiting_configuration: bool = False
    locked: bool = False
    power_nap: bool = False
    screen_locked: bool = False  # by a DeviceLock command; it hinders no command
    passcode_present: bool = True
    unlock_token: bytes | None = attrs.field(default=None, repr=False)
    erased: bool = False
    profiles: dict[str, InstalledProfile] = attrs.field(factory=dict)
    certificates: dict[str, bytes] = attrs.field(factory=dict, repr=False)  # common name → DER
    applications: tuple[Application, ...] = _APPLICATIONS

    @classmethod
    def build(cls, platform: Platform, *, shared: bool, rng: random.Random) -> Machine:
        """A device as it leaves the factory, its numbers drawn from ``rng``."""
        make = _MAKES[platform]
        phone = platform == "iOS"
        mac = platform == "macOS"
        return cls(
            platform=platform,
            shared=shared,
            udid=new_uuid(rng) if mac else _chip_udid(rng),
            serial_number="".join(rng.choice(_SERIAL_LETTERS) for _ in range(10)),
            os_version=make.os_version,
            build_version=make.build_version,
            product_name=make.product_name,
            model=make.model,
            model_name=make.model_name,
            device_name=make.device_name,
            user_agent=make.agent,
            capacity=make.gigabytes,
            imei=_digits(rng, 15) if phone else None,
            meid=_digits(rng, 14) if phone else None,
            wifi_mac=_mac(rng),
            bluetooth_mac=_mac(rng),
            ethernet_mac=_mac(rng) if mac else None,
            supervised=shared,
            unlock_token=None if mac or platform == "tvOS" else rng.randbytes(64),
        )

    @property
    def is_mac(self) -> bool:
        """Whether the Mac's rules apply."""
        return self.platform == "macOS"

    @property
    def major_version(self) -> int:
        """The number before the first point of the system's version."""
        return int(self.os_version.partition(".")[0])

    def wipe(self) -> None:
        """Back to the factory: everything installed or set is gone, the hardware stays."""
        self.profiles.clear()
        self.certificates.clear()
        self.locked = self.power_nap = self.screen_locked = self.passcode_present = False
        self.erased = True


def new_uuid(rng: random.Random) -> str:
    """A random UUID in upper case, as Apple prints them."""
    return str(uuid.UUID(int=rng.getrandbits(128), version=4)).upper()


def _chip_udid(rng: random.Random) -> str:
    # Devices since 2018: eight hexadecimal digits of the chip, a hyphen, sixteen of the ECID.
    return f"00008{rng.getrandbits(12):03X}-{rng.getrandbits(64):016X}"


def _digits(rng: random.Random, count: int) -> str:
    return "35" + "".join(rng.choice("0123456789") for _ in range(count - 2))


def _mac(rng: random.Random) -> str:
    return ":".join(f"{byte:02x}" for byte in (0xF0, 0x18, 0x98, *rng.randbytes(3)))
