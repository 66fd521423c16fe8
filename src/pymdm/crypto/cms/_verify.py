"""Checking signatures: bytes in, a verified value out, or one kind of exception.

The order is chosen so that little is done for bytes that will be refused: size, structure,
algorithms, certificate, key, attributes, and only then the arithmetic.  Nothing here asks who the
signer is; the value says so in its type (:class:`UnverifiedSigner`).
"""

from __future__ import annotations

from binascii import a2b_base64
from typing import Final

import attrs
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm

from pymdm.crypto.cms._algorithms import ALGORITHMS, DIGEST_IDENTIFIERS, Algorithm
from pymdm.crypto.cms._attributes import SIGNING_TIME, check_attributes, poses_as_attributes
from pymdm.crypto.cms._ber import SEQUENCE, definite
from pymdm.crypto.cms._certificate import (
    Certificate,
    UnverifiedSigner,
    read_certificate,
    subject_key_identifier,
)
from pymdm.crypto.cms._policy import MAX_DETACHED, MDM_SIGNATURE, Policy
from pymdm.crypto.cms._signed_data import SignedData
from pymdm.errors import Reason, SignatureInvalid

__all__ = ["VerifiedSignature", "verify_attached", "verify_detached", "verify_header"]

_MAX_HEADER: Final = (MAX_DETACHED + 2) // 3 * 4  # the base64 of the largest signature


@attrs.frozen(slots=False)  # no slots, no keywords: one is made for every request, so in half the time
class VerifiedSignature:
    """Content whose signature was checked.  Use this ``content``, not the bytes that came in.

    Attributes:
        content: What was signed.
        signer: The certificate whose key signed.  Whether it may is for ``TrustStore`` to say.
        certificates: All certificates that came along, DER, in the order received, the signer's among them.
        algorithm: ``rsa-``, ``rsa-pss-`` or ``ecdsa-`` followed by the digest.
        with_attributes: Whether signed attributes stood between signature and content.
        policy: Name of the policy that was applied.
        signed: What the signature is over: the content, or the signed attributes as a SET.  Unlike the
            message around it, nobody but the signer can give it another form.
    """

    content: bytes = attrs.field(repr=False)
    signer: UnverifiedSigner
    certificates: tuple[bytes, ...] = attrs.field(repr=False)
    algorithm: str
    with_attributes: bool
    policy: str
    signed: bytes = attrs.field(repr=False)

    @property
    def is_dated(self) -> bool:
        """Whether a signing time is signed, so that the same content signed again is another message."""
        return self.with_attributes and SIGNING_TIME in self.signed

    @property
    def digest(self) -> str:
        """``sha1``, ``sha256``, ``sha384`` or ``sha512``."""
        return self.algorithm.rpartition("-")[2]


def verify_header(header: str, body: bytes, *, policy: Policy = MDM_SIGNATURE) -> VerifiedSignature:
    """Check the value of an ``Mdm-Signature`` header against the body of the request.

    The value must be one strict base64 text.  A server that got the header twice joins both values by
    a comma, which is refused (T8).

    Raises:
        SignatureInvalid: Always this, whatever is wrong; ``reason`` is for the log.
    """
    if not header:
        raise SignatureInvalid(Reason.NO_SIGNATURE)
    if len(header) > _MAX_HEADER:
        raise SignatureInvalid(Reason.TOO_LARGE)
    try:
        signature = a2b_base64(header, strict_mode=True)
    except ValueError as error:
        raise SignatureInvalid(Reason.MALFORMED) from error
    return verify_detached(signature, body, policy=policy)


def verify_detached(signature: bytes, content: bytes, *, policy: Policy) -> VerifiedSignature:
    """Check a signature against content that came beside it.

    The signature may carry the content as well, as ``openssl cms -sign -stream`` writes it unasked, but
    only the same: with two different ones in hand somebody would read the wrong one (T26).

    Raises:
        SignatureInvalid: Always this, whatever is wrong; ``reason`` is for the log.
    """
    if len(signature) > MAX_DETACHED:
        raise SignatureInvalid(Reason.TOO_LARGE)
    signed_data = SignedData(signature)
    if signed_data.content is not None and signed_data.content != content:
        raise SignatureInvalid(Reason.CONTENT_UNEXPECTED)
    return _verify(signed_data, content, policy)


