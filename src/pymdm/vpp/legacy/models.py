"""Users, licenses and settings, as the services of 2014 write them.

Fields without a value are not in an answer.  Source: MDM reference 2014, VPP App Assignment.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import attrs

from pymdm._json import objects
from pymdm.errors import DecodeError
from pymdm.vpp._json import boolean, integer, text
from pymdm.vpp._words import ProductType, UserStatus, known
from pymdm.vpp.models import Asset, OwnedAsset
from pymdm.vpp.models_config import uid_of

__all__ = ["LegacyClientConfig", "LegacyUser", "License", "LicenseChange", "owned_asset"]

#: productTypeId, from Apple's documentation of VppAsset; the example of 2014 has 10 for a publication, too.
_PRODUCTS: Final = {7: ProductType.APP, 8: ProductType.APP, 10: ProductType.BOOK}


@attrs.frozen(kw_only=True)
class License:
    """One license of an asset.

    Attributes:
        license_id: Apple's number of it.
        asset: of what.
        irrevocable: cannot be taken back, as those of books; also read under its misspelt name.
        product_type: an app or a book, by ``productTypeId``; empty if that is not known.
        product_type_name: Apple's word for it.
        user_id: of the user who has it; None inside of a user, and for one that nobody has.
        client_user_id: the same by your identifier; empty likewise.
        its_id_hash: which account it is, hashed; empty likewise, and before there is one.
        serial: of the device that has it (not in 2014).
        raw: what Apple sent.
    """

    license_id: int
    asset: Asset
    irrevocable: bool = False
    product_type: ProductType | str = ""
    product_type_name: str = ""
    user_id: int | None = None
    client_user_id: str = ""
    its_id_hash: str = ""
    serial: str = ""
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def decode(cls, found: Mapping[str, Any], *, path: str = "") -> License:
        """Read one.

        Raises:
            DecodeError: it has no number, or no asset.
        """
        return cls(
            license_id=_identifier(found, "licenseId", path),
            asset=_asset(found, path),
            irrevocable=_irrevocable(found),
            product_type=_product(found),
            product_type_name=text(found, "productTypeName"),
            user_id=integer(found, "userId"),
            client_user_id=text(found, "clientUserIdStr"),
            its_id_hash=text(found, "itsIdHash"),
            serial=text(found, "serialNumber"),
            raw=found,
        )

    @property
    def assigned(self) -> bool:
        """Somebody has it, as far as this record tells: inside of a user it does not."""
        return self.user_id is not None or bool(self.client_user_id or self.serial)


@attrs.frozen(kw_only=True)
class LegacyUser:
    """Somebody to whom licenses can be assigned.

    Attributes:
        user_id: Apple's number of this record; one of your identifiers can have several over time.
        client_user_id: your identifier.
        status: Registered, Associated, Retired or Deleted; see `can_become`.
        email: where you wrote to.
        its_id_hash: which iTunes account it is, hashed; empty while none is associated.
        invite_code: what goes into the invitation.
        invite_url: the invitation itself; only of a user who is Registered.
        licenses: what the user has; only in the answers for one user.
        raw: what Apple sent.
    """

    user_id: int
    client_user_id: str = ""
    status: UserStatus | str = ""
    email: str = ""
    its_id_hash: str = ""
    invite_code: str = attrs.field(default="", repr=False)
    invite_url: str = attrs.field(default="", repr=False)
    licenses: tuple[License, ...] = ()
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def decode(cls, found: Mapping[str, Any], *, path: str = "") -> LegacyUser:
        """Read one.

        Raises:
            DecodeError: it has no number, or one of its licenses cannot be read.
        """
        items = objects(found, "licenses")
        return cls(
            user_id=_identifier(found, "userId", path),
            client_user_id=text(found, "clientUserIdStr"),
            status=known(UserStatus, text(found, "status")),
            email=text(found, "email"),
            its_id_hash=text(found, "itsIdHash"),
            invite_code=text(found, "inviteCode"),
            invite_url=text(found, "inviteUrl"),
            licenses=tuple(
                License.decode(item, path=f"{path}licenses[{place}].") for place, item in enumerate(items)
            ),
            raw=found,
        )


@attrs.frozen(kw_only=True)
class LicenseChange:
    """What became of a license that was assigned to a user, or taken back.

    Attributes:
        license: as it is now; None if the answer does not tell.
        user: whom it is about; None if the answer does not tell.
    """

    license: License | None
    user: LegacyUser | None

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> LicenseChange:
        """Read it.

        Raises:
            DecodeError: license or user cannot be read.
        """
        license_, user = found.get("license"), found.get("user")
        return cls(
            license=License.decode(license_, path="license.") if type(license_) is dict else None,
            user=LegacyUser.decode(user, path="user.") if type(user) is dict else None,
        )


@attrs.frozen(kw_only=True)
class LegacyClientConfig:
    """What is stored with the content token.

    Attributes:
        client_context: your own text; servers of today write there who manages the location.
        apn_token: where the 2014 notifications go; empty if the answer does not tell.
        uid: the location (not in 2014).
        country_code: of the store (not in 2014).
        raw: what Apple sent.
    """

    client_context: str = ""
    apn_token: str = attrs.field(default="", repr=False)
    uid: str = ""
    country_code: str = ""
    raw: Mapping[str, Any] = attrs.field(factory=dict, repr=False, eq=False)

    @classmethod
    def decode(cls, found: Mapping[str, Any]) -> LegacyClientConfig:
        """Read it."""
        return cls(
            client_context=text(found, "clientContext"),
            apn_token=text(found, "apnToken"),
            uid=uid_of(found),
            country_code=text(found, "countryCode"),
            raw=found,
        )


def owned_asset(found: Mapping[str, Any], *, path: str = "") -> OwnedAsset:
    """An asset with its counts, as getVPPAssetsSrv writes it, in the form of today's interface.

    Raises:
        DecodeError: it has no identifier.
    """
    return OwnedAsset(
        asset=_asset(found, path),
        product_type=_product(found),
        total=integer(found, "totalCount") or 0,
        available=integer(found, "availableCount") or 0,
        assigned=integer(found, "assignedCount") or 0,
        retired=integer(found, "retiredCount") or 0,
        device_assignable=boolean(found, "deviceAssignable") or False,
        revocable=not _irrevocable(found),
        raw=found,
    )


def _identifier(found: Mapping[str, Any], key: str, path: str) -> int:
    """A number that has to be there; later services have it as text, under a name that says so."""
    number = integer(found, key)
    number = integer(found, f"{key}Str") if number is None else number
    if number is None:
        raise DecodeError("expected a whole number", path=f"{path}{key}")
    return number


def _asset(found: Mapping[str, Any], path: str) -> Asset:
    later = {} if "adamId" in found else {"adamId": found.get("adamIdStr")}
    return Asset.decode({**found, **later}, path=path)


def _irrevocable(found: Mapping[str, Any]) -> bool:
    """Apple's own example misspells the key."""
    return boolean(found, "isIrrevocable") or boolean(found, "isIrrevocatble") or False


def _product(found: Mapping[str, Any]) -> ProductType | str:
    return _PRODUCTS.get(integer(found, "productTypeId") or 0, "")
