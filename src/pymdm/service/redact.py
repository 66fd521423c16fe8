"""Commands without what was secret in them: what a store keeps of a command that is done (T71).

A passcode or an unlock token has done its work once the device has answered.  What is kept for the
history then is the command with these values emptied; whoever needs a PIN later has to keep it when
the command is made.
"""

from __future__ import annotations

from typing import Any

from pymdm.errors import PymdmError
from pymdm.protocol.plist import dumps, loads

__all__ = ["SECRET_KEYS", "holds_secret", "redacted"]

#: By RequestType, the keys of the command, at any depth, whose values are emptied.  Profiles and app
#: configurations hold passwords and keys in places that only their payloads know, so they go whole.
SECRET_KEYS: dict[str, frozenset[str]] = {
    "AccountConfiguration": frozenset({"passwordHash"}),
    "ApplyRedemptionCode": frozenset({"RedemptionCode"}),
    "ClearPasscode": frozenset({"UnlockToken"}),
    "DeviceLock": frozenset({"PIN"}),
    "EraseDevice": frozenset({"PIN", "BootstrapToken", "MDMProfileData", "WiFiProfileData"}),
    "InstallApplication": frozenset({"Configuration", "Attributes"}),
    "InstallEnterpriseApplication": frozenset({"Configuration"}),
    "InstallProfile": frozenset({"Payload"}),
    # Whoever opens it first gets the organisation's apps.
    "InviteToProgram": frozenset({"InvitationURL"}),
    "RequestMirroring": frozenset({"Password"}),
    "RotateFileVaultKey": frozenset({"Password", "PrivateKeyExport", "PrivateKeyExportPassword"}),
    "SetAutoAdminPassword": frozenset({"passwordHash"}),
    "SetFirmwarePassword": frozenset({"CurrentPassword", "NewPassword"}),
    "SetRecoveryLock": frozenset({"CurrentPassword", "NewPassword"}),
    "Settings": frozenset({"Configuration", "Attributes"}),
    "TriggerEnhancedLogCollection": frozenset({"AppleCareToken"}),
    "VerifyFirmwarePassword": frozenset({"Password"}),
    "VerifyRecoveryLock": frozenset({"Password"}),
}


def redacted(request_type: str, body: bytes) -> bytes:
    """The command with its secrets emptied; the very same bytes if it has none.

    A body that cannot be read any more is not kept at all.
    """
    secret = SECRET_KEYS.get(request_type)
    if secret is None:
        return body
    try:
        document = loads(body)
        emptied = _emptied(document, secret)
        return body if emptied == document else dumps(emptied)
    except PymdmError:
        return b""


def holds_secret(body: bytes) -> bool:
    """Whether a queued command has something that `redacted` would empty; one that cannot be read has."""
    try:
        document = loads(body)
    except PymdmError:
        return True
    command = document.get("Command") if isinstance(document, dict) else None
    request_type = command.get("RequestType") if isinstance(command, dict) else None
    return redacted(str(request_type), body) != body


def _emptied(value: Any, secret: frozenset[str]) -> Any:
    if isinstance(value, dict):
        return {key: _blank(each) if key in secret else _emptied(each, secret) for key, each in value.items()}
    if isinstance(value, list):
        return [_emptied(each, secret) for each in value]
    return value


def _blank(value: Any) -> Any:
    """An empty value of the same kind, so that the history still shows that there was one."""
    return type(value)() if isinstance(value, str | bytes | list | dict) else ""
