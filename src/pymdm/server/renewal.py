"""Renewals and the watch over certificates, as something that is done from time to time."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from pymdm.enroll import RENEWAL_LEAD, DueReason, ProfileCertificate, replacement_due
from pymdm.service.renewal import IdentityRenewal

__all__ = ["Renewer"]

# Who reads logs reads them once a day.
REMINDER = timedelta(days=1)

log = logging.getLogger("pymdm.server")


class Renewer:
    """One round of renewals a call, for a worker; once a day it also tells what ends for all devices at once.

    The identity of one device is renewed without anybody's doing.  A CA or a certificate of the TLS chain
    needs a successor first, which is a decision: so it is a warning.

    Args:
        renewal: Orders the profiles.
        clock: The time.
        certificates: What all enrollments stand on, asked at every call because files change: of the
            profile `pymdm.enroll.certificates_in`, of the server ``tls_certificates``.
        lead: How long before its end a certificate is worth a warning.
    """

    def __init__(
        self,
        renewal: IdentityRenewal,
        *,
        clock: Callable[[], datetime],
        certificates: Callable[[], Iterable[ProfileCertificate]] = tuple,
        lead: timedelta = RENEWAL_LEAD,
    ) -> None:
        self._renewal = renewal
        self._clock = clock
        self._certificates = certificates
        self._lead = lead
        self._told_at: datetime | None = None

    def __call__(self) -> tuple[DueReason, ...]:
        """Order what is due; gives the reasons for which every profile should be replaced."""
        now = self._clock()
        outcome = self._renewal.run(now=now)
        if outcome.ordered or outcome.failed:
            log.info(
                "identities end soon ordered=%s waiting=%s failed=%s more=%s",
                len(outcome.ordered),
                outcome.waiting,
                len(outcome.failed),
                outcome.more,
            )
        for failure in outcome.failed:
            log.warning("renewal not ordered enrollment=%s: %s", failure.enrollment.id, failure.error)
        reasons = replacement_due(self._certificates(), now=now, lead=self._lead)
        if reasons and (self._told_at is None or now - self._told_at >= REMINDER):
            self._told_at = now
            for reason in reasons:
                log.warning("every enrollment needs a new profile in time: %s", reason)
        return reasons
