"""The document that tells a device, when it is set up, where its server is and what to skip.

    staff = DEPProfile(profile_name="Staff", url="https://mdm.example.com/dep", is_supervised=True)
    staff.check(protocol_version=10)

It is not the enrollment profile: that comes from the server, when the device asks at ``url``.

Sources: MDM reference 2014, Define Profile; Apple's documentation of Profile for the later keys.
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from typing import Any, Final, Literal

import attrs

from pymdm.dep._json import boolean
from pymdm.dep._profile_rules import problems
from pymdm.dep.skip_items import SKIP_ITEMS
from pymdm.errors import DecodeError, LocalProtocolError

__all__ = ["DEPProfile", "ProfileDifference"]

_NOT_COMPARED: Final = ("devices", "profile_uuid", "extra")


def _tuple(values: Iterable[Any]) -> tuple[Any, ...]:
    if isinstance(values, str | bytes):
        raise TypeError("expected several values, such as a list with one")
    return tuple(values)


def _count(values: tuple[Any, ...]) -> str:
    return f"<{len(values)}>"


@attrs.frozen(kw_only=True)
class ProfileDifference:
    """A key of which Apple keeps something else than was wanted; None where there is nothing."""

    key: str
    wanted: Any
    kept: Any


@attrs.frozen(kw_only=True)
class DEPProfile:
    """A setup document.  None, or an empty tuple, is not sent; Apple takes its default then.

    Attributes:
        profile_name: for people.
        url: where devices get their enrollment profile.
        configuration_web_url: a page that they show first, to sign in; the profile then comes from there.
        allow_pairing: with any computer; default true.  Ignored since iOS 13.
        is_supervised: default false.  Since iOS 13 devices are supervised whatever it says.
        is_mandatory: the user may not skip the enrollment; default false.  Always so since iOS 13.
        is_mdm_removable: the user may remove the enrollment; false needs ``is_supervised``.
        is_multi_user: a Shared iPad.
        is_return_to_service: the device sets itself up after an erase.  OS 26 and later.
        do_not_use_profile_from_backup: a restored device does not take the profile of its backup.
        await_device_configured: setup waits for the command DeviceConfigured.
        auto_advance_setup: setup goes on by itself: Apple TV, and Mac with Ethernet.
        language: two or three letters of ISO 639, for ``auto_advance_setup``.
        region: two letters of ISO 3166, for ``auto_advance_setup``.
        support_phone_number, support_email_address: whom users may ask.
        department: shown to users, too.
        org_magic: names what belongs together within the organisation.
        anchor_certs: DER; the only authorities that the device trusts when it talks to ``url``.
        supervising_host_certs: DER; computers that may pair although ``allow_pairing`` is false.
        skip_setup_items: panes of Setup Assistant that are not shown, see `SKIP_ITEMS`.
        devices: serial numbers to assign it to at once.
        profile_uuid: Apple's name for it, of a profile that was read back.
        extra: keys that are not known here, as they are on the wire.

    Raises:
        TypeError: a value has the wrong type.
        ValueError: a key is in ``extra`` although it is known.
    """

    profile_name: str
    url: str
    configuration_web_url: str | None = None
    allow_pairing: bool | None = None
    is_supervised: bool | None = None
    is_mandatory: bool | None = None
    is_mdm_removable: bool = True
    is_multi_user: bool | None = None
    is_return_to_service: bool | None = None
    do_not_use_profile_from_backup: bool | None = None
    await_device_configured: bool | None = None
    auto_advance_setup: bool | None = None
    language: str | None = None
    region: str | None = None
    support_phone_number: str | None = None
    support_email_address: str | None = None
    department: str | None = None
    org_magic: str | None = None
    anchor_certs: tuple[bytes, ...] = attrs.field(default=(), converter=_tuple, repr=_count)
    supervising_host_certs: tuple[bytes, ...] = attrs.field(default=(), converter=_tuple, repr=_count)
    skip_setup_items: tuple[str, ...] = attrs.field(default=(), converter=_tuple)
    devices: tuple[str, ...] = attrs.field(default=(), converter=_tuple)
    profile_uuid: str | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        for name in _NAMES:
            value = getattr(self, name)
            if name in _LISTS:
                kind = bytes if name in _CERTIFICATES else str
                for number, item in enumerate(value):
                    if not isinstance(item, kind):
                        raise TypeError(f"{name}[{number}]: expected {kind.__name__}")
            elif value is None and name not in _ALWAYS:
                continue
            elif type(value) is not (bool if name in _FLAGS else str):
                raise TypeError(f"{name}: expected {'true or false' if name in _FLAGS else 'a text'}")
        if twice := sorted(set(_NAMES).intersection(self.extra)):
            raise ValueError(f"extra: {', '.join(twice)} is known; give it under its own name")

    @property
    def unknown_skip_items(self) -> tuple[str, ...]:
        """Panes that are not known here, each with its place: ``skip_setup_items[2]: NewPane``."""
        return tuple(
            f"skip_setup_items[{number}]: {item if item.isalnum() and len(item) < 100 else 'not a name'}"
            for number, item in enumerate(self.skip_setup_items)
            if item not in SKIP_ITEMS
        )

    def check(self, *, protocol_version: int, unknown: Literal["refuse", "allow"] = "refuse") -> None:
        """Look for what Apple, or a device, would refuse.

        Args:
            protocol_version: version 1 wants more keys, and knows fewer.
            unknown: what to do about panes to skip that are not known here.

        Raises:
            LocalProtocolError: all that is wrong, each with its key.
        """
        found = list(problems(self, protocol_version))
        if unknown == "refuse" and self.unknown_skip_items:
            names = "; ".join(self.unknown_skip_items)
            found.append(
                f'{names}: expected a pane that is known here; unknown="allow" sends it all the same'
            )
        if found:
            raise LocalProtocolError("; ".join(found))

    def wire(self) -> dict[str, Any]:
        """The dictionary as JSON carries it."""
        found: dict[str, Any] = {}
        for name in _NAMES:
            value = getattr(self, name)
            if name in _CERTIFICATES:
                value = [b64encode(der).decode() for der in value]
            elif name in _LISTS:
                value = list(value)
            if value is not None and value != []:
                found[name] = value
        return {**found, **self.extra}

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> DEPProfile:
        """Read such a dictionary.

        Raises:
            DecodeError: name or URL are missing, or a value has the wrong type.
        """
        values: dict[str, Any] = {}
        for name in _NAMES:
            value = found.get(name)
            if value is None:
                continue
            if name in _FLAGS:
                values[name] = boolean(found, name)
            elif name in _LISTS:
                values[name] = _read_list(name, value)
            elif type(value) is not str:
                raise DecodeError("expected a text", path=name)
            else:
                values[name] = value
        for name in ("profile_name", "url"):
            if name not in values:
                raise DecodeError("expected a text", path=name)
        extra = {key: value for key, value in found.items() if key not in _NAMES}
        return cls(**values, extra=extra)

    def differences(self, kept: DEPProfile) -> tuple[ProfileDifference, ...]:
        """Where what Apple keeps is another profile than this one.

        Apple's defaults are as good as absent keys, and the order of a list says nothing.  Of keys that are
        not known here, only those count that this profile has.
        """
        pairs = [
            (name, _comparable(self, name), _comparable(kept, name))
            for name in _NAMES
            if name not in _NOT_COMPARED
        ]
        pairs += [(key, value, kept.extra.get(key)) for key, value in self.extra.items()]
        return tuple(
            ProfileDifference(key=name, wanted=wanted, kept=has)
            for name, wanted, has in pairs
            if wanted != has
        )


_NAMES: Final = tuple(each.name for each in attrs.fields(DEPProfile) if each.name != "extra")
_CERTIFICATES: Final = frozenset({"anchor_certs", "supervising_host_certs"})
_LISTS: Final = _CERTIFICATES | {"skip_setup_items", "devices"}
_FLAGS: Final = frozenset(
    {
        "allow_pairing",
        "is_supervised",
        "is_mandatory",
        "is_mdm_removable",
        "is_multi_user",
        "is_return_to_service",
        "do_not_use_profile_from_backup",
        "await_device_configured",
        "auto_advance_setup",
    }
)
_ALWAYS: Final = frozenset({"profile_name", "url", "is_mdm_removable"})
_TRUE_BY_DEFAULT: Final = frozenset({"allow_pairing", "is_mdm_removable"})


def _read_list(name: str, value: object) -> tuple[str | bytes, ...]:
    if type(value) is not list or any(type(item) is not str for item in value):
        raise DecodeError("expected an array of texts", path=name)
    if name not in _CERTIFICATES:
        return tuple(value)
    found = []
    for number, item in enumerate(value):
        try:
            found.append(b64decode("".join(item.split()), validate=True))
        except (binascii.Error, ValueError) as error:
            raise DecodeError("expected base64", path=f"{name}[{number}]") from error
    return tuple(found)


def _comparable(profile: DEPProfile, name: str) -> object:
    value = getattr(profile, name)
    if name in _LISTS:
        return tuple(sorted(value))
    if name in _FLAGS:
        return name in _TRUE_BY_DEFAULT if value is None else value
    return value or None
