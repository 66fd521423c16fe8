"""PasswordHash, as Apple's schema has it.

Source: other/passwordhash.yaml
Generated; tools/schema_generator is the place for changes.
"""

from pymdm._model import Document, Model, key, model

__all__ = ["PasswordHash"]


@model
class PasswordHash(Document):
    """The salted hash of a password, for accounts of a Mac."""

    @model
    class SALTEDSHA512PBKDF2(Model):
        """What stands under SALTED-SHA512-PBKDF2."""

        entropy: bytes = key("entropy", secret=True)
        iterations: int = key("iterations")
        salt: bytes = key("salt", secret=True)

    salted_sha512_pbkdf2: SALTEDSHA512PBKDF2 = key("SALTED-SHA512-PBKDF2")
