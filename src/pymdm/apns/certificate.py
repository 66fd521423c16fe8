"""Push certificates: whose pushes a device heeds, and until when they can be sent.

A push certificate names its topic in the subject, as the attribute UID.  Devices remember the topic when
they enroll and heed no other, so a certificate may be replaced by one of the same topic only.

Nothing here reads a clock but `PushCertificate.load`, and that only if it is given no time.
"""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs
from cryptography.hazmat.primitives import serialization

from pymdm.crypto._x509 import parse_certificate
from pymdm.crypto.describe import describe_certificate, name_parts
from pymdm.crypto.recognize import FileKind, recognize
from pymdm.protocol.push import TOPIC_PREFIX, is_topic

from ._certificate_file import MAX_FILE, as_password, read_container, read_key, read_pem
from ._pem import pem_certificate

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping, Sequence

    from pymdm.crypto.certificates import PrivateKey

__all__ = [
    "WARN_DAYS",
    "ExpiryWarning",
    "PushCertificate",
    "expiry_warning",
    "newest",
    "require_renewal",
    "shared_topics",
    "topic_of",
]

# A month is time to find out who has the Apple Account, ten days time to ask again, one day the last call.
WARN_DAYS: Final = (30, 10, 1)

_UID: Final = "0.9.2342.19200300.100.1.1"
_COMMON_NAME: Final = "2.5.4.3"
_PORTAL: Final = "identity.apple.com/pushcert"


def topic_of(certificate: bytes) -> str:
    """The topic of a push certificate (DER): the UID in its subject.

    Raises:
        ValueError: it is no certificate, or none for MDM pushes; the text says which it may be instead.
    """
    if not certificate:
        raise ValueError("expected a push certificate; there is no certificate at all")
    parts = name_parts(parse_certificate(certificate).subject)
    topics = [value for oid, value in parts if oid == _UID]
    if any(oid == _COMMON_NAME and value.startswith("MDM Vendor") for oid, value in parts):
        raise ValueError(
            "expected a push certificate; this is the certificate with which a vendor signs requests: "
            f"sign the request with it and upload the result at {_PORTAL}"
        )
    if not topics:
        raise ValueError(
            f"expected a push certificate, which names its topic in the subject as UID ({_UID}); "
            f"this one has no UID: take the one from {_PORTAL}"
        )
    if len(topics) > 1:
        raise ValueError(
            "expected a push certificate with one topic; this one has several UIDs in its subject"
        )
    if not topics[0].startswith(TOPIC_PREFIX):
        raise ValueError(
            f"expected a topic that begins with {TOPIC_PREFIX}; this is a certificate for the notifications "
            f"of an app, which cannot wake devices for MDM: take one from {_PORTAL}"
        )
    if not is_topic(topics[0]):
        raise ValueError(f"expected {TOPIC_PREFIX} and a unique suffix in visible ASCII as topic")
    return topics[0]


@attrs.frozen(kw_only=True)
class ExpiryWarning:
    """A push certificate ends soon, or has ended.

    Attributes:
        topic: Its topic.
        threshold: Which warning it is: 30, 10 or 1 days ahead, or 0 for expired.
        days_left: Whole days that are left; negative once it has expired.
        not_after: Its end.
    """

    topic: str
    threshold: int
    days_left: int
    not_after: datetime

    @property
    def text(self) -> str:
        """The warning in words, with what to do."""
        end = f"{self.not_after:%Y-%m-%d %H:%M} UTC"
        what = f"ends on {end}" if self.threshold else f"has expired on {end}: no device can be woken"
        return (
            f"the push certificate of {self.topic} {what}; renew it at {_PORTAL} with the Apple Account that "
            "made it, and do not make a new one, which would have another topic"
        )


