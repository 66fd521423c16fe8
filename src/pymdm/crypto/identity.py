"""Where a request's device identity comes from: its signature, a proxy's header, its TLS connection.

A server picks one source; evidence that the source does not ask for is either required to agree or not
looked at, never an alternative way in.  Names of certificates, and headers that carry only names, are
not an identity (T9).  Every failure is a `pymdm.errors.VerificationError`.
"""

from __future__ import annotations

import hmac
import re
from typing import TYPE_CHECKING, Protocol

import attrs

from pymdm.errors import Reason, SignerUntrusted

from .cms import verify_header
from .headers import parse_certificate_header
from .peers import TrustedPeers
from .trust import DeviceIdentity, Proof, TrustStore

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from .cms import UnverifiedSigner

__all__ = [
    "CertificateHeader",
    "Evidence",
    "HeaderTest",
    "IdentitySource",
    "MdmSignature",
    "PeerCertificate",
    "ProxyHeader",
    "TrustedPeerHeader",
]

SIGNATURE_HEADER = "mdm-signature"

# 32 characters of hex are 128 bits, which nobody guesses over a network, at any rate of requests.
MIN_SECRET = 32

# Characters that every proxy passes unquoted; no colon, which ends the secret, and no comma, which
# joins repeated headers.
_SECRET = re.compile(r"[A-Za-z0-9._~-]+", re.ASCII)


class Evidence(Protocol):
    """What a request shows of its sender; `pymdm.service.MDMRequest` is one."""

    @property
    def body(self) -> bytes:
        """The body, exactly as it came."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers, names in lower case."""
        ...

    @property
    def peer_certificate(self) -> bytes | None:
        """The certificate (DER) with which the sender made the TLS connection to this server."""
        ...

    @property
    def peer_address(self) -> str:
        """The address of whoever made the connection, never one out of a header; empty for a unix socket."""
        ...


class IdentitySource(Protocol):
    """Finds out who sent a request; `TrustStore` makes the ones that exist here."""

    def identify(self, evidence: Evidence, *, now: datetime) -> DeviceIdentity:
        """The proven and trusted identity of the sender.

        Raises:
            VerificationError: there is none, or it is contradictory; the reason is for the log.
        """
        ...


class CertificateHeader(Protocol):
    """A header in which a proxy passes a certificate on; `ProxyHeader` and `TrustedPeerHeader` are."""

    def certificate(self, evidence: Evidence) -> bytes | None:
        """The certificate that the proxy vouches for (DER, not yet judged); None if it saw none.

        Raises:
            SignerUntrusted: the header is not the proxy's, or not exactly one certificate.
        """
        ...


class HeaderTest(Protocol):
    """Whether this server hands a header of some name over as it was sent (T7).

    ``pymdm.adapters.HeaderProbe`` is the one that finds out.
    """

    @property
    def header(self) -> str:
        """The name that is tested, in lower case."""
        ...

    def admits(self, evidence: Evidence) -> bool:
        """Whether the header of this request may be read; asked for every request, whatever it shows."""
        ...


@attrs.frozen(kw_only=True)
class MdmSignature:
    """Identity from the ``Mdm-Signature`` header, which devices send if the profile says SignMessage.

    If the connection or the proxy shows a client certificate too, it must be the signer's (T13).
    Source: Apple's MDM reference of 2014, "Passing the Client Identity Through Proxies".
    """

    trust: TrustStore
    proxy: CertificateHeader | None = None

    def identify(self, evidence: Evidence, *, now: datetime) -> DeviceIdentity:
        """See `IdentitySource.identify`."""
        # First, because a self-test of the proxy's header is not signed.
        passed_on = self.proxy.certificate(evidence) if self.proxy else None
        signer = _signer(evidence)
        if signer is None:
            raise SignerUntrusted(Reason.NO_IDENTITY)
        identity = self.trust.check(signer, now=now)
        shown = [other for other in (evidence.peer_certificate, passed_on) if other is not None]
        return _agreed(identity, *shown) if shown else identity