def verify_attached(signed: bytes, *, policy: Policy) -> VerifiedSignature:
    """Check a signature that carries its content, such as a signed profile or MachineInfo.

    Raises:
        SignatureInvalid: Always this, whatever is wrong; ``reason`` is for the log.
    """
    if len(signed) > policy.max_attached:
        raise SignatureInvalid(Reason.TOO_LARGE)
    signed_data = SignedData(signed)
    if signed_data.content is None:
        raise SignatureInvalid(Reason.CONTENT_MISSING)
    return _verify(signed_data, signed_data.content, policy)


def _verify(signed_data: SignedData, content: bytes, policy: Policy) -> VerifiedSignature:
    algorithm = _algorithm(signed_data, policy)
    certificate = _signer_certificate(signed_data)
    key = certificate.key
    if key is None:
        key = certificate.load_key()
    if certificate.key_kind != algorithm.key:
        raise SignatureInvalid(Reason.ALGORITHM_REFUSED)
    if certificate.bits < policy.minimum_rsa_bits and algorithm.key == "rsa":
        raise SignatureInvalid(Reason.KEY_REFUSED)
    message = _signed_bytes(signed_data, content, algorithm, policy)
    try:
        key.verify(signed_data.signature, message, *algorithm.arguments)
    except InvalidSignature as error:
        raise SignatureInvalid(Reason.SIGNATURE_WRONG) from error
    except UnsupportedAlgorithm as error:  # an OpenSSL that was built or configured without it, as for FIPS
        raise SignatureInvalid(Reason.ALGORITHM_REFUSED) from error
    return VerifiedSignature(
        content,
        certificate.signer,
        signed_data.certificates,
        algorithm.name,
        signed_data.attributes is not None,
        policy.name,
        message,
    )


def _algorithm(signed_data: SignedData, policy: Policy) -> Algorithm:
    """The algorithm that both identifiers name together, if the policy lets it in."""
    digest_identifier = signed_data.digest_identifier
    algorithm = ALGORITHMS.get(digest_identifier + signed_data.signature_identifier)
    if algorithm is None or algorithm.name not in policy.algorithms:
        raise SignatureInvalid(Reason.ALGORITHM_REFUSED)
    announced = signed_data.digest_identifiers
    if announced != digest_identifier and not _announced(announced, algorithm.digest):
        raise SignatureInvalid(Reason.ALGORITHM_REFUSED)
    return algorithm


def _announced(identifiers: bytes, digest: str) -> bool:
    """Whether digestAlgorithms lists the digest, however spelled.  An empty list announces nothing (T28)."""
    at, end = 0, len(identifiers)
    found = False
    while at < end:
        start, at = at, definite(identifiers, at, end, SEQUENCE)[1]
        found |= DIGEST_IDENTIFIERS.get(identifiers[start:at]) == digest
    return found


def _signer_certificate(signed_data: SignedData) -> Certificate:
    """The one attached certificate that the signerInfo names.

    The same certificate may be attached twice; two different ones of that name are refused (T25).
    """
    found: Certificate | None = None
    name = signed_data.name
    by_key = signed_data.named_by_key
    for der in signed_data.certificates:
        certificate = read_certificate(der)
        if name != (subject_key_identifier(der) if by_key else certificate.issuer_and_serial):
            continue
        if found is not None and found.signer.certificate != der:
            raise SignatureInvalid(Reason.AMBIGUOUS_CERTIFICATE)
        found = certificate
    if found is None:
        raise SignatureInvalid(Reason.NO_CERTIFICATE)
    return found


def _signed_bytes(signed_data: SignedData, content: bytes, algorithm: Algorithm, policy: Policy) -> bytes:
    """What the signature must be over, once it is clear that this stands for the content."""
    attributes = signed_data.attributes
    if attributes is None:
        if policy.attributes_required:
            raise SignatureInvalid(Reason.ATTRIBUTES_INVALID)
        if poses_as_attributes(content):
            raise SignatureInvalid(Reason.FORGED_ATTRIBUTES)
        return content
    check_attributes(attributes, algorithm.hash(content).digest())
    # RFC 5652, 5.4: the tag of a SET OF in place of [0].  The order stays as received (T31).
    return b"\x31" + attributes[1:]
