"""Every certificate that an enrollment stands on, and when the first of them ends.

If the identity expires, the device is refused; if any certificate of the TLS chain does, the device
refuses the server, and no command can mend that any more.  So a profile is replaced well before.

Source: MDM reference 2014, MDM Best Practices, "SSL Certificate Trust" and "Updating Expired Profiles".
"""

from __future__ import annotations

import enum
import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.enroll._read import read_profile
from pymdm.enroll.payloads import PKCS12, ROOT, SCEP
from pymdm.errors import DecodeError

if TYPE_CHECKING:
    from pymdm.protocol.profile import Payload

__all__ = [
    "RENEWAL_LEAD",
    "CertificateRole",
    "DueReason",
    "ProfileCertificate",
    "certificates_in",
    "replace_by",
    "replacement_due",
    "tls_certificates",
]

# A device can lie in a drawer for the summer, ten weeks at a school.  Sixty days before the end and the
# thirty days for which an expired identity is still heard (`TrustStore`) together outlast that.
RENEWAL_LEAD: Final = timedelta(days=60)

_TRUST: Final = frozenset({ROOT, "com.apple.security.pkcs1", "com.apple.security.pem"})

# What a CAFingerprint may be made with; the hashes only find a certificate, they protect nothing here.
_HASHES: Final = ("md5", "sha1")


@enum.unique
class CertificateRole(enum.Enum):
    """What a certificate is for, and so what ends with it."""

    IDENTITY = "identity"
    """The device proves itself with it."""
    IDENTITY_CA = "CA of the identities"
    """What came beside an identity, or what the SCEP payload names by its fingerprint."""
    TRUST = "trust anchor"
    """The device trusts the server through it."""
    TLS = "TLS chain"
    """The server shows it at every connection."""
    SIGNER = "signature of the profile"
    """Whoever signed the profile; people see it as verified until then."""


@attrs.frozen(kw_only=True)
class ProfileCertificate:
    """One certificate to keep an eye on.

    Attributes:
        role: What it is for.
        where: Where it was found, such as ``PayloadContent[1]`` or ``TLS chain[0]``.
        subject: Whose it is, as the certificate has it; may be empty.
        fingerprint: SHA-256 of its DER.
        not_before: Start of validity.
        not_after: End of validity.
    """

    role: CertificateRole
    where: str
    subject: str
    fingerprint: bytes = attrs.field(repr=lambda value: value.hex()[:12])
    not_before: datetime
    not_after: datetime


@attrs.frozen(kw_only=True)
class DueReason:
    """Why a new profile is due: ``certificate`` ends soon or has ended, and ``due_at`` has come."""

    certificate: ProfileCertificate
    due_at: datetime
    expired: bool

    def __str__(self) -> str:
        found = self.certificate
        ends = "has ended" if self.expired else "ends"
        return f"{found.role.value} in {found.where} {ends} {found.not_after:%Y-%m-%d %H:%M} UTC"


def certificates_in(profile: bytes, *, password: str | None = None) -> tuple[ProfileCertificate, ...]:
    """The certificates in an enrollment profile (signed or not), in its order, the signer's last.

    An identity that a device fetches by SCEP or ACME is not in the profile: make its
    `ProfileCertificate` from the issue log.  ``password`` opens a PKCS#12 identity whose payload has none.

    Raises:
        DecodeError: not a profile, or a payload that holds no certificate; the path says which.
    """
    read = read_profile(profile)
    named = _named_authorities(read.profile.payloads)
    found = [
        certificate
        for number, payload in enumerate(read.profile.payloads)
        for certificate in _of_payload(payload, f"PayloadContent[{number}]", named, password)
    ]
    found += (_describe(der, CertificateRole.SIGNER, "signature") for der in read.signers)
    return tuple(found)


def tls_certificates(chain: bytes) -> tuple[ProfileCertificate, ...]:
    """The certificates that the server or its proxy shows (PEM, as in its fullchain file, or one in DER).

    Raises:
        ValueError: no certificate, or a private key among them.
    """
    from pymdm.crypto.certificates import load_certificates

    return tuple(
        _describe(der, CertificateRole.TLS, f"TLS chain[{number}]")
        for number, der in enumerate(load_certificates(chain))
    )


def replace_by(
    certificates: Iterable[ProfileCertificate], *, lead: timedelta = RENEWAL_LEAD
) -> datetime | None:
    """When a new profile is due: ``lead`` before the first certificate ends; None without any."""
    ends = min((certificate.not_after for certificate in certificates), default=None)
    return None if ends is None else ends - lead


def replacement_due(
    certificates: Iterable[ProfileCertificate], *, now: datetime, lead: timedelta = RENEWAL_LEAD
) -> tuple[DueReason, ...]:
    """Why the profile must be replaced now, the soonest end first; empty while there is time.

    Give it everything that the enrollment stands on: ``certificates_in`` the profile, ``tls_certificates``
    of the server, and the identity where it came by SCEP.
    """
    due = (certificate for certificate in certificates if certificate.not_after - lead <= now)
    return tuple(
        DueReason(
            certificate=certificate,
            due_at=certificate.not_after - lead,
            expired=certificate.not_after <= now,
        )
        for certificate in sorted(due, key=lambda certificate: certificate.not_after)
    )


def _of_payload(
    payload: Payload, where: str, named: frozenset[bytes], password: str | None
) -> Iterator[ProfileCertificate]:
    from pymdm.crypto.certificates import load_certificates
    from pymdm.crypto.pkcs12 import pkcs12_certificates

    data = payload.content.get("PayloadContent")
    try:
        if payload.type == PKCS12:
            own, *others = pkcs12_certificates(_bytes(data), password=_password(payload, password))
            yield _describe(own, CertificateRole.IDENTITY, where)
            yield from (_describe(other, CertificateRole.IDENTITY_CA, where) for other in others)
        elif payload.type in _TRUST:
            for der in load_certificates(_bytes(data)):
                role = CertificateRole.IDENTITY_CA if named & _prints(der) else CertificateRole.TRUST
                yield _describe(der, role, where)
    except ValueError as error:
        raise DecodeError(str(error), path=f"{where}.PayloadContent") from error


def _named_authorities(payloads: Iterable[Payload]) -> frozenset[bytes]:
    """The fingerprints of CAs that SCEP payloads name."""
    inner: list[Any] = [payload.content.get("PayloadContent") for payload in payloads if payload.type == SCEP]
    prints = (keys.get("CAFingerprint") for keys in inner if isinstance(keys, dict))
    return frozenset(value for value in prints if isinstance(value, bytes))


def _prints(der: bytes) -> frozenset[bytes]:
    return frozenset(hashlib.new(name, der, usedforsecurity=False).digest() for name in _HASHES)


def _password(payload: Payload, given: str | None) -> str | None:
    own = payload.content.get("Password")
    return own if isinstance(own, str) and own else given


def _bytes(data: object) -> bytes:
    if not isinstance(data, bytes):
        raise ValueError("expected data")
    return data


def _describe(der: bytes, role: CertificateRole, where: str) -> ProfileCertificate:
    from pymdm.crypto.describe import describe_certificate

    facts = describe_certificate(der)
    return ProfileCertificate(
        role=role,
        where=where,
        subject=facts.subject,
        fingerprint=facts.fingerprint,
        not_before=facts.not_before,
        not_after=facts.not_after,
    )
