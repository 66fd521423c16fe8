"""The contract of results that nobody can read."""

from __future__ import annotations

from pymdm.errors import Reason
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.records import CommandState
from pymdm.testing._contract_base import ContractPart
from pymdm.testing._contract_scene import MAC, PHONE, SAM, Scene, refused

__all__ = ["UnreadableContract"]


class UnreadableContract(ContractPart):
    """F15: a result that nobody can read holds up the queue for three tries, and no longer."""

    def blocked(self) -> Scene:
        """A Mac and one of its users who have each been handed the first of two commands."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.enroll(PHONE)
        for who in (MAC, SAM):
            for uuid in (f"{who.id}-1", f"{who.id}-2"):
                scene.enqueue(uuid, who)
            scene.idle(who)
        return scene

    def test_the_third_unreadable_answer_ends_its_command_and_no_other(self) -> None:
        for who in (MAC, SAM):
            scene = self.blocked()
            raw = f"<dict><string>{who.id}-1</string>\x01".encode()
            assert [scene.garble(raw), scene.garble(raw)] == [vb.Unread(), vb.Unread()]
            assert scene.waiting(who) == [f"{who.id}-1", f"{who.id}-2"]
            scene.pass_time(minutes=1)
            assert scene.garble(raw) == vb.Answer()
            ended = scene.command(f"{who.id}-1", who)
            assert (ended.state, ended.result, ended.finished_at) == (CommandState.UNREADABLE, raw, scene.now)
            [told] = scene.told(ev.ResultUnreadable)
            assert (told.enrollment, told.command_uuid, told.request_type, told.raw) == (
                who,
                f"{who.id}-1",
                "ProfileList",
                raw,
            )
            assert len(scene.waiting(MAC) + scene.waiting(SAM)) == 3
            assert scene.idle(who) == f"{who.id}-2"
            assert scene.garble(raw) == vb.Unread()

    def test_the_device_is_woken_for_what_waits_behind_it(self) -> None:
        scene = self.blocked()
        for push in scene.pending_pushes():
            scene.pending_pushes(scene.receipt(push))
        assert scene.pushes() == []
        for _ in range(3):
            scene.garble(b">MAC-1<")
        assert scene.pushes() == ["MAC"]
        scene.acknowledge("MAC-1")
        scene.acknowledge("MAC-2")
        scene.enqueue("MAC-3", push=False)
        scene.idle()
        for _ in range(3):
            scene.garble(b">MAC-3<")
        assert scene.pushes() == []

    def test_garbage_costs_no_command_that_it_does_not_spell_or_that_was_never_sent(self) -> None:
        scene = self.blocked()
        for raw in (b"", b"garbage", b"MAC-1", b"<string>MAC-2</string>", b"<string>MAC-11</string>"):
            assert [scene.garble(raw) for _ in range(5)] == [vb.Unread()] * 5
        assert scene.waiting(MAC) == ["MAC-1", "MAC-2"]

    def test_only_the_pinned_certificate_speaks_of_the_device_s_commands(self) -> None:
        """T1: nobody else's garbage counts, whatever it spells."""
        scene = self.blocked()
        for _ in range(4):
            assert scene.garble(b">MAC-1<", "certificate of PHONE") == vb.Unread()
            assert refused(scene.garble(b">MAC-1<", "certificate of nobody")) is Reason.NOT_ENROLLED
        scene.check_out(PHONE)
        assert isinstance(scene.garble(b">MAC-1<", "certificate of PHONE"), vb.Stranger)
        assert scene.waiting(MAC) == ["MAC-1", "MAC-2"]

    def test_a_readable_answer_after_an_unreadable_one_counts(self) -> None:
        scene = self.blocked()
        scene.garble(b">MAC-1<")
        scene.garble(b">MAC-1<")
        assert scene.acknowledge("MAC-1") == "MAC-2"
        assert scene.command("MAC-1").state is CommandState.ACKNOWLEDGED
