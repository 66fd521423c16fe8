"""Push certificates of a server, kept sealed in its store: one for each topic, replaced by renewals only."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from pymdm.apns.certificate import ExpiryWarning, PushCertificate
from pymdm.errors import Conflict
from pymdm.server.kept import KeptState

__all__ = ["due_warnings", "keep_certificate", "kept_certificate", "kept_certificates"]

#: The kind under which certificate, chain and key are kept as PEM, each under its topic.
KIND: Final = "push-certificate"

#: Which warning was told last, and of which certificate.
TOLD: Final = "push-warning"


def kept_certificates(kept: KeptState) -> tuple[PushCertificate, ...]:
    """The certificates of this store, in the order of their topics; their dates are not looked at."""
    found = (kept.get(KIND, topic) for topic in kept.names(KIND))
    return tuple(PushCertificate.from_pem(record.value) for record in found if record is not None)


def kept_certificate(kept: KeptState, topic: str) -> PushCertificate | None:
    """The certificate of this topic."""
    record = kept.get(KIND, topic)
    return None if record is None else PushCertificate.from_pem(record.value)


def keep_certificate(kept: KeptState, new: PushCertificate) -> bool:
    """Keep a certificate, in place of the one before; False if it is that one already.

    Raises:
        Conflict: devices are enrolled under another topic.
        ValueError: it ends before the one that is kept.
    """
    topic = kept.setting("topic")
    if topic not in (None, new.topic) and kept.has_devices():
        raise Conflict(
            f"expected a push certificate of {topic}, under which devices have enrolled; with another topic "
            "none of them could be woken: renew the present one with the Apple Account that made it"
        )
    before = kept_certificate(kept, new.topic)
    if before == new:
        return False
    if before is not None:
        before.renewed(new)
    others = {name: None for name in kept.names(KIND) if name != new.topic}
    kept.put(KIND, {**others, new.topic: new.to_pem()})
    return True


def due_warnings(kept: KeptState, now: datetime) -> tuple[ExpiryWarning, ...]:
    """Certificates that end soon: each is told of 30, 10 and 1 days ahead and at its end, once each."""
    warnings = []
    for certificate in kept_certificates(kept):
        warning = certificate.expiry_warning(now, told=_told(kept, certificate))
        if warning is not None:
            warnings.append(warning)
            text = f"{warning.threshold} {certificate.fingerprint.hex()}"
            kept.put(TOLD, {certificate.topic: text.encode()})
    return tuple(warnings)


def _told(kept: KeptState, certificate: PushCertificate) -> int | None:
    record = kept.get(TOLD, certificate.topic)
    threshold, _, fingerprint = record.value.decode().partition(" ") if record else ("", "", "")
    return int(threshold) if fingerprint == certificate.fingerprint.hex() else None
