"""One story, three stores: in memory, in SQLite, and in SQLite without its short cut: none can be told apart.

The stories are drawn from seeds, with the verbs of devices and administrators in proportions in which queues
fill and empty, so that the short cut for ordinary reports is taken and left at every turn.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.protocol import EnrollmentID, EnrollmentKind, Status
from pymdm.protocol.plist import dumps
from pymdm.service import Store
from pymdm.service import verbs as vb
from pymdm.service.pushing import PushFate
from pymdm.service.records import EnrollmentSession
from pymdm.stores import MemoryStore, RowStore
from pymdm.stores.sqlite import SQLiteStore, _engine
from pymdm.testing._contract_scene import BYOD, LEE, MAC, PHONE, SAM, TOPIC, Scene, fingerprint

KEY = SealKey.generate()
EVERYBODY = (MAC, PHONE, SAM, LEE, BYOD)
STATUSES: Sequence[Status | str] = (Status.ACKNOWLEDGED,) * 6 + (
    Status.ERROR,
    Status.COMMAND_FORMAT_ERROR,
    Status.NOT_NOW,
    Status.IDLE,
    "New",
)
FATES = (PushFate.DELIVERED,) * 4 + tuple(PushFate)
STEPS = 90


class WithoutShortCut(SQLiteStore):
    def report_and_next(self, batch: Any, /) -> Any:
        return RowStore.report_and_next(self, batch)


class Story:
    """Draws what happens next; remembers what was answered, so that devices report what they were sent."""

    def __init__(self, seed: int, stores: Sequence[Store]) -> None:
        self.random = random.Random(seed)
        self.stores = stores
        self.scene = Scene(stores[0])
        self.orders: list[str] = []
        self.last: dict[str, str | None] = {}
        self.certificates = {who.device_id: f"certificate of {who.device_id}" for who in EVERYBODY}

    def both(self, method: str, verb: Any) -> Any:
        """The verb in all stores; gives the answer, on which they have to agree."""
        answers = [self.attempt(store, method, verb) for store in self.stores]
        assert answers[1:] == answers[:-1], (method, verb)
        return answers[0]

    @staticmethod
    def attempt(store: Store, method: str, verb: Any) -> Any:
        try:
            return getattr(store, method)([verb])[0]
        except StorageError as error:
            return type(error), str(error)

    def sender(self, who: EnrollmentID, **fields: Any) -> vb.Sender:
        draw = self.random
        stranger = draw.random() < 0.04
        by = "certificate of MAC" if stranger else self.certificates[who.device_id]
        fields.setdefault("source", draw.choice(["192.0.2.1"] * 12 + ["192.0.2.2"]))
        fields.setdefault("replayable", draw.random() < 0.1)
        fields.setdefault("expired", draw.random() < 0.03)
        if who is MAC and draw.random() < 0.03:
            who = EnrollmentID(kind=EnrollmentKind.USER_ENROLLMENT_DEVICE, id=MAC.id)
        return self.scene.sender(who, by, **fields)

    def step(self) -> None:
        draw = self.random
        self.scene.now += timedelta(seconds=draw.choice([0, 1, 5, 20, 60, 600]))
        who = draw.choice(EVERYBODY)
        kinds = [self.report, self.order, self.enroll, self.operate, self.token, self.identity, self.look]
        draw.choices(kinds, weights=[50, 22, 4, 9, 6, 3, 3])[0](who)

    def report(self, who: EnrollmentID) -> None:
        draw = self.random
        uuid = self.last.get(who.id)
        if draw.random() < 0.1 and self.orders:
            uuid = draw.choice(self.orders)
        if draw.random() < 0.03:
            return self.garble(who, uuid)
        status = draw.choice(STATUSES) if uuid else Status.IDLE
        uuid = None if draw.random() < 0.04 else uuid
        raw = f"{status} {uuid}".encode()
        verb = vb.Report(sender=self.sender(who), status=status, command_uuid=uuid, raw=raw)
        answer = self.both("report_and_next", verb)
        if isinstance(answer, vb.Answer):
            self.last[who.id] = answer.next.uuid if answer.next else None
        return None

    def garble(self, who: EnrollmentID, uuid: str | None) -> None:
        shown = self.sender(who)
        verb = vb.UnreadableReport(
            fingerprint=shown.fingerprint,
            certificate=shown.certificate,
            at=self.scene.now,
            source=shown.source,
            raw=f"<string>{uuid}</string> & rubbish".encode(),
        )
        self.both("report_and_next", verb)

    def order(self, who: EnrollmentID) -> None:
        draw, now = self.random, self.scene.now
        again = bool(self.orders) and draw.random() < 0.05
        uuid = draw.choice(self.orders) if again else f"U{len(self.orders)}"
        self.orders.append(uuid)
        kind = draw.choice(["ProfileList", "ProfileList", "DeviceLock", "InstallProfile"])
        command = {"RequestType": kind, "PIN": "123456", "Payload": b"secret"}
        verb = vb.Enqueue(
            enrollment=draw.choice([who.id] * 20 + ["nobody"]),
            uuid=uuid,
            request_type=kind,
            body=dumps({"Command": command, "CommandUUID": uuid}),
            at=now,
            priority=draw.choice([0, 0, 0, 1, -1]),
            not_before=draw.choice([None, None, now + timedelta(minutes=2)]),
            expires_at=draw.choice([None, None, None, now + timedelta(minutes=3)]),
            dedupe_key=draw.choice([None, None, "inventory"]),
            never_refused=draw.random() < 0.2,
            push=draw.random() < 0.6,
        )
        self.both("enqueue", verb)

    def enroll(self, who: EnrollmentID) -> None:
        draw = self.random
        if draw.random() < 0.3:
            self.both("check_out", vb.RecordCheckOut(sender=self.sender(who)))
            return
        if who.parent_id is None:
            if draw.random() < 0.2:
                self.certificates[who.id] = f"certificate {len(self.orders)} of {who.id}"
            verb = vb.RecordAuthenticate(
                sender=self.sender(who),
                topic="com.apple.mgmt.External.contract",
                serial_number=draw.choice([None, "C02"]),
                takeover=draw.choice(list(vb.Takeover)),
                raw=b"authenticate",
            )
            self.both("authenticate", verb)
        self.update(who)

    def update(self, who: EnrollmentID) -> None:
        verb = vb.RecordTokenUpdate(
            sender=self.sender(who),
            push=self.scene.target(who, address=self.random.choice(["first", "second"])),
            unlock_token=self.random.choice([None, b"unlock"]),
            awaiting_configuration=self.random.choice([None, True, False]),
            user_long_name=self.random.choice([None, "Lee"]),
            raw=b"token update",
        )
        self.both("token_update", verb)

    def operate(self, who: EnrollmentID) -> None:
        draw, now = self.random, self.scene.now
        choice = draw.randrange(7)
        if choice == 0:
            uuids = draw.choice([None, tuple(self.orders[-2:])])
            self.both("cancel", vb.Cancel(enrollment=who.id, at=now, uuids=uuids))
        elif choice == 1:
            self.both("cancel", vb.HoldQueues(at=now, why="a drill"))
        elif choice in (2, 3):
            self.both("cancel", vb.ReleaseQueues(at=now))
        elif choice == 4 and draw.random() < 0.2:
            self.both("cancel", vb.OrderUnenroll(enrollment=who.id, at=now, by="me", why="test"))
        elif choice == 5:
            wake, silent = timedelta(minutes=5), timedelta(minutes=8)
            self.both("push_round", vb.Sweep(at=now, wake_after=wake, silent_after=silent))
        else:
            self.push(now)

    def push(self, now: Any) -> None:
        skipped = self.random.choice([frozenset(), frozenset({TOPIC}), frozenset({"another"})])
        [first] = self.both("push_round", vb.PushRound(at=now, limit=1)) or [None]
        after = first and (first.wanted_at, first.enrollment.id)
        self.both("push_round", vb.PushRound(at=now, after=after, skip_topics=skipped))
        pending = self.both("push_round", vb.PushRound(at=now))
        receipts = tuple(
            vb.PushReceipt(
                enrollment=push.enrollment,
                target=push.target,
                wanted_at=push.wanted_at,
                at=now,
                fate=self.random.choice(FATES),
                reason="a word",
                dead_since=self.random.choice([None, now, now - timedelta(hours=1)]),
                retry_after=self.random.choice([None, timedelta(minutes=2)]),
            )
            for push in pending
        )
        self.both("push_round", vb.PushRound(at=now, receipts=receipts))

    def token(self, who: EnrollmentID) -> None:
        draw = self.random
        if draw.random() < 0.5:
            token = draw.choice([None, b"bootstrap"])
            verb = vb.BootstrapTokenAccess(sender=self.sender(who), store=draw.random() < 0.5, token=token)
            self.both("bootstrap_token", verb)
            return
        change = draw.choice([None, vb.TokenRequired(), vb.TokenWaived(), vb.TokenIssued(token_hash=b"hash")])
        sender = self.sender(who, auth_token_hash=draw.choice([None, b"hash"]))
        self.both("recognise", vb.Recognise(sender=sender, user_auth=change, token_exempt=change is not None))

    def identity(self, who: EnrollmentID) -> None:
        draw, now = self.random, self.scene.now
        certificate = self.certificates[who.device_id]
        if draw.random() < 0.5:
            session = EnrollmentSession(
                id=f"session {len(self.orders)}", created_at=now, expires_at=now + timedelta(days=1)
            )
            issue = vb.IssueIdentity(
                session=session,
                fingerprint=fingerprint(certificate),
                not_after=now + timedelta(days=9),
                at=now,
            )
            self.both("identities", issue)
        elif draw.random() < 0.2:
            self.both("identities", vb.RevokeIdentity(fingerprint=fingerprint(certificate), at=now))
        else:
            renewed = f"renewed {len(self.orders)} of {who.device_id}"
            verb = vb.RenewIdentity(
                signer=fingerprint(certificate),
                transaction_id=renewed,
                public_key=b"key",
                certificate=renewed.encode(),
                fingerprint=fingerprint(renewed),
                not_after=now + timedelta(days=90),
                at=now,
            )
            if isinstance(self.both("identities", verb), vb.Issued) and draw.random() < 0.5:
                self.certificates[who.device_id] = renewed

    def look(self, who: EnrollmentID | None = None) -> None:
        """Everything that can be read."""
        self.both("look_up", vb.EnrollmentsQuery())
        self.both("look_up", vb.HoldQuery())
        self.both("look_up", vb.ExpiringIdentitiesQuery(before=self.scene.now + timedelta(days=50)))
        for each in EVERYBODY:
            self.both("look_up", vb.QueueQuery(enrollment=each.id))
        self.both("events_after", vb.EventsAfter(consumer="reader", limit=100_000))


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Store]]:
    quick = tuple(pragma.replace("= FULL", "= OFF") for pragma in _engine._PRAGMAS)
    monkeypatch.setattr(_engine, "_PRAGMAS", quick)
    with (
        SQLiteStore(tmp_path / "short.sqlite", seal=KEY) as short,
        WithoutShortCut(tmp_path / "long.sqlite", seal=KEY) as long,
    ):
        yield [MemoryStore(), short, long]


@pytest.mark.parametrize("seed", range(24))
def test_three_stores_tell_one_story(stores: list[Store], seed: int) -> None:
    story = Story(seed, stores)
    for who in EVERYBODY:
        if who.parent_id is None:
            story.enroll(who)
        story.update(who)
    for _ in range(STEPS):
        story.step()
    story.look()


def test_the_short_cut_is_taken_in_these_stories(stores: list[Store]) -> None:
    """Else the comparison above would compare a road with itself."""
    story = Story(1, stores)
    for who in (MAC, PHONE, BYOD):
        story.enroll(who)
        story.update(who)
    for _ in range(3 * STEPS):
        story.step()
    short = stores[1]
    assert isinstance(short, SQLiteStore)
    counted = short.statistics()
    assert 0 < counted.unusual_reports < counted.reports
