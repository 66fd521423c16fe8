"""RotateFileVaultKey, as Apple's schema has it.

Source: mdm/commands/rotate.file.vault.key.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["RotateFileVaultKey", "RotateFileVaultKeyResponse"]


@model
class RotateFileVaultKey(Command):
    """Give a Mac a new recovery key."""

    request_type: ClassVar[str] = "RotateFileVaultKey"

    @model
    class FileVaultUnlock(Model):
        """What unlocks the disk now: a password, or a key."""

        password: str | None = key("Password", default=None, secret=True)
        private_key_export: bytes | None = key("PrivateKeyExport", default=None, secret=True)
        private_key_export_password: str | None = key("PrivateKeyExportPassword", default=None, secret=True)

    key_type: str = key("KeyType", allowed=("personal", "institutional"))
    file_vault_unlock: FileVaultUnlock = key("FileVaultUnlock", secret=True)
    new_certificate: bytes | None = key("NewCertificate", default=None)
    reply_encryption_certificate: bytes | None = key("ReplyEncryptionCertificate", default=None)


@model
class RotateFileVaultKeyResponse(Answer):
    """The new recovery key, encrypted for the server."""

    @model
    class RotateResult(Model):
        """The new key."""

        encrypted_new_recovery_key: bytes | None = key("EncryptedNewRecoveryKey", default=None, secret=True)

    rotate_result: RotateResult | None = key("RotateResult", default=None)
