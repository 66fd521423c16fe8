"""What an authority hands out to anybody: its certificate, the next one, and what it can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from pymdm.crypto import cms
from pymdm.crypto._x509 import parse_certificate
from pymdm.errors import DecodeError, Reason, SignatureInvalid, SignerUntrusted

from ._write import require_rsa

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ._values import Authority

__all__ = ["Body", "ca_cert", "capabilities", "next_ca_cert", "read_ca_cert", "read_next_ca_cert"]

_ONE: Final = "application/x-x509-ca-cert"
_CHAIN: Final = "application/x-x509-ca-ra-cert"
_NEXT: Final = "application/x-x509-next-ca-cert"
_TEXT: Final = "text/plain"

# AES and SHA-256 for every client of the last ten years; POST because a request does not fit into all
# request lines.  SHA-1 and DES3 for old ones: a client that finds SHA-1 missing takes MD5, and one that finds
# DES3 missing takes single DES.  SCEPStandard says that all of RFC 8894's duties are there.
_CAPABILITIES: Final = (
    "AES",
    "DES3",
    "POSTPKIOperation",
    "Renewal",
    "SCEPStandard",
    "SHA-1",
    "SHA-256",
    "SHA-512",
)


@attrs.frozen(kw_only=True)
class Body:
    """The body of an HTTP answer, and its content type."""

    content_type: str
    data: bytes = attrs.field(repr=False)


def capabilities(*, next_ca: bool = False) -> Body:
    """What GetCACaps answers; ``next_ca``: whether GetNextCACert has something to tell."""
    words = (*_CAPABILITIES, "GetNextCACert") if next_ca else _CAPABILITIES
    return Body(content_type=_TEXT, data="\n".join(words).encode("ascii"))


def ca_cert(certificates: Sequence[bytes]) -> Body:
    """What GetCACert answers: one certificate as it is, several as SignedData without signer.

    Args:
        certificates: DER; first the one that requests are encrypted to, which has to have an RSA key.

    Raises:
        ValueError: there is none, or too many for a reader here.
    """
    if len(certificates) == 1:
        return Body(content_type=_ONE, data=certificates[0])
    return Body(content_type=_CHAIN, data=cms.certificates_only(certificates))


def next_ca_cert(certificates: Sequence[bytes], *, authority: Authority) -> Body:
    """What GetNextCACert answers: the coming certificates, signed by the present authority (T86).

    Args:
        certificates: DER; the successor's, then its chain if there is one.
        authority: the present one.

    Raises:
        ValueError: there is no certificate, or the authority's key is not RSA.
    """
    require_rsa(authority)
    key_holder = cms.PrivateKeySigner(certificate=authority.certificate, key=authority.key)
    shape = cms.Shape(rsa_name="rsaEncryption")  # as in `sign_message`
    return Body(
        content_type=_NEXT, data=cms.sign(cms.certificates_only(certificates), key_holder, shape=shape)
    )


def read_ca_cert(data: bytes) -> tuple[bytes, ...]:
    """The certificates, DER, in an answer to GetCACert.  Nothing vouches for them but the connection.

    Raises:
        DecodeError: neither a certificate nor SignedData without a signer.
    """
    try:
        parse_certificate(data)
    except ValueError:
        pass
    else:
        return (data,)
    return _certificates(data)


def read_next_ca_cert(data: bytes, *, authority: bytes) -> tuple[bytes, ...]:
    """The coming certificates, DER, in an answer to GetNextCACert.

    Args:
        data: the body of the answer.
        authority: the certificate of the present authority, DER; it has to have signed.

    Raises:
        SignatureInvalid: it is no signed message, or the signature is wrong.
        SignerUntrusted: it is signed by somebody else.
        DecodeError: what is signed is not SignedData without a signer.
    """
    verified = cms.verify_attached(data, policy=cms.SCEP)
    if verified.signer.certificate != authority:
        raise SignerUntrusted(Reason.ISSUER_UNKNOWN)
    return _certificates(verified.content)


def _certificates(data: bytes) -> tuple[bytes, ...]:
    try:
        certificates = cms.read_certificates_only(data)
        for certificate in certificates:
            parse_certificate(certificate)
    except (SignatureInvalid, ValueError) as error:
        raise DecodeError(
            "expected a certificate in DER, or SignedData with certificates and no signer"
        ) from error
    return certificates
