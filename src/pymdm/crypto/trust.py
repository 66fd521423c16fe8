"""Which device identities are trusted: a pinned CA, a purpose, dates and a revocation list.

A signature that verifies proves only that somebody holds the key of some certificate.  A `TrustStore`
turns that certificate into a `DeviceIdentity`; no other function of pymdm does (T24).

What happens to an identity that is no longer young is a decision, and it is this one: an expired
identity is accepted for a grace period and marked, because a device that is refused can neither be
told to renew nor be wiped; a revoked one is refused at once.
"""

from __future__ import annotations

import enum
import threading
from collections import OrderedDict
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import attrs

from pymdm.errors import Reason, SignerUntrusted

from ._chain import check_purpose, find_issuer, fingerprints, resolve
from ._x509 import MAX_CERTIFICATE, load_certificates, parse_certificate

if TYPE_CHECKING:
    import os
    from collections.abc import Container, Iterable

    from .cms import UnverifiedSigner
    from .identity import (
        CertificateHeader,
        HeaderTest,
        MdmSignature,
        PeerCertificate,
        ProxyHeader,
        TrustedPeerHeader,
    )

__all__ = ["DeviceIdentity", "Proof", "TrustStore"]

# A device may be off over a long holiday; a month lets it come back and be given a new identity.
IDENTITY_GRACE = timedelta(days=30)

# Clocks of well-kept servers differ by seconds; five minutes is what Kerberos allows.  An identity is
# often used in the minute in which another machine issued it.
CLOCK_SKEW = timedelta(minutes=5)

# The chain of a certificate does not change, so a verdict could live for ever.  Ten minutes keeps the
# answer right should this process be given other CAs or another clock, and costs one verification
# per device and ten minutes.  Revocation is asked on every call and never cached.
VERDICT_TTL = timedelta(minutes=10)

# About 2 KB each, so at most 16 MB.  Only accepted identities are kept: a stranger cannot push one out.
MAX_VERDICTS = 8192


@enum.unique
class Proof(enum.Enum):
    """How a device proved that it holds the key of its identity."""

    SIGNATURE = "signature"
    """It signed the message (``Mdm-Signature``).  Such a message can be replayed (T14)."""

    MTLS = "mtls"
    """The TLS connection was made with it, here or at a proxy that proved to be ours."""

    BOTH = "both"
    """Both, with one and the same certificate."""


@attrs.frozen(kw_only=True, slots=False)  # made in half the time without slots
class DeviceIdentity:
    """A client certificate that was proven and is trusted; made by `TrustStore.check`, never by hand.

    Which enrollment it stands for is another question, answered by the pin (T1).

    Attributes:
        certificate: the certificate, DER.
        fingerprint: SHA-256 of the DER; what enrollments are pinned to.
        proof: how the key was proven.
        expired: the certificate has expired but is within the grace; it should be replaced now.
        not_before: start of validity.
        not_after: end of validity, or of an intermediate CA's if that is earlier.
    """

    certificate: bytes = attrs.field(repr=False)
    fingerprint: bytes
    proof: Proof
    expired: bool
    not_before: datetime
    not_after: datetime


class _Verdict:
    """That a certificate is trusted, and from when to when that may be said without a new look.

    A device proves its key in one way nearly always, so its identity by the other proof is made when
    somebody asks.  Two threads may make it at once and keep either: they are equal.
    """

    __slots__ = ("_first", "_second", "fingerprints", "since", "until")

    def __init__(
        self, identity: DeviceIdentity, fingerprints: tuple[bytes, ...], since: datetime, until: datetime
    ) -> None:
        self._first = identity
        self._second: DeviceIdentity | None = None
        self.fingerprints = fingerprints
        self.since = since
        self.until = until

    def identity(self, proof: Proof) -> DeviceIdentity:
        """The identity as proven so: one of two, since a store itself says ``SIGNATURE`` or ``MTLS`` only."""
        if self._first.proof is proof:
            return self._first
        if self._second is None:
            self._second = attrs.evolve(self._first, proof=proof)
        return self._second


