"""Access rights: what an MDM profile lets its server do with the device.

The user sees and accepts them while the profile is installed; a later profile may drop rights but
not add any.  A User Enrollment ignores them.

Source: MDM reference 2014, Structure of MDM payloads; Apple's schema, com.apple.mdm.
"""

from __future__ import annotations

import enum
from typing import Final

from pymdm._model._rights import HIGHEST_ON_MACOS, NO_RIGHT, RIGHTS
from pymdm.errors import LocalProtocolError

__all__ = ["AccessRights", "may_remove_profile"]


class AccessRights(enum.IntFlag, boundary=enum.STRICT):
    """The flags of the AccessRights key; unknown bits are refused with ValueError."""

    INSPECT_PROFILES = 1
    MANAGE_PROFILES = 2  # install and remove
    LOCK_AND_CLEAR_PASSCODE = 4
    ERASE = 8
    QUERY_DEVICE_INFORMATION = 16
    QUERY_NETWORK_INFORMATION = 32
    INSPECT_PROVISIONING_PROFILES = 64
    MANAGE_PROVISIONING_PROFILES = 128  # install and remove
    QUERY_APPLICATIONS = 256
    QUERY_RESTRICTIONS = 512
    QUERY_SECURITY = 1024
    SETTINGS = 2048
    MANAGE_APPLICATIONS = 4096
    ALL = 8191

    @classmethod
    def from_schema(cls, name: str) -> AccessRights:
        """The right that Apple's schema calls ``name``; no right at all for "None", "n/a" and the like.

        Some rights have two names there.  "Special Case" stands for DeviceInformation, whose
        queries need different rights each, so the command itself needs none.

        Raises ValueError for a name that is not known.
        """
        if name in NO_RIGHT:
            return cls(0)
        if name not in RIGHTS:
            raise ValueError("not the name of an access right in Apple's schema")
        return cls(RIGHTS[name])

    def check(self) -> AccessRights:
        """The rights themselves, if a profile may ask for them.

        Raises:
            LocalProtocolError: none at all, or a right to manage without the right to inspect.
        """
        if not self:
            raise LocalProtocolError("AccessRights: expected at least one right, zero is not allowed")
        for manage, inspect in _NEEDS.items():
            if manage in self and inspect not in self:
                raise LocalProtocolError(f"AccessRights: {manage.value} needs {inspect.value} as well")
        return self

    def effective_on(self, os: str | None) -> AccessRights:
        """The rights that count on that system: a Mac ignores all flags above 1024.

        So a command for a Mac neither gains nor lacks anything by SETTINGS and MANAGE_APPLICATIONS:
        compare with the effective part of what it needs.  The same 2014 text says that OS X 10.9 has
        both "for certain commands"; it does not say which, and ignoring refuses nothing.
        """
        return self & _MACOS_RIGHTS if os == "macOS" else self

    def permits(self, needed: AccessRights, *, os: str | None = None) -> bool:
        """Whether every right of ``needed`` that counts on ``os`` is among these."""
        return needed.effective_on(os) in self


_NEEDS: Final = {
    AccessRights.MANAGE_PROFILES: AccessRights.INSPECT_PROFILES,
    AccessRights.MANAGE_PROVISIONING_PROFILES: AccessRights.INSPECT_PROVISIONING_PROFILES,
}

_MACOS_RIGHTS: Final = AccessRights(2 * HIGHEST_ON_MACOS - 1)


def may_remove_profile(rights: AccessRights, *, identifier: str, mdm_profile: str) -> bool:
    """Whether the server may remove the profile ``identifier``; its own, ``mdm_profile``, it always may.

    Source: MDM reference 2014, Terminating a management relationship.
    """
    return identifier == mdm_profile or AccessRights.MANAGE_PROFILES in rights
