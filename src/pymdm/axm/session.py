"""Who calls the API, where it is, and the access token that all calls share.

An API account of the portal has a client id, a key id and a private key.  With the key a short statement is
signed (the client assertion), with that an access token is asked for, and the token goes with each call.
The token may be shared by processes: that is what an `AccessTokenStore` is for.

Source: Implementing OAuth for the Apple School Manager and Apple Business API.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol, Self
from urllib.parse import urlencode, urlsplit

import attrs

from pymdm._retry import RetryRules
from pymdm.crypto import Secret

if TYPE_CHECKING:
    from pymdm.crypto.jws import ES256Key

__all__ = [
    "AUDIENCE",
    "TOKEN_URL",
    "USER_AGENT",
    "AXMCredentials",
    "AXMSession",
    "AccessToken",
    "AccessTokenStore",
    "MemoryTokenStore",
]

#: Where tokens are asked for, and whom an assertion is for: Apple's page has two addresses, on purpose.
TOKEN_URL: Final = "https://account.apple.com/auth/oauth2/token"  # noqa: S105 - an address
AUDIENCE: Final = "https://account.apple.com/auth/oauth2/v2/token"

USER_AGENT: Final = "pymdm"

#: How long an assertion is good for.  Apple allows 180 days, so that people may keep one in a file; here each
#: login signs its own, and one that somebody catches on its way is soon worth nothing.
ASSERTION_LIFE: Final = timedelta(hours=1)

#: Of an access token's life; then a new one is fetched, so that none expires on its way to Apple.
REFRESH_AT: Final = 0.95

_BUSINESS: Final = "BUSINESSAPI."
_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def _word(instance: object, attribute: attrs.Attribute[str], value: str) -> None:
    if not (value.isascii() and value.isprintable() and value and " " not in value and len(value) <= 256):
        raise ValueError(f"{attribute.name}: expected the text that the portal shows, without spaces")


@attrs.frozen(kw_only=True)
class AXMCredentials:
    """An API account of Apple Business Manager or Apple School Manager.

    Attributes:
        client_id: begins with ``BUSINESSAPI.`` or ``SCHOOLAPI.``.
        key_id: names the key to Apple.
        key: the private key.

    Raises:
        ValueError: an id is empty or has spaces in it.
    """

    client_id: str = attrs.field(validator=_word)
    key_id: str = attrs.field(validator=_word)
    key: ES256Key = attrs.field(repr=False, eq=False)

    @classmethod
    def from_pem(cls, pem: bytes, *, client_id: str, key_id: str) -> Self:
        """With the key file that the portal gave out.

        Raises:
            DecodeError: it holds no key on P-256 without passphrase.
            ValueError: an id is empty or has spaces in it.
        """
        from pymdm.crypto.jws import ES256Key

        return cls(client_id=client_id, key_id=key_id, key=ES256Key.from_pem(pem))

    @property
    def scope(self) -> str:
        """What the account is for."""
        return "business.api" if self.client_id.startswith(_BUSINESS) else "school.api"

    @property
    def base_url(self) -> str:
        """Where its API is."""
        return f"https://api-{self.scope.partition('.')[0]}.apple.com"

    def assertion(self, *, now: datetime, jti: str) -> str:
        """A statement that the key signs, good for one login (T64)."""
        issued = int(now.timestamp())
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": AUDIENCE,
            "iat": issued,
            "exp": issued + int(ASSERTION_LIFE.total_seconds()),
            "jti": jti,
        }
        return self.key.sign({"kid": self.key_id}, claims)


@attrs.frozen(kw_only=True)
class AccessToken:
    """What goes with each call.

    Attributes:
        value: the token.
        fetched: when.
        expires: after this, Apple does not take it.
    """

    value: Secret[str]
    fetched: datetime
    expires: datetime

    def good(self, now: datetime) -> bool:
        """It need not be replaced yet."""
        return self.fetched <= now < self.fetched + (self.expires - self.fetched) * REFRESH_AT


class AccessTokenStore(Protocol):
    """Where access tokens are kept, by client id; for any number of threads."""

    def get(self, client_id: str) -> AccessToken | None:
        """The token, or None; it may have expired."""
        ...

    def put(self, client_id: str, token: AccessToken) -> None:
        """Keep this one in place of what is kept: any newer one is as good."""
        ...


class MemoryTokenStore:
    """Keeps access tokens for this process."""

    def __init__(self) -> None:
        self._tokens: dict[str, AccessToken] = {}
        self._lock = threading.Lock()

    def get(self, client_id: str) -> AccessToken | None:
        """The token, or None; it may have expired."""
        with self._lock:
            return self._tokens.get(client_id)

    def put(self, client_id: str, token: AccessToken) -> None:
        """Keep this one in place of what is kept."""
        with self._lock:
            self._tokens[client_id] = token


@attrs.define(kw_only=True, eq=False)
class AXMSession:
    """The common part of all calls of one API account.

    Attributes:
        credentials: who calls.
        rules: when something is sent again; its ``now`` dates assertions and tokens.
        nonce: a fresh random text for each assertion.
        store: where the access token is kept.
        base_url: of the API; empty: Apple's, by the client id.  https, or http on this machine.
        token_url: where tokens are asked for; the same holds for it.
        user_agent: names your program to Apple.

    Raises:
        ValueError: an address cannot be used.
    """

    credentials: AXMCredentials = attrs.field(repr=False)
    rules: RetryRules
    nonce: Callable[[], str] = attrs.field(repr=False)
    store: AccessTokenStore = attrs.field(factory=MemoryTokenStore, repr=False)
    base_url: str = ""
    token_url: str = TOKEN_URL
    user_agent: str = USER_AGENT

    def __attrs_post_init__(self) -> None:
        self.base_url = (self.base_url or self.credentials.base_url).rstrip("/")
        for name in ("base_url", "token_url"):
            parts = urlsplit(getattr(self, name))
            if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
                raise ValueError(f"{name}: expected https://…, or http:// to this machine")
            if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
                raise ValueError(f"{name}: expected scheme and host, perhaps with a path")

    @property
    def now(self) -> datetime:
        """The time, aware."""
        return self.rules.now()

    def url(self, path: str, query: Mapping[str, str] | None = None) -> str:
        """The address of one of the API's paths."""
        return f"{self.base_url}{path}" + (f"?{urlencode(query)}" if query else "")
