"""The chain from a vendor's certificate to Apple's root, checked link by link.

Intermediate and root come from files, because Apple's certificates are not part of this package, and each has
to be the one whose fingerprint is known here.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pymdm.crypto._chain import is_signed_by
from pymdm.crypto._x509 import ParsedCertificate, parse_certificate
from pymdm.crypto.apple import APPLE_ROOT_CA, APPLE_WWDR_G3_FINGERPRINT
from pymdm.crypto.describe import name_text

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["APPLE_PINS", "ChainPins", "chain_warnings", "check_links", "vendor_chain"]

# As for push certificates: a month is time to renew in.
WARN: Final = timedelta(days=30)

_SHA1_RSA: Final = bytes.fromhex("300d06092a864886f70d0101050500")


@attrs.frozen(kw_only=True)
class ChainPins:
    """Which authorities count, by SHA-256 of their certificates.

    Attributes:
        intermediate: Who issues vendor certificates.
        root: Who issued the intermediate's.
    """

    intermediate: bytes = attrs.field(repr=lambda value: value.hex())
    root: bytes = attrs.field(repr=lambda value: value.hex())


APPLE_PINS: Final = ChainPins(intermediate=APPLE_WWDR_G3_FINGERPRINT, root=APPLE_ROOT_CA.fingerprint)
"""Apple Worldwide Developer Relations G3, and Apple Root CA."""


def vendor_chain(
    certificate: bytes, authorities: Iterable[bytes], *, now: datetime, pins: ChainPins = APPLE_PINS
) -> tuple[bytes, bytes, bytes]:
    """Vendor, intermediate, root: the complete chain that Apple demands, root included.

    Args:
        certificate: The vendor's, DER.
        authorities: Intermediate and root, DER, in any order; others beside them are left out.
        now: The present time, aware.
        pins: Which two count; others for tests alone.

    Raises:
        ValueError: one of the three is missing, another than the one known, not signed by the next,
            expired or not yet valid; the text says which.
    """
    held = {parse_certificate(der).fingerprint: der for der in authorities}
    intermediate = held.get(pins.intermediate)
    root = held.get(pins.root)
    if intermediate is None:
        raise ValueError(
            "expected Apple's intermediate, Worldwide Developer Relations G3, with the SHA-256 fingerprint "
            f"{pins.intermediate.hex()}: get AppleWWDRCAG3.cer from www.apple.com/certificateauthority"
        )
    if root is None:
        raise ValueError(
            f"expected Apple's root, Apple Root CA, with the SHA-256 fingerprint {pins.root.hex()}: "
            "get AppleIncRootCertificate.cer from www.apple.com/certificateauthority"
        )
    chain = (certificate, intermediate, root)
    check_links(chain, pins=pins)
    for name, der in zip(_NAMES, chain, strict=True):
        _check_dates(name, parse_certificate(der), now)
    return chain


def check_links(chain: tuple[bytes, ...], *, pins: ChainPins = APPLE_PINS) -> None:
    """Refuse what is not vendor, intermediate, root, each signed by the next; dates are not looked at.

    Raises:
        ValueError: with the link that is wrong.
    """
    if len(chain) != len(_NAMES):
        raise ValueError(
            "expected a chain of three certificates: vendor, intermediate and root, in this order"
        )
    vendor, intermediate, root = (parse_certificate(der) for der in chain)
    if intermediate.fingerprint != pins.intermediate or root.fingerprint != pins.root:
        raise ValueError(
            "expected Apple's intermediate and root above the vendor certificate; these are others"
        )
    if _is_authority(vendor):
        raise ValueError("expected the vendor's own certificate; this is the certificate of an authority")
    for name, authority in zip(_NAMES[1:], (intermediate, root), strict=True):
        if not _is_authority(authority):
            raise ValueError(f"expected {name} to be a certificate authority")
    _check_link(vendor, intermediate, "the vendor certificate", _NAMES[1])
    _check_link(intermediate, root, _NAMES[1], _NAMES[2])
    _check_link(root, root, _NAMES[2], "itself")


def chain_warnings(chain: Iterable[bytes], *, now: datetime) -> tuple[str, ...]:
    """What to renew soon: certificates of the chain that end within a month."""
    found = []
    for name, der in zip(_NAMES, chain, strict=False):
        end = parse_certificate(der).not_after
        if end - now <= WARN:
            found.append(f"{name} ends on {end:%Y-%m-%d}: renew it in time")
    return tuple(found)


_NAMES: Final = ("the vendor certificate", "the intermediate", "the root")


def _check_link(below: ParsedCertificate, above: ParsedCertificate, name: str, issuer: str) -> None:
    key = above.key
    signed = (
        below.issuer == above.subject
        and isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
        # Only the root, which is known by its fingerprint, may still be signed with SHA-1.
        and (below is above or below.algorithm != _SHA1_RSA)
        and is_signed_by(key, below.tbs, below.algorithm, below.signature)
    )
    if not signed:
        raise ValueError(
            f"expected {name} to be signed by {issuer}, {name_text(above.subject)}; it is not: "
            "was it issued by another of Apple's authorities?"
        )


def _check_dates(name: str, certificate: ParsedCertificate, now: datetime) -> None:
    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime, such as datetime.now(UTC)")
    if now > certificate.not_after:
        raise ValueError(
            f"expected {name} to be valid; it expired on {certificate.not_after:%Y-%m-%d}: renew it"
        )
    if now < certificate.not_before:
        raise ValueError(
            f"expected {name} to be valid; it begins on {certificate.not_before:%Y-%m-%d}: "
            "is the clock of this machine right?"
        )


def _is_authority(certificate: ParsedCertificate) -> bool:
    values = [extension.value for extension in certificate.extensions]
    return any(isinstance(value, x509.BasicConstraints) and value.ca for value in values)
