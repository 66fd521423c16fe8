"""The CAs of device identities: the one that issues, its successor in waiting, those from before (T86).

Only the present one and its successor have keys here.  When the successor takes over, the key of the one
before is forgotten: its identities stay good until they are renewed, but nobody can make more of them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import attrs

from pymdm.crypto import CertificateAuthority, TrustStore
from pymdm.crypto._x509 import parse_certificate
from pymdm.crypto.certificates import fingerprint
from pymdm.errors import Conflict
from pymdm.server.kept import KeptState

__all__ = ["CA_NAME", "Authorities", "keep_authorities", "prepare_successor", "switch_authority"]

#: The kind under which they are kept.
KIND = "identity-ca"
FORMER = "former-"

# Not the organisation: a certificate's name ends at 64 characters.
CA_NAME = "pymdm identity CA"

# A successor should be known to devices for as long as an identity lives, thirteen months, before it is
# needed; half a year more is for people.
SUCCESSOR_LEAD = timedelta(days=575)


@attrs.frozen(kw_only=True)
class Authorities:
    """Who may have issued a device identity.

    - ``current``: issues.
    - ``next``: will issue once an operator says so; trusted and handed out already.
    - ``former``: certificates (DER) of those that issued before.
    """

    current: CertificateAuthority
    next: CertificateAuthority | None = None
    former: tuple[bytes, ...] = ()

    def trust_store(self) -> TrustStore:
        """A store that trusts the identities of all of them."""
        others = () if self.next is None else (self.next.certificate,)
        return self.current.trust_store(also=(*others, *self.former))

    @property
    def current_ends(self) -> datetime:
        """When the certificate of the present one ends."""
        return parse_certificate(self.current.certificate).not_after

    def successor_due(self, now: datetime) -> bool:
        """Whether it is time to prepare a successor."""
        return self.next is None and now > self.current_ends - SUCCESSOR_LEAD


def keep_authorities(kept: KeptState, *, now: datetime) -> Authorities:
    """The CAs of this store; the first one is made, and kept before it issues anything."""
    current = kept.get(KIND, "current")
    if current is None:
        made = CertificateAuthority.create(CA_NAME, now=now)
        kept.put(KIND, {"current": made.to_pem()})
        return Authorities(current=made)
    following = kept.get(KIND, "next")
    former = [kept.get(KIND, name) for name in kept.names(KIND) if name.startswith(FORMER)]
    return Authorities(
        current=CertificateAuthority.from_pem(current.value),
        next=None if following is None else CertificateAuthority.from_pem(following.value),
        former=tuple(record.value for record in former if record is not None),
    )


def prepare_successor(kept: KeptState, *, now: datetime) -> Authorities:
    """Make the CA that will take over: from the next start on it is trusted and handed out.

    Raises:
        Conflict: there is one already.
    """
    present = keep_authorities(kept, now=now)
    if present.next is not None:
        raise Conflict("a successor is prepared already; let it take over with: pymdm ca switch")
    successor = present.current.successor(now=now)
    kept.put(KIND, {"next": successor.to_pem()})
    return attrs.evolve(present, next=successor)


def switch_authority(kept: KeptState, *, now: datetime) -> Authorities:
    """Let the successor issue from the next start on, and forget the key of the one before.

    Raises:
        Conflict: there is no successor.
    """
    present = keep_authorities(kept, now=now)
    if present.next is None:
        raise Conflict("no successor is prepared; make one with: pymdm ca prepare")
    name = FORMER + fingerprint(present.current.certificate).hex()[:16]
    kept.put(KIND, {name: present.current.certificate, "current": present.next.to_pem(), "next": None})
    return Authorities(current=present.next, former=(*present.former, present.current.certificate))