@attrs.frozen(kw_only=True)
class PushCertificate:
    """A certificate with which MDM pushes are sent, and its private key, which was found to match.

    It says nothing about dates when it is made, so that an expired one can still be shown: see `check`.

    Attributes:
        certificate: DER.
        key: Its private key, RSA or EC.
        chain: What came along above it, from its issuer upwards, DER; may be empty.
        topic: Such as ``com.apple.mgmt.External.…``.
        not_before: Start of validity, aware.
        not_after: End of validity, aware.
        fingerprint: SHA-256 of the DER.
        serial: Its serial number.

    Raises:
        ValueError: the key is another one, or it is no certificate for MDM pushes.
    """

    certificate: bytes = attrs.field(repr=False)
    key: PrivateKey = attrs.field(repr=False, eq=False)  # two of one certificate are equal anyway
    chain: tuple[bytes, ...] = attrs.field(default=(), repr=False)
    topic: str = attrs.field(init=False)
    not_before: datetime = attrs.field(init=False)
    not_after: datetime = attrs.field(init=False)
    fingerprint: bytes = attrs.field(init=False, repr=lambda value: value.hex())
    serial: int = attrs.field(init=False)

    @topic.default
    def _topic(self) -> str:
        return topic_of(self.certificate)

    @not_before.default
    def _not_before(self) -> datetime:
        return parse_certificate(self.certificate).not_before

    @not_after.default
    def _not_after(self) -> datetime:
        return parse_certificate(self.certificate).not_after

    @fingerprint.default
    def _fingerprint(self) -> bytes:
        return parse_certificate(self.certificate).fingerprint

    @serial.default
    def _serial(self) -> int:
        return describe_certificate(self.certificate).serial

    def __attrs_post_init__(self) -> None:
        if parse_certificate(self.certificate).key != self.key.public_key():
            raise ValueError("expected the private key of the push certificate; this is another one")

    @classmethod
    def load(
        cls,
        path: str | os.PathLike[str],
        *,
        key: str | os.PathLike[str] | None = None,
        password: str | bytes | None = None,
        now: datetime | None = None,
    ) -> PushCertificate:
        """The push certificate in a file, ready to send with: key proven, topic found, dates right.

        Args:
            path: PEM with certificate and key, PKCS#12, or a certificate alone in PEM or DER.
            key: The file with the private key, PEM or DER, where it is in one of its own.
            password: Of the private key or the container.
            now: An aware time at which it must be valid; without one, the present.

        Raises:
            OSError: a file cannot be read.
            ValueError: anything else; the text names the file, says what was expected and what to do.
        """
        data = _read(path)
        own = None if key is None else _read(key)
        try:
            private = None if own is None else read_key(own, password=password)
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from error
        try:
            if recognize(data) is FileKind.PKCS12:
                found = cls.from_pkcs12(data, password=password)
            else:
                pair = read_pem(data, password=password, with_key=private is None).pair(private)
                found = cls(certificate=pair[0], key=pair[1], chain=pair[2])
            found.check(now if now is not None else datetime.now(UTC))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
        return found

    @classmethod
    def from_pem(
        cls, data: bytes, *, key: bytes | None = None, password: str | bytes | None = None
    ) -> PushCertificate:
        """The push certificate in PEM, or in DER with the key apart; its dates are not looked at.

        Of several certificates the one counts that matches the key; what leads up from it is the chain.

        Args:
            data: Certificate and key as PEM in any order, or one certificate in DER.
            key: The private key, PEM or DER, where it is not in ``data``.
            password: Of the private key.

        Raises:
            ValueError: something is missing, damaged, encrypted without a password, or does not belong
                together; or it is no certificate for MDM pushes.
        """
        private = None if key is None else read_key(key, password=password)
        found = read_pem(data, password=password, with_key=private is None)
        certificate, own, chain = found.pair(private)
        return cls(certificate=certificate, key=own, chain=chain)

    @classmethod
    def from_pkcs12(cls, data: bytes, *, password: str | bytes | None) -> PushCertificate:
        """The push certificate in a PKCS#12 container, such as the keychain of a Mac exports it.

        Raises:
            ValueError: as `from_pem`.
        """
        certificate, key, chain = read_container(data, password=password).pair()
        return cls(certificate=certificate, key=key, chain=chain)

    def to_pem(self, *, password: str | bytes | None = None) -> bytes:
        """Certificate, chain and key as PEM; the key is encrypted if there is a password."""
        secret = as_password(password)
        encryption: serialization.KeySerializationEncryption = (
            serialization.NoEncryption() if secret is None else serialization.BestAvailableEncryption(secret)
        )
        key = self.key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption
        )
        return b"".join(pem_certificate(der) for der in (self.certificate, *self.chain)) + key

    def check(self, now: datetime) -> None:
        """Refuse to send with a certificate that Apple would refuse.

        Raises:
            ValueError: it has expired, or is not valid yet, or ``now`` is naive.
        """
        _require_aware(now)
        if now > self.not_after:
            raise ValueError(
                f"expected a push certificate that is valid; it expired on {self.not_after:%Y-%m-%d}: "
                f"renew it at {_PORTAL} with the Apple Account that made it"
            )
        if now < self.not_before:
            raise ValueError(
                "expected a push certificate that is valid; it begins on "
                f"{self.not_before:%Y-%m-%d %H:%M} UTC: wait, or set the clock of this machine"
            )

    def expiry_warning(self, now: datetime, *, told: int | None = None) -> ExpiryWarning | None:
        """The warning that is due now: 30, 10 and 1 days ahead, and once it has expired.

        Args:
            now: The present time, aware.
            told: The threshold of the last warning about this very certificate (remember it with its
                fingerprint), so that each is told once; None: none yet.
        """
        return expiry_warning(self.certificate, now, told=told)

    def renewed(self, new: PushCertificate) -> PushCertificate:
        """``new``, if it may take the place of this one; the same certificate again is no mistake.

        Raises:
            ValueError: it has another topic, or ends before this one does.
        """
        require_renewal(self.certificate, new.certificate)
        return new


