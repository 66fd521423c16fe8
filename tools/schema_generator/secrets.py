"""Which keys hold what opens something: the files do not say, so names do, and a list for the exceptions."""

from __future__ import annotations

import re

__all__ = ["NOT_SECRET", "is_secret", "sounds_only"]

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
        "EnhancedLoggingAppleCareToken.value",
        "MDMPushMagic.value",
        "MDMPushToken.value",
        "EraseDevice.ReturnToService.wifi_profile_data",
        "EraseDevice.ReturnToService.mdm_profile_data",
        "SecurityInfoResponse.SecurityInfo.fde_personal_recovery_key_cms",
        "CertificatePKCS12.payload_content",
        "ActivationLockBypassCodeResponse.activation_lock_bypass_code",
        "ClearActivationLockBypassCode.activation_lock_bypass_code",
        "SetAutoAdminPassword.password_hash",
        "AccountConfiguration.AutoSetupAdminAccountItem.password_hash",
        "ApplyRedemptionCode.redemption_code",
        "ManagedApplicationListResponse.ManagedApplicationList.unused_redemption_code",
        "PasswordHash.SALTEDSHA512PBKDF2.entropy",
        "PasswordHash.SALTEDSHA512PBKDF2.salt",
        "TopLevel.encrypted_payload_content",
        "TopLevel.payload_content",
        "WAPIIdentityCertificate.pem_data",
    )
)

#: Dictionaries with keys of somebody else's: what an app or a plug-in is told may be a password.
_FREE = frozenset(
    (
        "configuration",
        "extension_data",
        "feedback",
        "mcx_preference_settings",
        "provider_configuration",
        "vendor_config",
    )
)

#: Attributes that only sound like a secret: pattern of the name, and what it is.
NOT_SECRET = {
    r"(?:\w+_)?asset_reference": "the identifier of a declaration",
    r"(?:asset_)?server_token|declarations_token|sync_tokens": "a revision, which reports repeat",
    r"\w*key_usage|post_quantum_key_exchange(?:_methods)?": "a kind of key",
    r"public_key_data|raw_public_keys": "public, as they say",
    r"access_key(?:_\w+)?": "which card readers are trusted",
    r"product_key|skip_keys|organization_magic|header_magic": "a name",
    r"private_addresses|private_browsing|safari_password_auto_fill_domains": "addresses and choices",
    r"unlock|unlock_policy|passcode_policy|credential_use_mode": "a policy in words",
    r"bootstrap_token_allowed_for_authentication": "a policy in words",
    r"(?:oauth_)?token_request_url": "an address",
    r"(?:xauth_)?password_encryption|system_mode_credentials_source": "a method",
    r"credential_bundle_id_acl|token_to_user_mapping|password_content_regex": "names and patterns",
    r"fde_personal_recovery_key_device_key": "a hint shown in the login window, not the key",
    r"(?:set|verify)_firmware_password": "whether it worked",
}


def sounds_only(name: str) -> bool:
    """Whether an attribute of that name is known not to hold a secret."""
    return any(re.fullmatch(pattern, name) for pattern in NOT_SECRET)


def is_secret(where: str, annotation: str) -> bool:
    """Whether the attribute with that qualified name and type is kept out of reprs."""
    name = where.rpartition(".")[2].strip("_")
    if sounds_only(name) or name.endswith(_FACTS) or _HARMLESS.fullmatch(annotation.strip('"')):
        return False
    if name in _FREE and "Mapping[str, Any]" in annotation:
        return True
    return where in _ALSO or name in _NAMES or bool(_WORDS & set(name.split("_")))
