"""The contract of the queue: at least once until the final status is stored, never after."""

from __future__ import annotations

from datetime import timedelta

from pymdm.errors import Conflict, NotFound
from pymdm.protocol import Status
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.records import CommandState
from pymdm.testing._contract_base import ContractPart
from pymdm.testing._contract_scene import BYOD, LEE, MAC, PHONE, SAM, Scene, fails

__all__ = ["DeliveryContract", "OrderContract"]


class DeliveryContract(ContractPart):
    """What is delivered, how often, and to whom."""

    def ready(self, *uuids: str) -> Scene:
        """A Mac with these commands in its queue."""
        scene = self.scene()
        scene.enroll(MAC)
        for uuid in uuids:
            scene.enqueue(uuid)
        return scene

    def test_a_command_leaves_byte_for_byte(self) -> None:
        scene = self.ready()
        scene.enqueue("A", body=b"<plist>\r\n\xf0\x9f\x8d\x8e</plist>")
        answer = scene.report(Status.IDLE)
        assert isinstance(answer, vb.Answer)
        assert answer.next == vb.NextCommand(uuid="A", body=b"<plist>\r\n\xf0\x9f\x8d\x8e</plist>")

    def test_a_command_is_offered_until_its_final_status_and_never_after(self) -> None:
        """F4, F5, F6: an answer that was lost on its way costs nothing."""
        scene = self.ready("A")
        assert [scene.idle(), scene.idle(), scene.idle()] == ["A", "A", "A"]
        assert scene.command("A").sent_count == 3
        assert scene.acknowledge("A") is None
        assert scene.idle() is None

    def test_each_final_status_ends_the_command(self) -> None:
        """F14: Error and CommandFormatError are final; the queue goes on."""
        for status, state in [
            (Status.ACKNOWLEDGED, CommandState.ACKNOWLEDGED),
            (Status.ERROR, CommandState.ERROR),
            (Status.COMMAND_FORMAT_ERROR, CommandState.COMMAND_FORMAT_ERROR),
        ]:
            scene = self.ready("A", "B")
            scene.idle()
            assert scene.says(status, "A") == "B"
            done = scene.command("A")
            assert (done.state, done.result, done.finished_at) == (
                state,
                f"{status.value} A".encode(),
                scene.now,
            )
            [told] = scene.told(ev.CommandFinished)
            assert (told.command_uuid, told.request_type, told.raw) == ("A", "ProfileList", done.result)

    def test_the_first_final_status_counts_and_a_repeat_changes_nothing(self) -> None:
        """F8, F9: the device may report the same status twice."""
        scene = self.ready("A", "B")
        scene.idle()
        scene.acknowledge("A")
        first = scene.command("A")
        scene.pass_time(seconds=1)
        assert scene.says(Status.ERROR, "A") == "B"
        assert scene.acknowledge("A") == "B"
        assert scene.not_now("A") is None
        assert scene.command("A") == first
        assert len(scene.told(ev.CommandFinished)) == 1
        assert [event.command_uuid for event in scene.told(ev.ResultIgnored)] == ["A", "A", "A"]

    def test_a_result_for_an_unknown_command_changes_nothing(self) -> None:
        """F10."""
        scene = self.ready("A")
        assert scene.acknowledge("never queued") == "A"
        assert scene.waiting() == ["A"]
        assert scene.told(ev.CommandFinished) == []

    def test_a_result_counts_only_for_the_enrollment_that_the_command_went_to(self) -> None:
        """T1: another device, another user or the device itself cannot finish somebody's command."""
        scene = self.ready()
        scene.enroll(PHONE)
        scene.enroll(SAM)
        scene.enroll(LEE)
        for who in (PHONE, SAM):
            scene.enqueue("A", who)
            scene.idle(who)
        for stranger in (MAC, LEE):
            assert scene.acknowledge("A", stranger) is None
        assert scene.waiting(PHONE) == scene.waiting(SAM) == ["A"]
        assert scene.acknowledge("A", SAM) is None
        assert scene.waiting(PHONE) == ["A"]

    def test_results_may_come_in_any_order(self) -> None:
        """F11: an Idle in between, or results of commands handed out twice."""
        scene = self.ready("A", "B")
        assert scene.idle() == "A"
        assert scene.acknowledge("B") == "A"
        assert scene.idle() == "A"
        assert scene.acknowledge("A") is None

    def test_after_not_now_only_commands_that_cannot_be_refused_follow(self) -> None:
        scene = self.ready("A", "B")
        scene.enqueue("C", never_refused=True)
        assert scene.idle() == "A"
        assert scene.not_now("A") == "C"
        assert scene.acknowledge("C") is None
        assert scene.waiting() == ["A", "B"]

    def test_a_refused_command_waits_for_the_next_session(self) -> None:
        """F13, T80: a session begins with Idle, and there everything is offered again."""
        scene = self.ready()
        scene.enqueue("A", never_refused=True)
        scene.enqueue("B")
        assert scene.idle() == "A"
        assert scene.not_now("A") is None
        assert scene.acknowledge("something else") is None
        assert scene.idle() == "A"
        assert scene.not_now("A") is None
        assert scene.idle() == "A"
        assert scene.acknowledge("A") == "B"
        assert scene.command("A").not_now_count == 2

    def test_not_now_does_not_bind_the_other_channel(self) -> None:
        """A Mac whose user's keychain is locked can still do what its device channel is asked."""
        scene = self.ready("A")
        scene.enroll(SAM)
        scene.enqueue("U", SAM)
        assert scene.idle(SAM) == "U"
        assert scene.not_now("U", SAM) is None
        assert scene.idle(MAC) == "A"

    def test_an_unknown_status_is_kept_like_not_now(self) -> None:
        scene = self.ready("A", "B")
        scene.idle()
        assert scene.says("SomethingNew", "A") is None
        assert scene.idle() == "A"

    def test_a_final_status_after_not_now_still_ends_the_command(self) -> None:
        scene = self.ready("A")
        scene.idle()
        scene.not_now("A")
        assert scene.acknowledge("A") is None
        assert scene.command("A").state is CommandState.ACKNOWLEDGED

    def test_idle_with_the_uuid_of_a_command_does_not_touch_it(self) -> None:
        scene = self.ready("A")
        assert scene.says(Status.IDLE, "A") == "A"
        assert scene.command("A").not_now_count == 0

    def test_a_user_without_token_update_has_no_queue(self) -> None:
        scene = self.ready("A")
        assert scene.idle(SAM) is None
        assert not scene.known(SAM)
        assert fails(NotFound, lambda: scene.enqueue("U", SAM))

    def test_authenticate_begins_a_generation_with_empty_queues(self) -> None:
        """F12, F16: neither the device's commands nor its users' reach the new enrollment."""
        scene = self.ready("erase", "B")
        scene.enroll(SAM)
        scene.enqueue("U", SAM)
        scene.enroll(PHONE)
        scene.enqueue("P", PHONE)
        assert scene.idle() == "erase"
        scene.authenticate()
        assert scene.idle() is None
        scene.token_update()
        scene.token_update(SAM)
        assert (scene.idle(), scene.idle(SAM), scene.idle(PHONE)) == (None, None, "P")
        assert {scene.command("erase").state, scene.command("U", SAM).state} == {CommandState.CLEARED}
        cleared = {event.enrollment.id: event.command_uuids for event in scene.told(ev.CommandsCleared)}
        assert cleared == {"MAC": ("erase", "B"), "MAC:SAM": ("U",)}

    def test_a_late_result_of_an_earlier_generation_is_ignored(self) -> None:
        """F12."""
        scene = self.ready("A")
        scene.idle()
        scene.authenticate()
        scene.enqueue("B")
        assert scene.acknowledge("A") == "B"
        assert scene.command("A").state is CommandState.CLEARED
        assert scene.told(ev.CommandFinished) == []

    def test_a_new_generation_is_not_bound_by_an_old_not_now(self) -> None:
        scene = self.ready("A")
        scene.idle()
        scene.not_now("A")
        scene.authenticate()
        scene.enqueue("B")
        assert scene.acknowledge("A") == "B"


