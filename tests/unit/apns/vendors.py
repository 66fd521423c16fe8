"""A vendor with a chain like Apple's, from authorities that the tests pin instead of Apple's."""

from __future__ import annotations

import functools
from datetime import UTC, datetime

import attrs

from pymdm.apns.vendor import ChainPins
from pymdm.crypto import fingerprint
from tests.unit.crypto.certs import YEAR, basic, certificate, rsa_key, usage

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)


@attrs.frozen(kw_only=True)
class Vendor:
    """Certificates of a vendor and of those above it, DER."""

    own: bytes
    intermediate: bytes
    root: bytes

    @property
    def chain(self) -> tuple[bytes, bytes, bytes]:
        return self.own, self.intermediate, self.root

    @property
    def pins(self) -> ChainPins:
        return ChainPins(intermediate=fingerprint(self.intermediate), root=fingerprint(self.root))


@functools.cache
def vendor(
    *,
    own_authority: bool = False,
    own_digest: str = "sha256",
    own_ends: datetime = NOW + YEAR,
    own_begins: datetime = NOW - YEAR,
    intermediate_ends: datetime = NOW + 3 * YEAR,
    intermediate_authority: bool = True,
    intermediate_digest: str = "sha256",
    signed_by: int = 2,
    ec: bool = False,
) -> Vendor:
    """Keys 1, 2 and 3 are vendor, intermediate and root; the root is signed with SHA-1, as Apple's is."""
    from tests.unit.crypto.certs import ec_key

    root = certificate(
        key=rsa_key(3),
        signed_by=rsa_key(3),
        issuer="Root",
        subject="Root",
        not_after=NOW + 10 * YEAR,
        extensions=(basic(ca=True), usage("key_cert_sign")),
        digest="sha1",
    )
    intermediate = certificate(
        key=rsa_key(2),
        signed_by=rsa_key(3),
        issuer="Root",
        subject="Developer Relations",
        not_after=intermediate_ends,
        extensions=(basic(ca=intermediate_authority),),
        digest=intermediate_digest,
    )
    own = certificate(
        key=ec_key(1) if ec else rsa_key(1),
        signed_by=rsa_key(signed_by),
        issuer="Developer Relations",
        subject="MDM Vendor: Example",
        not_before=own_begins,
        not_after=own_ends,
        extensions=(basic(ca=own_authority),),
        digest=own_digest,
    )
    return Vendor(own=own, intermediate=intermediate, root=root)
