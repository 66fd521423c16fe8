"""What a certificate request says of itself, for people to read.

`pymdm.crypto.csr.parse_csr` takes only what may be certified; here everything that can be read is told.
"""

from __future__ import annotations

import attrs
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm

from pymdm.errors import Reason, SignatureInvalid

from .cms._ber import BIT_STRING, INTEGER, SEQUENCE, definite, shell
from .csr import CHALLENGE_PASSWORD, EXTENSION_REQUESTS, MAX_CSR, extension_names, request_attributes
from .describe import algorithm_name, key_type, name_text

__all__ = ["RequestFacts", "describe_request"]


@attrs.frozen(kw_only=True)
class RequestFacts:
    """What stands in a certificate request (PKCS #10, RFC 2986).

    Attributes:
        subject: The name it asks for; may be empty.
        key_type: ``RSA-2048``, ``EC P-256`` and the like.
        signed_with: ``rsa-sha256`` and the like, or the dotted identifier of an algorithm not known here.
        extensions: The extensions that it asks for, by name or dotted identifier; None if they cannot be
            read.
        has_challenge: Whether it carries a challengePassword; None if that cannot be read.
        signature_valid: Whether its own key has signed it; None if that cannot be checked.
    """

    subject: str
    key_type: str
    signed_with: str
    extensions: tuple[str, ...] | None
    has_challenge: bool | None
    signature_valid: bool | None


def describe_request(der: bytes) -> RequestFacts:
    """The facts of a certificate request.

    Raises:
        SignatureInvalid: it is malformed, or larger than any request.
    """
    if len(der) > MAX_CSR:
        raise SignatureInvalid(Reason.TOO_LARGE)
    at, end = shell(der, 0, len(der), SEQUENCE)
    info, info_end = definite(der, at, end, SEQUENCE)
    name_at = definite(der, info, info_end, INTEGER)[1]
    key_at = definite(der, name_at, info_end, SEQUENCE)[1]
    key_end = definite(der, key_at, info_end, SEQUENCE)[1]
    algorithm_end = definite(der, info_end, end, SEQUENCE)[1]
    definite(der, algorithm_end, end, BIT_STRING)
    key, valid = _checked(der)
    extensions, has_challenge = _wishes(der, key_end, info_end)
    return RequestFacts(
        subject=name_text(der[name_at:key_at]),
        key_type=key,
        signed_with=algorithm_name(der[info_end:algorithm_end]),
        extensions=extensions,
        has_challenge=has_challenge,
        signature_valid=valid,
    )


def _checked(der: bytes) -> tuple[str, bool | None]:
    """The kind of key, and whether it has signed."""
    key: object = None
    try:
        request = x509.load_der_x509_csr(der)
        key = request.public_key()
        # It raises for an algorithm that is not known, and the check below would call that a wrong signature.
        _ = request.signature_hash_algorithm
        return key_type(key), request.is_signature_valid
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):  # the last is no ValueError
        return key_type(key), None


def _wishes(der: bytes, at: int, end: int) -> tuple[tuple[str, ...] | None, bool | None]:
    try:
        found = list(request_attributes(der, at, end))
        values = [value for oid, value in found if oid in EXTENSION_REQUESTS]
        extensions = tuple(name for value in values for name in extension_names(value))
    except (SignatureInvalid, IndexError):
        return None, None
    return extensions, any(oid == CHALLENGE_PASSWORD for oid, _ in found)
