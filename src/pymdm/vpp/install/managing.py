"""How an app is to be managed, and what contradicts itself about that.

Source: Apple's schema of InstallApplication and InstallEnterpriseApplication.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.errors import LocalProtocolError
from pymdm.schema.commands import InstallApplication

if TYPE_CHECKING:
    from pymdm.protocol.target import Target

__all__ = ["Management", "management_keys"]

#: ManagementFlags: the app goes when the MDM profile goes; its data stays out of backups.
_REMOVE: Final = 1
_NO_BACKUP: Final = 4

#: Macs manage apps from this version on.
_MACS_MANAGE: Final = (11,)


@attrs.frozen(kw_only=True)
class Management:
    """How an app is to be managed.  The default is managed, and everything else as the device likes it.

    Attributes:
        managed: Whether the server keeps its hand on the app: sees its state, configures and removes it.
        remove_with_profile: The app goes when the enrollment ends.
        prevent_backup: Its data stays out of backups.
        take_over: Where the user installed it already, it becomes managed; the user may be asked.
        ios_app: An iPhone or iPad app for a Mac with Apple silicon.
        attributes: What it may do, and which network it uses; not for Macs.
        configuration: What the app itself reads; may hold secrets of the app.
    """

    managed: bool = True
    remove_with_profile: bool = False
    prevent_backup: bool = False
    take_over: bool = False
    ios_app: bool = False
    attributes: InstallApplication.Attributes | None = None
    configuration: Mapping[str, Any] | None = attrs.field(default=None, repr=False)

    def __attrs_post_init__(self) -> None:
        if self.managed:
            return
        for name in ("remove_with_profile", "prevent_backup", "take_over", "attributes", "configuration"):
            if getattr(self, name):
                raise LocalProtocolError(f"{name}: expected with managed=True only")


def management_keys(management: Management, target: Target) -> dict[str, Any]:
    """Arguments that the commands that install have in common.

    Raises:
        LocalProtocolError: the device's system has no such thing, or is not known.
    """
    if target.os is None:
        raise LocalProtocolError("target.os: expected to be known, because Macs are told other things")
    mac = target.os == "macOS"
    if management.ios_app and not mac:
        raise LocalProtocolError("ios_app: expected for Macs only; elsewhere an iOS app is nothing special")
    version = target.version_numbers
    if mac and management.managed and version is not None and version < _MACS_MANAGE:
        raise LocalProtocolError("managed: expected False, because Macs manage apps from macOS 11 on")
    flags = _REMOVE * management.remove_with_profile | _NO_BACKUP * management.prevent_backup
    return {
        "management_flags": flags or None,
        "configuration": management.configuration,
        "change_management_state": "Managed" if management.take_over else None,
        "install_as_managed": True if mac and management.managed else None,
        "ios_app": True if management.ios_app else None,
    }
