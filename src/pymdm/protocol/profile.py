"""Configuration profiles (.mobileconfig): one property list that holds payloads.

This is the document, not what the payloads mean.  A profile that is read and written again keeps
every key, whether it is known here or not.

Sources: Apple's schema, mdm/profiles/TopLevel and CommonPayloadKeys; MDM reference 2014,
MCProfileErrorDomain (what a device refuses).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Literal

import attrs

from pymdm.errors import DecodeError, LocalProtocolError

from ._profile_keys import (
    COMMON,
    CONFIGURATION,
    MDM_PAYLOAD_TYPE,
    TOP_LEVEL,
    UNSET,
    VERSION,
    PayloadScope,
    Problems,
    check_types,
    is_consent,
    known_keys,
    read_known,
    set_extra,
)

if TYPE_CHECKING:
    from pymdm._model import Availability
    from pymdm._model import Payload as TypedPayload
    from pymdm._model._target import TargetLike

__all__ = ["MDM_PAYLOAD_TYPE", "Payload", "PayloadScope", "Profile"]

# Keys in ``extra`` in place of a list of payloads: of an encrypted profile, of an Over-the-Air part.
_ELSEWHERE: Final = frozenset({"PayloadContent", "EncryptedPayloadContent"})


@attrs.frozen(kw_only=True)
class Payload:
    """One payload of a profile, whatever its type; `typed` reads it as a class of `pymdm.profiles`.

    Attributes:
        type: PayloadType, such as ``com.apple.mdm``.
        identifier: Unique in the profile; usually the profile's, a dot and a word.  Left out, the profile
            that gets the payload fills it in.
        uuid: Unique in the world.  A profile that replaces another updates the payloads that have
            both identifier and UUID in common with it.  Left out, the profile fills it in.
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
    identifier: str = UNSET
    uuid: str = UNSET
    version: int = VERSION
    display_name: str | None = None
    description: str | None = None
    organization: str | None = None
    content: Mapping[str, Any] = attrs.field(factory=dict, repr=False)

    def __attrs_post_init__(self) -> None:
        check_types(self, COMMON)
        set_extra(self, "content", COMMON)

    def wire(self) -> dict[str, Any]:
        """The payload's dictionary."""
        return {**known_keys(self, COMMON), **self.content}

    def typed(self, *, path: str = "", problems: Problems = None) -> TypedPayload | None:
        """The payload as a class of `pymdm.profiles`, or None for a type that the schema lacks.

        Where several classes have the type, the one that fits the keys best (docs/profiles.md).

        Args:
            path: Where it stands, for error texts.
            problems: With a list here nothing is raised: values of the wrong type stay in ``extra``
                and are reported; without a required key the answer is None.

        Raises:
            DecodeError: a required key is missing, or a known one has the wrong type.
        """
        from ._profile_schema import read

        return read(self, path, problems)

    @classmethod
    def decode(cls, wire: Mapping[str, Any], *, path: str = "", problems: Problems = None) -> Payload:
        """Read one item of PayloadContent; with a list for ``problems``, see `Profile.decode`.

        Raises:
            DecodeError: a required key is missing, or a known one has the wrong type.
        """
        known, rest = read_known(wire, COMMON, path, problems)
        return cls(**{"type": UNSET, **known}, content=rest)


def _as_payloads(payloads: Iterable[Payload | TypedPayload]) -> tuple[Payload, ...]:
    return tuple(as_payload(item) for item in payloads)


def as_payload(payload: Payload | TypedPayload) -> Payload:
    """A payload of `pymdm.profiles` as it is on the wire, what the profile fills in left open."""
    if isinstance(payload, Payload):
        return payload
    from pymdm._model import Payload as Typed

    if not isinstance(payload, Typed):
        raise TypeError("Profile.payloads: expected Payload objects")
    return Payload.decode(payload.wire(), problems=[])


