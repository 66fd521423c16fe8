"""Secrets that are only ever compared: what is kept of them is their SHA-256."""

from __future__ import annotations

import hashlib
import hmac

import attrs

__all__ = ["SecretDigest"]


@attrs.frozen
class SecretDigest:
    """What a code or token is recognised by, without knowing it.

    Plain SHA-256 is enough for secrets that nobody can go through one by one: `ServerSettings` takes none
    with fewer than 24 characters, and those that pymdm makes have 256 bits.  Who steals the database, and
    the seal key too, still has no token.
    """

    digest: bytes = attrs.field(repr=False)

    @classmethod
    def of(cls, secret: str) -> SecretDigest:
        """The digest of a secret."""
        return cls(hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest())

    def matches(self, given: str) -> bool:
        """Whether this is the secret, in a time that does not tell where they differ, or how long it is."""
        return hmac.compare_digest(self.digest, SecretDigest.of(given).digest)
