"""IdentityCredential, as Apple's schema has it.

Source: declarative/declarations/assets/credentials/identity.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Credential, key, model

__all__ = ["IdentityCredential"]


@model
class IdentityCredential(Credential):
    """An identity in PKCS #12 with its password."""

    credential_type: ClassVar[str] = "com.apple.credential.identity"

    password: str = key("Password", secret=True)
    identity: bytes = key("Identity")
