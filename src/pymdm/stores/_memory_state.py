"""What a store in memory remembers, and the rules that all of its verbs share.

Everything here is called with the store's lock held.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import attrs

from pymdm.errors import Reason
from pymdm.protocol import Channel, EnrollmentID
from pymdm.service import events as ev
from pymdm.service import lifecycle, queue
from pymdm.service import verbs as vb
from pymdm.service.records import (
    CommandRecord,
    CommandState,
    EnrollmentRecord,
    EnrollmentState,
    IdentityRecord,
)

__all__ = ["MAX_EVENTS", "MAX_FINISHED", "MAX_USERS", "Slot", "State"]

# Finished commands kept for each enrollment; the oldest go first.
MAX_FINISHED = 1000

# Somebody with a genuine identity can repeat a refused message for ever; one event a minute, device
# and reason tells as much.
REFUSAL_EVENT_INTERVAL = timedelta(minutes=1)

# An expired identity has thirty days of grace; a reminder a day is enough to act in time.
EXPIRY_EVENT_INTERVAL = timedelta(days=1)

# A device names its users itself and could invent them without end.  A Mac in a teaching lab or a Shared
# iPad may see a few hundred people in a year; a thousand is more than any school has for one device.
MAX_USERS = 1000

# Events wait for their consumers.  If one never comes back, the oldest are dropped beyond this.
MAX_EVENTS = 100_000

V = TypeVar("V")
R = TypeVar("R")


class Slot:
    """Everything about one enrollment."""

    def __init__(self, record: EnrollmentRecord) -> None:
        self.record = record
        self.session = queue.Session()
        self.pending: list[CommandRecord] = []
        self.finished: dict[str, CommandRecord] = {}
        self.push_wanted_at: datetime | None = None
        self.token_dead = False
        self.refusals_told: dict[Reason, datetime] = {}
        self.expiry_told_at: datetime | None = None

    def find(self, uuid: str) -> CommandRecord | None:
        """A command of this enrollment, pending or not."""
        for command in self.pending:
            if command.uuid == uuid:
                return command
        return self.finished.get(uuid)

    def put(self, command: CommandRecord) -> None:
        """Store a changed command where its state says it belongs."""
        self.pending = [other for other in self.pending if other.uuid != command.uuid]
        if command.state is CommandState.PENDING:
            self.pending.append(command)
            self.pending.sort(key=queue.ordering)
            return
        self.finished[command.uuid] = command
        while len(self.finished) > MAX_FINISHED:
            del self.finished[next(iter(self.finished))]

    def close(self, uuids: Sequence[str], state: CommandState, at: datetime) -> tuple[str, ...]:
        """End pending commands without a result; answers those that were pending."""
        wanted = set(uuids)
        chosen = [command for command in self.pending if command.uuid in wanted]
        for command in chosen:
            self.put(attrs.evolve(command, state=state, finished_at=at))
        return tuple(command.uuid for command in chosen)


class State:
    """All enrollments, the issue log and the events."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.slots: dict[str, Slot] = {}
        self.pins: dict[bytes, EnrollmentID] = {}
        self.issued: dict[bytes, IdentityRecord] = {}
        self.events: list[ev.Event] = []
        self.event_count = 0
        self.sequence = 0
        self.consumers: dict[str, int] = {}

    def each(self, batch: Sequence[V], one: Callable[[V], R]) -> list[R]:
        """The answers to a batch whose items do not disturb one another."""
        with self.lock:
            return [one(verb) for verb in batch]

    def history(self, sender: vb.Sender) -> lifecycle.PinHistory:
        """What is known of the sender's certificate."""
        return lifecycle.PinHistory(
            issued=self.issued.get(sender.fingerprint), enrollment=self.pins.get(sender.fingerprint)
        )

    def check(self, sender: vb.Sender, *, token_exempt: bool = False) -> Slot | vb.Refused | vb.Stranger:
        """The device's slot if the sender may speak for it."""
        device = self.slots.get(sender.enrollment.device_id)
        history = self.history(sender)
        verdict = lifecycle.check_sender(sender, device.record if device else None, history)
        if isinstance(verdict, vb.Stranger) and sender.admitted:
            return self._admit(sender, device, history)
        if isinstance(verdict, vb.Refused):
            return self.refuse(sender, verdict)
        if verdict is not None:
            return verdict
        assert device is not None  # who is recognised is somebody
        user = self.slots.get(sender.enrollment.id) if device.record.id != sender.enrollment else None
        refusal = None if token_exempt else lifecycle.check_user(sender, user.record if user else None)
        if refusal is not None:
            return self.refuse(sender, refusal)
        self._seen(sender, device, user)
        return device

    def _admit(
        self, sender: vb.Sender, device: Slot | None, history: lifecycle.PinHistory
    ) -> Slot | vb.Refused:
        admitted = lifecycle.admit(sender, device.record if device else None, history)
        if isinstance(admitted, vb.Refused):
            return self.refuse(sender, admitted)
        self.clear(sender, drop_users=False)
        device = device or Slot(admitted)
        device.record = admitted
        self.slots[admitted.id.id] = device
        self.bind(sender)
        self._seen(sender, device, None)
        return device

    def _seen(self, sender: vb.Sender, device: Slot, user: Slot | None) -> None:
        before = (user or device).record.last_source
        if sender.replayable and before and before != sender.source:
            self.tell(ev.SourceChanged, sender.enrollment, sender.at, before=before, source=sender.source)
        for slot in (device, user) if user else (device,):
            slot.record = attrs.evolve(slot.record, last_seen_at=sender.at, last_source=sender.source)
        if sender.expired and _is_due(device.expiry_told_at, sender.at, EXPIRY_EVENT_INTERVAL):
            device.expiry_told_at = sender.at
            self.tell(ev.IdentityExpired, device.record.id, sender.at)

    def refuse(self, sender: vb.Sender, refusal: vb.Refused) -> vb.Refused:
        """The refusal, with its event."""
        slot = self.slots.get(sender.enrollment.device_id)
        if slot is not None and _is_due(
            slot.refusals_told.get(refusal.reason), sender.at, REFUSAL_EVENT_INTERVAL
        ):
            slot.refusals_told[refusal.reason] = sender.at
            if refusal.reason is Reason.FORMER_IDENTITY:
                self.tell(ev.PinConflict, sender.enrollment, sender.at, source=sender.source)
            else:
                self.tell(
                    ev.IdentityRefused,
                    sender.enrollment,
                    sender.at,
                    reason=refusal.reason,
                    source=sender.source,
                )
        return refusal

    def bind(self, sender: vb.Sender) -> None:
        """Tie certificate and session to the device for good."""
        device_id = sender.enrollment.device
        self.pins[sender.fingerprint] = device_id
        issued = self.issued.get(sender.fingerprint)
        if issued is not None:
            session = attrs.evolve(issued.session, enrollment=device_id)
            for fingerprint, other in list(self.issued.items()):
                if other.session.id == session.id:
                    self.issued[fingerprint] = attrs.evolve(other, session=session)

    def family(self, device_id: str) -> list[Slot]:
        """The device and its users."""
        return [slot for slot in self.slots.values() if slot.record.id.device_id == device_id]

    def add_user(self, sender: vb.Sender, record: EnrollmentRecord) -> Slot | vb.Refused:
        """A place for a new user; where the device has too many, one that is not enrolled makes room.

        Never one who has to prove a password, or for whom something waits: forgetting would lose that.
        """
        users = [slot for slot in self.family(record.id.device_id) if slot.record.id.parent_id is not None]
        if len(users) >= MAX_USERS:
            leaver = next((slot for slot in users if _is_forgettable(slot)), None)
            if leaver is None:
                return self.refuse(sender, vb.Refused(reason=Reason.TOO_MANY_USERS))
            del self.slots[leaver.record.id.id]
        slot = self.slots[record.id.id] = Slot(record)
        return slot

    def clear(self, sender: vb.Sender, *, drop_users: bool) -> None:
        """A new generation empties the queues of the device and of all its users (F12, F16)."""
        for slot in self.family(sender.enrollment.device_id):
            self.clear_slot(slot, sender.at)
            if slot.record.id.channel is Channel.DEVICE:
                continue
            if drop_users:
                del self.slots[slot.record.id.id]
            else:
                slot.record = attrs.evolve(
                    slot.record, state=EnrollmentState.AUTHENTICATED, push=None, token_updates=0
                )

    def clear_slot(self, slot: Slot, at: datetime) -> None:
        """Empty one queue, and begin a session that what was refused before does not bind."""
        uuids = slot.close([command.uuid for command in slot.pending], CommandState.CLEARED, at)
        if uuids:
            self.tell(ev.CommandsCleared, slot.record.id, at, command_uuids=uuids, why="enrolled again")
        slot.session = queue.Session(number=slot.session.number + 1)
        slot.push_wanted_at = None

    def expire(self, slot: Slot, at: datetime) -> None:
        """End the commands for which it is too late."""
        late = [command.uuid for command in slot.pending if queue.expired(command, at)]
        if late:
            closed = slot.close(late, CommandState.EXPIRED, at)
            self.tell(ev.CommandsCleared, slot.record.id, at, command_uuids=closed, why="expired")

    def tell(self, kind: type[ev.Event], enrollment: EnrollmentID, at: datetime, **fields: Any) -> None:
        """Store one event."""
        self.event_count += 1
        self.events.append(kind(id=self.event_count, at=at, enrollment=enrollment, **fields))
        if len(self.events) > MAX_EVENTS:
            del self.events[0]


def _is_forgettable(user: Slot) -> bool:
    enrolled = user.record.state is EnrollmentState.ENROLLED
    return not (enrolled or user.pending or user.record.auth_required)


def _is_due(told: datetime | None, at: datetime, interval: timedelta) -> bool:
    return told is None or at - told >= interval
