"""``push.b64``, the signed request that Apple's portal takes: base64 of a property list of three strings.

Source: MDM reference 2014, "MDM Vendor CSR Signing Overview", Listing 3.
"""

from __future__ import annotations

import enum
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING, Any, Final

import attrs
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from pymdm.crypto._chain import MIN_RSA_BITS, is_strong
from pymdm.crypto._x509 import parse_certificate
from pymdm.crypto.csr import CertificateRequest, parse_csr
from pymdm.errors import DecodeError, Reason, SignatureInvalid, SignerUntrusted, TooLarge
from pymdm.protocol import plist

from ._pem import LINE, blocks, has_full_lines, pem_certificate
from .vendor_chain import APPLE_PINS, ChainPins, check_links

if TYPE_CHECKING:
    from datetime import datetime

__all__ = [
    "CHAIN",
    "CSR",
    "MAX_WEB_REQUEST",
    "SIGNATURE",
    "Digest",
    "VerifiedRequest",
    "WebRequest",
    "decode_web_request",
    "encode_web_request",
    "strong_request",
    "verify_web_request",
    "web_request",
]

# A real one has 9 KB: three certificates, a request, and base64 around all of it.
MAX_WEB_REQUEST: Final = 128 * 1024

# Apple wants three; the sample of 2014 shows four.
MAX_CHAIN: Final = 8

CSR: Final = "PushCertRequestCSR"
CHAIN: Final = "PushCertCertificateChain"
SIGNATURE: Final = "PushCertSignature"


@enum.unique
class Digest(enum.Enum):
    """With which hash a request is signed."""

    SHA256 = "sha256"
    """Today's."""

    SHA1 = "sha1"
    """What the reference of 2014 says."""

    @property
    def algorithm(self) -> hashes.HashAlgorithm:
        """The same, for ``cryptography``."""
        return hashes.SHA256() if self is Digest.SHA256 else hashes.SHA1()  # noqa: S303 - on request only


@attrs.frozen(kw_only=True)
class WebRequest:
    """What stands in a signed request; nothing of it is verified.

    Attributes:
        csr: The customer's request, DER.
        chain: The vendor's certificate and those above it, DER, in the order that they have there.
        signature: The vendor's, over ``csr``.
        problems: What Apple's portal would stumble over: lines of PEM that have not 64 characters.
    """

    csr: bytes = attrs.field(repr=False)
    chain: tuple[bytes, ...] = attrs.field(repr=False)
    signature: bytes = attrs.field(repr=False)
    problems: tuple[str, ...] = ()


@attrs.frozen(kw_only=True)
class VerifiedRequest:
    """A signed request that holds: the customer has the key, and a vendor known to Apple has signed.

    Attributes:
        request: The customer's.
        digest: With which hash the vendor signed.
        chain: Vendor, intermediate and root, DER.
    """

    request: CertificateRequest
    digest: Digest
    chain: tuple[bytes, ...] = attrs.field(repr=False)


def encode_web_request(csr: bytes, chain: tuple[bytes, ...], signature: bytes) -> bytes:
    """The file to upload, with a line feed at its end.

    Args:
        csr: DER.
        chain: DER, the vendor's first, the root last.
        signature: Over ``csr``.
    """
    document = {
        CSR: b64encode(csr).decode("ascii"),
        CHAIN: b"".join(map(pem_certificate, chain)).decode("ascii"),
        SIGNATURE: b64encode(signature).decode("ascii"),
    }
    return b64encode(plist.dumps(document)) + b"\n"


def decode_web_request(data: bytes) -> WebRequest:
    """What is in ``push.b64``, or in the property list inside.

    Raises:
        DecodeError: it is neither, or a part of it is missing or not base64.
        TooLarge: over `MAX_WEB_REQUEST`.
    """
    if len(data) > MAX_WEB_REQUEST:
        raise TooLarge(f"expected a signed push request of at most {MAX_WEB_REQUEST} bytes")
    text = data.strip()
    document = text if text.startswith(b"<") else _base64(text, "")
    value = plist.loads(document)
    if not isinstance(value, dict):
        raise DecodeError(f"expected a dictionary with {CSR}, {CHAIN} and {SIGNATURE}")
    return web_request(value)


