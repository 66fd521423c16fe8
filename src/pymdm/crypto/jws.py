"""Claims signed with a key on P-256 (JSON Web Signature): how a program logs in to Apple's newer API.

Only what pymdm signs itself: ES256, compact (RFC 7515, RFC 7518 section 3.4).  Nothing is verified here.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Final, Self, final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature

from pymdm.errors import DecodeError

__all__ = ["ES256Key"]

#: Bytes of a key file.  One on P-256 has about 240; the rest is for comments and for other blocks around it.
_MAX_FILE: Final = 16384

#: Bytes of r and of s in a signature: the size of the curve (RFC 7518, section 3.4).
_HALF: Final = 32

_BLOCK: Final = re.compile(
    rb"-----BEGIN (?P<label>[A-Z0-9 ]{1,40})-----(?P<text>.{0,16384}?)-----END (?P=label)-----", re.DOTALL
)
_KEYS: Final = {b"PRIVATE KEY", b"EC PRIVATE KEY"}


@final
class ES256Key:
    """A private key on P-256.  Its repr shows nothing of it."""

    __slots__ = ("_key",)

    def __init__(self, key: ec.EllipticCurvePrivateKey) -> None:
        self._key = key

    @classmethod
    def from_pem(cls, data: bytes) -> Self:
        """Read a key file as Apple's portal gives it out.

        Those files say ``EC PRIVATE KEY`` and hold PKCS#8, which a reader that believes the label refuses;
        here the content decides, so that real SEC 1 files and correctly labelled ones are read as well.

        Raises:
            DecodeError: it is no such file, its key has a passphrase, or it is no key on P-256.
        """
        if len(data) > _MAX_FILE:
            raise DecodeError(f"expected a key file of {_MAX_FILE} bytes at most")
        blocks = [(found["label"], found["text"]) for found in _BLOCK.finditer(data)]
        keys = [text for label, text in blocks if label in _KEYS]
        labels = {label for label, _ in blocks}
        if b"ENCRYPTED PRIVATE KEY" in labels or any(b"ENCRYPTED" in text for text in keys):
            raise DecodeError("expected a key without passphrase; openssl pkey -in FILE -out NEW removes it")
        if len(keys) > 1:
            raise DecodeError("expected one private key, found several")
        if not keys:
            raise DecodeError(_instead(labels))
        return cls(_loaded(keys[0]))

    def sign(self, header: Mapping[str, object], claims: Mapping[str, object]) -> str:
        """The claims with a signature: three parts in base64url, joined by dots.

        ``alg`` and ``typ`` are added to the header.
        """
        signed = b".".join(_part(_json(each)) for each in ({"alg": "ES256", "typ": "JWT", **header}, claims))
        r, s = decode_dss_signature(self._key.sign(signed, ec.ECDSA(hashes.SHA256())))
        return (signed + b"." + _part(r.to_bytes(_HALF) + s.to_bytes(_HALF))).decode("ascii")

    def fingerprint(self) -> str:
        """SHA-256 of the public key (SubjectPublicKeyInfo, DER) in hex, by which keys can be told apart."""
        public = self._key.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        return hashlib.sha256(public).hexdigest()

    def __repr__(self) -> str:
        return "ES256Key(hidden)"


def _loaded(text: bytes) -> ec.EllipticCurvePrivateKey:
    try:
        der = base64.b64decode(b"".join(text.split()), validate=True)
        key = serialization.load_der_private_key(der, None)
    except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm):
        # Without its cause: what a parser says of a key may quote it.
        raise DecodeError("expected a private key that can be read; the file may be cut off") from None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or not isinstance(key.curve, ec.SECP256R1):
        raise DecodeError("expected a key on the curve P-256, as Apple Business and School Manager make them")
    return key


def _instead(labels: set[bytes]) -> str:
    if b"RSA PRIVATE KEY" in labels:
        return "expected a key on the curve P-256, found one for RSA"
    for word, name in ((b"PUBLIC KEY", "a public key"), (b"CERTIFICATE", "a certificate")):
        if any(word in label for label in labels):
            return f"expected a private key, found {name}"
    return "expected a private key as PEM, which begins with BEGIN EC PRIVATE KEY or BEGIN PRIVATE KEY"


def _json(value: Mapping[str, object]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _part(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
