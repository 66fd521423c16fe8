"""Between attrs classes and the dictionaries of device messages.

A field that travels names its wire key and type in its metadata, and nothing else does; keys
that no field names are kept in ``extra``, so that a newer system loses nothing.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any, Final, TypeVar

import attrs

from pymdm.errors import DecodeError
from pymdm.protocol import plist

from .enrollment import EnrollmentID, resolve

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["MAX_NAME", "Message", "decode_message", "name_of", "text_of", "top_level_dictionary", "wire"]

# Names that a peer chooses and that end in logs and database keys: message types, command UUIDs,
# status words.  Real ones have at most 40 characters.
MAX_NAME: Final = 256

_WIRE: Final = "pymdm.wire"
_KINDS: Final[dict[type, str]] = {str: "a string", bytes: "data", bool: "true or false", dict: "a dictionary"}

M = TypeVar("M", bound="Message")


def wire(key: str, kind: type) -> dict[str, tuple[str, type]]:
    """Metadata of a field that travels as ``key`` and holds ``kind`` (str, bytes, bool or dict)."""
    return {_WIRE: (key, kind)}


@attrs.frozen(kw_only=True)
class Message:
    """What every check-in message has: who sends it, on which channel, and what we do not know.

    Attributes:
        udid: Of the device; absent in a User Enrollment.
        enrollment_id: Stands for the device in a User Enrollment.
        user_id: On the user channel, the user's GUID; all F for the user of a Shared iPad.
        enrollment_user_id: Stands for the user in a User Enrollment.
        user_short_name: Record name; on a Shared iPad the Managed Apple Account.
        user_long_name: Full name.
        auth_token: What the server gave a network user in UserAuthenticate; a secret.
        not_on_console: On a Mac's user channel, whether the user is not at the screen.
        extra: Keys that pymdm does not know, as they came.
        raw: The bytes that the message was decoded from; empty in one that was built.
        enrollment: Whom the keys above name.

    Building one whose keys name nobody, or two, raises DecodeError as decoding it would.
    """

    udid: str | None = attrs.field(default=None, metadata=wire("UDID", str))
    enrollment_id: str | None = attrs.field(default=None, metadata=wire("EnrollmentID", str))
    user_id: str | None = attrs.field(default=None, metadata=wire("UserID", str))
    enrollment_user_id: str | None = attrs.field(default=None, metadata=wire("EnrollmentUserID", str))
    user_short_name: str | None = attrs.field(default=None, metadata=wire("UserShortName", str))
    user_long_name: str | None = attrs.field(default=None, metadata=wire("UserLongName", str))
    auth_token: str | None = attrs.field(default=None, repr=False, metadata=wire("AuthToken", str))
    not_on_console: bool | None = attrs.field(default=None, metadata=wire("NotOnConsole", bool))
    # Unknown keys may hold secrets, so they are not shown either.
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)
    raw: bytes = attrs.field(default=b"", repr=False, eq=False)
    enrollment: EnrollmentID = attrs.field(init=False, eq=False)

    @enrollment.default
    def _resolve(self) -> EnrollmentID:
        return resolve(
            udid=self.udid,
            enrollment_id=self.enrollment_id,
            user_id=self.user_id,
            enrollment_user_id=self.enrollment_user_id,
            user_short_name=self.user_short_name,
        )

    @property
    def message_type(self) -> str:
        """The value of MessageType."""
        return type(self).__name__

    def encode(self) -> bytes:
        """The message as an XML property list, with every key of ``extra``.

        Raises ValueError where ``extra`` repeats a key that has a field.
        """
        known: dict[str, Any] = {"MessageType": self.message_type}
        for name, key, _, _ in _wire_fields(type(self)):  # type: ignore[arg-type]  # the class is hashed, not it
            value = getattr(self, name)
            if value is not None:
                known[key] = value
        twice = known.keys() & self.extra.keys()
        if twice:
            raise ValueError(f"extra holds keys that have a field: {', '.join(sorted(twice))}")
        return plist.dumps({**known, **self.extra})


@functools.cache
def _wire_fields(cls: type[Any]) -> tuple[tuple[str, str, type, bool], ...]:
    return tuple(
        (field.name, *field.metadata[_WIRE], field.default is attrs.NOTHING)
        for field in attrs.fields(cls)
        if _WIRE in field.metadata
    )


def decode_message(cls: type[M], found: Mapping[str, Any], raw: bytes) -> M:
    """``found`` as a ``cls``; known keys checked for presence and type, the rest kept in ``extra``.

    Raises:
        DecodeError: with the key as ``path``.
    """
    rest = dict(found)
    values: dict[str, Any] = {}
    for name, key, kind, required in _wire_fields(cls):  # type: ignore[arg-type]  # as above
        if key in rest:
            values[name] = _typed(rest.pop(key), kind, key)
        elif required:
            raise DecodeError(f"expected {_KINDS[kind]}, found nothing", path=key)
    return cls(**values, extra=rest, raw=raw)


def _typed(value: object, kind: type, path: str) -> object:
    if isinstance(value, kind):
        return value
    raise DecodeError(f"expected {_KINDS[kind]}", path=path)


def text_of(found: Mapping[str, Any], key: str) -> str | None:
    """The string under ``key``, or None if there is none; DecodeError for another type."""
    value = found.get(key)
    if value is None or isinstance(value, str):
        return value
    raise DecodeError("expected a string", path=key)


def name_of(found: Mapping[str, Any], key: str) -> str | None:
    """As `text_of`, for what ends in logs and database keys: DecodeError over `MAX_NAME` characters."""
    value = text_of(found, key)
    if value is not None and len(value) > MAX_NAME:
        raise DecodeError(f"expected at most {MAX_NAME} characters", path=key)
    return value


def top_level_dictionary(raw: bytes) -> dict[str, Any]:
    """All of ``raw``, which must be a property list holding a dictionary.

    Raises:
        DecodeError, TooLarge: it is not one, or exceeds a limit of `pymdm.protocol.plist`.
    """
    found = plist.loads(raw)
    if not isinstance(found, dict):
        raise DecodeError("expected a dictionary as the message")
    return found
