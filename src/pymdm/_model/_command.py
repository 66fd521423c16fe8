"""Commands and their answers: what the generated classes of `pymdm.schema.commands` stand on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

import attrs

from pymdm.errors import DecodeError, LocalProtocolError

from ._base import Model, model
from ._checked import Checked
from ._fields import fields_of, key
from ._shapes import received, text_keys
from ._support import Availability, Outcome

if TYPE_CHECKING:
    from ._shapes import Problems
    from ._target import TargetLike

__all__ = ["Answer", "Command", "Raw"]

# Keys around every answer, which belong to the message and not to what it answers (MDM reference,
# "Structure of MDM messages"; NotOnConsole and the user keys: user channel).
_ENVELOPE: Final = frozenset(
    {
        "CommandUUID",
        "EnrollmentID",
        "EnrollmentUserID",
        "ErrorChain",
        "NotOnConsole",
        "RequestType",
        "Status",
        "UDID",
        "UserID",
        "UserLongName",
        "UserShortName",
    }
)


@model
class Command(Checked):
    """An order to a device.

    Attributes:
        request_type: The RequestType on the wire.
        request_requires_network_tether: Whether a device waits with it until it is connected by cable
            to a Mac that shares its network.  No file of the schema has this key, which stands in
            the Command dictionary of any command.
    """

    request_type: ClassVar[str]

    request_requires_network_tether: bool | None = key("RequestRequiresNetworkTether", default=None)

    def wire(self) -> dict[str, Any]:
        """The Command dictionary: RequestType, the keys that are given, then `extra`."""
        if "RequestType" in self.extra:
            raise LocalProtocolError("extra: RequestType is the class's own; use commands.Raw for another")
        return {"RequestType": self.request_type, **super().wire()}

    def encode(self, *, uuid: str) -> bytes:
        """The property list (XML) exactly as a device receives it; the same input gives the same bytes.

        Args:
            uuid: The CommandUUID, by which the device's answer will be known.

        Raises:
            TypeError, ValueError: ``uuid`` is no text or empty.
            LocalProtocolError: `extra` replaces the RequestType.
        """
        from pymdm.protocol.plist import dumps

        return dumps({"Command": self.wire(), "CommandUUID": _text(uuid, "uuid")})

    @classmethod
    def decode(cls, wire: Mapping[str, Any], *, path: str = "Command", problems: Problems = None) -> Self:
        """Read a Command dictionary, with or without its RequestType; see `Model.decode`."""
        keys = received(wire, path)
        if keys.pop("RequestType", cls.request_type) != cls.request_type:
            raise DecodeError(f"expected {cls.request_type}", path=f"{path}.RequestType")
        return super().decode(keys, path=path, problems=problems)


@model
class Answer(Model):
    """What a device answers to a command, without the message around it; every key may be missing."""

    @classmethod
    def decode(cls, wire: Mapping[str, Any], *, path: str = "", problems: Problems = None) -> Self:
        """Read the dictionary of a whole result message; see `Model.decode`.

        Keys of the message itself (Status, CommandUUID, the sender's ids, ErrorChain) are left out.
        """
        own = {field.key.wire for field in fields_of(cls)}
        given = received(wire, path)
        keys = {name: value for name, value in given.items() if name in own or name not in _ENVELOPE}
        return super().decode(keys, path=path, problems=problems)

    def failed_items(self) -> tuple[Model, ...]:
        """Parts of the answer that are errors, although the device acknowledged the command.

        Settings is acknowledged whatever became of single settings; each of its results has a
        ``status`` of its own (MDM reference 2014, Managed settings).
        """
        lists = (getattr(self, field.name) for field in fields_of(type(self)))
        items = (item for value in lists if isinstance(value, tuple) for item in value)
        return tuple(
            item
            for item in items
            if getattr(item, "status", None) == "Error" or getattr(item, "error_chain", None)
        )


@attrs.frozen(repr=False, eq=False)
class Raw(Command):
    """A command that the schema does not know, such as one that Apple shipped yesterday.

    Nothing is known about it, so `check` lets it pass: whoever writes ``Raw`` has decided.

    Attributes:
        request_type: The RequestType.
        keys: All other keys of the Command dictionary, as they are on the wire.
    """

    request_type: str = attrs.field(kw_only=False)  # type: ignore[misc]  # the one command whose type is a value
    keys: Mapping[str, Any] = attrs.field(factory=dict, kw_only=False, repr=False)

    def __attrs_post_init__(self) -> None:
        _text(self.request_type, "Raw.request_type")
        keys = text_keys(self.keys, "Raw.keys") | text_keys(self.extra, "Raw.extra")
        if "RequestType" in keys:
            raise ValueError("Raw.keys: leave RequestType out, it is the first argument")
        object.__setattr__(self, "keys", keys)
        object.__setattr__(self, "extra", {})

    def __repr__(self) -> str:
        """The names of the keys only: nobody knows which of them are secret."""
        return f"Raw({self.request_type!r}, keys=<{', '.join(self.wire())}>)"

    def wire(self) -> dict[str, Any]:
        """The Command dictionary: RequestType, then the keys as they were given."""
        return {"RequestType": self.request_type, **self.keys}

    @classmethod
    def decode(cls, wire: Mapping[str, Any], *, path: str = "Command", problems: Problems = None) -> Self:
        """Read any Command dictionary; only RequestType must be there."""
        keys = received(wire, path)
        name = keys.pop("RequestType", None)
        if not isinstance(name, str) or not name:
            raise DecodeError("expected a string", path=f"{path}.RequestType")
        return cls(name, keys)

    def availability(self, target: TargetLike) -> Availability:
        """Always allowed."""
        return Availability(outcome=Outcome.ALLOWED)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{where}: expected a string, not {type(value).__name__}")
    if not value:
        raise ValueError(f"{where}: expected at least one character")
    return value