def web_request(value: dict[str, Any]) -> WebRequest:
    """The same from a property list that has been read.

    Raises:
        DecodeError: a part of it is missing or not base64.
    """
    text = _text(value, CHAIN)
    found = list(blocks(text))
    if not found or len(found) > MAX_CHAIN or any(label != "CERTIFICATE" for label, _, _ in found):
        raise DecodeError(f"expected 1 to {MAX_CHAIN} certificates in PEM", path=CHAIN)
    problems = tuple(
        f"{CHAIN}: expected lines of {LINE} characters in certificate {number}, the last one shorter or equal"
        for number, (_, _, block) in enumerate(found, start=1)
        if not has_full_lines(block)
    )
    return WebRequest(
        csr=_base64(_text(value, CSR), CSR),
        chain=tuple(der for _, der, _ in found),
        signature=_base64(_text(value, SIGNATURE), SIGNATURE),
        problems=problems,
    )


def verify_web_request(
    signed: WebRequest, *, now: datetime | None = None, pins: ChainPins = APPLE_PINS
) -> VerifiedRequest:
    """The request, if Apple's portal could take it: three signatures and the chain hold.

    Args:
        signed: From `decode_web_request`.
        now: An aware time at which the chain has to be valid, or None to leave dates out.
        pins: Which intermediate and root count; others for tests alone.

    Raises:
        DecodeError: the customer's request is none, not signed by its key, or for a weak key; or lines of
            PEM are not 64 characters long.
        SignerUntrusted: the chain does not lead to Apple's root (CHAIN_INVALID), or EXPIRED, NOT_YET_VALID.
        SignatureInvalid: the vendor's signature is wrong (SIGNATURE_WRONG), or its key not RSA (KEY_REFUSED).
    """
    if signed.problems:
        raise DecodeError(signed.problems[0])
    request = strong_request(signed.csr)
    try:
        check_links(signed.chain, pins=pins)
    except ValueError as error:
        raise SignerUntrusted(Reason.CHAIN_INVALID) from error
    for certificate in map(parse_certificate, signed.chain):
        if now is not None and now > certificate.not_after:
            raise SignerUntrusted(Reason.EXPIRED)
        if now is not None and now < certificate.not_before:
            raise SignerUntrusted(Reason.NOT_YET_VALID)
    return VerifiedRequest(request=request, digest=_digest(signed), chain=signed.chain)


def strong_request(der: bytes) -> CertificateRequest:
    """The request in ``der``, if its key has signed it and is strong enough.

    Raises:
        DecodeError: it is none, its signature is wrong, or its key weak.
    """
    request = parse_csr(der)
    if not is_strong(request.public_key):
        raise DecodeError(f"expected a request for an RSA key of {MIN_RSA_BITS} bits or more; make a new key")
    return request


def _digest(signed: WebRequest) -> Digest:
    key = parse_certificate(signed.chain[0]).key
    if not isinstance(key, rsa.RSAPublicKey):
        raise SignatureInvalid(Reason.KEY_REFUSED)
    for digest in Digest:
        try:
            key.verify(signed.signature, signed.csr, padding.PKCS1v15(), digest.algorithm)
        except InvalidSignature:
            continue
        return digest
    raise SignatureInvalid(Reason.SIGNATURE_WRONG)


def _text(value: dict[str, Any], key: str) -> bytes:
    found = value.get(key)
    if not isinstance(found, str) or not found.isascii():
        raise DecodeError("expected a string of ASCII", path=key)
    return found.encode("ascii")


def _base64(text: bytes, path: str) -> bytes:
    try:
        return b64decode(b"".join(text.split()), validate=True)
    except ValueError as error:
        raise DecodeError("expected base64", path=path) from error
