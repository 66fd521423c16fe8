"""A store in memory: complete, thread-safe and gone with the process.

For tests, demonstrations and as the reference that other stores are compared with.
"""

from __future__ import annotations

from collections.abc import Sequence

import attrs

from pymdm.errors import Conflict, NotFound, StorageError
from pymdm.protocol import Channel
from pymdm.service import events as ev
from pymdm.service import lifecycle
from pymdm.service import verbs as vb
from pymdm.service.records import EnrollmentRecord, EnrollmentState, IdentityRecord
from pymdm.stores._memory_queue import MAX_PENDING, Queues
from pymdm.stores._memory_state import MAX_FINISHED, MAX_USERS, Slot, State

__all__ = ["MAX_FINISHED", "MAX_PENDING", "MAX_USERS", "MemoryStore"]


class MemoryStore:
    """All twelve verbs over dictionaries, under one lock."""

    def __init__(self) -> None:
        self._state = State()
        self._queues = Queues(self._state)

    # ── check-in ─────────────────────────────────────────────────────────────────────────────────

    def authenticate(self, batch: Sequence[vb.RecordAuthenticate], /) -> list[vb.Done | vb.Refused]:
        """Pin and begin a new generation."""
        return self._state.each(batch, self._authenticate)

    def _authenticate(self, verb: vb.RecordAuthenticate) -> vb.Done | vb.Refused:
        sender, state = verb.sender, self._state
        slot = state.slots.get(sender.enrollment.id)
        adopted = lifecycle.authenticate(verb, slot.record if slot else None, state.history(sender))
        if isinstance(adopted, vb.Refused):
            return state.refuse(sender, adopted)
        state.clear(sender, drop_users=not adopted.secrets_kept)
        slot = slot or Slot(adopted.record)
        slot.record = adopted.record
        state.slots[sender.enrollment.id] = slot
        state.bind(sender)
        state.tell(
            ev.Authenticated,
            sender.enrollment,
            sender.at,
            generation=adopted.record.generation,
            took_over=adopted.took_over,
        )
        return vb.Done(enrollment=slot.record)

    def token_update(
        self, batch: Sequence[vb.RecordTokenUpdate], /
    ) -> list[vb.Done | vb.Refused | vb.Stranger]:
        """Store push target and tokens."""
        return self._state.each(batch, self._token_update)

    def _token_update(self, verb: vb.RecordTokenUpdate) -> vb.Done | vb.Refused | vb.Stranger:
        sender, state = verb.sender, self._state
        device = state.check(sender)
        if not isinstance(device, Slot):
            return device
        slot = state.slots.get(sender.enrollment.id)
        record = lifecycle.token_update(verb, slot.record if slot else None, device.record)
        if isinstance(record, vb.Refused):
            return state.refuse(sender, record)
        if slot is not None and slot.record.state is EnrollmentState.CHECKED_OUT:
            # A user who comes back begins anew: what waited for the one who left is not theirs.
            state.clear_slot(slot, sender.at)
        if slot is None:
            added = state.add_user(sender, record)
            if isinstance(added, vb.Refused):
                return added
            slot = added
        slot.record = record
        slot.token_dead = False
        if record.token_updates == 1:
            state.tell(ev.Enrolled, sender.enrollment, sender.at, generation=record.generation)
        else:
            state.tell(ev.TokenUpdated, sender.enrollment, sender.at)
        return vb.Done(enrollment=record)

    def check_out(self, batch: Sequence[vb.RecordCheckOut], /) -> list[vb.Done | vb.Refused | vb.Stranger]:
        """End the enrollment, or one user's."""
        return self._state.each(batch, self._check_out)

    def _check_out(self, verb: vb.RecordCheckOut) -> vb.Done | vb.Refused | vb.Stranger:
        sender, state = verb.sender, self._state
        known = state.slots.get(sender.enrollment.device_id)
        if known is not None and known.record.state is EnrollmentState.CHECKED_OUT:
            again = lifecycle.check_sender(sender, known.record, state.history(sender))
            if isinstance(again, vb.Stranger):
                return vb.Done(enrollment=known.record)
        device = state.check(sender)
        if not isinstance(device, Slot):
            return device
        leaver = state.slots.get(sender.enrollment.id)
        if leaver is None or leaver.record.state is EnrollmentState.CHECKED_OUT:
            # A user nobody knows, or who has left before: there is nothing to end.
            return vb.Done(
                enrollment=leaver.record
                if leaver
                else EnrollmentRecord(id=sender.enrollment, state=EnrollmentState.CHECKED_OUT)
            )
        for member in state.family(sender.enrollment.device_id) if leaver is device else [leaver]:
            member.record = attrs.evolve(
                member.record,
                state=EnrollmentState.CHECKED_OUT,
                push=None,
                checked_out_at=sender.at,
            )
            member.push_wanted_at = None
        state.tell(ev.CheckedOut, sender.enrollment, sender.at)
        return vb.Done(enrollment=leaver.record)

    def bootstrap_token(
        self, batch: Sequence[vb.BootstrapTokenAccess], /
    ) -> list[vb.BootstrapTokenAnswer | vb.Refused | vb.Stranger]:
        """Store, remove or read the bootstrap token."""
        return self._state.each(batch, self._bootstrap_token)

    def _bootstrap_token(
        self, verb: vb.BootstrapTokenAccess
    ) -> vb.BootstrapTokenAnswer | vb.Refused | vb.Stranger:
        sender, state = verb.sender, self._state
        device = state.check(sender)
        if not isinstance(device, Slot):
            return device
        told = device.record.id, sender.at
        if verb.store:
            device.record = attrs.evolve(device.record, bootstrap_token=verb.token)
            state.tell(ev.BootstrapTokenStored, *told, removed=verb.token is None)
        elif device.record.bootstrap_token is not None:
            state.tell(ev.BootstrapTokenRead, *told, source=sender.source)
        return vb.BootstrapTokenAnswer(token=device.record.bootstrap_token)

    def recognise(self, batch: Sequence[vb.Recognise], /) -> list[vb.Done | vb.Refused | vb.Stranger]:
        """Check who speaks."""
        return self._state.each(batch, self._recognise)

    def _recognise(self, verb: vb.Recognise) -> vb.Done | vb.Refused | vb.Stranger:
        sender, state = verb.sender, self._state
        device = state.check(sender, token_exempt=verb.token_exempt)
        if not isinstance(device, Slot):
            return device
        user = state.slots.get(sender.enrollment.id)
        change = verb.user_auth
        if change is None or sender.enrollment.channel is Channel.DEVICE:
            return vb.Done(enrollment=(user or device).record)
        if user is None:
            if isinstance(change, vb.TokenWaived):
                return vb.Done(enrollment=device.record)
            fresh = EnrollmentRecord(id=sender.enrollment, generation=device.record.generation)
            added = state.add_user(sender, fresh)
            if isinstance(added, vb.Refused):
                return added
            user = added
        user.record = lifecycle.user_auth(user.record, change)
        return vb.Done(enrollment=user.record)

    # ── the queue ────────────────────────────────────────────────────────────────────────────────

    def report_and_next(
        self, batch: Sequence[vb.Report | vb.UnreadableReport], /
    ) -> list[vb.Answer | vb.Refused | vb.Stranger | vb.Unread]:
        """Store what the device reports and pick its next command."""
        return self._state.each(batch, self._queues.report_or_garbage)

    def enqueue(self, batch: Sequence[vb.Enqueue], /) -> list[vb.Enqueued]:
        """Queue commands: all of the batch, or none if one cannot be."""
        return self._queues.enqueue(batch)

    def cancel(self, batch: Sequence[vb.Cancel], /) -> list[vb.Cancelled]:
        """Take pending commands back."""
        return self._queues.cancel(batch)

    def push_round(self, batch: Sequence[vb.PushRound], /) -> list[tuple[vb.PendingPush, ...]]:
        """Store receipts and hand out pending pushes, oldest first."""
        return self._state.each(batch, self._queues.push_round)

    # ── identities, events, reading ──────────────────────────────────────────────────────────────

    def identities(self, batch: Sequence[vb.IssueIdentity | vb.RevokeIdentity], /) -> list[IdentityRecord]:
        """Keep the issue log: all of the batch, or none if one cannot be."""
        state = self._state
        with state.lock:
            before = dict(state.issued)
            try:
                return [self._identity(verb) for verb in batch]
            except StorageError:
                state.issued = before
                raise

    def _identity(self, verb: vb.IssueIdentity | vb.RevokeIdentity) -> IdentityRecord:
        issued = self._state.issued
        known = issued.get(verb.fingerprint)
        if isinstance(verb, vb.RevokeIdentity):
            if known is None:
                raise NotFound("no identity with this fingerprint was issued")
            changed = attrs.evolve(known, revoked_at=known.revoked_at or verb.at)
        elif known is not None and known.session.id != verb.session.id:
            raise Conflict("this certificate was already issued to another session")
        else:
            # A known session stays as it is: a second identity must not undo what the first is bound to.
            session = next(
                (line.session for line in issued.values() if line.session.id == verb.session.id),
                verb.session,
            )
            changed = known or IdentityRecord(
                fingerprint=verb.fingerprint, session=session, not_after=verb.not_after
            )
        issued[verb.fingerprint] = changed
        return changed

    def events_after(self, batch: Sequence[vb.EventsAfter], /) -> list[tuple[ev.Event, ...]]:
        """Hand out events and remember how far each consumer has come."""
        return self._state.each(batch, self._events_after)

    def _events_after(self, verb: vb.EventsAfter) -> tuple[ev.Event, ...]:
        state = self._state
        acknowledged = min(verb.acknowledged or 0, state.event_count)
        reached = max(state.consumers.get(verb.consumer, 0), acknowledged)
        state.consumers[verb.consumer] = reached
        done = min(state.consumers.values())
        state.events = [event for event in state.events if event.id > done]
        return tuple(event for event in state.events if event.id > reached)[: verb.limit]

    def look_up(self, batch: Sequence[vb.Query], /) -> list[tuple[vb.Record, ...]]:
        """Read records."""
        return self._state.each(batch, self._look_up)

    def _look_up(self, query: vb.Query) -> tuple[vb.Record, ...]:
        slots = self._state.slots
        if isinstance(query, vb.IdentityQuery):
            issued = self._state.issued.get(query.fingerprint)
            return (issued,) if issued else ()
        if isinstance(query, vb.EnrollmentsQuery):
            ids = sorted(name for name in slots if name > query.after)[: query.limit]
            return tuple(slots[name].record for name in ids)
        slot = slots.get(query.id if isinstance(query, vb.EnrollmentQuery) else query.enrollment)
        if slot is None:
            return ()
        if isinstance(query, vb.EnrollmentQuery):
            return (slot.record,)
        if isinstance(query, vb.CommandQuery):
            command = slot.find(query.uuid)
            return (command,) if command else ()
        commands = [*slot.pending, *(() if query.pending_only else slot.finished.values())]
        return tuple(sorted(commands, key=lambda command: command.sequence)[: query.limit])