def expiry_warning(certificate: bytes, now: datetime, *, told: int | None = None) -> ExpiryWarning | None:
    """`PushCertificate.expiry_warning` for a certificate (DER) whose key is not at hand.

    Raises:
        ValueError: it is no certificate for MDM pushes, or ``now`` is naive.
    """
    _require_aware(now)
    topic, not_after = topic_of(certificate), parse_certificate(certificate).not_after
    left = not_after - now
    reached = [days for days in (*WARN_DAYS, 0) if left <= timedelta(days=days)]
    if not reached or (told is not None and reached[-1] >= told):
        return None
    return ExpiryWarning(
        topic=topic, threshold=reached[-1], days_left=left // timedelta(days=1), not_after=not_after
    )


def require_renewal(old: bytes, new: bytes) -> None:
    """`PushCertificate.renewed` for certificates (DER) whose keys are not at hand.

    Raises:
        ValueError: the new one has another topic, or ends before the old one does.
    """
    if topic_of(new) != topic_of(old):
        raise ValueError(
            "expected a certificate with the topic of the one in use; with another topic no enrolled "
            "device can be woken any more and each has to be enrolled anew: sign in at "
            f"{_PORTAL} with the Apple Account that made the present one, and press Renew beside it"
        )
    if parse_certificate(new).not_after < parse_certificate(old).not_after:
        raise ValueError(
            "expected a certificate that is newer than the one in use; this one ends before it: "
            "is it the file of last year?"
        )


def newest(certificates: Sequence[bytes]) -> bytes:
    """The push certificate among ``certificates`` (DER): of those with one topic, that which ends last.

    Raises:
        ValueError: there is none, with the reason why the first is none; or they have several topics.
    """
    found: dict[bytes, str] = {}
    for der in certificates:
        with contextlib.suppress(ValueError):
            found[der] = topic_of(der)
    if not found:
        topic_of(certificates[0] if certificates else b"")
    if len(set(found.values())) > 1:
        raise ValueError("expected push certificates of one topic; there are several in this file")
    return max(found, key=lambda der: parse_certificate(der).not_after)


def shared_topics(topics: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Topics that more than one tenant uses, with those tenants, sorted: what nobody should do.

    Who shares a topic can see the others' device tokens, and if the one certificate expires, is revoked or
    blocked, all of them lose their devices (MDM reference 2014, "MDM Vendor CSR Signing Overview").

    Args:
        topics: Tenant → topic.
    """
    users: dict[str, list[str]] = {}
    for tenant, topic in topics.items():
        users.setdefault(topic, []).append(tenant)
    return {topic: tuple(sorted(users[topic])) for topic in sorted(users) if len(users[topic]) > 1}


def _read(path: str | os.PathLike[str]) -> bytes:
    with Path(path).open("rb") as file:
        return file.read(MAX_FILE + 1)


def _require_aware(now: datetime) -> None:
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime, such as datetime.now(UTC)")
