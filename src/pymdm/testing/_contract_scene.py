"""A store with a cast of devices and a clock, so that a check of the contract reads like a story."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import attrs

from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, EnrollmentKind, PushTarget, Status
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.pushing import PushFate
from pymdm.service.records import (
    CommandRecord,
    EnrollmentRecord,
    EnrollmentSession,
    IdentityRecord,
    Purpose,
)
from pymdm.service.store import Store

__all__ = ["BYOD", "LEE", "MAC", "NOW", "PHONE", "SAM", "TOPIC", "Scene", "fails", "fingerprint", "refused"]

NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
TOPIC = "com.apple.mgmt.External.contract"

MAC = EnrollmentID(kind=EnrollmentKind.DEVICE, id="MAC")
PHONE = EnrollmentID(kind=EnrollmentKind.DEVICE, id="PHONE")
#: Two users of the Mac.
SAM = EnrollmentID(kind=EnrollmentKind.USER, id="MAC:SAM", parent_id="MAC")
LEE = EnrollmentID(kind=EnrollmentKind.USER, id="MAC:LEE", parent_id="MAC")
#: A personal device under User Enrollment.
BYOD = EnrollmentID(kind=EnrollmentKind.USER_ENROLLMENT_DEVICE, id="BYOD")

E = TypeVar("E", bound=ev.Event)


def fingerprint(certificate: str) -> bytes:
    """What the certificate with this name is pinned by."""
    return hashlib.sha256(certificate.encode()).digest()


def fails(kind: type[Exception], call: Callable[[], object]) -> bool:
    """Whether the call raises exactly this."""
    try:
        call()
    except kind:
        return True
    return False


def refused(outcome: object) -> Reason | None:
    """Why an outcome is a refusal, or None."""
    return outcome.reason if isinstance(outcome, vb.Refused) else None


class Scene:
    """One store, one clock.  Certificates are named; each device shows its own unless told ``by``."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.now = NOW

    def pass_time(self, **delta: float) -> None:
        """Let time go by, such as ``minutes=2``."""
        self.now += timedelta(**delta)

    def sender(self, who: EnrollmentID, by: str | None = None, **fields: Any) -> vb.Sender:
        """Who speaks, with which certificate."""
        certificate = by or f"certificate of {who.device_id}"
        fields.setdefault("source", "192.0.2.1")
        return vb.Sender(
            enrollment=who,
            fingerprint=fingerprint(certificate),
            certificate=certificate.encode(),
            at=self.now,
            **fields,
        )

    # ── check-in ─────────────────────────────────────────────────────────────────────────────────

    def authenticate(
        self,
        who: EnrollmentID = MAC,
        by: str | None = None,
        *,
        sender: dict[str, Any] | None = None,
        **fields: Any,
    ) -> vb.Done | vb.Refused | vb.Unenroll:
        """Send Authenticate."""
        fields.setdefault("topic", TOPIC)
        verb = vb.RecordAuthenticate(sender=self.sender(who, by, **(sender or {})), raw=b"raw", **fields)
        return self.store.authenticate([verb])[0]

    def target(self, who: EnrollmentID = MAC, *, address: str = "first") -> PushTarget:
        """Where to push; ``address`` tells one device token from the next."""
        return PushTarget(topic=TOPIC, token=f"{address} token of {who.id}".encode(), push_magic="magic")

    def token_update(
        self,
        who: EnrollmentID = MAC,
        by: str | None = None,
        *,
        address: str = "first",
        sender: dict[str, Any] | None = None,
        **fields: Any,
    ) -> vb.Done | vb.Refused | vb.Stranger | vb.Unenroll:
        """Send TokenUpdate."""
        fields.setdefault("push", self.target(who, address=address))
        verb = vb.RecordTokenUpdate(sender=self.sender(who, by, **(sender or {})), raw=b"raw", **fields)
        return self.store.token_update([verb])[0]

    def enroll(self, who: EnrollmentID = MAC, by: str | None = None, **fields: Any) -> EnrollmentRecord:
        """Authenticate (devices only) and TokenUpdate, both accepted; gives the record."""
        if who.parent_id is None:
            assert isinstance(self.authenticate(who, by, **fields), vb.Done)
        assert isinstance(self.token_update(who, by), vb.Done)
        return self.record(who)

    def check_out(
        self, who: EnrollmentID = MAC, by: str | None = None, **sender: Any
    ) -> vb.Done | vb.Refused | vb.Stranger | vb.Unenroll:
        """Send CheckOut."""
        return self.store.check_out([vb.RecordCheckOut(sender=self.sender(who, by, **sender))])[0]

    def set_bootstrap(
        self, token: bytes | None, who: EnrollmentID = MAC, by: str | None = None
    ) -> vb.BootstrapTokenAnswer | vb.Refused | vb.Stranger | vb.Unenroll:
        """Send SetBootstrapToken."""
        verb = vb.BootstrapTokenAccess(sender=self.sender(who, by), store=True, token=token)
        return self.store.bootstrap_token([verb])[0]

    def get_bootstrap(
        self, who: EnrollmentID = MAC, by: str | None = None
    ) -> vb.BootstrapTokenAnswer | vb.Refused | vb.Stranger | vb.Unenroll:
        """Send GetBootstrapToken."""
        verb = vb.BootstrapTokenAccess(sender=self.sender(who, by), store=False)
        return self.store.bootstrap_token([verb])[0]

    def recognise(
        self,
        who: EnrollmentID = MAC,
        by: str | None = None,
        *,
        user_auth: vb.TokenRequired | vb.TokenWaived | vb.TokenIssued | None = None,
        **sender: Any,
    ) -> vb.Done | vb.Refused | vb.Stranger | vb.Unenroll:
        """Ask who speaks; with ``user_auth``, as a step of UserAuthenticate."""
        verb = vb.Recognise(
            sender=self.sender(who, by, **sender),
            user_auth=user_auth,
            token_exempt=user_auth is not None,
        )
        return self.store.recognise([verb])[0]

    # ── the queue ────────────────────────────────────────────────────────────────────────────────

    def report(
        self,
        status: Status | str,
        uuid: str | None = None,
        who: EnrollmentID = MAC,
        by: str | None = None,
        **sender: Any,
    ) -> vb.Answer | vb.Refused | vb.Stranger | vb.Unenroll | vb.Unread:
        """Send a status message."""
        word = status.value if isinstance(status, Status) else status
        verb = vb.Report(
            sender=self.sender(who, by, **sender),
            status=status,
            command_uuid=uuid,
            raw=f"{word} {uuid}".encode(),
        )
        return self.store.report_and_next([verb])[0]

    def garble(self, raw: bytes, by: str = "certificate of MAC") -> object:
        """Send a status message that nobody can read."""
        shown = self.sender(MAC, by)
        verb = vb.UnreadableReport(
            fingerprint=shown.fingerprint,
            certificate=shown.certificate,
            at=self.now,
            source=shown.source,
            raw=raw,
        )
        return self.store.report_and_next([verb])[0]

    def says(
        self, status: Status | str, uuid: str | None = None, who: EnrollmentID = MAC, by: str | None = None
    ) -> str | None:
        """Send a status message that is accepted; gives the UUID of the command in the answer."""
        answer = self.report(status, uuid, who, by)
        assert isinstance(answer, vb.Answer), answer
        return answer.next.uuid if answer.next else None

    def idle(self, who: EnrollmentID = MAC, by: str | None = None) -> str | None:
        """Idle: the device asks for a command, and a session begins."""
        return self.says(Status.IDLE, None, who, by)

    def acknowledge(self, uuid: str, who: EnrollmentID = MAC, by: str | None = None) -> str | None:
        """Acknowledged."""
        return self.says(Status.ACKNOWLEDGED, uuid, who, by)

    def not_now(self, uuid: str, who: EnrollmentID = MAC) -> str | None:
        """NotNow."""
        return self.says(Status.NOT_NOW, uuid, who)

    def order(self, uuid: str, who: EnrollmentID = MAC, **fields: Any) -> vb.Enqueue:
        """The verb that queues a command."""
        fields.setdefault("body", f"body of {uuid}".encode())
        return vb.Enqueue(enrollment=who.id, uuid=uuid, request_type="ProfileList", at=self.now, **fields)

    def enqueue(self, uuid: str, who: EnrollmentID = MAC, **fields: Any) -> vb.Enqueued:
        """Queue a command."""
        return self.store.enqueue([self.order(uuid, who, **fields)])[0]

    def cancel(self, uuids: Sequence[str] | None = None, who: EnrollmentID = MAC) -> tuple[str, ...]:
        """Take commands back."""
        chosen = None if uuids is None else tuple(uuids)
        [answer] = self.store.cancel([vb.Cancel(enrollment=who.id, at=self.now, uuids=chosen)])
        assert isinstance(answer, vb.Cancelled)
        return answer.uuids

    # ── pushes, identities, events, reading ──────────────────────────────────────────────────────

    def pending_pushes(self, *receipts: vb.PushReceipt, **fields: Any) -> tuple[vb.PendingPush, ...]:
        """The next round of pushes."""
        [pushes] = self.store.push_round([vb.PushRound(at=self.now, receipts=receipts, **fields)])
        assert isinstance(pushes, tuple)
        return pushes

    def pushes(self) -> list[str]:
        """Whom to push to now, by id."""
        return [push.enrollment.id for push in self.pending_pushes()]

    def receipt(self, push: vb.PendingPush, **fields: Any) -> vb.PushReceipt:
        """What became of a push; delivered unless said otherwise."""
        fields.setdefault("fate", PushFate.DELIVERED)
        fields.setdefault("at", self.now)
        return vb.PushReceipt(
            enrollment=push.enrollment, target=push.target, wanted_at=push.wanted_at, **fields
        )

    def issue(self, certificate: str, session_id: str = "session", **session: Any) -> IdentityRecord:
        """Write a certificate into the issue log, for a session of a day."""
        session.setdefault("expires_at", self.now + timedelta(days=1))
        made = EnrollmentSession(id=session_id, created_at=self.now, **session)
        verb = vb.IssueIdentity(
            session=made,
            fingerprint=fingerprint(certificate),
            not_after=self.now + timedelta(days=365),
            at=self.now,
        )
        [record] = self.store.identities([verb])
        assert isinstance(record, IdentityRecord)
        return record

    def issue_user_enrollment(self, certificate: str, session_id: str = "session") -> IdentityRecord:
        """The same, for a User Enrollment."""
        return self.issue(certificate, session_id, purpose=Purpose.USER_ENROLLMENT)

    def revoke(self, certificate: str) -> IdentityRecord:
        """Revoke a certificate."""
        verb = vb.RevokeIdentity(fingerprint=fingerprint(certificate), at=self.now)
        [record] = self.store.identities([verb])
        assert isinstance(record, IdentityRecord)
        return record

    def events(self, consumer: str = "reader", **fields: Any) -> tuple[ev.Event, ...]:
        """The events that a consumer is still to see."""
        fields.setdefault("limit", 10_000)
        return self.store.events_after([vb.EventsAfter(consumer=consumer, **fields)])[0]

    def told(self, kind: type[E]) -> list[E]:
        """All events of a kind so far."""
        return [event for event in self.events() if type(event) is kind]

    def record(self, who: EnrollmentID = MAC) -> EnrollmentRecord:
        """What is stored of a device or user."""
        [found] = self.store.look_up([vb.EnrollmentQuery(id=who.id)])[0]
        assert isinstance(found, EnrollmentRecord)
        return found

    def known(self, who: EnrollmentID) -> bool:
        """Whether anything is stored of a device or user."""
        return bool(self.store.look_up([vb.EnrollmentQuery(id=who.id)])[0])

    def command(self, uuid: str, who: EnrollmentID = MAC) -> CommandRecord:
        """What is stored of a command."""
        [found] = self.store.look_up([vb.CommandQuery(enrollment=who.id, uuid=uuid)])[0]
        assert isinstance(found, CommandRecord)
        return found

    def waiting(self, who: EnrollmentID = MAC) -> list[str]:
        """The UUIDs of the commands that are still pending."""
        query = vb.QueueQuery(enrollment=who.id, pending_only=True)
        return [found.uuid for found in self.store.look_up([query])[0] if isinstance(found, CommandRecord)]

    def without_sight(self, who: EnrollmentID = MAC) -> EnrollmentRecord:
        """The record without what every accepted message changes, to compare."""
        return attrs.evolve(self.record(who), last_seen_at=None, last_source="")
