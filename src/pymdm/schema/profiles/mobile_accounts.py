"""MobileAccounts, as Apple's schema has it.

Source: mdm/profiles/com.apple.MCX(Mobility).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["MobileAccounts"]


@model
class MobileAccounts(Payload):
    """Mobile accounts of directory users on a Mac."""

    payload_type: ClassVar[str] = "com.apple.MCX"

    com_apple_cachedaccounts_create_at_login: bool | None = key(
        "com.apple.cachedaccounts.CreateAtLogin", default=None, if_absent=False
    )
    com_apple_cachedaccounts_warn_on_create: bool | None = key(
        "com.apple.cachedaccounts.WarnOnCreate", default=None, if_absent=False
    )
    cachedaccounts_warn_on_create_allow_never: bool | None = key(
        "cachedaccounts.WarnOnCreate.allowNever", default=None, if_absent=False
    )
    cachedaccounts_expiry_delete_disused_seconds: int | None = key(
        "cachedaccounts.expiry.delete.disusedSeconds", default=None, if_absent=-1
    )
    cachedaccounts_ask_for_secure_token_auth_bypass: bool | None = key(
        "cachedaccounts.askForSecureTokenAuthBypass", default=None, if_absent=False
    )