@attrs.frozen(kw_only=True)
class ProxyHeader:
    """Identity from a header ``<secret>:<certificate>`` that a TLS-terminating proxy sets.

    The certificate is ``:base64 DER:`` (RFC 9440) or nginx's ``$ssl_client_escaped_cert``.  The secret
    is what makes the header believable: whoever reaches the app without passing the proxy, or smuggles
    ``X_Pymdm_Client`` past a proxy that removes ``X-Pymdm-Client`` (many servers make one of the two,
    T7), does not know it.  If the device signed the message too, it must be with this certificate (T13).

    ``evidence.peer_certificate`` is not looked at: behind a proxy it could only be the proxy's own.
    """

    trust: TrustStore
    secret: str = attrs.field(repr=False)
    header: str = "x-pymdm-client"

    def __attrs_post_init__(self) -> None:
        if len(self.secret) < MIN_SECRET or _SECRET.fullmatch(self.secret) is None:
            raise ValueError(
                f"the proxy secret needs {MIN_SECRET} characters or more, of letters, digits and - . _ ~"
            )

    def identify(self, evidence: Evidence, *, now: datetime) -> DeviceIdentity:
        """See `IdentitySource.identify`."""
        return _passed_on(self, self.trust, evidence, now)

    def certificate(self, evidence: Evidence) -> bytes | None:
        """See `CertificateHeader.certificate`: PROXY_UNTRUSTED, TOO_LARGE or MALFORMED."""
        value = evidence.headers.get(self.header)
        if value is None:
            return None
        secret, _, certificate = value.partition(":")
        # hmac wants ASCII; what is not ASCII cannot be the secret, so the shortcut tells nothing.
        if not secret.isascii() or not hmac.compare_digest(secret, self.secret):
            raise SignerUntrusted(Reason.PROXY_UNTRUSTED)
        return parse_certificate_header(certificate) if certificate else None


@attrs.frozen(kw_only=True)
class TrustedPeerHeader:
    """Identity from a header that only the proxy can have written, because only the proxy connects.

    For proxies whose header is given: RFC 9440's ``Client-Cert``, Zentral's ``X-SSL-Client-Cert``.  Where
    you may choose, choose `ProxyHeader`: a secret needs neither addresses nor a test.  Nothing is read of
    a connection that is not from ``peers`` (T6), nor before ``probe`` has shown that this server makes no
    ``Client-Cert`` of a ``Client_Cert``, which the proxy would have let pass (T7).

    ``Client-Cert-Chain`` and headers with names (``X-SSL-Client-S-DN``) are never looked at: what leads to
    a pinned CA is configured, and names prove nothing (T9).  If the device signed the message too, it must
    be with the certificate (T13).
    """

    trust: TrustStore
    peers: TrustedPeers
    probe: HeaderTest

    def identify(self, evidence: Evidence, *, now: datetime) -> DeviceIdentity:
        """See `IdentitySource.identify`."""
        return _passed_on(self, self.trust, evidence, now)

    def certificate(self, evidence: Evidence) -> bytes | None:
        """See `CertificateHeader.certificate`: PEER_UNTRUSTED, HEADER_UNTESTED, TOO_LARGE or MALFORMED."""
        # Asked first: the test's own requests come from this machine, which need not be a trusted peer.
        admitted = self.probe.admits(evidence)
        value = evidence.headers.get(self.probe.header)
        if value is None:
            return None
        if not self.peers.includes(evidence.peer_address):
            raise SignerUntrusted(Reason.PEER_UNTRUSTED)
        if not admitted:
            raise SignerUntrusted(Reason.HEADER_UNTESTED)
        return parse_certificate_header(value) if value else None


@attrs.frozen(kw_only=True)
class PeerCertificate:
    """Identity from the TLS connection, for servers that end it themselves.

    If the device signed the message too, it must be with the same certificate (T13).
    """

    trust: TrustStore

    def identify(self, evidence: Evidence, *, now: datetime) -> DeviceIdentity:
        """See `IdentitySource.identify`."""
        if evidence.peer_certificate is None:
            raise SignerUntrusted(Reason.NO_IDENTITY)
        return _connected(self.trust, evidence.peer_certificate, evidence, now)


def _signer(evidence: Evidence) -> UnverifiedSigner | None:
    header = evidence.headers.get(SIGNATURE_HEADER)
    return verify_header(header, evidence.body).signer if header else None


def _passed_on(
    header: CertificateHeader, trust: TrustStore, evidence: Evidence, now: datetime
) -> DeviceIdentity:
    certificate = header.certificate(evidence)
    if certificate is None:
        raise SignerUntrusted(Reason.NO_IDENTITY)
    return _connected(trust, certificate, evidence, now)


def _connected(trust: TrustStore, certificate: bytes, evidence: Evidence, now: datetime) -> DeviceIdentity:
    identity = trust.check(certificate, now=now)
    signer = _signer(evidence)
    return identity if signer is None else _agreed(identity, signer.certificate)


def _agreed(identity: DeviceIdentity, *others: bytes) -> DeviceIdentity:
    if any(other != identity.certificate for other in others):
        raise SignerUntrusted(Reason.SEVERAL_IDENTITIES)
    return attrs.evolve(identity, proof=Proof.BOTH)