class OrderContract(ContractPart):
    """In which order, when, and how commands get in and out of the queue."""

    def test_higher_priority_goes_first_then_the_order_of_enqueueing(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        for uuid, priority in [("a", 0), ("b", 5), ("c", -1), ("d", 5), ("e", 0)]:
            scene.enqueue(uuid, priority=priority)
        seen = [scene.idle()]
        while seen[-1] is not None:
            seen.append(scene.acknowledge(seen[-1]))
        assert seen == ["b", "d", "a", "e", "c", None]

    def test_commands_queued_at_once_keep_the_order_of_their_batch(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        uuids = [f"{number:02}" for number in range(20)]
        scene.store.enqueue([scene.order(uuid) for uuid in reversed(uuids)])
        assert scene.waiting() == uuids[::-1]
        sequences = [scene.command(uuid).sequence for uuid in reversed(uuids)]
        assert sequences == sorted(set(sequences))

    def test_a_command_waits_for_its_time(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("later", priority=9, not_before=scene.now + timedelta(hours=1))
        scene.enqueue("now")
        assert scene.idle() == "now"
        assert scene.acknowledge("now") is None
        scene.pass_time(minutes=59)
        assert scene.idle() is None
        scene.pass_time(minutes=1)
        assert scene.idle() == "later"

    def test_a_command_that_is_too_late_is_never_sent(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A", expires_at=scene.now + timedelta(hours=1))
        scene.enqueue("B")
        scene.pass_time(hours=1)
        assert scene.idle() == "B"
        assert scene.command("A").state is CommandState.EXPIRED
        [told] = scene.told(ev.CommandsCleared)
        assert (told.command_uuids, told.why) == (("A",), "expired")

    def test_one_command_for_each_dedupe_key_is_pending(self) -> None:
        """T79."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(PHONE)
        assert scene.enqueue("A", dedupe_key="inventory") == vb.Enqueued(uuid="A", fresh=True)
        assert scene.enqueue("B", dedupe_key="inventory") == vb.Enqueued(uuid="A", fresh=False)
        assert scene.enqueue("C", dedupe_key="other").uuid == "C"
        assert scene.enqueue("D", PHONE, dedupe_key="inventory").uuid == "D"
        scene.idle()
        scene.acknowledge("A")
        assert scene.enqueue("E", dedupe_key="inventory") == vb.Enqueued(uuid="E", fresh=True)

    def test_an_expired_command_does_not_answer_for_its_dedupe_key(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A", dedupe_key="inventory", expires_at=scene.now + timedelta(minutes=1))
        scene.pass_time(minutes=1)
        assert scene.enqueue("B", dedupe_key="inventory") == vb.Enqueued(uuid="B", fresh=True)
        assert scene.waiting() == ["B"]

    def test_repeating_an_enqueue_queues_once(self) -> None:
        """F1, F3: also after the command is done, and after the enrollment has ended."""
        scene = self.scene()
        scene.enroll(MAC)
        assert scene.enqueue("A").fresh
        assert scene.enqueue("A") == vb.Enqueued(uuid="A", fresh=False)
        scene.idle()
        scene.acknowledge("A")
        assert scene.enqueue("A") == vb.Enqueued(uuid="A", fresh=False)
        assert scene.idle() is None
        scene.check_out()
        assert scene.enqueue("A") == vb.Enqueued(uuid="A", fresh=False)

    def test_a_uuid_cannot_name_two_commands_of_one_enrollment(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(PHONE)
        scene.enqueue("A")
        assert fails(Conflict, lambda: scene.enqueue("A", body=b"other"))
        assert scene.enqueue("A", PHONE, body=b"other").fresh

    def test_the_queue_of_a_device_is_bounded(self) -> None:
        """T79: the cap is the store's; ``max_pending`` tells the contract."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(PHONE)
        scene.enqueue("expires", expires_at=scene.now + timedelta(minutes=1))
        scene.store.enqueue([scene.order(str(number)) for number in range(self.max_pending - 1)])
        assert fails(Conflict, lambda: scene.enqueue("one too many"))
        assert scene.enqueue("other device", PHONE).fresh
        scene.pass_time(minutes=1)
        assert scene.enqueue("in the place of the expired one").fresh

    def test_a_batch_is_queued_as_a_whole_or_not_at_all(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(PHONE)
        scene.enqueue("there", PHONE)
        batch = [scene.order("A"), scene.order("B", PHONE), scene.order("C", BYOD)]
        assert fails(NotFound, lambda: scene.store.enqueue(batch))
        assert (scene.waiting(MAC), scene.waiting(PHONE)) == ([], ["there"])
        assert scene.pushes() == ["PHONE"]
        assert scene.store.enqueue(batch[:2]) == [
            vb.Enqueued(uuid="A", fresh=True),
            vb.Enqueued(uuid="B", fresh=True),
        ]

    def test_nothing_is_queued_for_an_enrollment_that_has_ended(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.check_out()
        assert fails(Conflict, lambda: scene.enqueue("A"))

    def test_cancelling_takes_back_what_is_pending(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        for uuid in "ABC":
            scene.enqueue(uuid)
        scene.idle()
        scene.acknowledge("A")
        assert scene.cancel(["A", "B", "unknown"]) == ("B",)
        assert scene.waiting() == ["C"]
        assert scene.acknowledge("B") == "C"
        assert scene.command("B").state is CommandState.CANCELLED
        assert scene.cancel() == ("C",)
        assert scene.cancel() == ()
        assert scene.idle() is None

    def test_cancelling_a_batch_is_done_as_a_whole_or_not_at_all(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        batch = [vb.Cancel(enrollment=who.id, at=scene.now) for who in (MAC, PHONE)]
        assert fails(NotFound, lambda: scene.store.cancel(batch))
        assert scene.waiting() == ["A"]
