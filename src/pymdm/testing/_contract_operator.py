"""The contract of what operators order, of devices gone quiet, and of secrets that have done their work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pymdm.errors import Conflict, NotFound
from pymdm.protocol import EnrollmentID, Status
from pymdm.protocol.plist import dumps, loads
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.records import CommandState, QueueHold
from pymdm.testing._contract_base import ContractPart
from pymdm.testing._contract_scene import BYOD, MAC, PHONE, SAM, Scene, fails

__all__ = ["HoldContract", "QuietContract", "RedactionContract", "UnenrollContract"]

DAY, WEEK = timedelta(days=1), timedelta(days=7)
SECRET = "918273"  # noqa: S105 - made up


def hold(scene: Scene, why: str = "a drill") -> None:
    """Hold all queues."""
    assert scene.store.cancel([vb.HoldQueues(at=scene.now, why=why)]) == [vb.Held(held=True)]


def release(scene: Scene) -> None:
    """Release them."""
    assert scene.store.cancel([vb.ReleaseQueues(at=scene.now)]) == [vb.Held(held=False)]


def sweep(scene: Scene, limit: int = 1000) -> vb.Swept:
    """Wake who has been quiet for a day, mark who has been silent for a week."""
    verb = vb.Sweep(at=scene.now, wake_after=DAY, silent_after=WEEK, limit=limit)
    [found] = scene.store.push_round([verb])
    assert isinstance(found, vb.Swept)
    return found


class HoldContract(ContractPart):
    """Queues that are held (F28)."""

    def test_no_command_leaves_and_results_are_stored(self) -> None:
        """F28."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        assert scene.idle() == "A"
        scene.enqueue("B")
        hold(scene)
        assert scene.acknowledge("A") is None
        assert scene.command("A").state is CommandState.ACKNOWLEDGED
        assert scene.idle() is None
        assert (scene.waiting(), scene.command("B").sent_count) == (["B"], 0)

    def test_a_release_lets_commands_leave_and_wakes_those_who_wait(self) -> None:
        """F28."""
        scene = self.scene()
        for who in (MAC, PHONE):
            scene.enroll(who)
        scene.enqueue("A")
        hold(scene)
        assert scene.idle() is None
        assert scene.pushes() == []
        scene.pass_time(minutes=1)
        release(scene)
        assert scene.pushes() == ["MAC"], "and nobody for whom nothing waits"
        assert scene.idle() == "A"

    def test_the_first_reason_stands(self) -> None:
        scene = self.scene()
        assert scene.store.look_up([vb.HoldQuery()]) == [()]
        hold(scene, "first")
        since = scene.now
        scene.pass_time(minutes=1)
        hold(scene, "second")
        assert scene.store.look_up([vb.HoldQuery()]) == [(QueueHold(since=since, why="first"),)]
        release(scene)
        release(scene)
        assert scene.store.look_up([vb.HoldQuery()]) == [()]


