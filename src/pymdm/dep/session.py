"""What the calls of one server token share: who it is, where the service is, and the session.

A session is opened with the server token and lives in a header; any answer may replace it.  It can be shared
by processes, so that ten workers do not open ten: that is what a `SessionStore` is for.

Source: MDM reference 2014, Device Enrollment Program, Authentication and Authorization; Web Services.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlencode, urlsplit

import attrs

from pymdm._retry import RetryRules
from pymdm.crypto import Secret

if TYPE_CHECKING:
    from pymdm.dep.answers import Account
    from pymdm.dep.tokens import ServerToken

__all__ = ["BASE_URL", "PROTOCOL_VERSION", "USER_AGENT", "MemorySessionStore", "Session", "SessionStore"]

BASE_URL: Final = "https://mdmenrollment.apple.com"

#: The newest that Apple's documentation names; with it THROTTLED devices come with the time to try again.
PROTOCOL_VERSION: Final = 10

#: Apple refuses requests without one (USER_AGENT_INVALID).
USER_AGENT: Final = "pymdm"

#: Entries in one request, where the account does not state another limit (MDM reference 2014, Fetch Devices).
MOST: Final = 1000

#: The version from which Apple's page of Assign Profile has POST; before, it was PUT.  Servers are known to
#: assign by POST with 3, and with 1 the 2014 reference knows only PUT.
_POST_FROM: Final = 3

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class SessionStore(Protocol):
    """Where session tokens are kept, by the consumer key of the server token; for any number of threads.

    Both clients call it, the asynchronous one on its event loop: neither method may take long.
    """

    def get(self, consumer_key: str) -> Secret[str] | None:
        """The session token, or None."""
        ...

    def put(self, consumer_key: str, token: Secret[str], *, expected: Secret[str] | None) -> bool:
        """Keep ``token`` if ``expected`` is what is kept now; False if another one is."""
        ...


class MemorySessionStore:
    """Keeps session tokens for this process.

    Args:
        tokens: What is known from elsewhere.
    """

    def __init__(self, tokens: Mapping[str, Secret[str]] | None = None) -> None:
        self._tokens = dict(tokens or {})
        self._lock = threading.Lock()

    def get(self, consumer_key: str) -> Secret[str] | None:
        """The session token, or None."""
        return self._tokens.get(consumer_key)

    def put(self, consumer_key: str, token: Secret[str], *, expected: Secret[str] | None) -> bool:
        """Keep ``token`` if ``expected`` is what is kept now; False if another one is."""
        with self._lock:
            if self._tokens.get(consumer_key) != expected:
                return False
            self._tokens[consumer_key] = token
            return True


def _without_slash(url: str) -> str:
    return url.rstrip("/")


@attrs.define(kw_only=True, eq=False)
class Session:
    """The common part of all calls with one server token.

    Attributes:
        token: what logins are signed with.
        rules: when something is sent again; its ``now`` dates the signatures.
        nonce: a fresh random text for each signature.
        store: where the session token is kept.
        base_url: https, or http on this machine.
        protocol_version: ``X-Server-Protocol-Version``.
        user_agent: names your server to Apple.
        account: what ``/account`` said last; its limits are heeded.

    Raises:
        TypeError: the token is something else, such as the name of its file.
        ValueError: the base URL or the version cannot be used.
    """

    token: ServerToken = attrs.field(repr=False)
    rules: RetryRules
    nonce: Callable[[], str] = attrs.field(repr=False)
    store: SessionStore = attrs.field(factory=MemorySessionStore, repr=False)
    base_url: str = attrs.field(default=BASE_URL, converter=_without_slash)
    protocol_version: int = PROTOCOL_VERSION
    user_agent: str = USER_AGENT
    account: Account | None = None

    def __attrs_post_init__(self) -> None:
        if not hasattr(self.token, "consumer_key"):
            raise TypeError("token: expected a ServerToken, such as ServerToken.from_json reads from a file")
        parts = urlsplit(self.base_url)
        if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
            raise ValueError("base_url: expected https://…, or http:// to this machine")
        if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
            raise ValueError("base_url: expected scheme and host, perhaps with a path")
        if not 1 <= self.protocol_version <= 99:
            raise ValueError("protocol_version: expected a number from 1 to 99")
        if not self.user_agent.strip() or not self.user_agent.isprintable() or not self.user_agent.isascii():
            raise ValueError("user_agent: expected printable ASCII, such as the name of your server")

    @property
    def now(self) -> datetime:
        """The time, aware."""
        return self.rules.now()

    def kept_token(self) -> Secret[str] | None:
        """The session token that is kept."""
        return self.store.get(self.token.consumer_key)

    def keep_token(self, token: Secret[str], *, expected: Secret[str] | None) -> None:
        """Keep a new one, unless another worker has been faster: then theirs is as good."""
        self.store.put(self.token.consumer_key, token, expected=expected)

    def url(self, path: str, query: Mapping[str, str] | None = None) -> str:
        """The address of one of the service's paths."""
        return f"{self.base_url}{path}" + (f"?{urlencode(query)}" if query else "")

    def headers(self) -> dict[str, str]:
        """What every request carries.  Depsim, a simulator, wants the content type exactly so."""
        return {
            "User-Agent": self.user_agent,
            "X-Server-Protocol-Version": str(self.protocol_version),
            "Content-Type": "application/json;charset=UTF8",
        }

    def most(self, path: str) -> int:
        """Entries in one request to this path."""
        url = self.account.url_for(path) if self.account is not None else None
        return url.maximum if url is not None and url.maximum and url.maximum > 0 else MOST

    def assign_method(self) -> str:
        """The method of Assign Profile: as the account says, else by the version."""
        url = self.account.url_for("/profile/devices") if self.account is not None else None
        for method in ("POST", "PUT"):
            if url is not None and method in url.methods:
                return method
        return "POST" if self.protocol_version >= _POST_FROM else "PUT"
