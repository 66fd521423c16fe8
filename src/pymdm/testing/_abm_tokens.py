"""Who may use the API: client assertions signed with ES256 (RFC 7523), and bearers in exchange for them."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import parse_qs

import attrs
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from pymdm.testing._abm_words import Denied, TokenDenied

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["AUDIENCE", "APIAccount", "Bearers"]

AUDIENCE: Final = "https://account.apple.com/auth/oauth2/v2/token"

_ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_BASE64URL: Final = re.compile(r"[A-Za-z0-9_-]+")

#: "A maximum of 180 days" for an assertion, by Apple; and seconds that clocks may differ.
_LONGEST: Final = 180 * 86400
_SKEW: Final = 60

#: The order of P-256: a private key is below it.
_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@attrs.frozen(kw_only=True)
class APIAccount:
    """The account of the API that the fake lets in.

    Attributes:
        client_id: ``BUSINESSAPI.…`` or ``SCHOOLAPI.…``.
        key_id: What goes into ``kid``.
        key: Its private key.
    """

    client_id: str
    key_id: str = attrs.field(repr=False)
    key: ec.EllipticCurvePrivateKey = attrs.field(repr=False)

    @classmethod
    def made(cls, seed: int, kind: Literal["business", "school"]) -> APIAccount:
        """The account of a seed."""

        def number(what: str) -> str:
            digits = hashlib.sha256(f"{what} {seed}".encode()).hexdigest()
            return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:32]}"

        secret = int.from_bytes(hashlib.sha256(f"key {seed}".encode()).digest(), "big") % (_ORDER - 1) + 1
        prefix = "BUSINESSAPI" if kind == "business" else "SCHOOLAPI"
        key = ec.derive_private_key(secret, ec.SECP256R1())
        return cls(client_id=f"{prefix}.{number('client')}", key_id=number("kid"), key=key)

    @property
    def scope(self) -> str:
        """The scope that it may ask for."""
        return "business.api" if self.client_id.startswith("BUSINESSAPI.") else "school.api"

    def key_file(self, style: Literal["apple", "pkcs8", "sec1"] = "apple") -> bytes:
        """The private key as PEM.

        ``"apple"`` is what is downloaded: it says EC PRIVATE KEY, and holds PKCS#8.
        """
        form = (
            serialization.PrivateFormat.TraditionalOpenSSL
            if style == "sec1"
            else serialization.PrivateFormat.PKCS8
        )
        pem = self.key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption())
        return pem.replace(b" PRIVATE KEY", b" EC PRIVATE KEY") if style == "apple" else pem


class Bearers:
    """The token endpoint, and the bearers that it has given."""

    def __init__(self, account: APIAccount, *, seed: int, life: int) -> None:
        self._account = account
        self._seed = seed
        self._life = life
        self._ends: dict[str, float] = {}
        self._used: set[str] = set()
        self.made = 0

    def grant(self, form: bytes, now: datetime) -> dict[str, object]:
        """A bearer for an assertion.

        Raises:
            TokenDenied: there is something wrong with it.
        """
        try:
            fields = parse_qs(form.decode("ascii"), strict_parsing=True, max_num_fields=20)
        except ValueError:
            raise TokenDenied(400, "invalid_request", "expected a form") from None
        if any(len(values) > 1 for values in fields.values()):
            raise TokenDenied(400, "invalid_request", "a parameter is there twice")
        given = {name: values[0] for name, values in fields.items()}
        if given.get("grant_type") != "client_credentials":
            raise TokenDenied(400, "unsupported_grant_type", "expected client_credentials")
        if given.get("client_assertion_type") != _ASSERTION:
            raise TokenDenied(400, "invalid_request", "expected a client_assertion_type of RFC 7523")
        if given.get("client_id") != self._account.client_id:
            raise TokenDenied(400, "invalid_client", "the client_id is not known")
        self._check(given.get("client_assertion", ""), now)
        if given.get("scope") != self._account.scope:
            raise TokenDenied(400, "invalid_scope", "expected the scope of the account")
        self.made += 1
        bearer = hashlib.sha512(f"bearer {self._seed} {self.made}".encode()).hexdigest()
        self._ends[bearer] = now.timestamp() + self._life
        return {
            "access_token": bearer,
            "token_type": "Bearer",
            "expires_in": self._life,
            "scope": self._account.scope,
        }

    def check(self, authorization: str, now: datetime) -> str:
        """The bearer of a request.

        Raises:
            Denied: 401.
        """
        bearer = authorization.removeprefix("Bearer ")
        if bearer == authorization or self._ends.get(bearer, 0) <= now.timestamp():
            raise Denied(401, "NOT_AUTHORIZED", "Authentication credentials are missing or invalid")
        return bearer

    def wear(self, bearer: str) -> bool:
        """Whether it has been used before; from now on it has."""
        used = bearer in self._used
        self._used.add(bearer)
        return used

    def revoke(self, bearer: str) -> None:
        """It is not good any more."""
        self._ends.pop(bearer, None)

    def revoke_all(self) -> None:
        """None is good any more."""
        self._ends.clear()

    def _check(self, assertion: str, now: datetime) -> None:
        parts = assertion.split(".")
        if len(parts) != 3 or not all(_BASE64URL.fullmatch(part) for part in parts):
            raise TokenDenied(400, "invalid_client", "the assertion is no compact JWS")
        head, claims = _object(parts[0]), _object(parts[1])
        if head.get("alg") != "ES256" or head.get("kid") != self._account.key_id:
            raise TokenDenied(400, "invalid_client", "expected ES256 and the kid of the account")
        self._check_signature(parts)
        _check_claims(claims, self._account.client_id, now.timestamp())

    def _check_signature(self, parts: list[str]) -> None:
        raw = _bytes(parts[2])
        if len(raw) != 64:  # RFC 7518, section 3.4: R and S, not DER
            raise TokenDenied(400, "invalid_client", "expected a signature of 64 bytes")
        numbers = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
        try:
            self._account.key.public_key().verify(
                encode_dss_signature(*numbers), f"{parts[0]}.{parts[1]}".encode(), ec.ECDSA(hashes.SHA256())
            )
        except InvalidSignature:
            raise TokenDenied(400, "invalid_client", "the signature is not of the account's key") from None


def _bytes(part: str) -> bytes:
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def _object(part: str) -> dict[str, Any]:
    try:
        found = json.loads(_bytes(part))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise TokenDenied(400, "invalid_client", "expected JSON objects in the assertion")
    return found


def _check_claims(claims: dict[str, Any], client_id: str, now: float) -> None:
    if claims.get("iss") != client_id or claims.get("sub") != client_id:
        raise TokenDenied(400, "invalid_client", "expected the client id as iss and as sub")
    if claims.get("aud") != AUDIENCE:
        raise TokenDenied(400, "invalid_client", f"expected {AUDIENCE} as aud")
    issued, ends = claims.get("iat"), claims.get("exp")
    if type(issued) is not int or type(ends) is not int:
        raise TokenDenied(400, "invalid_client", "expected iat and exp in whole seconds")
    if issued > now + _SKEW or ends <= now:
        raise TokenDenied(400, "invalid_client", "the assertion is not valid now")
    if not 0 < ends - issued <= _LONGEST:
        raise TokenDenied(400, "invalid_client", "the assertion is good for more than 180 days")
    if not isinstance(claims.get("jti"), str) or not claims["jti"]:
        raise TokenDenied(400, "invalid_client", "expected a jti")
