"""The contract of enrollment sessions and users' tokens: who may enroll, and what a takeover gets."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from pymdm.errors import Conflict, NotFound, Reason
from pymdm.protocol import EnrollmentID, EnrollmentKind, Status
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.records import EnrollmentRecord, Purpose
from pymdm.testing._contract_base import ContractPart
from pymdm.testing._contract_scene import (
    BYOD,
    LEE,
    MAC,
    PHONE,
    SAM,
    TOPIC,
    Scene,
    fails,
    fingerprint,
    refused,
)

__all__ = ["SessionContract", "TakeoverContract", "UserTokenContract"]


class TakeoverContract(ContractPart):
    """T81: what an Authenticate for a device gets that is pinned to another certificate."""

    def rich(self) -> Scene:
        """A Mac with secrets, a user and full queues."""
        scene = self.scene()
        scene.issue("certificate of MAC", "first")
        scene.enroll(MAC)
        scene.token_update(unlock_token=b"unlock", awaiting_configuration=True)
        scene.set_bootstrap(b"bootstrap")
        scene.enroll(SAM)
        scene.recognise(SAM, user_auth=vb.TokenIssued(token_hash=b"hash"))
        scene.enqueue("A")
        scene.enqueue("U", SAM)
        return scene

    def secrets(self, record: EnrollmentRecord) -> tuple[bytes | None, bytes | None]:
        """What must not fall into other hands."""
        return record.unlock_token, record.bootstrap_token

    def test_a_takeover_starts_empty(self) -> None:
        scene = self.rich()
        scene.issue("certificate of a thief", "second")
        outcome = scene.authenticate(by="certificate of a thief")
        assert isinstance(outcome, vb.Done)
        record = scene.record()
        assert self.secrets(record) == (None, None)
        assert (record.generation, record.awaiting_configuration) == (2, False)
        assert record.pin == fingerprint("certificate of a thief")
        assert scene.idle(by="certificate of a thief") is None
        assert scene.get_bootstrap(by="certificate of a thief") == vb.BootstrapTokenAnswer(token=None)
        assert not scene.known(SAM)
        assert scene.idle(SAM, "certificate of a thief") is None
        assert scene.told(ev.Authenticated)[-1].took_over

    def test_the_former_certificate_raises_a_conflict_and_gets_nothing(self) -> None:
        scene = self.rich()
        scene.authenticate(by="certificate of a thief")
        before = scene.record()
        outcomes = [
            scene.report(Status.IDLE),
            scene.token_update(),
            scene.get_bootstrap(),
            scene.check_out(),
            scene.recognise(SAM),
            scene.authenticate(),
        ]
        assert {refused(outcome) for outcome in outcomes} == {Reason.FORMER_IDENTITY}
        assert scene.record() == before
        [told] = scene.told(ev.PinConflict)
        assert told.source == "192.0.2.1"

    def test_takeovers_can_be_refused(self) -> None:
        scene = self.rich()
        before = scene.record()
        outcome = scene.authenticate(by="certificate of a thief", takeover=vb.Takeover.REFUSE)
        assert refused(outcome) is Reason.OTHER_SESSION
        assert (scene.record(), scene.waiting(), scene.waiting(SAM)) == (before, ["A"], ["U"])
        assert isinstance(scene.authenticate(takeover=vb.Takeover.REFUSE), vb.Done)

    def test_a_session_for_this_enrollment_carries_the_secrets_over(self) -> None:
        bindings: tuple[dict[str, Any], ...] = ({"renews": MAC}, {"udid": MAC.id})
        for number, binding in enumerate(bindings):
            scene = self.rich()
            scene.issue("renewed", f"second {number}", **binding)
            outcome = scene.authenticate(by="renewed", takeover=vb.Takeover.REFUSE)
            assert isinstance(outcome, vb.Done)
            assert self.secrets(scene.record()) == (b"unlock", b"bootstrap")
            assert scene.record(SAM).auth_token_hash == b"hash"
            assert (scene.waiting(), scene.waiting(SAM)) == ([], [])
            assert not scene.told(ev.Authenticated)[-1].took_over
            scene.token_update(by="renewed")
            assert refused(scene.report(Status.IDLE)) is Reason.FORMER_IDENTITY

    def test_a_serial_number_alone_carries_nothing_over(self) -> None:
        """T48: anybody can claim one."""
        scene = self.rich()
        scene.issue("claimed", "second", serial_number="SERIAL")
        assert isinstance(scene.authenticate(by="claimed", serial_number="SERIAL"), vb.Done)
        assert self.secrets(scene.record()) == (None, None)

    def test_a_renewal_that_fails_leaves_the_device_with_its_former_certificate(self) -> None:
        """It restores the old profile (2014 reference, "Updating Expired Profiles"): it is not locked out."""
        scene = self.rich()
        scene.issue("renewed", "second", renews=MAC)
        scene.authenticate(by="renewed")
        assert scene.idle() is None
        assert isinstance(scene.token_update(), vb.Done)
        assert scene.record().pin == fingerprint("certificate of MAC")
        scene.enqueue("B")
        assert scene.idle() == "B"
        assert refused(scene.report(Status.IDLE, None, MAC, "renewed")) is Reason.FORMER_IDENTITY

    def test_a_failed_renewal_can_be_tried_again(self) -> None:
        scene = self.rich()
        for number in (1, 2):
            scene.issue(f"renewed {number}", f"session {number}", renews=MAC)
            scene.authenticate(by=f"renewed {number}")
        assert refused(scene.report(Status.IDLE, None, MAC, "renewed 1")) is Reason.FORMER_IDENTITY
        assert isinstance(scene.authenticate(), vb.Done)
        assert self.secrets(scene.record()) == (b"unlock", b"bootstrap")

    def test_a_device_that_has_checked_out_is_not_taken_over_and_its_secrets_stay_withheld(self) -> None:
        scene = self.rich()
        scene.check_out()
        outcome = scene.authenticate(by="new certificate", takeover=vb.Takeover.REFUSE)
        assert isinstance(outcome, vb.Done)
        assert self.secrets(scene.record()) == (None, None)
        assert not scene.told(ev.Authenticated)[-1].took_over
        assert refused(scene.report(Status.IDLE)) is Reason.FORMER_IDENTITY


class SessionContract(ContractPart):
    """T51, T81: an identity enrolls the device that its session was made for, and only that."""

    def enrolls(self, scene: Scene, by: str, who: EnrollmentID = MAC, **fields: Any) -> Reason | None:
        """Why Authenticate is refused, or None."""
        return refused(scene.authenticate(who, by, **fields))

    def test_an_identity_enrolls_for_its_purpose_only(self) -> None:
        """T51."""
        scene = self.scene()
        scene.issue("for devices", "1")
        scene.issue("for people", "2", purpose=Purpose.USER_ENROLLMENT)
        assert self.enrolls(scene, "for devices", BYOD) is Reason.OTHER_SESSION
        assert self.enrolls(scene, "for people", MAC) is Reason.OTHER_SESSION
        assert self.enrolls(scene, "for people", BYOD) is None
        assert self.enrolls(scene, "for devices", MAC) is None

    def test_a_session_may_be_bound_to_a_device(self) -> None:
        scene = self.scene()
        scene.issue("by udid", "1", udid="MAC")
        scene.issue("by serial", "2", serial_number="S1")
        scene.issue("by enrollment", "3", renews=MAC)
        assert self.enrolls(scene, "by udid", PHONE) is Reason.OTHER_SESSION
        assert self.enrolls(scene, "by enrollment", PHONE) is Reason.OTHER_SESSION
        assert self.enrolls(scene, "by serial", PHONE) is Reason.OTHER_SESSION
        assert self.enrolls(scene, "by serial", PHONE, serial_number="S2") is Reason.OTHER_SESSION
        assert self.enrolls(scene, "by serial", PHONE, serial_number="S1") is None
        assert self.enrolls(scene, "by udid", MAC) is None
        assert self.enrolls(scene, "by enrollment", MAC) is None

    def test_a_session_expires_but_not_for_the_device_it_has_enrolled(self) -> None:
        scene = self.scene()
        scene.issue("used", "1", expires_at=scene.now + timedelta(minutes=5))
        scene.issue("late", "2", expires_at=scene.now + timedelta(minutes=5))
        assert self.enrolls(scene, "used") is None
        scene.pass_time(minutes=5)
        assert self.enrolls(scene, "late", PHONE) is Reason.OTHER_SESSION
        assert self.enrolls(scene, "used") is None

    def test_a_session_enrolls_one_device_with_all_its_identities(self) -> None:
        """Issued before or after the first of them was used."""
        scene = self.scene()
        scene.issue("one", "session")
        scene.issue("two", "session")
        assert self.enrolls(scene, "one", MAC) is None
        assert scene.issue("three", "session").session.enrollment == MAC
        assert self.enrolls(scene, "two", PHONE) is Reason.OTHER_SESSION
        assert self.enrolls(scene, "three", PHONE) is Reason.OTHER_SESSION
        assert scene.record().session_id == "session"

    def test_only_issued_identities_enroll_where_sessions_are_required(self) -> None:
        scene = self.scene()
        required = {"session_required": True}
        assert self.enrolls(scene, "foreign", sender=required) is Reason.NO_SESSION
        scene.issue("ours")
        assert self.enrolls(scene, "ours", sender=required) is None
        assert self.enrolls(scene, "foreign", PHONE) is None

    def test_the_issue_log_keeps_one_line_for_each_certificate(self) -> None:
        scene = self.scene()
        line = scene.issue("one", "session")
        assert scene.issue("one", "session") == line
        assert fails(Conflict, lambda: scene.issue("one", "other session"))
        assert fails(NotFound, lambda: scene.revoke("never issued"))
        query = [vb.IdentityQuery(fingerprint=fingerprint(name)) for name in ("one", "never issued")]
        assert scene.store.look_up(query) == [(line,), ()]

    def test_a_batch_is_issued_as_a_whole_or_not_at_all(self) -> None:
        scene = self.scene()
        line = scene.issue("one", "session")
        good = vb.IssueIdentity(
            session=line.session,
            fingerprint=fingerprint("two"),
            not_after=line.not_after,
            at=scene.now,
        )
        bad = vb.RevokeIdentity(fingerprint=fingerprint("never issued"), at=scene.now)
        assert fails(NotFound, lambda: scene.store.identities([good, bad]))
        assert scene.store.look_up([vb.IdentityQuery(fingerprint=good.fingerprint)]) == [()]


class UserTokenContract(ContractPart):
    """The AuthToken of network users (2014 reference, "MDM Protocol Extensions")."""

    def test_a_user_with_a_token_must_show_it_in_every_message(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.recognise(SAM, user_auth=vb.TokenRequired())
        assert refused(scene.recognise(SAM)) is Reason.AUTH_TOKEN_WRONG
        issued = scene.recognise(SAM, user_auth=vb.TokenIssued(token_hash=b"right"))
        assert isinstance(issued, vb.Done)
        for given in (None, b"wrong"):
            assert refused(scene.recognise(SAM, auth_token_hash=given)) is Reason.AUTH_TOKEN_WRONG
            wrong = scene.report(Status.IDLE, None, SAM, auth_token_hash=given)
            assert refused(wrong) is Reason.AUTH_TOKEN_WRONG
            update = scene.token_update(SAM, sender={"auth_token_hash": given})
            assert refused(update) is Reason.AUTH_TOKEN_WRONG
        right: dict[str, Any] = {"auth_token_hash": b"right"}
        assert isinstance(scene.token_update(SAM, sender=right), vb.Done)
        assert isinstance(scene.report(Status.IDLE, None, SAM, **right), vb.Answer)
        assert isinstance(scene.check_out(SAM, **right), vb.Done)

    def test_it_is_asked_of_this_user_alone(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.recognise(SAM, user_auth=vb.TokenRequired())
        assert scene.idle(MAC) is None
        assert scene.idle(LEE) is None

    def test_a_new_challenge_does_not_end_a_token_but_a_new_token_does(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.recognise(SAM, user_auth=vb.TokenIssued(token_hash=b"one"))
        scene.recognise(SAM, user_auth=vb.TokenRequired())
        assert isinstance(scene.recognise(SAM, auth_token_hash=b"one"), vb.Done)
        scene.recognise(SAM, user_auth=vb.TokenIssued(token_hash=b"two"))
        assert refused(scene.recognise(SAM, auth_token_hash=b"one")) is Reason.AUTH_TOKEN_WRONG

    def test_a_user_may_be_exempted_again(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        assert isinstance(scene.recognise(LEE, user_auth=vb.TokenWaived()), vb.Done)
        assert not scene.known(LEE)
        scene.recognise(SAM, user_auth=vb.TokenIssued(token_hash=b"one"))
        scene.recognise(SAM, user_auth=vb.TokenWaived())
        record = scene.record(SAM)
        assert (record.auth_required, record.auth_token_hash) == (False, None)
        assert isinstance(scene.recognise(SAM), vb.Done)

    def test_it_means_nothing_on_the_device_channel(self) -> None:
        scene = self.scene()
        scene.enroll(MAC)
        scene.recognise(MAC, user_auth=vb.TokenRequired())
        assert not scene.record().auth_required
        assert scene.idle() is None

    def test_the_topic_of_a_user_is_the_device_s(self) -> None:
        """T16: also for users, or their pushes would go to a stranger's certificate."""
        scene = self.scene()
        scene.enroll(MAC)
        foreign = scene.target(SAM)
        foreign = type(foreign)(topic=TOPIC + "x", token=foreign.token, push_magic="magic")
        assert refused(scene.token_update(SAM, push=foreign)) is Reason.TOPIC_WRONG
        assert not scene.known(SAM)

    def test_a_device_cannot_invent_users_without_end(self) -> None:
        """The cap is the store's; ``max_users`` tells the contract."""
        scene = self.scene()
        scene.enroll(MAC)
        crowd = [user_of_mac(number) for number in range(self.max_users)]
        verbs = [
            vb.RecordTokenUpdate(sender=scene.sender(who), push=scene.target(who), raw=b"raw")
            for who in crowd
        ]
        assert all(isinstance(outcome, vb.Done) for outcome in scene.store.token_update(verbs))
        assert refused(scene.token_update(SAM)) is Reason.TOO_MANY_USERS
        assert refused(scene.recognise(SAM, user_auth=vb.TokenRequired())) is Reason.TOO_MANY_USERS
        assert not scene.known(SAM)
        assert [told.reason for told in scene.told(ev.IdentityRefused)] == [Reason.TOO_MANY_USERS]
        assert isinstance(scene.token_update(crowd[-1]), vb.Done)
        assert isinstance(scene.enroll(PHONE), EnrollmentRecord)


def user_of_mac(number: int) -> EnrollmentID:
    """One of very many users of the Mac."""
    return EnrollmentID(kind=EnrollmentKind.USER, id=f"MAC:{number}", parent_id="MAC")
