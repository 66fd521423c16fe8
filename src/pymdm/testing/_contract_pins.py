"""The contract of pins: whose message counts, and what is noted of the others."""

from __future__ import annotations

from typing import Any

from pymdm.errors import Reason
from pymdm.protocol import Status
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.records import EnrollmentState
from pymdm.testing._contract_base import ContractPart
from pymdm.testing._contract_scene import BYOD, MAC, PHONE, SAM, fingerprint, refused

__all__ = ["PinContract"]


class PinContract(ContractPart):
    """T1-T4, T12, T14, T15: every message is judged by the pin, inside its transaction."""

    def test_no_message_counts_with_the_certificate_of_another_device(self) -> None:
        """T1: nothing is changed, nothing is shown, and the trail has an event."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(PHONE)
        scene.enqueue("A")
        scene.set_bootstrap(b"bootstrap")
        before = scene.record()
        for by in ("certificate of PHONE", "certificate of nobody"):
            outcomes = [
                scene.token_update(by=by, address="evil"),
                scene.check_out(by=by),
                scene.set_bootstrap(b"evil", by=by),
                scene.get_bootstrap(by=by),
                scene.recognise(by=by),
                scene.recognise(SAM, by=by, user_auth=vb.TokenIssued(token_hash=b"evil")),
                *(scene.report(status, "A", by=by) for status in Status),
            ]
            assert {refused(outcome) for outcome in outcomes} == {Reason.OTHER_ENROLLMENT}
        assert (scene.record(), scene.waiting(), scene.known(SAM)) == (before, ["A"], False)
        assert refused(scene.authenticate(by="certificate of PHONE")) is Reason.OTHER_ENROLLMENT
        assert scene.record() == before
        [told] = scene.told(ev.IdentityRefused)
        assert (told.enrollment, told.reason, told.source) == (
            MAC,
            Reason.OTHER_ENROLLMENT,
            "192.0.2.1",
        )

    def test_one_certificate_cannot_enroll_two_devices(self) -> None:
        """T3: nor can it ever again, once it was somebody's."""
        scene = self.scene()
        scene.enroll(MAC, "shared")
        assert refused(scene.authenticate(PHONE, "shared")) is Reason.OTHER_ENROLLMENT
        assert not scene.known(PHONE)
        scene.enroll(MAC, "another")
        assert refused(scene.authenticate(PHONE, "shared")) is Reason.OTHER_ENROLLMENT

    def test_the_same_device_may_enroll_again_with_its_certificate(self) -> None:
        """T3: it keeps what was stored for it, in a new generation."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.token_update(unlock_token=b"unlock")
        scene.set_bootstrap(b"bootstrap")
        outcome = scene.authenticate()
        assert isinstance(outcome, vb.Done)
        record = scene.record()
        assert outcome.enrollment == record
        assert (record.generation, record.state) == (2, EnrollmentState.AUTHENTICATED)
        assert (record.unlock_token, record.bootstrap_token) == (b"unlock", b"bootstrap")
        assert (record.push, record.token_updates) == (None, 0)
        assert [event.took_over for event in scene.told(ev.Authenticated)] == [False, False]

    def test_a_user_is_covered_by_the_pin_of_the_device(self) -> None:
        """T15: a user's message with another certificate does not count."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.enqueue("U", SAM)
        assert refused(scene.report(Status.IDLE, None, SAM, "certificate of PHONE")) is (
            Reason.OTHER_ENROLLMENT
        )
        assert scene.record(SAM).pin is None
        assert scene.idle(SAM) == "U"

    def test_a_revoked_identity_is_refused_at_once(self) -> None:
        """T12: in every message, also in Authenticate."""
        scene = self.scene()
        scene.issue("certificate of MAC")
        scene.enroll(MAC)
        line = scene.revoke("certificate of MAC")
        assert line.revoked_at == scene.now
        scene.pass_time(minutes=1)
        assert scene.revoke("certificate of MAC").revoked_at == line.revoked_at
        outcomes = [scene.report(Status.IDLE), scene.token_update(), scene.authenticate()]
        assert {refused(outcome) for outcome in outcomes} == {Reason.REVOKED}

    def test_an_expired_identity_is_accepted_with_a_reminder_a_day(self) -> None:
        """T12: which identity is still within its grace is decided before the store is asked."""
        scene = self.scene()
        scene.enroll(MAC)
        for _ in range(3):
            assert isinstance(scene.report(Status.IDLE, expired=True), vb.Answer)
        assert [event.enrollment for event in scene.told(ev.IdentityExpired)] == [MAC]
        scene.pass_time(days=1)
        scene.report(Status.IDLE, expired=True)
        assert len(scene.told(ev.IdentityExpired)) == 2

    def test_a_device_nobody_knows_is_a_stranger(self) -> None:
        scene = self.scene()
        outcomes = [
            scene.token_update(PHONE),
            scene.check_out(PHONE),
            scene.get_bootstrap(PHONE),
            scene.recognise(PHONE),
            scene.report(Status.ACKNOWLEDGED, "A", PHONE),
        ]
        assert outcomes == [vb.Stranger(enrollment=PHONE)] * len(outcomes)
        assert not scene.known(PHONE)
        assert scene.events() == ()

    def test_an_admitted_stranger_is_pinned(self) -> None:
        """T4: the policy's yes binds the certificate, as Authenticate would."""
        scene = self.scene()
        assert isinstance(scene.token_update(PHONE, sender={"admitted": True}), vb.Done)
        record = scene.record(PHONE)
        assert (record.pin, record.state) == (
            fingerprint("certificate of PHONE"),
            EnrollmentState.ENROLLED,
        )
        assert refused(scene.report(Status.IDLE, None, PHONE, "other", admitted=True)) is (
            Reason.OTHER_ENROLLMENT
        )
        assert refused(scene.report(Status.IDLE, None, MAC, "certificate of PHONE", admitted=True)) is (
            Reason.OTHER_ENROLLMENT
        )
        assert not scene.known(MAC)

    def test_admission_never_replaces_a_pin(self) -> None:
        """T4: neither of a managed device nor of one that has checked out."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.set_bootstrap(b"bootstrap")
        outcomes = [scene.report(Status.IDLE, None, MAC, "thief", admitted=True)]
        scene.check_out()
        outcomes.append(scene.report(Status.IDLE, None, MAC, "thief", admitted=True))
        assert {refused(outcome) for outcome in outcomes} == {Reason.OTHER_ENROLLMENT}
        assert scene.record().pin == fingerprint("certificate of MAC")

    def test_a_device_that_is_admitted_again_starts_with_an_empty_queue(self) -> None:
        """F16: what waited when it checked out belongs to an earlier generation."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enroll(SAM)
        scene.enqueue("erase")
        scene.enqueue("U", SAM)
        scene.check_out()
        answer = scene.report(Status.IDLE, admitted=True)
        assert answer == vb.Answer(next=None)
        assert (scene.record().generation, scene.waiting(), scene.waiting(SAM)) == (2, [], [])
        assert scene.record().state is EnrollmentState.AUTHENTICATED

    def test_a_user_of_an_unknown_device_may_be_admitted_with_it(self) -> None:
        scene = self.scene()
        assert isinstance(scene.token_update(SAM, sender={"admitted": True}), vb.Done)
        assert scene.record(MAC).pin == fingerprint("certificate of MAC")
        assert scene.record(SAM).state is EnrollmentState.ENROLLED

    def test_a_revoked_or_unissued_identity_is_not_admitted(self) -> None:
        scene = self.scene()
        required: dict[str, Any] = {"admitted": True, "session_required": True}
        assert refused(scene.report(Status.IDLE, None, MAC, **required)) is Reason.NO_SESSION
        scene.issue("certificate of MAC")
        scene.revoke("certificate of MAC")
        assert refused(scene.report(Status.IDLE, None, MAC, **required)) is Reason.REVOKED

    def test_a_change_of_address_is_marked_where_the_proof_can_be_replayed(self) -> None:
        """T14: a recorded message from elsewhere loses no command, and the trail shows it."""
        scene = self.scene()
        scene.enroll(MAC)
        scene.enqueue("A")
        replayable: dict[str, Any] = {"replayable": True}
        scene.report(Status.IDLE, **replayable)
        for _ in range(2):
            scene.report(Status.IDLE, source="203.0.113.9", **replayable)
        [told] = scene.told(ev.SourceChanged)
        assert (told.enrollment, told.before, told.source) == (MAC, "192.0.2.1", "203.0.113.9")
        assert scene.idle() == "A"
        assert scene.acknowledge("A") is None

    def test_over_tls_an_address_may_change(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.report(Status.IDLE)
        scene.report(Status.IDLE, source="203.0.113.9")
        assert scene.told(ev.SourceChanged) == []
        assert scene.record().last_source == "203.0.113.9"

    def test_refusals_do_not_flood_the_trail_nor_hide_each_other(self) -> None:
        """One event a minute for each reason: a nuisance cannot cover up a conflict of pins."""
        scene = self.scene()
        scene.enroll(MAC, "former")
        scene.enroll(MAC, "present")
        for _ in range(3):
            scene.report(Status.IDLE, None, MAC, "nobody")
            scene.report(Status.IDLE, None, MAC, "former")
        assert (len(scene.told(ev.IdentityRefused)), len(scene.told(ev.PinConflict))) == (1, 1)
        scene.pass_time(minutes=1)
        scene.report(Status.IDLE, None, MAC, "nobody")
        assert len(scene.told(ev.IdentityRefused)) == 2

    def test_an_enrollment_id_that_is_spelled_like_a_udid_is_another_enrollment(self) -> None:
        """T15, T51."""
        scene = self.scene()
        scene.enroll(MAC)
        lookalike = type(BYOD)(kind=BYOD.kind, id=MAC.id)
        assert refused(scene.authenticate(lookalike, "byod")) is Reason.OTHER_ENROLLMENT
        assert refused(scene.report(Status.IDLE, None, lookalike)) is Reason.OTHER_ENROLLMENT
        assert scene.record().id.kind is MAC.kind
