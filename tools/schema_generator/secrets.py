"""Which keys hold what opens something: the files do not say, so names do, and a list for the exceptions."""

from __future__ import annotations

import re

__all__ = ["NOT_SECRET", "is_secret"]

#: Words of an attribute's name; tests/house/test_secrets_repr.py asks for the same ones.
_WORDS = frozenset(
    (
        "authtoken",
        "challenge",
        "credential",
        "credentials",
        "escrow",
        "key",
        "keys",
        "magic",
        "passcode",
        "passphrase",
        "password",
        "passwords",
        "pin",
        "private",
        "psk",
        "raw",
        "secret",
        "secrets",
        "token",
        "tokens",
        "unlock",
    )
)

_NAMES = frozenset(("body", "content", "payload", "raw"))

#: Facts about a secret: a length is not the password.
_FACTS = ("_description", "_length", "_status", "_type", "_types")

#: Types that cannot hold one.
_HARMLESS = re.compile(r"(?:bool|int|float|datetime)(?: \| None)?")

#: Secrets whose names do not say so.
_ALSO = frozenset(
    (
        "EraseDevice.ReturnToService.wifi_profile_data",
        "EraseDevice.ReturnToService.mdm_profile_data",
        "SecurityInfoResponse.SecurityInfo.fde_personal_recovery_key_cms",
        "CertificatePKCS12.payload_content",
        "ActivationLockBypassCodeResponse.activation_lock_bypass_code",
        "ClearActivationLockBypassCode.activation_lock_bypass_code",
        "SetAutoAdminPassword.password_hash",
        "AccountConfiguration.AutoSetupAdminAccountsItem.password_hash",
    )
)

#: Names that only sound like a secret.
NOT_SECRET = frozenset(
    (
        "DeviceInformationResponse.QueryResponses.OrganizationInfo.organization_magic",
        "SecurityInfoResponse.SecurityInfo.bootstrap_token_allowed_for_authentication",
        "SecurityInfoResponse.SecurityInfo.fde_personal_recovery_key_device_key",
    )
)


def is_secret(where: str, annotation: str) -> bool:
    """Whether the attribute with that qualified name and type is kept out of reprs."""
    name = where.rpartition(".")[2].strip("_")
    if where in NOT_SECRET or name.endswith(_FACTS) or _HARMLESS.fullmatch(annotation.strip('"')):
        return False
    return where in _ALSO or name in _NAMES or bool(_WORDS & set(name.split("_")))
