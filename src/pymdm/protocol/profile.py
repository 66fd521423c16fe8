"""Configuration profiles (.mobileconfig): one property list that holds payloads.

This is the document, not what the payloads mean.  A profile that is read and written again keeps
every key, whether it is known here or not.

Sources: Apple's schema, mdm/profiles/TopLevel and CommonPayloadKeys; MDM reference 2014,
MCProfileErrorDomain (what a device refuses).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

import attrs

from pymdm.errors import DecodeError, LocalProtocolError

__all__ = ["MDM_PAYLOAD_TYPE", "Payload", "PayloadScope", "Profile"]

MDM_PAYLOAD_TYPE: Final = "com.apple.mdm"

_CONFIGURATION: Final = "Configuration"

# The only version of profiles and payloads there is; a device answers 1001 or 2001 to another.
_VERSION: Final = 1


@enum.unique
class PayloadScope(enum.StrEnum):
    """For whom a Mac installs a profile."""

    SYSTEM = "System"
    USER = "User"


# attribute, wire key, type, what error texts call it
_Known = tuple[str, str, type, str]

_COMMON: Final[tuple[_Known, ...]] = (
    ("type", "PayloadType", str, "a string"),
    ("version", "PayloadVersion", int, "an integer"),
    ("identifier", "PayloadIdentifier", str, "a string"),
    ("uuid", "PayloadUUID", str, "a string"),
    ("display_name", "PayloadDisplayName", str, "a string"),
    ("description", "PayloadDescription", str, "a string"),
    ("organization", "PayloadOrganization", str, "a string"),
)
_TOP_LEVEL: Final[tuple[_Known, ...]] = (
    *_COMMON,
    ("scope", "PayloadScope", PayloadScope, "System or User"),
    ("removal_disallowed", "PayloadRemovalDisallowed", bool, "a boolean"),
    ("removal_date", "RemovalDate", datetime, "a date with time zone"),
    ("duration_until_removal", "DurationUntilRemoval", float, "a number of seconds"),
    ("expiration_date", "PayloadExpirationDate", datetime, "a date with time zone"),
    ("target_device_type", "TargetDeviceType", int, "an integer"),
)
# Keys in ``extra`` in place of a list of payloads: of an encrypted profile, of an Over-the-Air part.
_ELSEWHERE: Final = frozenset({"PayloadContent", "EncryptedPayloadContent"})
_REQUIRED: Final = ("type", "version", "identifier", "uuid")


@attrs.frozen(kw_only=True)
class Payload:
    """One payload of a profile.

    Attributes:
        type: PayloadType, such as ``com.apple.mdm``.
        identifier: Unique in the profile; usually the profile's, a dot and a word.
        uuid: Unique in the world.  A profile that replaces another updates the payloads that have
            both identifier and UUID in common with it.
        version: Of the payload's format; always 1.
        display_name: What people see.
        description: What people see.
        organization: What people see.
        content: All other keys, as they are on the wire.  Never part of the repr: passwords,
            keys and identities live there.

    Raises TypeError or ValueError for a key of the wrong type, or one in ``content`` that has its
    own attribute.
    """

    type: str
    identifier: str
    uuid: str
    version: int = _VERSION
    display_name: str | None = None
    description: str | None = None
    organization: str | None = None
    content: Mapping[str, Any] = attrs.field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        _check_types(self, _COMMON)
        _set_extra(self, "content", _COMMON)

    def wire(self) -> dict[str, Any]:
        """The payload's dictionary."""
        return {**_known_keys(self, _COMMON), **self.content}

    @classmethod
    def decode(cls, wire: Mapping[str, Any], *, path: str = "") -> Payload:
        """Read one item of PayloadContent.

        Raises:
            DecodeError: a required key is missing, or a known one has the wrong type.
        """
        known, rest = _read_known(wire, _COMMON, path)
        return cls(**known, content=rest)


def _as_tuple(payloads: Iterable[Payload]) -> tuple[Payload, ...]:
    return tuple(payloads)


