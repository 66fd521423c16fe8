"""Assets, who has them, and users, as Apple writes them.

Source: Apple's documentation of Asset, ResponseAsset, Assignment, ResponseUser, RequestUser and MdmInfo.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

import attrs

from pymdm._json import texts
from pymdm.errors import DecodeError
from pymdm.vpp._json import boolean, integer, number_text, text
from pymdm.vpp._words import ProductType, UserStatus, known

__all__ = ["Asset", "Assignment", "MdmInfo", "OwnedAsset", "RequestUser", "User"]

#: Digits: Apple's have nine or ten today, and 64 bits hold nineteen.
_ADAM_ID: Final = re.compile(r"\d{1,19}", re.ASCII)

#: Characters of what names a user or a device; Apple states no limit, and nobody's are longer.
_MAX_NAME: Final = 255

#: Characters: what mail servers take.
_MAX_EMAIL: Final = 320


def _adam_id(value: object) -> object:
    return str(value) if type(value) is int else value


def _checked_adam_id(instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    if type(value) is not str:
        raise TypeError(f"{attribute.name}: expected the identifier of an asset as text or whole number")
    if not _ADAM_ID.fullmatch(value):
        raise ValueError(f"{attribute.name}: expected digits, such as 361309726")


def _word(instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    if type(value) is not str:
        raise TypeError(f"{attribute.name}: expected a text")
    if not value or len(value) > _MAX_NAME or not value.isprintable():
        raise ValueError(f"{attribute.name}: expected 1 to {_MAX_NAME} printable characters")


def _email(instance: object, attribute: attrs.Attribute[str], value: object) -> None:
    if type(value) is not str:
        raise TypeError(f"{attribute.name}: expected a text")
    if value and (len(value) > _MAX_EMAIL or not value.isprintable() or "@" not in value):
        raise ValueError(f"{attribute.name}: expected an address such as name@example.org")


@attrs.frozen
class Asset:
    """An app or book, in one of its qualities.

    Attributes:
        adam_id: its number in the store; text or a whole number is taken, and text is kept.
        pricing_param: ``"STDQ"``, or ``"PLUS"`` for the better quality of a book.
    """

    adam_id: str = attrs.field(converter=_adam_id, validator=_checked_adam_id)
    pricing_param: str = attrs.field(default="STDQ", validator=_word)

    @classmethod
    def decode(cls, found: Mapping[str, Any], *, path: str = "") -> Asset:
        """Read one; an asset without quality has the standard one.

        Raises:
            DecodeError: it has no identifier.
        """
        adam_id = number_text(found, "adamId", path=path)
        try:
            return cls(adam_id, text(found, "pricingParam") or "STDQ")
        except ValueError as error:
            raise DecodeError("expected an asset with its number", path=f"{path}adamId") from error

    def wire(self) -> dict[str, object]:
        """As it is sent."""
        return {"adamId": self.adam_id, "pricingParam": self.pricing_param}


@attrs.frozen(kw_only=True)
class OwnedAsset:
    """An asset of the location, with its licenses.

    Attributes:
        asset: which.
        product_type: an app or a book.
        total: licenses that the location has.
        available: licenses that nobody has.
        assigned: licenses that somebody has.
        retired: licenses that are lost with retired users, because they cannot be taken back.
        device_assignable: may be assigned to a serial number.
        revocable: may be taken back.
        platforms: such as ``("iOS", "macOS")``.
        raw: what Apple sent.
    """

    asset: Asset
    product_type: ProductType | str = ""
    total: int = 0
    available: int = 0
    assigned: int = 0
    retired: int = 0
    device_assignable: bool = False
    revocable: bool = False
    platforms: tuple[str, ...] = ()
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def decode(cls, found: Mapping[str, Any], *, path: str = "") -> OwnedAsset:
        """Read one of a listing.

        Raises:
            DecodeError: it has no identifier.
        """
        return cls(
            asset=Asset.decode(found, path=path),
            product_type=known(ProductType, text(found, "productType")),
            total=integer(found, "totalCount") or 0,
            available=integer(found, "availableCount") or 0,
            assigned=integer(found, "assignedCount") or 0,
            retired=integer(found, "retiredCount") or 0,
            device_assignable=boolean(found, "deviceAssignable") or False,
            revocable=boolean(found, "revocable") or False,
            platforms=texts(found, "supportedPlatforms"),
            raw=found,
        )


@attrs.frozen(kw_only=True)
class Assignment:
    """Somebody has a license: a device or a user, never both.

    Attributes:
        asset: of what.
        serial: of the device; empty for a user's.
        client_user_id: of the user; empty for a device's.
        raw: what Apple sent; empty for one that was made here.
    """

    asset: Asset
    serial: str = ""
    client_user_id: str = ""
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def decode(cls, found: Mapping[str, Any], *, path: str = "") -> Assignment:
        """Read one of a listing or of a notification.

        Raises:
            DecodeError: it has no asset.
        """
        return cls(
            asset=Asset.decode(found, path=path),
            serial=text(found, "serialNumber"),
            client_user_id=text(found, "clientUserId"),
            raw=found,
        )


@attrs.frozen(kw_only=True)
class User:
    """Somebody to whom assets can be assigned.

    Attributes:
        client_user_id: your identifier.
        status: Registered until an Apple Account is associated.
        email: where you wrote to.
        id_hash: which Apple Account it is, hashed; empty before there is one.
        invite_code: what goes into the invitation; empty afterwards.
        raw: what Apple sent.
    """

    client_user_id: str
    status: UserStatus | str = ""
    email: str = ""
    id_hash: str = ""
    invite_code: str = attrs.field(default="", repr=False)
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def decode(cls, found: Mapping[str, Any], *, path: str = "") -> User:
        """Read one of a listing or of a notification.

        Raises:
            DecodeError: it has no identifier.
        """
        return cls(
            client_user_id=number_text(found, "clientUserId", path=path),
            status=known(UserStatus, text(found, "status")),
            email=text(found, "email"),
            id_hash=text(found, "idHash"),
            invite_code=text(found, "inviteCode"),
            raw=found,
        )


@attrs.frozen(kw_only=True)
class RequestUser:
    """A user to create or update.

    Attributes:
        client_user_id: your identifier, for good: Apple keeps it also when the user is retired.
        email: where they can be written to.
        managed_apple_id: their Managed Apple Account; with it nobody has to be invited.
    """

    client_user_id: str = attrs.field(validator=_word)
    email: str = attrs.field(default="", validator=_email)
    managed_apple_id: str = attrs.field(default="", validator=_email)

    def wire(self) -> dict[str, object]:
        """As it is sent."""
        pairs = (("email", self.email), ("managedAppleId", self.managed_apple_id))
        return {"clientUserId": self.client_user_id, **{key: value for key, value in pairs if value}}


@attrs.frozen(kw_only=True)
class MdmInfo:
    """Which server manages a location, as it told Apple; Apple wants all three.

    Attributes:
        id: unique to the server and organization, the same for ever, such as a UUID.
        name: for people.
        metadata: what the server likes, such as its version.
    """

    id: str
    name: str = ""
    metadata: str = ""

    @classmethod
    def decode(cls, found: object) -> MdmInfo | None:
        """Read one; None if there is none."""
        if type(found) is not dict or not text(found, "id"):
            return None
        return cls(id=text(found, "id"), name=text(found, "name"), metadata=text(found, "metadata"))

    def wire(self) -> dict[str, object]:
        """As it is sent."""
        return {"id": self.id, "name": self.name, "metadata": self.metadata}
