"""From an asset and who has a license of it to the command that installs it.

Source: MDM reference 2014, InstallApplication; Apple's schema of InstallApplication.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from pymdm.errors import LocalProtocolError
from pymdm.schema.commands import InstallApplication
from pymdm.vpp._words import ProductType, UserStatus
from pymdm.vpp.install.managing import Management, management_keys

if TYPE_CHECKING:
    from pymdm.protocol.target import Target
    from pymdm.vpp.models import Asset, Assignment, OwnedAsset, User

__all__ = ["install_app", "install_free_app"]

#: Options.PurchaseMethod: free apps and redemption codes; licenses.
_FREE: Final = 0
_LICENSED: Final = 1

#: What a property list's integers and the device's hold.
_MAX_ADAM_ID: Final = (1 << 63) - 1

#: What an app has to be for, by the device's system.  Apple Watch and Vision Pro run apps of other systems.
_PLATFORMS: Final = {"iOS": "iOS", "macOS": "macOS", "tvOS": "tvOS"}

_USER_ENROLLMENTS: Final = ("USER_ENROLLMENT", "USER_ENROLLMENT_DEVICE")


def install_app(
    assignment: Assignment,
    *,
    target: Target,
    serial: str = "",
    owned: OwnedAsset | None = None,
    user: User | None = None,
    bundle_id: str = "",
    management: Management | None = None,
    awaiting_configuration: bool = False,
    unknown: Literal["refuse", "allow"] = "refuse",
) -> InstallApplication:
    """Install an app, or update it, with the license that a device or a user has.

    Args:
        assignment: Whose license of which app; Apple has to have carried it out (see ``vpp.wait``).
        target: What is known of the device.
        serial: The device's; with it, the license of another device is refused.
        owned: What the location has of the app; with it, books and apps for other systems are refused.
        user: Who has the license; with it, somebody without an Apple Account is refused.
        bundle_id: Names the app in place of its number: for an Apple Watch, the identifier of its part.
        management: How it is to be managed; the default is `Management()`.
        awaiting_configuration: The device is in Setup Assistant, where nobody has signed in yet.
        unknown: What to do where too little is known of the device; see ``Command.check``.

    Raises:
        LocalProtocolError: these contradict each other, or a value is not allowed.
        NotSupportedOn: the device cannot do it.
    """
    _check_asset(assignment.asset, owned, management or Management(), target)
    if bool(assignment.serial) == bool(assignment.client_user_id):
        raise LocalProtocolError("assignment: expected a serial number or a client_user_id, and not both")
    if assignment.serial:
        _check_device(assignment, serial, owned, target)
    else:
        _check_user(assignment, user, target)
        if awaiting_configuration:
            raise LocalProtocolError(
                "assignment: expected one to the serial number, because nobody has signed in yet"
            )
    return _command(assignment.asset, _LICENSED, target, bundle_id, management, unknown)


def install_free_app(
    asset: Asset,
    *,
    target: Target,
    bundle_id: str = "",
    management: Management | None = None,
    unknown: Literal["refuse", "allow"] = "refuse",
) -> InstallApplication:
    """Install an app that is free, or that a redemption code pays for; the user's own Apple Account owns it.

    Raises:
        LocalProtocolError: the device needs a license even for free apps, or a value is not allowed.
        NotSupportedOn: the device cannot do it.
    """
    if target.os is not None and target.schema_os != "iOS":
        raise LocalProtocolError("asset: expected a license, because only iOS takes apps without")
    if target.shared_ipad or _user_enrolled(target):
        raise LocalProtocolError(
            "asset: expected a license, because Shared iPad and User Enrollment take no app without"
        )
    _check_asset(asset, None, management or Management(), target)
    return _command(asset, _FREE, target, bundle_id, management, unknown)


def _command(
    asset: Asset,
    method: int,
    target: Target,
    bundle_id: str,
    management: Management | None,
    unknown: Literal["refuse", "allow"],
) -> InstallApplication:
    management = management or Management()
    # On a Mac an app that is not managed is one without InstallAsManaged since macOS 11; before, and on all
    # other systems, NotManaged says so (reference of 2014: Macs have to be told).
    recent_mac = target.os == "macOS" and (target.version_numbers or (11,)) >= (11,)
    unmanaged = True if not management.managed and not recent_mac else None
    command = InstallApplication(
        itunes_store_id=None if bundle_id else int(asset.adam_id),
        identifier=bundle_id or None,
        options=InstallApplication.Options(purchase_method=method, not_managed=unmanaged),
        attributes=management.attributes,
        **management_keys(management, target),
    )
    command.check(target, unknown=unknown)
    return command


def _check_asset(asset: Asset, owned: OwnedAsset | None, management: Management, target: Target) -> None:
    if int(asset.adam_id) > _MAX_ADAM_ID:
        raise LocalProtocolError("asset.adam_id: expected a number of the store, which has at most 63 bits")
    if owned is None:
        return
    if owned.asset != asset:
        raise LocalProtocolError("owned: expected the asset that is installed, of the same quality")
    if owned.product_type == ProductType.BOOK:
        raise LocalProtocolError("owned: expected an app; InstallMedia installs books")
    wanted = _PLATFORMS.get(target.schema_os or "")
    if wanted is None or not owned.platforms:
        return
    if management.ios_app:
        wanted = "iOS"
    if wanted not in owned.platforms:
        could = target.os == "macOS" and not management.ios_app
        hint = "; ios_app=True installs an iPhone or iPad app" if could else ""
        raise LocalProtocolError(f"owned.platforms: expected {wanted}{hint}")


def _check_device(assignment: Assignment, serial: str, owned: OwnedAsset | None, target: Target) -> None:
    if serial and serial != assignment.serial:
        raise LocalProtocolError("assignment: expected the license of this device; it is another one's")
    if owned is not None and not owned.device_assignable:
        raise LocalProtocolError("assignment: expected one to a user; this asset is not for devices")
    if _user_enrolled(target):
        raise LocalProtocolError("assignment: expected one to a user, because this is a User Enrollment")


def _check_user(assignment: Assignment, user: User | None, target: Target) -> None:
    if target.shared_ipad:
        raise LocalProtocolError("assignment: expected one to the serial number of a Shared iPad")
    if user is None:
        return
    if user.client_user_id != assignment.client_user_id:
        raise LocalProtocolError("user: expected the one who has the license")
    if user.status != UserStatus.ASSOCIATED:
        raise LocalProtocolError(
            "user: expected one with an Apple Account (Associated); invite_to_program asks them to sign in"
        )


def _user_enrolled(target: Target) -> bool:
    return target.enrollment is not None and target.enrollment.name in _USER_ENROLLMENTS
