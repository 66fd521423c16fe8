"""Whether whoever signed a configuration profile is one of those who may.

Apart from ``TrustStore`` on purpose: that one judges devices by a CA that issues nothing but device
identities.  Profiles are signed with whatever certificate an administrator has, often one for web servers,
e-mail or code, which a device accepts and a ``TrustStore`` has to refuse (T11).  So what comes out is
another type, and nobody who signs profiles passes for a device (T24).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs
from cryptography import x509

from pymdm.errors import Reason, SignerUntrusted

from ._chain import MAX_LINKS, Issuer, descend, find_issuer, fingerprints, is_strong, resolve
from ._x509 import ParsedCertificate, load_certificates, parse_certificate

if TYPE_CHECKING:
    from .cms import VerifiedSignature

__all__ = ["ProfileSigners", "TrustedSigner", "order_chain"]

# As for identities: clocks of well-kept servers differ by seconds.
CLOCK_SKEW: Final = timedelta(minutes=5)

_UNDERSTOOD: Final = (
    x509.BasicConstraints,
    x509.KeyUsage,
    x509.ExtendedKeyUsage,
    x509.SubjectAlternativeName,
    x509.CertificatePolicies,
)


@attrs.frozen(kw_only=True)
class TrustedSigner:
    """Whoever signed, vouched for; made by `ProfileSigners.check`, never by hand.

    Attributes:
        certificate: The certificate, DER.
        fingerprint: SHA-256 of the DER.
        pinned: This very certificate was named as trusted, rather than a CA above it.
        not_before: Start of validity, or of an intermediate CA's if that is later.
        not_after: End of validity, or of an intermediate CA's if that is earlier.
    """

    certificate: bytes = attrs.field(repr=False)
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex())
    pinned: bool
    not_before: datetime
    not_after: datetime


class ProfileSigners:
    """The certificates whose signature under a profile is accepted.  Immutable and safe to share.

    Args:
        trusted: DER certificates.  A CA vouches for all that it has issued, over intermediates that come
            along with the signature; its own dates do not count.  Each is also trusted as a signer itself.
        revoked: SHA-256 fingerprints that are refused; asked on every call.

    Raises:
        ValueError: none, or one that is unreadable.
    """

    __slots__ = ("_issuers", "_pinned", "_revoked")

    def __init__(self, trusted: Iterable[bytes], *, revoked: Container[bytes] = frozenset()) -> None:
        given = [parse_certificate(der) for der in trusted]
        if not given:
            raise ValueError("expected at least one certificate to trust")
        authorities = [found.der for found in given if _is_authority(found)]
        self._issuers: Mapping[bytes, tuple[Issuer, ...]] = resolve(authorities, ()) if authorities else {}
        self._pinned = frozenset(found.der for found in given)
        self._revoked = revoked

    @classmethod
    def from_pem(cls, data: bytes) -> ProfileSigners:
        """The certificates in ``data``: a PEM bundle, or one DER certificate.

        Raises:
            ValueError: no certificate, or a private key among them.
        """
        return cls(load_certificates(data))

    def check(self, verified: VerifiedSignature, *, now: datetime) -> TrustedSigner:
        """The trusted signer behind a signature that verified.

        Raises:
            SignerUntrusted: with the reason: unreadable, not issued by a CA that is trusted here, weak, not
                made for signatures, a CA that is not pinned, not valid now, or revoked.
        """
        der = verified.signer.certificate
        try:
            certificate = parse_certificate(der)
        except ValueError:
            raise SignerUntrusted(Reason.MALFORMED) from None
        pinned = der in self._pinned
        not_before, not_after = certificate.not_before, certificate.not_after
        revocable: tuple[bytes, ...] = (certificate.fingerprint,)
        if not pinned:
            issuer = find_issuer(certificate, self._with_intermediates(verified.certificates))
            not_before, not_after = max(not_before, issuer.not_before), min(not_after, issuer.not_after)
            revocable = fingerprints(certificate, issuer)
        _check_purpose(certificate, may_be_authority=pinned)
        if now + CLOCK_SKEW < not_before:
            raise SignerUntrusted(Reason.NOT_YET_VALID)
        if now > not_after:
            raise SignerUntrusted(Reason.EXPIRED)
        if any(fingerprint in self._revoked for fingerprint in revocable):
            raise SignerUntrusted(Reason.REVOKED)
        return TrustedSigner(
            certificate=der,
            fingerprint=certificate.fingerprint,
            pinned=pinned,
            not_before=not_before,
            not_after=not_after,
        )

    def _with_intermediates(self, attached: tuple[bytes, ...]) -> Mapping[bytes, tuple[Issuer, ...]]:
        """The CAs, and those among the attached certificates for which they vouch.

        At most ``MAX_LINKS`` rounds over the at most 16 certificates of a message.
        """
        issuers = dict(self._issuers)
        waiting = [found for der in dict.fromkeys(attached) if (found := _authority(der)) is not None]
        for _ in range(MAX_LINKS):
            for certificate in tuple(waiting):
                below = _below(certificate, issuers)
                if below is not None:
                    beside = [*issuers.get(below.name, ()), below]
                    # Of a renewed one with the same key the newest; DER's order does not mean it.
                    beside.sort(key=lambda issuer: issuer.not_after, reverse=True)
                    issuers[below.name] = tuple(beside)
                    waiting.remove(certificate)
        return issuers


def order_chain(certificate: bytes, others: Iterable[bytes]) -> tuple[tuple[bytes, ...], tuple[bytes, ...]]:
    """The certificates from the issuer of ``certificate`` upwards, and those that do not belong there.

    By name alone, so that nothing is judged.

    Raises:
        ValueError: one is unreadable.
    """
    below = parse_certificate(certificate)
    waiting = [parse_certificate(der) for der in dict.fromkeys(others) if der != certificate]
    found: list[bytes] = []
    while (above := next((each for each in waiting if each.subject == below.issuer), None)) is not None:
        waiting.remove(above)
        found.append(above.der)
        below = above
    return tuple(found), tuple(each.der for each in waiting)


def _below(certificate: ParsedCertificate, issuers: Mapping[bytes, tuple[Issuer, ...]]) -> Issuer | None:
    for issuer in issuers.get(certificate.issuer, ()):
        if issuer.links < MAX_LINKS:
            try:
                return descend(certificate, issuer)
            except SignerUntrusted:
                continue
    return None


def _authority(der: bytes) -> ParsedCertificate | None:
    try:
        found = parse_certificate(der)
    except ValueError:
        return None
    return found if _is_authority(found) else None


def _is_authority(certificate: ParsedCertificate) -> bool:
    values = [extension.value for extension in certificate.extensions]
    return any(isinstance(value, x509.BasicConstraints) and value.ca for value in values)


def _check_purpose(certificate: ParsedCertificate, *, may_be_authority: bool) -> None:
    """Any extended key usage will do, as it does for devices; the key itself has to be one for signatures."""
    if not is_strong(certificate.key):
        raise SignerUntrusted(Reason.KEY_REFUSED)
    for extension in certificate.extensions:
        value = extension.value
        no_signatures = isinstance(value, x509.KeyUsage) and not (
            value.digital_signature or value.content_commitment or may_be_authority
        )
        authority = isinstance(value, x509.BasicConstraints) and value.ca and not may_be_authority
        if no_signatures or authority or (extension.critical and not isinstance(value, _UNDERSTOOD)):
            raise SignerUntrusted(Reason.PURPOSE_WRONG)
