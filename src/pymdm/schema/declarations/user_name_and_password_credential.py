"""UserNameAndPasswordCredential, as Apple's schema has it.

Source: declarative/declarations/assets/credentials/usernameandpassword.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Credential, key, model

__all__ = ["UserNameAndPasswordCredential"]


@model
class UserNameAndPasswordCredential(Credential):
    """A user name and a password."""

    credential_type: ClassVar[str] = "com.apple.credential.usernameandpassword"

    user_name: str = key("UserName")
    password: str | None = key("Password", default=None, secret=True)
