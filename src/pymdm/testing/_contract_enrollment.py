"""The contract of enrollments: from Authenticate to CheckOut, and reading it all back."""

from __future__ import annotations

from typing import Any

import attrs

from pymdm.errors import Reason
from pymdm.protocol import Status
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.records import CommandState, EnrollmentState
from pymdm.testing._contract_base import ContractPart
from pymdm.testing._contract_scene import LEE, MAC, NOW, PHONE, SAM, TOPIC, fingerprint

__all__ = ["EnrollmentContract"]


class EnrollmentContract(ContractPart):
    """From Authenticate to CheckOut."""

    def test_authenticate_is_remembered_but_does_not_enroll(self) -> None:
        scene = self.scene()
        facts: dict[str, Any] = {
            "os": "macOS",
            "os_version": "14.1",
            "build_version": "23B74",
            "product_name": "Mac14,2",
            "model": "Mac14,2",
            "device_name": "Mac",
            "serial_number": "S1",
        }
        scene.authenticate(**facts)
        record = scene.record()
        assert {name: getattr(record, name) for name in facts} == facts
        assert (record.state, record.topic, record.generation) == (EnrollmentState.AUTHENTICATED, TOPIC, 1)
        assert (record.pin, record.certificate) == (
            fingerprint("certificate of MAC"),
            b"certificate of MAC",
        )
        assert (record.authenticated_at, record.raw_authenticate) == (NOW, b"raw")
        assert not record.can_be_pushed
        assert [type(event) for event in scene.events()] == [ev.Authenticated]

    def test_the_first_token_update_enrolls_and_later_ones_update(self) -> None:
        scene = self.scene()
        scene.authenticate()
        scene.pass_time(seconds=5)
        scene.token_update()
        scene.token_update(address="second")
        record = scene.record()
        assert (record.state, record.token_updates, record.enrolled_at) == (
            EnrollmentState.ENROLLED,
            2,
            scene.now,
        )
        assert (record.push, record.raw_token_update) == (scene.target(address="second"), b"raw")
        kinds = [type(event) for event in scene.events()]
        assert kinds == [ev.Authenticated, ev.Enrolled, ev.TokenUpdated]

    def test_a_token_update_without_optional_keys_keeps_what_is_stored(self) -> None:
        scene = self.scene()
        scene.authenticate()
        scene.token_update(unlock_token=b"unlock", awaiting_configuration=True)
        scene.token_update(address="second")
        record = scene.record()
        assert (record.unlock_token, record.awaiting_configuration) == (b"unlock", True)
        scene.token_update(unlock_token=b"newer", awaiting_configuration=False)
        record = scene.record()
        assert (record.unlock_token, record.awaiting_configuration) == (b"newer", False)

    def test_the_names_of_a_user_are_kept_too(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.token_update(SAM, user_short_name="sam", user_long_name="Sam S.")
        scene.token_update(SAM)
        record = scene.record(SAM)
        assert (record.user_short_name, record.user_long_name) == ("sam", "Sam S.")
        assert (record.pin, record.generation) == (None, 1)

    def test_a_foreign_topic_is_refused_and_the_old_token_stays(self) -> None:
        """T16."""
        scene = self.scene()
        scene.enroll(MAC)
        before = scene.without_sight()
        push = attrs.evolve(scene.target(address="evil"), topic="com.apple.mgmt.External.other")
        assert scene.token_update(push=push) == vb.Refused(reason=Reason.TOPIC_WRONG)
        assert scene.without_sight() == before

    def test_check_out_stops_pushes_and_keeps_history(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.enqueue("A")
        scene.idle()
        scene.acknowledge("A")
        scene.enqueue("B")
        assert isinstance(scene.check_out(), vb.Done)
        for who in (MAC, SAM):
            record = scene.record(who)
            assert (record.state, record.push, record.checked_out_at) == (
                EnrollmentState.CHECKED_OUT,
                None,
                scene.now,
            )
        assert scene.pushes() == []
        assert scene.command("A").state is CommandState.ACKNOWLEDGED
        assert len(scene.told(ev.CheckedOut)) == 1

    def test_check_out_may_be_repeated(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        for _ in range(3):
            assert isinstance(scene.check_out(), vb.Done)
        assert len(scene.told(ev.CheckedOut)) == 1
        assert scene.check_out(by="thief") == vb.Refused(reason=Reason.OTHER_ENROLLMENT)

    def test_after_check_out_a_device_is_a_stranger(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        scene.check_out()
        for outcome in (scene.report(Status.IDLE), scene.token_update(), scene.get_bootstrap()):
            assert outcome == vb.Stranger(enrollment=MAC, known=True)
        assert scene.report(Status.IDLE, None, SAM) == vb.Stranger(enrollment=SAM, known=True)

    def test_the_check_out_of_a_user_only_affects_that_user(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.enqueue("A")
        scene.enqueue("U", SAM)
        for _ in range(2):
            assert isinstance(scene.check_out(SAM), vb.Done)
        assert [event.enrollment for event in scene.told(ev.CheckedOut)] == [SAM]
        assert scene.record(MAC).state is EnrollmentState.ENROLLED
        assert scene.record(SAM).state is EnrollmentState.CHECKED_OUT
        assert scene.pushes() == ["MAC"]
        assert (scene.idle(SAM), scene.idle(MAC)) == (None, "A")

    def test_a_user_who_comes_back_does_not_get_what_waited_before(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.enqueue("U", SAM)
        scene.check_out(SAM)
        scene.token_update(SAM)
        assert scene.idle(SAM) is None
        assert scene.command("U", SAM).state is CommandState.CLEARED

    def test_the_check_out_of_an_unknown_user_does_not_touch_the_device(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        outcome = scene.check_out(LEE)
        assert isinstance(outcome, vb.Done)
        assert outcome.enrollment.id == LEE
        assert scene.record(MAC).state is EnrollmentState.ENROLLED
        assert scene.told(ev.CheckedOut) == []

    def test_a_bootstrap_token_is_kept_given_back_and_removed_with_an_audit_trail(self) -> None:
        """T72: each read is an event."""
        scene = self.scene()
        scene.enroll(MAC)
        assert scene.get_bootstrap() == vb.BootstrapTokenAnswer(token=None)
        assert scene.told(ev.BootstrapTokenRead) == []
        scene.set_bootstrap(b"token")
        for _ in range(2):
            assert scene.get_bootstrap() == vb.BootstrapTokenAnswer(token=b"token")
        assert [event.source for event in scene.told(ev.BootstrapTokenRead)] == ["192.0.2.1"] * 2
        scene.set_bootstrap(None)
        assert scene.get_bootstrap() == vb.BootstrapTokenAnswer(token=None)
        assert [event.removed for event in scene.told(ev.BootstrapTokenStored)] == [False, True]

    def test_recognising_gives_the_record_of_the_sender(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        for who, expected in ((MAC, MAC), (SAM, SAM), (LEE, MAC)):
            outcome = scene.recognise(who)
            assert isinstance(outcome, vb.Done)
            assert outcome.enrollment.id == expected

    def test_each_item_of_a_batch_is_answered_in_its_order(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(PHONE)
        scene.enqueue("A")
        reports = [
            vb.Report(sender=scene.sender(who, by), status=Status.IDLE, command_uuid=None, raw=b"Idle")
            for who, by in ((PHONE, None), (MAC, "thief"), (MAC, None))
        ]
        assert scene.store.report_and_next(reports) == [
            vb.Answer(next=None),
            vb.Refused(reason=Reason.OTHER_ENROLLMENT),
            vb.Answer(next=vb.NextCommand(uuid="A", body=b"body of A")),
        ]

    def test_what_is_stored_can_be_looked_up(self) -> None:
        scene = self.scene()
        for who in (PHONE, MAC, SAM):
            scene.enroll(who)
        for uuid in "ABC":
            scene.enqueue(uuid, priority=ord(uuid))
        scene.idle()
        scene.acknowledge("C")
        ids = [
            [record.id.id for record in page if not isinstance(record.id, bytes)]  # type: ignore[union-attr]
            for page in scene.store.look_up(
                [
                    vb.EnrollmentsQuery(),
                    vb.EnrollmentsQuery(limit=2),
                    vb.EnrollmentsQuery(after="MAC:SAM"),
                ]
            )
        ]
        assert ids == [["MAC", "MAC:SAM", "PHONE"], ["MAC", "MAC:SAM"], ["PHONE"]]
        queues = [
            [command.uuid for command in page]  # type: ignore[union-attr]
            for page in scene.store.look_up(
                [
                    vb.QueueQuery(enrollment="MAC"),
                    vb.QueueQuery(enrollment="MAC", pending_only=True),
                    vb.QueueQuery(enrollment="MAC", limit=1),
                    vb.QueueQuery(enrollment="unknown"),
                ]
            )
        ]
        assert queues == [["A", "B", "C"], ["A", "B"], ["A"], []]
        missing: list[vb.Query] = [
            vb.EnrollmentQuery(id="x"),
            vb.CommandQuery(enrollment="x", uuid="A"),
            vb.CommandQuery(enrollment="MAC", uuid="x"),
        ]
        assert scene.store.look_up(missing) == [(), (), ()]
