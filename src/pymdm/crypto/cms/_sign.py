"""Making signatures in every shape that Apple's devices and tools make.

Used to sign profiles, and by the simulated device to sign as macOS, iOS or a simulator would.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Final, Literal, Protocol

import attrs
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pymdm.crypto.cms import _write
from pymdm.crypto.cms._algorithms import ALGORITHM_BY_NAME, RSA_ENCRYPTION, Algorithm
from pymdm.crypto.cms._attributes import CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME, poses_as_attributes
from pymdm.crypto.cms._certificate import read_certificate, subject_key_identifier

__all__ = [
    "APPLE_BER",
    "APPLE_DER",
    "ATTACHED_DER",
    "PrivateKeySigner",
    "Shape",
    "Signer",
    "sign",
]


class Signer(Protocol):
    """Whoever holds a private key: this process, a hardware module, a key service."""

    @property
    def certificate(self) -> bytes:
        """The certificate of the key, DER."""
        ...

    def sign(self, data: bytes, algorithm: str) -> bytes:
        """The signature over ``data``, which is not hashed yet.

        ``algorithm`` is ``rsa-sha256``, ``ecdsa-sha384``, ``rsa-pss-sha256`` and so on, as in ``Policy``.
        """
        ...


@attrs.frozen(kw_only=True)
class PrivateKeySigner:
    """A signer whose key is in memory.

    Attributes:
        certificate: The certificate of the key, DER.
        key: The private key, RSA or EC.
    """

    certificate: bytes = attrs.field(repr=False)
    key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey = attrs.field(repr=False)

    def sign(self, data: bytes, algorithm: str) -> bytes:
        """The signature over ``data``; see :class:`Signer`."""
        known = ALGORITHM_BY_NAME[algorithm]
        signature: bytes = self.key.sign(data, *known.arguments)
        return signature


@attrs.frozen(kw_only=True)
class Shape:
    """How a signature looks on the wire.  All shapes mean the same; peers differ in what they take.

    Attributes:
        attributes: Sign attributes that hold the digest of the content, or the content itself.
        digest: ``sha1``, ``sha256``, ``sha384`` or ``sha512``.
        encoding: ``ber``: outer layers of indefinite length, content in pieces, as macOS streams it.
        detached: Leave the content out.
        named_by: Whether the signer is named by issuer and serial number, or by subject key identifier.
        rsa_padding: ``pkcs1``, as devices do, or ``pss``; means nothing to an EC key.
        rsa_name: How a ``pkcs1`` signature is named: by ``sha256WithRSAEncryption`` and the like, or as just
            ``rsaEncryption``, the one name of PKCS #7, which old and small readers want.
    """

    attributes: bool = True
    digest: Literal["sha1", "sha256", "sha384", "sha512"] = "sha256"
    encoding: Literal["ber", "der"] = "der"
    detached: bool = False
    named_by: Literal["issuer and serial", "key"] = "issuer and serial"
    rsa_padding: Literal["pkcs1", "pss"] = "pkcs1"
    rsa_name: Literal["with digest", "rsaEncryption"] = "with digest"


APPLE_BER: Final = Shape(attributes=False, digest="sha1", encoding="ber", detached=True)
"""The ``Mdm-Signature`` of macOS, and of iOS for years: straight over the body, SHA-1."""

APPLE_DER: Final = Shape(detached=True)
"""The ``Mdm-Signature`` of newer systems and of simulators: signed attributes, SHA-256."""

ATTACHED_DER: Final = Shape()
"""What to use for profiles and for everything else that carries its content."""


_NOTHING: Final[Mapping[bytes, bytes]] = MappingProxyType({})
_OWN_ATTRIBUTES: Final = frozenset({CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME})


def sign(
    content: bytes,
    signer: Signer,
    *,
    shape: Shape = ATTACHED_DER,
    signing_time: datetime | None = None,
    certificates: Sequence[bytes] = (),
    also_signed: Mapping[bytes, bytes] = _NOTHING,
) -> bytes:
    """A SignedData message over the content, with the signer's certificate attached.

    Args:
        content: What to sign.
        signer: Who signs.
        shape: How the message looks.
        signing_time: An aware time to sign along; needs a shape with attributes.
        certificates: More certificates to attach, DER, such as the issuer's.
        also_signed: Further signed attributes, such as those of SCEP: type (a whole OBJECT IDENTIFIER) →
            its one value (a whole DER element).

    Raises:
        ValueError: The shape cannot be made: a naive signing time, attributes in a shape without them, one
            that ``sign`` writes itself, a key or padding that does not fit, no key identifier to be named
            by, or content that would pass for signed attributes (T22).
    """
    algorithm = _algorithm(signer.certificate, shape)
    digest = algorithm.hash(content).digest()
    if shape.attributes:
        if _OWN_ATTRIBUTES & also_signed.keys():
            raise ValueError("content type, digest and signing time are written by sign itself")
        values = _write.signed_attributes(digest, _utc(signing_time), also_signed)
        to_sign = _write.element(_write.SET, values)
        attributes = _write.element(_write.EXPLICIT_0, values)
    else:
        if signing_time is not None or also_signed:
            raise ValueError("a signing time, or any further attribute, needs a shape with attributes")
        if poses_as_attributes(content):
            raise ValueError(
                "content that is itself a set of signed attributes needs a shape with attributes"
            )
        to_sign, attributes = content, b""
    signer_info = _write.signer_info(
        _name(signer.certificate, shape),
        algorithm.digest_identifier,
        attributes,
        _signature_identifier(algorithm, shape),
        signer.sign(to_sign, algorithm.name),
    )
    return _write.signed_data(
        digest_identifier=algorithm.digest_identifier,
        content=None if shape.detached else content,
        certificates=(signer.certificate, *certificates),
        signer_info=signer_info,
        named_by_key=shape.named_by == "key",
        ber=shape.encoding == "ber",
    )


def _algorithm(certificate: bytes, shape: Shape) -> Algorithm:
    kind = read_certificate(certificate).key_kind
    if kind == "rsa":
        family = "rsa-pss" if shape.rsa_padding == "pss" else "rsa"
    elif kind == "ec":
        family = "ecdsa"
    else:
        raise ValueError("the signer's key must be RSA or EC")
    algorithm = ALGORITHM_BY_NAME.get(f"{family}-{shape.digest}")
    if algorithm is None:
        raise ValueError("PSS needs SHA-2")
    return algorithm


def _signature_identifier(algorithm: Algorithm, shape: Shape) -> bytes:
    bare = shape.rsa_name == "rsaEncryption" and algorithm.name.startswith("rsa-sha")
    return RSA_ENCRYPTION if bare else algorithm.signature_identifier


def _name(certificate: bytes, shape: Shape) -> bytes:
    if shape.named_by == "issuer and serial":
        return _write.element(_write.SEQUENCE, read_certificate(certificate).issuer_and_serial)
    identifier = subject_key_identifier(certificate)
    if identifier is None:
        raise ValueError("the signer's certificate has no subject key identifier to be named by")
    return _write.element(_write.PRIMITIVE_0, identifier)


def _utc(signing_time: datetime | None) -> datetime | None:
    if signing_time is None:
        return None
    if signing_time.tzinfo is None:
        raise ValueError("signing_time must be aware, such as datetime.now(UTC)")
    return signing_time.astimezone(UTC)
