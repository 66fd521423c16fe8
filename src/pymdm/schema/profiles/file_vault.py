"""FileVault, as Apple's schema has it.

Source: mdm/profiles/com.apple.MCX.FileVault2.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["FileVault"]


@model
class FileVault(Payload):
    """Encryption of a Mac's disk, and its recovery keys."""

    payload_type: ClassVar[str] = "com.apple.MCX.FileVault2"

    enable: str = key("Enable", allowed=("On", "Off"))
    defer: bool | None = key("Defer", default=None, if_absent=False)
    user_enters_missing_info: bool | None = key("UserEntersMissingInfo", default=None, if_absent=False)
    use_recovery_key: bool | None = key("UseRecoveryKey", default=None, if_absent=True)
    show_recovery_key: bool | None = key("ShowRecoveryKey", default=None, if_absent=True)
    output_path: str | None = key("OutputPath", default=None)
    certificate: bytes | None = key("Certificate", default=None)
    payload_certificate_uuid: str | None = key("PayloadCertificateUUID", default=None)
    username: str | None = key("Username", default=None)
    password: str | None = key("Password", default=None, secret=True)
    use_keychain: bool | None = key("UseKeychain", default=None, if_absent=False)
    defer_force_at_user_login_max_bypass_attempts: int | None = key(
        "DeferForceAtUserLoginMaxBypassAttempts", default=None, minimum=-1, maximum=9999
    )
    defer_dont_ask_at_user_logout: bool | None = key(
        "DeferDontAskAtUserLogout", default=None, if_absent=False
    )
    force_enable_in_setup_assistant: bool | None = key(
        "ForceEnableInSetupAssistant", default=None, if_absent=False
    )
