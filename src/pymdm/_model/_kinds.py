"""What the generated classes beside commands stand on: payloads, declarations, status items, settings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from pymdm.errors import DecodeError, LocalProtocolError

from ._base import Model, model
from ._checked import Checked
from ._fields import key
from ._shapes import received

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ._shapes import Problems

__all__ = ["Credential", "Declaration", "Document", "Payload", "StatusItem", "Tagged"]


@model
class Tagged(Model):
    """One of several dictionaries in an array, told apart by a key that is always the same.

    Attributes:
        TAG: That key and its value.
    """

    TAG: ClassVar[tuple[str, str]]

    def wire(self) -> dict[str, Any]:
        """The dictionary: the key that tells it apart, the keys that are given, then `extra`."""
        name, value = self.TAG
        if name in self.extra:
            raise LocalProtocolError(f"extra: {name} is the class's own")
        return {name: value, **super().wire()}

    @classmethod
    def decode(cls, wire: Mapping[str, Any], *, path: str = "", problems: Problems = None) -> Self:
        """Read the dictionary, with or without the key that tells it apart; see `Model.decode`."""
        return super().decode(_without(wire, *cls.TAG, path), path=path, problems=problems)


@model
class Payload(Checked):
    """One payload of a configuration profile.

    The keys here are those that every payload has; `payload_identifier` and `payload_uuid` are
    required on the wire, but whoever builds the profile may fill them in.

    Attributes:
        payload_type: The PayloadType on the wire.
    """

    payload_type: ClassVar[str]

    payload_identifier: str | None = key("PayloadIdentifier", default=None, required=True)
    payload_uuid: str | None = key("PayloadUUID", default=None, required=True)
    payload_version: int | None = key("PayloadVersion", default=1, required=True, allowed=(1,))
    payload_display_name: str | None = key("PayloadDisplayName", default=None)
    payload_description: str | None = key("PayloadDescription", default=None)
    payload_organization: str | None = key("PayloadOrganization", default=None)

    def wire(self) -> dict[str, Any]:
        """The dictionary of the payload: PayloadType, the keys that are given, then `extra`."""
        if "PayloadType" in self.extra:
            raise LocalProtocolError("extra: PayloadType is the class's own; use profiles.Raw for another")
        return {"PayloadType": self.payload_type, **super().wire()}

    @classmethod
    def decode(cls, wire: Mapping[str, Any], *, path: str = "", problems: Problems = None) -> Self:
        """Read the dictionary of a payload, with or without its PayloadType; see `Model.decode`."""
        keys = _without(wire, "PayloadType", cls.payload_type, path)
        return super().decode(keys, path=path, problems=problems)


@model
class Declaration(Checked):
    """The payload of a declaration: what stands under its Payload key.

    Attributes:
        declaration_type: The Type on the wire.
        APPLY: What a device does with several of that type: "single" (takes one), "multiple" (takes
            each) or "combined" (makes one of all); empty where there is nothing to apply.
        STATUS_ITEMS: Status items that tell of it.
    """

    declaration_type: ClassVar[str]
    APPLY: ClassVar[str] = ""
    STATUS_ITEMS: ClassVar[tuple[str, ...]] = ()


@model
class Credential(Checked):
    """The data of a credential that an asset refers to, as a server gives it out.

    Attributes:
        credential_type: What the schema calls it.
    """

    credential_type: ClassVar[str]


@model
class StatusItem(Checked):
    """The value of one status item, in `value`.

    Attributes:
        status_item_type: The name of the item, with dots where dictionaries stand in each other.
        REASONS: Codes of what can be wrong with it.
    """

    status_item_type: ClassVar[str]
    REASONS: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def read(cls, value: Any, *, path: str = "", problems: Problems = None) -> Self:
        """The item of a value that a device reported; see `Model.decode`."""
        return cls.decode({cls.status_item_type: value}, path=path, problems=problems)


@model
class Document(Checked):
    """A dictionary that is neither command nor payload: error bodies, manifests, messages of DDM."""

    REASONS: ClassVar[tuple[str, ...]] = ()


def _without(wire: Mapping[str, Any], name: str, value: str, path: str) -> dict[str, Any]:
    keys = received(wire, path)
    if keys.pop(name, value) != value:
        raise DecodeError(f"expected {value}", path=f"{path}.{name}" if path else name)
    return keys