@attrs.frozen(kw_only=True)
class Profile:
    """A configuration profile.

    Attributes:
        identifier: By which a device tells an update from a new profile.
        uuid: Unique in the world.
        payloads: What it holds.
        type: PayloadType of the document; Configuration, except for parts of the Over-the-Air protocol.
        version: Of the document's format; always 1.
        display_name: What people see.
        description: What people see.
        organization: What people see.
        scope: For whom a Mac installs it; None leaves it to the Mac.
        removal_disallowed: On supervised devices, whether the user must leave it alone.
        removal_date: When the device removes it by itself.
        duration_until_removal: Seconds until the device removes it; the earlier of both counts.
        expiration_date: From when the device offers to update it.
        target_device_type: 0 any, 1 iPhone, iPad and iPod touch, 2 Apple Watch, 3 HomePod, 4 Apple TV,
            5 Mac, 6 Vision Pro.
        consent_text: Language ("en", or "default") to a text that the user must agree to.
        extra: All other keys, as they are on the wire.

    Raises TypeError or ValueError for a key of the wrong type, or one in ``extra`` that has its own
    attribute.
    """

    identifier: str
    uuid: str
    payloads: tuple[Payload, ...] = attrs.field(default=(), converter=_as_tuple)
    type: str = _CONFIGURATION
    version: int = _VERSION
    display_name: str | None = None
    description: str | None = None
    organization: str | None = None
    scope: PayloadScope | None = None
    removal_disallowed: bool | None = None
    removal_date: datetime | None = None
    duration_until_removal: float | None = None
    expiration_date: datetime | None = None
    target_device_type: int | None = None
    consent_text: Mapping[str, str] | None = None
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        _check_types(self, _TOP_LEVEL)
        if not all(isinstance(payload, Payload) for payload in self.payloads):
            raise TypeError("Profile.payloads: expected Payload objects")
        if self.consent_text is not None and not _is_consent(self.consent_text):
            raise TypeError("Profile.consent_text: expected a dictionary of strings")
        own = ["PayloadContent"] if self.payloads else []
        own += ["ConsentText"] if self.consent_text is not None else []
        _set_extra(self, "extra", _TOP_LEVEL, own)

    def check(self) -> Profile:
        """The profile itself, if a device could take it.

        Raises:
            LocalProtocolError: an empty identifier or UUID, a version other than 1, a UUID used twice
                (a device answers 1007), an identifier that two payloads share (1008), or two
                MDM payloads.
        """
        parts: dict[str, Payload | Profile] = {"Profile": self}
        parts |= {f"PayloadContent[{n}]": payload for n, payload in enumerate(self.payloads)}
        for name, part in parts.items():
            if not part.identifier or not part.uuid or not part.type:
                raise LocalProtocolError(
                    f"{name}: expected an identifier, a UUID and a type that are not empty"
                )
            if part.version != _VERSION:
                raise LocalProtocolError(f"{name}.PayloadVersion: expected {_VERSION}")
        # A UUID is the same in capitals; two that differ in nothing else are somebody's mistake.
        uuids = [part.uuid.upper() for part in parts.values()]
        if len(set(uuids)) < len(uuids):
            raise LocalProtocolError("PayloadUUID: expected each only once in a profile (1007)")
        identifiers = [payload.identifier for payload in self.payloads]
        if len(set(identifiers)) < len(identifiers):
            raise LocalProtocolError("PayloadIdentifier: expected each payload to have its own (1008)")
        if sum(payload.type == MDM_PAYLOAD_TYPE for payload in self.payloads) > 1:
            raise LocalProtocolError(f"PayloadContent: expected at most one {MDM_PAYLOAD_TYPE} payload")
        return self

    def wire(self) -> dict[str, Any]:
        """The document's dictionary."""
        keys = _known_keys(self, _TOP_LEVEL)
        if self.consent_text is not None:
            keys["ConsentText"] = dict(self.consent_text)
        if self.payloads or not _ELSEWHERE & self.extra.keys():
            keys["PayloadContent"] = [payload.wire() for payload in self.payloads]
        return {**keys, **self.extra}

    def encode(self) -> bytes:
        """The document as XML property list, unsigned; the same profile gives the same bytes.

        Raises:
            LocalProtocolError: a device would refuse it, see `check`.
        """
        from .plist import dumps

        return dumps(self.check().wire())

    @classmethod
    def decode(cls, data: bytes) -> Profile:
        """Read a .mobileconfig that is not signed (of a signed one, the content that verified).

        Payloads that are encrypted, and the contents of Over-the-Air documents, stay in ``extra``.

        Raises:
            PlistError, TooLarge: not a property list that pymdm accepts.
            DecodeError: not a profile; the path says where.
        """
        from .plist import loads

        wire = loads(data)
        if not isinstance(wire, dict):
            raise DecodeError("expected a dictionary")
        known, rest = _read_known(wire, _TOP_LEVEL, "")
        if _is_consent(rest.get("ConsentText")):
            known["consent_text"] = rest.pop("ConsentText")
        items = rest.get("PayloadContent")
        if isinstance(items, list):
            del rest["PayloadContent"]
            known["payloads"] = tuple(_payload_at(n, item) for n, item in enumerate(items))
        return cls(**known, extra=rest)


