"""The path from an identity certificate to a pinned CA, checked by hand.

Why not ``cryptography.x509.verification``: it is made for web servers.  It wants a subject
alternative name, refuses an empty subject, SHA-1 and odd serial numbers (real identities have all of
these), has no notion of a grace after expiry, and a prebuilt verifier freezes its time.
``verify_directly_issued_by`` cannot say which rule was broken.  What is needed here is little: find
the issuer by its name, verify the signature with its *key* (T10), and look at five extensions.

Intermediates are resolved once, when the trust store is made, so that judging an identity is always
exactly one signature verification.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import attrs
from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.x509.oid import ExtendedKeyUsageOID

from pymdm.errors import Reason, SignerUntrusted

from ._x509 import ParsedCertificate, parse_certificate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = [
    "MIN_RSA_BITS",
    "Issuer",
    "check_purpose",
    "descend",
    "find_issuer",
    "fingerprints",
    "is_signed_by",
    "is_strong",
    "resolve",
    "trusted",
]

# Signatures between an identity and the pinned CA: root, policy CA, issuing CA, identity has three.
# Nobody was seen with more than that; four leaves one to spare and bounds the work.
MAX_LINKS = 4

# 1024 bits can be factored by a well-funded attacker, and every device since iPhone OS 3 does 2048.
MIN_RSA_BITS = 2048

_CURVES = frozenset({"secp256r1", "secp384r1", "secp521r1"})

# An extension marked critical that nobody here understands must refuse the certificate (RFC 5280,
# 4.2).  These are understood: the first three are judged below, the other two restrict nothing here.
_UNDERSTOOD = frozenset(
    {
        x509.BasicConstraints,
        x509.KeyUsage,
        x509.ExtendedKeyUsage,
        x509.SubjectAlternativeName,
        x509.CertificatePolicies,
    }
)


@attrs.frozen(kw_only=True)
class _Algorithm:
    """How the signature of a certificate is made; ``arguments`` are what ``verify`` wants after the data."""

    rsa: bool
    digest: hashes.HashAlgorithm
    arguments: tuple[Any, ...]


def _with_rsa(digest: hashes.HashAlgorithm) -> _Algorithm:
    return _Algorithm(rsa=True, digest=digest, arguments=(padding.PKCS1v15(), digest))


def _with_ecdsa(digest: hashes.HashAlgorithm) -> _Algorithm:
    return _Algorithm(rsa=False, digest=digest, arguments=(ec.ECDSA(digest),))


_SHA1 = hashes.SHA1()  # noqa: S303 - see find_issuer for where it counts
_RSA_OIDS = {"05": _SHA1, "0b": hashes.SHA256(), "0c": hashes.SHA384(), "0d": hashes.SHA512()}
_ECDSA_OIDS = {"02": hashes.SHA256(), "03": hashes.SHA384(), "04": hashes.SHA512()}

# Whole DER AlgorithmIdentifier → what it means; anything else is refused, MD5 first of all.  RSA occurs
# with its NULL parameter and without.
_ALGORITHMS: Mapping[bytes, _Algorithm] = {
    **{
        bytes.fromhex(f"300d06092a864886f70d0101{oid}0500"): _with_rsa(digest)
        for oid, digest in _RSA_OIDS.items()
    },
    **{
        bytes.fromhex(f"300b06092a864886f70d0101{oid}"): _with_rsa(digest)
        for oid, digest in _RSA_OIDS.items()
    },
    **{
        bytes.fromhex(f"300a06082a8648ce3d0403{oid}"): _with_ecdsa(digest)
        for oid, digest in _ECDSA_OIDS.items()
    },
    bytes.fromhex("300906072a8648ce3d0401"): _with_ecdsa(_SHA1),
}


@attrs.frozen(kw_only=True)
class Issuer:
    """A CA that may sign identities: a pinned one, or one that a pinned one vouches for.

    ``not_before`` and ``not_after`` bound the intermediates on the way and nothing else: a pinned CA
    is trusted because somebody pinned it, so its own dates do not count (RFC 5280, 6.1.1 d).  They
    would end every device of a fleet in the same second.  ``fingerprints`` are the intermediates', as
    in `fingerprints`: peers may send these certificates, and choose among their spellings.
    """

    name: bytes = attrs.field(repr=False)
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey = attrs.field(repr=False)
    allows_sha1: bool
    remaining_cas: int
    links: int
    not_before: datetime
    not_after: datetime
    fingerprints: tuple[bytes, ...] = attrs.field(repr=False)


def resolve(anchors: Iterable[bytes], intermediates: Iterable[bytes]) -> Mapping[bytes, tuple[Issuer, ...]]:
    """The CAs that may sign identities, by raw name; several may share one after a renewal.

    Raises:
        ValueError: a certificate is unreadable or no usable CA, or no pinned CA vouches for it.
    """
    issuers = [_anchor(parse_certificate(der), number) for number, der in enumerate(anchors, start=1)]
    if not issuers:
        raise ValueError("expected at least one CA certificate to trust")
    waiting = {number: parse_certificate(der) for number, der in enumerate(intermediates, start=1)}
    for number, certificate in waiting.items():
        _require_clients(certificate, f"intermediate certificate {number}")
    for links in range(2, MAX_LINKS + 1):
        above = [issuer for issuer in issuers if issuer.links == links - 1]
        for number, certificate in tuple(waiting.items()):
            vouching = [issuer for issuer in above if _vouches(issuer, certificate)]
            if vouching:
                issuers.extend(_subordinate(certificate, issuer, number) for issuer in vouching)
                del waiting[number]
    for number, certificate in waiting.items():
        _require_ca(certificate, f"intermediate certificate {number}")
        raise ValueError(f"intermediate certificate {number} is not signed by a CA that is trusted here")
    return _by_name(issuers)


def find_issuer(certificate: ParsedCertificate, issuers: Mapping[bytes, tuple[Issuer, ...]]) -> Issuer:
    """The CA whose key verifies ``certificate``; the name only says which keys to try.

    SHA-1 signatures count only below a pinned CA that itself carries one.  Identities of the protocol's
    first years are signed so, by private CAs that still live; the danger of SHA-1 is that a CA *signs*
    what an attacker composed, and a CA of today neither signs with it nor lets the peer compose.

    Raises:
        SignerUntrusted: ISSUER_UNKNOWN, ALGORITHM_REFUSED or CHAIN_INVALID.
    """
    named = issuers.get(certificate.issuer)
    if named is None:
        raise SignerUntrusted(Reason.ISSUER_UNKNOWN)
    algorithm = _ALGORITHMS.get(certificate.algorithm)
    if algorithm is None:
        raise SignerUntrusted(Reason.ALGORITHM_REFUSED)
    if algorithm.digest.name == "sha1":
        named = tuple(issuer for issuer in named if issuer.allows_sha1)
        if not named:
            raise SignerUntrusted(Reason.ALGORITHM_REFUSED)
    for issuer in named:
        if _verifies(certificate.signature, certificate.tbs, issuer.key, algorithm):
            return issuer
    raise SignerUntrusted(Reason.CHAIN_INVALID)


def descend(certificate: ParsedCertificate, issuer: Issuer) -> Issuer:
    """The intermediate that ``certificate`` stands for, if ``issuer`` itself has signed it.

    For chains that a peer sends: unlike `resolve`, a wrong one is the peer's fault.

    Raises:
        SignerUntrusted: ISSUER_UNKNOWN, ALGORITHM_REFUSED or CHAIN_INVALID.
    """
    find_issuer(certificate, {issuer.name: (issuer,)})
    if not issuer.remaining_cas:
        raise SignerUntrusted(Reason.CHAIN_INVALID)
    try:
        return _subordinate(certificate, issuer, issuer.links)
    except ValueError as error:
        raise SignerUntrusted(Reason.CHAIN_INVALID) from error


def check_purpose(certificate: ParsedCertificate) -> None:
    """Refuse a certificate that was not made to identify a client (T11).

    No extended key usage at all is fine: identities from PKCS#12 and many SCEP servers have none.  If
    there is one, clientAuth must be in it; anyExtendedKeyUsage alone is not enough, as in OpenSSL, so
    that the same identity also passes a proxy.  Both a TLS handshake and a signature need
    digitalSignature, if the CA restricted the key at all.

    Raises:
        SignerUntrusted: KEY_REFUSED or PURPOSE_WRONG.
    """
    if not is_strong(certificate.key):
        raise SignerUntrusted(Reason.KEY_REFUSED)
    if certificate.has_usual_extensions:
        return
    for extension in certificate.extensions:
        value = extension.value
        kind = type(value)  # exact: `cryptography` makes no others, and isinstance asks an ABC for each
        wrong = (
            (kind is x509.BasicConstraints and value.ca)
            or (kind is x509.KeyUsage and not value.digital_signature)
            or (kind is x509.ExtendedKeyUsage and ExtendedKeyUsageOID.CLIENT_AUTH not in value)
            or (extension.critical and kind not in _UNDERSTOOD)
        )
        if wrong:
            raise SignerUntrusted(Reason.PURPOSE_WRONG)


def is_strong(key: object) -> bool:
    """Whether a public key is RSA of 2048 bits or more, or on P-256, P-384 or P-521."""
    if isinstance(key, rsa.RSAPublicKey):
        return key.key_size >= MIN_RSA_BITS
    return isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES


def is_signed_by(
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey, data: bytes, identifier: bytes, signature: bytes
) -> bool:
    """Whether the signature over ``data`` is the key's, by a whole AlgorithmIdentifier that is known here."""
    algorithm = _ALGORITHMS.get(identifier)
    return algorithm is not None and _verifies(signature, data, key, algorithm)


