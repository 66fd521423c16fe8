"""Renewing identities by a new enrollment profile, in good time and until it has happened.

A device whose identity ends soon is sent its enrollment profile again, with a fresh session and a fresh
challenge.  It installs that over the old one, gets a new identity, checks in anew and so leaves the list of
those whose identity ends soon: nothing else has to be remembered about a renewal.

Source: MDM reference 2014, MDM Best Practices, "Updating Expired Profiles".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final, TypeAlias
from uuid import UUID, uuid5

import attrs

from pymdm.commands import InstallProfile
from pymdm.errors import Conflict, LocalProtocolError, NotFound
from pymdm.protocol import EnrollmentID, EnrollmentKind
from pymdm.service import queue
from pymdm.service import verbs as vb
from pymdm.service.driver import MDMService
from pymdm.service.records import CommandRecord, EnrollmentRecord, IdentityRecord, Purpose
from pymdm.service.sessions import SESSION_LIFETIME, OpenedSession, open_session
from pymdm.service.store import Store

__all__ = ["RENEWAL_KEY", "IdentityRenewal", "ProfileMaker", "RenewalFailure", "RenewalRound"]

#: The dedupe key of a renewal: while one waits for its device, no second one is queued (T79).
RENEWAL_KEY: Final = "pymdm.renewal"

# Behind everything that anybody would ask of a device: to install the new profile empties its queue (F16),
# and a command to erase it must not get lost by that.
RENEWAL_PRIORITY: Final = -1000

#: Makes the profile for one renewal; with everything that must stay as the device has it.
ProfileMaker: TypeAlias = Callable[[EnrollmentRecord, OpenedSession], bytes]

# A profile that a device has just refused is not taken a minute later either; a day is soon enough for
# something that is begun weeks before.
RETRY_AFTER = timedelta(days=1)

# An identity that is due although it is new is cut short by the end of its CA, or lives shorter than the
# lead: another one would be no better.  A fleet that enrolls anew each day, and loses its queues, until
# somebody reads the log is worse than the fault; four times in a lead leave room for a CA that is replaced
# in time.
YOUNG = 4

# Each device that is woken makes a key and has the CA sign twice: a few hundred a round keep a server of two
# cores free for everything else.
MAX_ORDERS = 500

_PAGE = 100

# Within which the CommandUUIDs of renewals are derived, so that two programs that renew at the same time, or
# one that is started again, order the same thing.
_NAMESPACE: Final = UUID("bbd2fd2f-3e79-4fd7-8e54-3a35a0a6a9d3")


@attrs.frozen(kw_only=True)
class RenewalFailure:
    """A device whose renewal could not be ordered."""

    enrollment: EnrollmentID
    error: Exception


@attrs.frozen(kw_only=True)
class RenewalRound:
    """What one round has done.

    Attributes:
        ordered: To whom a new profile was queued.
        waiting: How many have one in their queue, enrolled or failed to within the last day, or have an
            identity that is new.
        failed: Who could not be ordered one, as a device with a full queue.
        more: Whether there are more than were ordered now.
    """

    ordered: tuple[EnrollmentID, ...] = ()
    waiting: int = 0
    failed: tuple[RenewalFailure, ...] = ()
    more: bool = False


class IdentityRenewal:
    """Sends enrollment profiles to devices whose identity ends soon; run it every hour or so.

    A device that is off gets the profile when it comes back; if the challenge in it has ended by then, it
    gets another one (T43).  One that answers with an error is asked again the next day.

    Args:
        service: Queues the commands.
        store: The service's.
        profile: Makes the profile: the same identifier, Topic and ServerURL as the installed one, see
            ``pymdm.enroll.check_replacement``, and the challenge of the session that it is given.
        lead: How long before its end an identity is renewed, as ``pymdm.enroll.RENEWAL_LEAD``; shorter
            than identities live, or every new one is due at once.
        lifetime: How long a profile may wait for its device.
        retry_after: After an error.
    """

    def __init__(
        self,
        service: MDMService,
        store: Store,
        *,
        profile: ProfileMaker,
        lead: timedelta,
        lifetime: timedelta = SESSION_LIFETIME,
        retry_after: timedelta = RETRY_AFTER,
    ) -> None:
        self._service = service
        self._store = store
        self._profile = profile
        self._lead = lead
        self._lifetime = lifetime
        self._retry_after = retry_after

    def run(self, *, now: datetime, limit: int = MAX_ORDERS) -> RenewalRound:
        """Order what is due, at most ``limit`` renewals.  Raises StorageError while the store is down."""
        ordered: list[EnrollmentID] = []
        failed: list[RenewalFailure] = []
        waiting = 0
        for record in self._expiring(now):
            if len(ordered) >= limit:
                return RenewalRound(ordered=tuple(ordered), waiting=waiting, failed=tuple(failed), more=True)
            uuid = self._attempt(record, now)
            if self._is_under_way(record, uuid, now):
                waiting += 1
                continue
            try:
                self._order(record, uuid, now)
                ordered.append(record.id)
            except (LocalProtocolError, Conflict, NotFound) as error:
                if self._is_under_way(record, uuid, now):  # another program was quicker
                    waiting += 1
                else:
                    failed.append(RenewalFailure(enrollment=record.id, error=error))
        return RenewalRound(ordered=tuple(ordered), waiting=waiting, failed=tuple(failed))

    def order(self, enrollment: EnrollmentID | str, *, now: datetime) -> str:
        """Send one device a new profile now, whatever its identity says; gives the CommandUUID.

        For a new TLS chain, or another setting of the profile.  While a renewal waits, it is that one's.

        Raises:
            NotFound, Conflict: as ``MDMService.enqueue``.
            LocalProtocolError: what is named is a user, whose device has the profile.
        """
        record = self._service.enrollment(enrollment)
        if record.id.parent_id is not None:
            raise LocalProtocolError("expected a device; its users have no enrollment profile of their own")
        waiting = self._waiting(record, now)
        return waiting.uuid if waiting else self._order(record, None, now)

    def _expiring(self, now: datetime) -> Iterator[EnrollmentRecord]:
        after = ""
        while True:
            query = vb.ExpiringIdentitiesQuery(before=now + self._lead, after=after, limit=_PAGE)
            [page] = self._store.look_up([query])
            for record in page:
                assert isinstance(record, EnrollmentRecord)  # what this query gives
                yield record
                after = record.id.id
            if len(page) < _PAGE:
                return

    def _attempt(self, record: EnrollmentRecord, now: datetime) -> str:
        """The CommandUUID of this day's attempt; days begin at another hour for each device."""
        pin = record.pin or b""
        period = self._retry_after.total_seconds()
        offset = int.from_bytes(pin[:4], "big") % period
        number = int((now.timestamp() + offset) // period)
        return str(uuid5(_NAMESPACE, f"{record.id.id}\n{pin.hex()}\n{number}")).upper()

    def _is_under_way(self, record: EnrollmentRecord, uuid: str, now: datetime) -> bool:
        enrolled = record.authenticated_at
        if enrolled is not None and now - enrolled < self._retry_after:
            # Whatever lead and lifetimes are, no device is made to enroll over and over.
            return True
        renewed = self._issued(record.renewed_pin)
        if renewed is not None and now - renewed.session.created_at < self._retry_after:
            # It has renewed by SCEP; if it does not use that within a day, it may have lost it.
            return True
        issued = self._issued(record.pin)
        if issued is not None and now - issued.session.created_at < self._lead / YOUNG:
            return True
        [known] = self._store.look_up([vb.CommandQuery(enrollment=record.id.id, uuid=uuid)])
        return bool(known) or self._waiting(record, now) is not None

    def _waiting(self, record: EnrollmentRecord, now: datetime) -> CommandRecord | None:
        [pending] = self._store.look_up([vb.QueueQuery(enrollment=record.id.id, pending_only=True)])
        return next((command for command in _commands(pending) if _is_renewal(command, now)), None)

    def _order(self, record: EnrollmentRecord, uuid: str | None, now: datetime) -> str:
        opened = open_session(
            self._store,
            now=now,
            purpose=_purpose(record.id),
            user=issued.session.user if (issued := self._issued(record.pin)) is not None else None,
            renews=record.id,
            lifetime=self._lifetime,
        )
        return self._service.enqueue(
            record.id,
            InstallProfile(payload=self._profile(record, opened)),
            uuid=uuid,
            # A profile that is replaced begins a new generation with empty queues: what waits goes first.
            priority=RENEWAL_PRIORITY,
            # With the challenge ends the command: the next round orders another one, with a fresh one.
            expires_at=opened.session.expires_at,
            dedupe_key=RENEWAL_KEY,
            unknown="allow",
        )

    def _issued(self, fingerprint: bytes | None) -> IdentityRecord | None:
        """A line of the issue log."""
        [found] = self._store.look_up([vb.IdentityQuery(fingerprint=fingerprint or b"")])
        return next((line for line in found if isinstance(line, IdentityRecord)), None)


def _purpose(enrollment: EnrollmentID) -> Purpose:
    own = enrollment.kind is EnrollmentKind.USER_ENROLLMENT_DEVICE
    return Purpose.USER_ENROLLMENT if own else Purpose.DEVICE


def _commands(records: Sequence[vb.Record]) -> Iterator[CommandRecord]:
    return (record for record in records if isinstance(record, CommandRecord))


def _is_renewal(command: CommandRecord, now: datetime) -> bool:
    return command.dedupe_key == RENEWAL_KEY and not queue.expired(command, now)