def _payload_at(n: int, item: Any) -> Payload:
    path = f"PayloadContent[{n}]"
    if not isinstance(item, dict):
        raise DecodeError("expected a dictionary", path=path)
    return Payload.decode(item, path=path)


def _is_consent(value: object) -> bool:
    return isinstance(value, Mapping) and all(
        isinstance(part, str) for pair in value.items() for part in pair
    )


def _fits(value: object, base: type) -> bool:
    if base is datetime:
        return isinstance(value, datetime) and value.utcoffset() is not None
    if base is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, base) and (base is bool or not isinstance(value, bool))


def _check_types(part: Payload | Profile, known: tuple[_Known, ...]) -> None:
    for name, _, base, expected in known:
        value = getattr(part, name)
        if value is None and name not in _REQUIRED:
            continue
        if not _fits(value, base):
            raise TypeError(f"{type(part).__name__}.{name}: expected {expected}, not {type(value).__name__}")


def _set_extra(
    part: Payload | Profile, attribute: str, known: tuple[_Known, ...], own: Sequence[str] = ()
) -> None:
    """Keep a copy of the unknown keys, and refuse those that have an attribute which is set."""
    where = f"{type(part).__name__}.{attribute}"
    value = getattr(part, attribute)
    if not isinstance(value, Mapping) or not all(isinstance(key, str) for key in value):
        raise TypeError(f"{where}: expected a dictionary with text keys")
    taken = {key for name, key, _, _ in known if getattr(part, name) is not None} | set(own)
    if twice := taken & value.keys():
        raise ValueError(f"{where}: {', '.join(sorted(twice))} given twice; keep one of the two")
    object.__setattr__(part, attribute, dict(value))


def _known_keys(part: Payload | Profile, known: tuple[_Known, ...]) -> dict[str, Any]:
    keys: dict[str, Any] = {}
    for name, key, base, _ in known:
        value = getattr(part, name)
        if value is not None:
            # A device reads a whole number of seconds only as a real; an enum must become plain text.
            keys[key] = base(value) if base is float else str(value) if base is PayloadScope else value
    return keys


def _read_known(
    wire: Mapping[str, Any], known: tuple[_Known, ...], path: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    """The attributes found in ``wire``, and all that has none."""
    rest = dict(wire)
    found: dict[str, Any] = {}
    for name, key, base, expected in known:
        here = f"{path}.{key}" if path else key
        value = rest.pop(key, None)
        if value is None:
            if name in _REQUIRED:
                raise DecodeError(f"expected {expected}, found nothing", path=here)
            continue
        if base is PayloadScope and isinstance(value, str):
            if value not in set(PayloadScope):
                rest[key] = value  # a scope that is not known here is kept like any unknown key
                continue
            value = PayloadScope(value)
        if not _fits(value, base):
            raise DecodeError(f"expected {expected}", path=here)
        found[name] = value
    return found, rest