def fingerprints(certificate: ParsedCertificate, issuer: Issuer) -> tuple[bytes, ...]:
    """Every fingerprint under which this certificate may have been revoked, its own first.

    Anybody can turn an ECDSA signature (r, s) into a second valid one, (r, n − s).  The certificate
    around it then has another fingerprint, so a revocation list that is asked for one of the two only
    can be evaded by whoever holds the revoked identity.
    """
    own = (certificate.fingerprint, *issuer.fingerprints)
    if isinstance(issuer.key, rsa.RSAPublicKey):
        return own
    r, s = decode_dss_signature(certificate.signature)
    twin = encode_dss_signature(r, issuer.key.curve.group_order - s)
    body = certificate.tbs + certificate.algorithm + _der(0x03, b"\x00" + twin)
    return (*own, hashlib.sha256(_der(0x30, body)).digest())


def trusted(
    name: bytes,
    key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey,
    *,
    path_length: int | None = None,
    allows_sha1: bool = False,
) -> Issuer:
    """A CA that is trusted because somebody says so; ``name`` is its subject, whole DER."""
    return Issuer(
        name=name,
        key=key,
        allows_sha1=allows_sha1,
        remaining_cas=MAX_LINKS if path_length is None else path_length,
        links=1,
        not_before=datetime.min.replace(tzinfo=UTC),
        not_after=datetime.max.replace(tzinfo=UTC),
        fingerprints=(),
    )