@attrs.frozen(kw_only=True)
class Profile:
    """A configuration profile.

    What it fills in follows from its content alone, so that the same input gives the same bytes everywhere:
    identifiers of payloads from the profile's, their types and their order; UUIDs of payloads from both
    identifiers, so that a device updates them in place; the profile's own UUID from all of the content.

    Attributes:
        identifier: By which a device tells an update from a new profile.  Left out, it follows from the
            content, so that with other content it is another profile.
        uuid: Unique in the world.
        payloads: What it holds; built from `Payload` objects and from those of `pymdm.profiles`.
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
    attribute; PlistError where something is filled in, for a value that no property list has.
    """

    identifier: str = UNSET
    uuid: str = UNSET
    payloads: tuple[Payload, ...] = attrs.field(default=(), converter=_as_payloads)
    type: str = CONFIGURATION
    version: int = VERSION
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
        check_types(self, TOP_LEVEL)
        if self.consent_text is not None and not is_consent(self.consent_text):
            raise TypeError("Profile.consent_text: expected a dictionary of strings")
        own = ["PayloadContent"] if self.payloads else []
        own += ["ConsentText"] if self.consent_text is not None else []
        set_extra(self, "extra", TOP_LEVEL, own)
        from ._profile_fill import fill  # here: it works on the profile that is being made

        fill(self)

    def check(
        self,
        target: TargetLike | None = None,
        *,
        unknown: Literal["refuse", "allow"] = "refuse",
        by_hand: bool = False,
    ) -> Profile:
        """The profile itself, if a device could take it; with ``target``, if that device can.

        Without ``target`` it is about the document only, and the keys of payloads are not looked at.

        Args:
            target: What is known of the device.
            unknown: What to do where too little is known of it to tell.
            by_hand: Somebody installs it from a file, not MDM.

        Raises:
            LocalProtocolError: an empty identifier or UUID, a version other than 1, a UUID used twice
                (a device answers 1007), an identifier that two payloads share (1008), two MDM
                payloads, or a reference to a payload that is not here; with ``target`` also all of `faults`.
            NotSupportedOn: the device cannot take it; the text names each rule that says so.
        """
        for fault in self._structure():
            raise LocalProtocolError(fault)
        if target is not None:
            from ._profile_schema import check

            check(self, target, unknown, by_hand=by_hand)
        return self

    def _structure(self) -> Iterator[str]:
        from ._profile_rules import structure

        return structure(self)

    def faults(self) -> tuple[str, ...]:
        """Everything that is wrong on any device, by path: the document, each key that the schema knows,
        and references to payloads (PayloadCertificateUUID) that are not in the profile.
        """
        from ._profile_schema import faults

        return (*self._structure(), *faults(self))

    def unknowns(self) -> tuple[str, ...]:
        """Paths of the keys that the schema does not know, and of payloads whose type it does not know."""
        from ._profile_schema import unknowns

        return tuple(unknowns(self))

    def availability(self, target: TargetLike, *, by_hand: bool = False) -> Availability:
        """Whether ``target`` can take all payloads with the keys that are given.

        What the schema does not know is not judged.

        Args:
            target: What is known of the device.
            by_hand: Somebody installs it from a file, not MDM.
        """
        from ._profile_schema import availability

        return availability(self, target, by_hand=by_hand)

    def wire(self) -> dict[str, Any]:
        """The document's dictionary."""
        keys = known_keys(self, TOP_LEVEL)
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
    def decode(cls, data: bytes, *, problems: Problems = None) -> Profile:
        """Read a .mobileconfig that is not signed (of a signed one, the content that verified).

        Payloads that are encrypted, and the contents of Over-the-Air documents, stay in ``extra``.

        Args:
            data: The property list.
            problems: With a list here any dictionary is read: what is missing is reported and filled in,
                what has the wrong type is reported and kept in ``extra`` and ``content``.

        Raises:
            PlistError, TooLarge: not a property list that pymdm accepts.
            DecodeError: not a profile; the path says where.
        """
        from .plist import loads

        wire = loads(data)
        if not isinstance(wire, dict):
            raise DecodeError("expected a dictionary")
        known, rest = read_known(wire, TOP_LEVEL, "", problems)
        if is_consent(rest.get("ConsentText")):
            known["consent_text"] = rest.pop("ConsentText")
        items = rest.get("PayloadContent")
        if items is None and problems is not None and not _ELSEWHERE & rest.keys():
            problems.append(DecodeError("expected an array, found nothing", path="PayloadContent"))
        if isinstance(items, list) and _are_payloads(items, problems):
            del rest["PayloadContent"]
            known["payloads"] = tuple(
                Payload.decode(item, path=f"PayloadContent[{n}]", problems=problems)
                for n, item in enumerate(items)
            )
        return cls(**known, extra=rest)


def _are_payloads(items: list[Any], problems: Problems) -> bool:
    """Whether all are dictionaries; a list with anything else in it is kept as it is."""
    wrong = [
        DecodeError("expected a dictionary", path=f"PayloadContent[{n}]")
        for n, item in enumerate(items)
        if not isinstance(item, dict)
    ]
    if wrong and problems is None:
        raise wrong[0]
    if problems is not None:
        problems += wrong
    return not wrong
