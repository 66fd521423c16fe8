"""HTTP Digest as UserAuthenticate uses it: challenge, answer, verification, without state.

A network user who logs in on a Mac proves the password in two messages.  The server's first answer
carries a challenge (`build_challenge` around `make_nonce`); the second message carries a response, read
by `parse_digest` and proven by `verify_digest`.  The nonce proves itself, so nothing is stored in
between.  MD5 is what the protocol has; the connection's TLS is what keeps it safe.

No capture of such a response is public.  Accepted is every form that RFC 2617 and RFC 7616 allow for
MD5, with and without ``qop=auth``; method and URI are inputs of the hash and prove nothing here.

Source: MDM reference 2014, MDM protocol extensions; RFC 2617, 3.2; RFC 7616, 3.4.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from typing import Final

import attrs

from pymdm.errors import DecodeError, Reason, VerificationError

__all__ = [
    "MAX_DIGEST_TEXT",
    "NONCE_LIFETIME",
    "DigestResponse",
    "answer_challenge",
    "build_challenge",
    "digest_ha1",
    "make_nonce",
    "parse_digest",
    "verify_digest",
]

# A Mac answers a challenge with a password that was typed before, so seconds suffice; five minutes
# forgive a slow network at login.  The Mac's clock does not matter, since the nonce carries our own time;
# the clocks of our own servers may differ by as much, so that a nonce may also seem to be of the future.
NONCE_LIFETIME: Final = timedelta(minutes=5)

# Nine parameters of which the longest, the user name and the URI, stay under 1,000 characters each.
MAX_DIGEST_TEXT: Final = 4096

_NONCE_LABEL: Final = b"pymdm UserAuthenticate nonce\0"
_TIME_BYTES: Final = 8
_PARAMETER: Final = re.compile(
    r'[ \t]*([A-Za-z]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"|([^\s",\\=]+))[ \t]*(?:,|$)', re.DOTALL
)
_SCHEME: Final = re.compile(r"[ \t]*Digest[ \t]+", re.IGNORECASE)
_QUOTED_PAIR: Final = re.compile(r"\\(.)", re.DOTALL)
_RESPONSE: Final = re.compile(r"[0-9a-fA-F]{32}")
_NC: Final = re.compile(r"[0-9a-fA-F]{8}")


@attrs.frozen(kw_only=True)
class DigestResponse:
    """A digest response as it was sent, unproven.

    Attributes:
        username: Of whom the sender claims to know the password.
        realm, nonce, uri, qop, nc, cnonce: What was hashed beside it.
        response: The proof, 32 hexadecimal digits.
    """

    username: str
    realm: str
    nonce: str
    uri: str
    response: str = attrs.field(repr=False)
    qop: str | None = None
    nc: str | None = None
    cnonce: str | None = None


def make_nonce(*, key: bytes, now: datetime, context: str) -> str:
    """A nonce for ``context`` (the enrollment's id): the time, and an HMAC over both with ``key``.

    ``now`` is an aware datetime; ``key`` has at least 16 secret bytes, the same for all processes.
    """
    if len(key) < 16:
        raise ValueError("key must have at least 16 bytes")
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime")
    seconds = int(now.timestamp()).to_bytes(_TIME_BYTES, "big")
    mac = hmac.digest(key, _NONCE_LABEL + seconds + context.encode(), "sha256")
    return base64.urlsafe_b64encode(seconds + mac).decode("ascii")


def build_challenge(*, realm: str, nonce: str) -> str:
    """The text of a DigestChallenge, in the form of a WWW-Authenticate header."""
    for name, value in (("realm", realm), ("nonce", nonce)):
        if not value.isprintable() or '"' in value or "\\" in value:
            raise ValueError(f"{name} must be printable, without quotes and backslashes")
    return f'Digest realm="{realm}", nonce="{nonce}", qop="auth", algorithm=MD5'


def digest_ha1(*, username: str, realm: str, password: str) -> str:
    """What a server needs to keep of a password to verify digests: RFC 2617's H(A1)."""
    return _md5(f"{username}:{realm}:{password}")


def parse_digest(text: str) -> DigestResponse:
    """The parameters of a DigestResponse.

    Raises:
        DecodeError: not a digest, a parameter missing, repeated or malformed, or another algorithm.
    """
    found = _parameters(text)
    if found.get("algorithm", "MD5").upper() != "MD5":
        raise _malformed("expected the algorithm MD5")
    if not _RESPONSE.fullmatch(found.get("response", "")):
        raise _malformed("expected a response of 32 hexadecimal digits")
    qop = found.get("qop")
    if qop is not None:
        if qop != "auth":
            raise _malformed("expected the quality of protection auth")
        if not found.get("cnonce") or not _NC.fullmatch(found.get("nc", "")):
            raise _malformed("expected cnonce and nc beside qop")
    missing = {"username", "realm", "nonce", "uri"} - found.keys()
    if missing:
        raise _malformed(f"expected {', '.join(sorted(missing))}")
    return DigestResponse(
        username=found["username"],
        realm=found["realm"],
        nonce=found["nonce"],
        uri=found["uri"],
        response=found["response"].lower(),
        qop=qop,
        nc=found.get("nc"),
        cnonce=found.get("cnonce"),
    )


def verify_digest(
    answer: DigestResponse,
    *,
    ha1: str,
    realm: str,
    key: bytes,
    now: datetime,
    context: str,
    method: str = "PUT",
) -> str:
    """The name of the user who proved the password behind ``ha1``.

    ``ha1`` is `digest_ha1` of the user that ``answer`` names; the caller sees to it that this name
    belongs to the UserID of the message.  ``key`` and ``context`` are those of `make_nonce`.

    Raises:
        VerificationError: wrong password, another realm, or a nonce that is not ours, is another
            user's or is too old.
    """
    expected = _response(answer, ha1, method)
    genuine = _nonce_is_ours(answer.nonce, key=key, now=now, context=context)
    proven = hmac.compare_digest(expected, answer.response.encode())
    if not (genuine and proven and answer.realm == realm):
        raise VerificationError(Reason.DIGEST_WRONG)
    return answer.username


def answer_challenge(
    challenge: str, *, username: str, password: str, cnonce: str, uri: str = "/", method: str = "PUT"
) -> str:
    """The DigestResponse that a Mac makes from a challenge; for simulated devices."""
    found = _parameters(challenge)
    unproven = DigestResponse(
        username=username,
        realm=found["realm"],
        nonce=found["nonce"],
        uri=uri,
        response="",
        qop="auth",
        nc="00000001",
        cnonce=cnonce,
    )
    ha1 = digest_ha1(username=username, realm=unproven.realm, password=password)
    quoted = {
        "username": username,
        "realm": unproven.realm,
        "nonce": unproven.nonce,
        "uri": uri,
        "cnonce": cnonce,
        "response": _response(unproven, ha1, method).decode("ascii"),
    }
    parameters = [f'{name}="{_escape(value)}"' for name, value in quoted.items()]
    return "Digest " + ", ".join([*parameters, "qop=auth", "nc=00000001", "algorithm=MD5"])


def _parameters(text: str) -> dict[str, str]:
    if len(text) > MAX_DIGEST_TEXT:
        raise _malformed(f"expected at most {MAX_DIGEST_TEXT} characters")
    scheme = _SCHEME.match(text)
    at = scheme.end() if scheme else 0
    found: dict[str, str] = {}
    while at < len(text):
        parameter = _PARAMETER.match(text, at)
        if parameter is None:
            raise _malformed("expected HTTP Digest parameters")
        name, quoted, plain = parameter.groups()
        if name.lower() in found:
            raise _malformed("expected every parameter once")
        found[name.lower()] = plain if quoted is None else _QUOTED_PAIR.sub(r"\1", quoted)
        at = parameter.end()
    return found


def _malformed(message: str) -> DecodeError:
    return DecodeError(message, path="DigestResponse")


def _nonce_is_ours(nonce: str, *, key: bytes, now: datetime, context: str) -> bool:
    try:
        seconds = int.from_bytes(base64.b64decode(nonce, b"-_", validate=True)[:_TIME_BYTES], "big")
        made = datetime.fromtimestamp(seconds, UTC)
    except (binascii.Error, ValueError, OverflowError, OSError):
        return False
    expected = make_nonce(key=key, now=made, context=context)
    genuine = hmac.compare_digest(expected.encode(), nonce.encode())
    return genuine and abs(now - made) <= NONCE_LIFETIME


def _response(answer: DigestResponse, ha1: str, method: str) -> bytes:
    ha2 = _md5(f"{method}:{answer.uri}")
    if answer.qop is None:
        return _md5(f"{ha1}:{answer.nonce}:{ha2}").encode()
    return _md5(f"{ha1}:{answer.nonce}:{answer.nc}:{answer.cnonce}:{answer.qop}:{ha2}").encode()


def _md5(text: str) -> str:
    # The protocol knows no other digest; "not for security" lets it work on FIPS builds as well.
    return hashlib.md5(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _escape(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')