def _anchor(certificate: ParsedCertificate, number: int) -> Issuer:
    where = f"CA certificate {number}"
    path_length = _require_ca(certificate, where)
    algorithm = _ALGORITHMS.get(certificate.algorithm)
    return trusted(
        certificate.subject,
        _ca_key(certificate, where),
        path_length=path_length,
        allows_sha1=algorithm is not None and algorithm.digest.name == "sha1",
    )


def _vouches(issuer: Issuer, certificate: ParsedCertificate) -> bool:
    if not issuer.remaining_cas:
        return False
    try:
        find_issuer(certificate, {issuer.name: (issuer,)})
    except SignerUntrusted:
        return False
    return True


def _subordinate(certificate: ParsedCertificate, issuer: Issuer, number: int) -> Issuer:
    where = f"intermediate certificate {number}"
    path_length = _require_ca(certificate, where)
    remaining = issuer.remaining_cas - 1
    return Issuer(
        name=certificate.subject,
        key=_ca_key(certificate, where),
        allows_sha1=issuer.allows_sha1,
        remaining_cas=remaining if path_length is None else min(remaining, path_length),
        links=issuer.links + 1,
        not_before=max(issuer.not_before, certificate.not_before),
        not_after=min(issuer.not_after, certificate.not_after),
        fingerprints=fingerprints(certificate, issuer),
    )


def _require_ca(certificate: ParsedCertificate, where: str) -> int | None:
    """The path length of a CA certificate; refuses everything that is not one."""
    values = [extension.value for extension in certificate.extensions]
    constraints = next((value for value in values if isinstance(value, x509.BasicConstraints)), None)
    if constraints is None or not constraints.ca:
        raise ValueError(f"{where} is no CA; expected the CA that signs the devices' identities")
    if any(isinstance(value, x509.KeyUsage) and not value.key_cert_sign for value in values):
        raise ValueError(f"{where} may not sign certificates (its key usage lacks keyCertSign)")
    if any(isinstance(value, x509.NameConstraints) for value in values):
        raise ValueError(f"{where} has name constraints, which are not checked here; pin another CA")
    return constraints.path_length


def _require_clients(certificate: ParsedCertificate, where: str) -> None:
    """Refuse an intermediate that was made for other certificates than those of clients (T11).

    An extended key usage in a CA certificate bounds what it may issue, as for OpenSSL: a CA for web servers
    often leaves the purpose out of what it issues.  A pinned CA is what somebody chose, purpose and all.
    """
    for extension in certificate.extensions:
        value = extension.value
        if isinstance(value, x509.ExtendedKeyUsage) and ExtendedKeyUsageOID.CLIENT_AUTH not in value:
            raise ValueError(f"{where} is for other purposes; its extended key usage lacks clientAuth")


def _ca_key(certificate: ParsedCertificate, where: str) -> rsa.RSAPublicKey | ec.EllipticCurvePublicKey:
    key = certificate.key
    if is_strong(certificate.key) and isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        return key
    raise ValueError(f"{where} needs an RSA key of {MIN_RSA_BITS} bits or more, or P-256, P-384 or P-521")


def _verifies(
    signature: bytes, data: bytes, key: rsa.RSAPublicKey | ec.EllipticCurvePublicKey, algorithm: _Algorithm
) -> bool:
    if isinstance(key, rsa.RSAPublicKey) is not algorithm.rsa:
        return False
    try:
        key.verify(signature, data, *algorithm.arguments)
    except InvalidSignature:
        return False
    return True


def _by_name(issuers: Iterable[Issuer]) -> Mapping[bytes, tuple[Issuer, ...]]:
    named: defaultdict[bytes, list[Issuer]] = defaultdict(list)
    for issuer in sorted(issuers, key=lambda issuer: issuer.not_after, reverse=True):
        named[issuer.name].append(issuer)
    return {name: tuple(found) for name, found in named.items()}


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
