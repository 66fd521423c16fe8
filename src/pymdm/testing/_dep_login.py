"""Who may in: OAuth 1.0a as the provider sees it, and the session tokens that it is exchanged for."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any, Final

import attrs
from oauthlib.oauth1 import RequestValidator
from oauthlib.oauth1.rfc5849 import errors
from oauthlib.oauth1.rfc5849.endpoints import BaseEndpoint

from pymdm.testing._dep_words import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

__all__ = ["FakeToken", "Gate", "Sessions"]

#: Seconds that a client's clock may be off.  Apple does not say; OAuth servers commonly take five minutes.
SKEW: Final = 300

#: Seconds of rest after which a session is over.
IDLE: Final = 180

_REALM: Final = "ADM"


@attrs.frozen(kw_only=True)
class FakeToken:
    """The server token that the fake lets in."""

    consumer_key: str = attrs.field(repr=False)
    consumer_secret: str = attrs.field(repr=False)
    access_token: str = attrs.field(repr=False)
    access_secret: str = attrs.field(repr=False)
    access_token_expiry: str = attrs.field(repr=False)

    @classmethod
    def made(cls, seed: int, *, expiry: str) -> FakeToken:
        """The token of a seed, in the shape of Apple's."""

        def text(prefix: str, length: int) -> str:
            return f"{prefix}_{hashlib.sha512(f'{prefix} {seed}'.encode()).hexdigest()[:length]}"

        return cls(
            consumer_key=text("CK", 32),
            consumer_secret=text("CS", 40),
            access_token=text("AT", 58),
            access_secret=text("AS", 40),
            access_token_expiry=expiry,
        )

    def to_json(self) -> dict[str, str]:
        """With the names that are in a token file."""
        return attrs.asdict(self)


class Gate(BaseEndpoint):  # type: ignore[misc]
    """Judges logins by RFC 5849 with oauthlib's provider half, and by what Apple says of its errors.

    400: parameters are missing, twice, or of a kind that is not supported.  401: the key, the token, the
    signature, the nonce or the time is not right.
    """

    def __init__(self, token: FakeToken) -> None:
        self.token = token
        self.nonces: set[tuple[str, str]] = set()
        super().__init__(_Rules(token))

    def check(self, *, method: str, url: str, headers: Mapping[str, str], now: datetime) -> None:
        """Let it pass.

        Raises:
            Refused: with the reason in words of its own; Apple does not tell it.
        """
        try:
            found = self._create_request(url, method, "", dict(headers))
            self._check_mandatory_parameters(found)
        except (errors.OAuth1Error, ValueError) as error:
            raise Refused(400, "BAD_REQUEST", extra=_why(str(error))) from None
        if found.realm != _REALM or not found.resource_owner_key:
            raise Refused(400, "BAD_REQUEST", extra=_why("expected the realm ADM and a token"))
        self._judge(found, now)

    def _judge(self, found: Any, now: datetime) -> None:
        if found.client_key != self.token.consumer_key:
            raise Refused(401, "oauth_problem=consumer_key_unknown")
        if found.resource_owner_key != self.token.access_token:
            raise Refused(401, "oauth_problem=token_rejected")
        if abs(now.timestamp() - int(found.timestamp)) > SKEW:
            raise Refused(401, "oauth_problem=timestamp_refused")
        if not self._check_signature(found):
            raise Refused(401, "oauth_problem=signature_invalid")
        # Remembered once it is known that the client has signed it, so that nobody else can use it up.
        if (found.timestamp, found.nonce) in self.nonces:
            raise Refused(401, "oauth_problem=nonce_used")
        self.nonces.add((found.timestamp, found.nonce))


def _why(text: str) -> dict[str, object]:
    return {"message": text}


class _Rules(RequestValidator):  # type: ignore[misc]
    """What `Gate` asks for."""

    enforce_ssl = False
    allowed_signature_methods = ("HMAC-SHA1",)
    timestamp_lifetime = float("inf")  # the fake has a clock of its own

    def __init__(self, token: FakeToken) -> None:
        super().__init__()
        self._token = token

    def check_client_key(self, client_key: str) -> bool:
        return bool(client_key)

    def check_nonce(self, nonce: str) -> bool:
        return bool(nonce)

    def get_client_secret(self, client_key: str, request: Any) -> str:
        return self._token.consumer_secret

    def get_access_token_secret(self, client_key: str, token: str, request: Any) -> str:
        return self._token.access_secret


@attrs.define
class _Session:
    last_used: datetime
    uses: int = 0


class Sessions:
    """The tokens of X-ADM-Auth-Session."""

    def __init__(self, *, seed: int, idle: float, requests: int | None) -> None:
        self._seed = seed
        self._idle = idle
        self._requests = requests
        self._live: dict[str, _Session] = {}
        self._over: set[str] = set()
        self._made = 0

    @property
    def made(self) -> int:
        """How many there have been."""
        return self._made

    def open(self, now: datetime) -> str:
        """A new one."""
        self._made += 1
        token = hashlib.sha256(f"session {self._seed} {self._made}".encode()).hexdigest()[:50]
        self._live[token] = _Session(now)
        return token

    def check(self, token: str, now: datetime) -> None:
        """Let a request with this token pass.

        Raises:
            Refused: 401 if it is missing or over, 403 if it was never one.
        """
        session = self._live.get(token)
        if session is None:
            if token and token not in self._over:
                raise Refused(403, "FORBIDDEN")
            raise Refused(401, "UNAUTHORIZED")
        used_up = self._requests is not None and session.uses >= self._requests
        if used_up or (now - session.last_used).total_seconds() > self._idle:
            self.end(token)
            raise Refused(401, "UNAUTHORIZED")
        session.uses += 1
        session.last_used = now

    def used(self, token: str) -> bool:
        """Whether a request has come with it before."""
        return token in self._live and self._live[token].uses > 0

    def end(self, token: str) -> None:
        """It is over: 401 from now on."""
        if self._live.pop(token, None) is not None:
            self._over.add(token)

    def forget(self, token: str) -> None:
        """It is not known any more: 403 from now on."""
        self._live.pop(token, None)

    def end_all(self) -> None:
        """All are over."""
        self._over.update(self._live)
        self._live.clear()