class TrustStore:
    """The CAs whose identities are accepted.  Immutable and safe to share between threads.

    The CA has to be one that issues nothing but device identities, or marks these with the extended key
    usage clientAuth and gives that to nothing else (T11).  SHA-1 is accepted only below a CA that is
    itself signed with SHA-1.

    Args:
        anchors: pinned CA certificates, DER.  Their own dates do not count, their keys do.
        intermediates: CA certificates, DER, that lead from an identity to an anchor.
        identity_grace: how long after its end an identity is still accepted, and marked as expired.
        revoked: SHA-256 fingerprints (bytes) that are refused; asked on every call, so it may be an
            object that looks into a database.  What it raises passes through.

    Raises:
        ValueError: a certificate is unreadable or cannot serve as a CA, or the grace is negative.
    """

    __slots__ = ("_grace", "_issuers", "_lock", "_revoked", "_verdicts")

    def __init__(
        self,
        anchors: Iterable[bytes],
        intermediates: Iterable[bytes] = (),
        *,
        identity_grace: timedelta = IDENTITY_GRACE,
        revoked: Container[bytes] = frozenset(),
    ) -> None:
        if identity_grace < timedelta(0):
            raise ValueError("identity_grace must not be negative; use timedelta(0) for none")
        self._issuers = resolve(anchors, intermediates)
        self._grace = identity_grace
        self._revoked = revoked
        self._verdicts: OrderedDict[bytes, _Verdict] = OrderedDict()
        self._lock = threading.Lock()

    @classmethod
    def from_pem(
        cls,
        data: bytes,
        *,
        identity_grace: timedelta = IDENTITY_GRACE,
        revoked: Container[bytes] = frozenset(),
    ) -> TrustStore:
        """A store that trusts every certificate in ``data`` (a PEM bundle, or one DER certificate).

        Raises:
            ValueError: no certificate, a private key among them, or one that cannot serve as a CA.
        """
        return cls(load_certificates(data), identity_grace=identity_grace, revoked=revoked)

    @classmethod
    def from_file(
        cls,
        path: str | os.PathLike[str],
        *,
        identity_grace: timedelta = IDENTITY_GRACE,
        revoked: Container[bytes] = frozenset(),
    ) -> TrustStore:
        """A store that trusts every certificate in the file; see `from_pem`.

        Raises:
            OSError: the file cannot be read.
            ValueError: as `from_pem`, with the path.
        """
        data = Path(path).read_bytes()
        try:
            return cls.from_pem(data, identity_grace=identity_grace, revoked=revoked)
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error

    def check(self, signer: UnverifiedSigner | bytes, *, now: datetime) -> DeviceIdentity:
        """The trusted identity behind a signer, or behind the certificate (DER) of a TLS connection.

        Give bytes only for a certificate whose key the TLS handshake has proven.

        Raises:
            SignerUntrusted: with the reason: unreadable, not signed by one of our CAs, weak, made for
                another purpose, not yet valid, expired for longer than the grace, or revoked.
        """
        if isinstance(signer, bytes):
            der, proof = signer, Proof.MTLS
        else:
            der, proof = signer.certificate, Proof.SIGNATURE
        verdict = self._remembered(der, now) or self._judge(der, proof, now)
        for fingerprint in verdict.fingerprints:
            if fingerprint in self._revoked:
                raise SignerUntrusted(Reason.REVOKED)
        return verdict.identity(proof)

    def mdm_signature(self, *, proxy: CertificateHeader | None = None) -> MdmSignature:
        """Identify devices by the ``Mdm-Signature`` header (profiles with ``SignMessage``).

        ``proxy``: the source for a proxy that passes client certificates on as well, if there is one;
        what it says must then agree (T13).
        """
        from .identity import MdmSignature

        return MdmSignature(trust=self, proxy=proxy)

    def proxy_header(self, *, secret: str, header: str = "x-pymdm-client") -> ProxyHeader:
        """Identify devices by a header in which a TLS-terminating proxy passes on their certificate.

        Raises:
            ValueError: the secret is too short or has characters that do not belong in a header.
        """
        from .identity import ProxyHeader

        return ProxyHeader(trust=self, secret=secret, header=header.lower())

    def trusted_peer_header(self, *, peers: Iterable[str], probe: HeaderTest) -> TrustedPeerHeader:
        """Identify devices by a header without a secret, from the proxy's own connections alone.

        ``peers``: where the proxy connects from: addresses, networks (``10.1.0.0/16``), ``unix``.
        ``probe``: a ``pymdm.adapters.HeaderProbe``, which also says which header is read.

        Raises:
            ValueError: an entry of ``peers`` is unreadable or names everybody.
        """
        from .identity import TrustedPeerHeader
        from .peers import TrustedPeers

        return TrustedPeerHeader(trust=self, peers=TrustedPeers.parse(peers), probe=probe)

    def peer_certificate(self) -> PeerCertificate:
        """Identify devices by the TLS connection to this very server (no proxy in between)."""
        from .identity import PeerCertificate

        return PeerCertificate(trust=self)

    def _remembered(self, der: bytes, now: datetime) -> _Verdict | None:
        with self._lock:
            verdict = self._verdicts.get(der)
            if verdict is None or not verdict.since <= now <= verdict.until:
                return None
            self._verdicts.move_to_end(der)
            return verdict

    def _judge(self, der: bytes, proof: Proof, now: datetime) -> _Verdict:
        if len(der) > MAX_CERTIFICATE:
            raise SignerUntrusted(Reason.TOO_LARGE)
        try:
            certificate = parse_certificate(der)
        except ValueError:
            raise SignerUntrusted(Reason.MALFORMED) from None
        issuer = find_issuer(certificate, self._issuers)
        check_purpose(certificate)
        not_before = max(certificate.not_before, issuer.not_before)
        not_after = min(certificate.not_after, issuer.not_after)
        if now + CLOCK_SKEW < not_before:
            raise SignerUntrusted(Reason.NOT_YET_VALID)
        expired = now > not_after
        remaining = not_after - now + (self._grace if expired else timedelta(0))
        if remaining < timedelta(0):
            raise SignerUntrusted(Reason.EXPIRED)
        revocable = fingerprints(certificate, issuer)
        identity = DeviceIdentity(
            certificate=der,
            fingerprint=revocable[0],
            proof=proof,
            expired=expired,
            not_before=not_before,
            not_after=not_after,
        )
        verdict = _Verdict(identity, revocable, since=now, until=now + min(VERDICT_TTL, remaining))
        self._remember(der, verdict)
        return verdict

    def _remember(self, der: bytes, verdict: _Verdict) -> None:
        with self._lock:
            self._verdicts[der] = verdict
            self._verdicts.move_to_end(der)
            if len(self._verdicts) > MAX_VERDICTS:
                self._verdicts.popitem(last=False)