class UnenrollContract(ContractPart):
    """An order to leave (T17)."""

    def order(self, scene: Scene, who: EnrollmentID = MAC) -> vb.Ordered:
        """Have a device told to leave."""
        verb = vb.OrderUnenroll(enrollment=who.id, at=scene.now, by="an admin", why="sold")
        [found] = scene.store.cancel([verb])
        assert isinstance(found, vb.Ordered)
        return found

    def test_every_message_is_answered_with_the_order_until_the_device_has_left(self) -> None:
        """T17."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.enqueue("A")
        assert self.order(scene).fresh
        assert scene.pushes() == ["MAC"]
        for answer in (
            scene.report(Status.IDLE),
            scene.report(Status.IDLE, None, SAM),
            scene.token_update(),
            scene.recognise(),
            scene.get_bootstrap(),
        ):
            assert isinstance(answer, vb.Unenroll), answer
        assert scene.record().unenroll_sent_at == scene.now
        assert isinstance(scene.check_out(), vb.Done)
        assert isinstance(scene.report(Status.IDLE), vb.Stranger)

    def test_the_order_is_in_the_audit_trail_once(self) -> None:
        """T17."""
        scene = self.scene()
        scene.enroll(MAC)
        assert self.order(scene).fresh
        assert not self.order(scene).fresh
        [told] = scene.told(ev.UnenrollOrdered)
        assert (told.enrollment, told.by, told.why) == (MAC, "an admin", "sold")

    def test_no_other_device_is_told(self) -> None:
        """T17."""
        scene = self.scene()
        for who in (MAC, PHONE):
            scene.enroll(who)
        self.order(scene, PHONE)
        assert isinstance(scene.report(Status.IDLE), vb.Answer)
        assert isinstance(scene.report(Status.IDLE, None, PHONE), vb.Unenroll)

    def test_a_device_that_was_told_may_enroll_anew(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        self.order(scene)
        assert isinstance(scene.authenticate(), vb.Unenroll), "it is told with this message"
        scene.enroll(MAC)
        assert isinstance(scene.report(Status.IDLE), vb.Answer)

    def test_only_a_present_device_can_be_told(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.enroll(PHONE)
        scene.check_out(PHONE)
        assert fails(Conflict, lambda: self.order(scene, SAM))
        assert fails(Conflict, lambda: self.order(scene, PHONE))
        assert fails(NotFound, lambda: self.order(scene, BYOD))


class QuietContract(ContractPart):
    """Devices that nobody has heard of for a while, and what is noted of the others."""

    def test_a_quiet_device_is_woken_once_a_day(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.pass_time(hours=23)
        scene.enroll(PHONE)
        assert sweep(scene) == vb.Swept(woken=0, inactive=0, more=False)
        scene.pass_time(hours=1)
        assert sweep(scene).woken == 1, "the Mac; neither its user nor who was heard of"
        [push] = scene.pending_pushes()
        assert push.enrollment == MAC
        assert sweep(scene).woken == 0
        scene.pending_pushes(scene.receipt(push))
        scene.pass_time(hours=1)
        assert sweep(scene).woken == 0
        scene.pass_time(hours=24)
        assert sweep(scene).woken == 2

    def test_a_silent_device_is_marked_told_and_never_unenrolled(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        seen = scene.now
        scene.pass_time(days=7)
        assert sweep(scene).inactive == 1
        assert sweep(scene).inactive == 0
        [told] = scene.told(ev.BecameInactive)
        assert (told.enrollment, told.last_seen_at) == (MAC, seen)
        assert scene.record().inactive_since == scene.now
        scene.enqueue("A")
        scene.pass_time(days=1)
        assert scene.idle() == "A", "it is managed all the same"
        assert [event.enrollment for event in scene.told(ev.BecameActive)] == [MAC]
        assert scene.record().inactive_since is None
        scene.idle()
        assert len(scene.told(ev.BecameActive)) == 1

    def test_who_has_not_enrolled_or_has_left_is_let_be(self) -> None:
        scene = self.scene()
        scene.authenticate(MAC)
        scene.enroll(PHONE)
        scene.check_out(PHONE)
        scene.pass_time(days=30)
        assert sweep(scene) == vb.Swept(woken=0, inactive=0, more=False)

    def test_a_sweep_is_bounded_and_says_when_there_is_more(self) -> None:
        scene = self.scene()
        for who in (MAC, PHONE, BYOD):
            scene.enroll(who)
            scene.pass_time(seconds=1)
        scene.pass_time(days=8)
        assert [sweep(scene, limit=2) for _ in range(3)] == [
            vb.Swept(woken=2, inactive=2, more=True),
            vb.Swept(woken=1, inactive=1, more=False),
            vb.Swept(woken=0, inactive=0, more=False),
        ]
        longest = [event.enrollment.id for event in scene.told(ev.BecameInactive)]
        assert longest == ["MAC", "PHONE", "BYOD"], "the longest silence first"

    def test_when_a_device_was_seen_is_noted_to_the_minute(self) -> None:
        """So that a poll that finds nothing to do writes nothing; another address is noted at once."""
        scene = self.scene()
        scene.enroll(MAC)
        first = scene.now
        scene.pass_time(seconds=59)
        scene.idle()
        assert scene.record().last_seen_at == first
        scene.report(Status.IDLE, source="198.51.100.7")
        assert (scene.record().last_seen_at, scene.record().last_source) == (scene.now, "198.51.100.7")
        scene.pass_time(seconds=60)
        scene.report(Status.IDLE, source="198.51.100.7")
        assert scene.record().last_seen_at == scene.now


class RedactionContract(ContractPart):
    """What was secret in a command is erased with its end (T71)."""

    def lock(self, scene: Scene, uuid: str = "LOCK", **fields: Any) -> vb.Enqueued:
        """Queue a DeviceLock with a PIN."""
        body = dumps({"Command": {"RequestType": "DeviceLock", "PIN": SECRET}, "CommandUUID": uuid})
        verb = vb.Enqueue(
            enrollment="MAC",
            uuid=uuid,
            request_type="DeviceLock",
            body=body,
            at=scene.now,
            **fields,
        )
        return scene.store.enqueue([verb])[0]

    def pin(self, scene: Scene, uuid: str) -> object:
        """The PIN that is stored."""
        document: Any = loads(scene.command(uuid).body)
        return document["Command"]["PIN"]

    def test_the_device_gets_the_secret_and_the_history_does_not(self) -> None:
        """T71: whatever the final status is."""
        scene = self.scene()
        scene.enroll(MAC)
        for status in (Status.ACKNOWLEDGED, Status.ERROR, Status.COMMAND_FORMAT_ERROR):
            uuid = f"LOCK {status.value}"
            self.lock(scene, uuid)
            answer = scene.report(Status.IDLE)
            assert isinstance(answer, vb.Answer)
            assert answer.next is not None
            assert SECRET.encode() in answer.next.body
            scene.says(Status.NOT_NOW, uuid)
            assert self.pin(scene, uuid) == SECRET, "it is still to be sent"
            scene.says(status, uuid)
            assert self.pin(scene, uuid) == ""

    def test_a_command_that_was_never_sent_loses_its_secret_too(self) -> None:
        """T71: taken back, expired, or ended by a new enrollment."""
        scene = self.scene()
        scene.enroll(MAC)
        self.lock(scene, "A")
        scene.cancel(["A"])
        self.lock(scene, "B", expires_at=scene.now + timedelta(minutes=1))
        scene.pass_time(minutes=2)
        scene.idle()
        self.lock(scene, "C")
        scene.enroll(MAC)
        assert [scene.command(uuid).state for uuid in "ABC"] == [
            CommandState.CANCELLED,
            CommandState.EXPIRED,
            CommandState.CLEARED,
        ]
        assert [self.pin(scene, uuid) for uuid in "ABC"] == [""] * 3

    def test_the_order_may_still_be_repeated(self) -> None:
        """F3: the caller has the secret, the store has not, and both speak of the same command."""
        scene = self.scene()
        scene.enroll(MAC)
        self.lock(scene)
        scene.idle()
        scene.acknowledge("LOCK")
        assert self.lock(scene) == vb.Enqueued(uuid="LOCK", fresh=False)
        assert scene.idle() is None
