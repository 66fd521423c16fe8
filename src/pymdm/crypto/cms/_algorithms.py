"""Which algorithm identifiers are known, each as its complete encoding.

A pair of identifiers (digest, signature) either is in the table byte for byte or is refused.
There is nothing to parse, so no odd parameter can slip through: a PSS identifier, for one,
counts only with MGF1 over the same hash and a salt as long as the digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final

import attrs
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding

__all__ = ["ALGORITHMS", "ALGORITHM_BY_NAME", "DIGEST_IDENTIFIERS", "RSA_ENCRYPTION", "Algorithm"]

_NULL: Final = b"\x05\x00"
_RSA: Final = bytes.fromhex("06092a864886f70d0101")  # RFC 8017 arc; the last byte says which
_EC_PUBLIC_KEY: Final = bytes.fromhex("06072a8648ce3d0201")
_SHA2: Final = bytes.fromhex("0609608648016503040200")[:-1]

_DIGESTS: Final = {
    "sha1": bytes.fromhex("06052b0e03021a"),
    "sha256": _SHA2 + b"\x01",
    "sha384": _SHA2 + b"\x02",
    "sha512": _SHA2 + b"\x03",
}
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1(),  # noqa: S303 - what macOS signs with; each policy decides
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
_RSA_WITH: Final = {"sha1": b"\x05", "sha256": b"\x0b", "sha384": b"\x0c", "sha512": b"\x0d"}
_ECDSA_WITH: Final = {
    "sha1": bytes.fromhex("06072a8648ce3d0401"),
    "sha256": bytes.fromhex("06082a8648ce3d040302"),
    "sha384": bytes.fromhex("06082a8648ce3d040303"),
    "sha512": bytes.fromhex("06082a8648ce3d040304"),
}


@attrs.frozen(kw_only=True, eq=False)
class Algorithm:
    """How one kind of signature is checked or made.

    Attributes:
        name: What policies and signers call it: ``rsa-sha256``, ``ecdsa-sha384``, ``rsa-pss-sha256``.
        digest: ``sha1``, ``sha256``, ``sha384`` or ``sha512``.
        key: The kind of key that it needs: ``rsa`` or ``ec``.
        hash: The hashlib constructor of the digest.
        arguments: What the key's ``verify`` and ``sign`` want after the data.
        digest_identifier: The digest's AlgorithmIdentifier, as a signer writes it.
        signature_identifier: The signature's, likewise.
    """

    name: str
    digest: str
    key: str
    hash: Callable[[bytes], Any]
    arguments: tuple[Any, ...]
    digest_identifier: bytes
    signature_identifier: bytes


def _sequence(body: bytes) -> bytes:
    return bytes((0x30, len(body))) + body  # every identifier is shorter than 128 bytes


def _with_and_without_null(oid: bytes) -> tuple[bytes, bytes]:
    """RFC 5754, 2: NULL parameters may be written or left out; both count everywhere."""
    return _sequence(oid + _NULL), _sequence(oid)


def _tagged(tag: int, body: bytes) -> bytes:
    return bytes((tag, len(body))) + body


def _pss_identifiers(digest: str) -> Iterator[bytes]:
    salt = _tagged(0xA2, b"\x02\x01" + bytes((_HASHES[digest].digest_size,)))
    for hash_identifier in _with_and_without_null(_DIGESTS[digest]):
        for mask_hash in _with_and_without_null(_DIGESTS[digest]):
            mask = _sequence(_RSA + b"\x08" + mask_hash)
            parameters = _sequence(_tagged(0xA0, hash_identifier) + _tagged(0xA1, mask) + salt)
            yield _sequence(_RSA + b"\x0a" + parameters)


def _known() -> Iterator[tuple[Algorithm, tuple[bytes, ...]]]:
    """Every algorithm with all encodings of its signature identifier, the one to write first."""
    for digest, algorithm in _HASHES.items():
        with_null, plain = _with_and_without_null(_DIGESTS[digest])
        rsa = (
            *_with_and_without_null(_RSA + _RSA_WITH[digest]),
            *_with_and_without_null(_RSA + b"\x01"),  # rsaEncryption: the digest is named apart
        )
        # RFC 5754, 3.2 wants the plain form; 3.3 wants it for ECDSA too.  Apple writes NULL for RSA.
        ecdsa = (
            *reversed(_with_and_without_null(_ECDSA_WITH[digest])),
            *_with_and_without_null(_EC_PUBLIC_KEY),
        )
        pss = tuple(_pss_identifiers(digest)) if digest != "sha1" else ()
        shapes: tuple[tuple[str, str, tuple[Any, ...], tuple[bytes, ...]], ...] = (
            ("rsa", "rsa", (padding.PKCS1v15(), algorithm), rsa),
            ("ecdsa", "ec", (ec.ECDSA(algorithm),), ecdsa),
            ("rsa-pss", "rsa", (padding.PSS(padding.MGF1(algorithm), algorithm.digest_size), algorithm), pss),
        )
        for family, key, arguments, identifiers in shapes:
            if identifiers:
                yield (
                    Algorithm(
                        name=f"{family}-{digest}",
                        digest=digest,
                        key=key,
                        hash=getattr(hashlib, digest),
                        arguments=arguments,
                        digest_identifier=with_null if digest == "sha1" else plain,
                        signature_identifier=identifiers[0],
                    ),
                    identifiers,
                )


RSA_ENCRYPTION: Final = _sequence(_RSA + b"\x01" + _NULL)
"""The identifier that names an RSA signature, or an RSA encryption, without its digest."""

DIGEST_IDENTIFIERS: Final[dict[bytes, str]] = {
    identifier: digest for digest, oid in _DIGESTS.items() for identifier in _with_and_without_null(oid)
}
"""The digest that a complete AlgorithmIdentifier names."""

_KNOWN: Final = tuple(_known())

ALGORITHM_BY_NAME: Final[dict[str, Algorithm]] = {algorithm.name: algorithm for algorithm, _ in _KNOWN}
"""The algorithm of each name."""

ALGORITHMS: Final[dict[bytes, Algorithm]] = {
    digest_identifier + signature_identifier: algorithm
    for algorithm, signature_identifiers in _KNOWN
    for signature_identifier in signature_identifiers
    for digest_identifier in _with_and_without_null(_DIGESTS[algorithm.digest])
}
"""Digest identifier followed by signature identifier → algorithm.  Pairs that contradict are absent."""
