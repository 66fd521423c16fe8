"""The contract of certificates: challenges, renewals, and the secrets of the server's own."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import Any

import attrs

from pymdm.errors import Conflict, Reason
from pymdm.protocol import Status
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.records import ChallengeRecord, EnrollmentRecord, EnrollmentSession, KeptSecret
from pymdm.testing._contract_base import ContractPart
from pymdm.testing._contract_scene import MAC, NOW, PHONE, SAM, Scene, fails, fingerprint, refused

__all__ = ["ChallengeContract", "RenewalContract", "SecretContract"]

CHALLENGE = fingerprint("a challenge")


def one(scene: Scene, verb: Any) -> Any:
    """Carry one identity verb out."""
    return scene.store.identities([verb])[0]


def open_session(scene: Scene, session_id: str = "session", **fields: Any) -> ChallengeRecord:
    """Open a session of a day with a challenge of a week."""
    fields.setdefault("challenge", CHALLENGE)
    made = EnrollmentSession(id=session_id, created_at=NOW, expires_at=NOW + timedelta(days=1))
    verb = vb.OpenSession(session=made, challenge_expires_at=NOW + timedelta(days=7), at=scene.now, **fields)
    found = one(scene, verb)
    assert isinstance(found, ChallengeRecord)
    return found


def redeem(
    scene: Scene, certificate: str = "issued", *, transaction: str = "1", key: str = "key", **fields: Any
) -> vb.Issued | vb.Refused:
    """Present the challenge."""
    fields.setdefault("challenge", CHALLENGE)
    verb = vb.RedeemChallenge(
        transaction_id=transaction, public_key=fingerprint(key), **_candidate(scene, certificate), **fields
    )
    found = one(scene, verb)
    assert isinstance(found, vb.Issued | vb.Refused)
    return found


def renew(
    scene: Scene, certificate: str, signer: str, *, transaction: str = "1", key: str = "key"
) -> vb.Issued | vb.Refused:
    """Ask for a further certificate with the one named."""
    verb = vb.RenewIdentity(
        signer=fingerprint(signer),
        transaction_id=transaction,
        public_key=fingerprint(key),
        **_candidate(scene, certificate),
    )
    found = one(scene, verb)
    assert isinstance(found, vb.Issued | vb.Refused)
    return found


def _candidate(scene: Scene, certificate: str) -> dict[str, Any]:
    return {
        "certificate": certificate.encode(),
        "fingerprint": fingerprint(certificate),
        "not_after": scene.now + timedelta(days=365),
        "at": scene.now,
    }


def challenge(scene: Scene) -> ChallengeRecord:
    """What is stored of the challenge."""
    [found] = scene.store.look_up([vb.ChallengeQuery(digest=CHALLENGE)])[0]
    assert isinstance(found, ChallengeRecord)
    return found


class ChallengeContract(ContractPart):
    """One challenge, one certificate."""

    def test_a_challenge_gives_one_certificate_for_its_session(self) -> None:
        """T42."""
        scene = self.scene()
        opened = open_session(scene)
        assert (opened.used_at, opened.session.id) == (None, "session")
        issued = redeem(scene)
        assert isinstance(issued, vb.Issued)
        assert (issued.certificate, issued.fresh, issued.identity.session.id) == (b"issued", True, "session")
        assert challenge(scene).used_at == scene.now
        [logged] = scene.store.look_up([vb.IdentityQuery(fingerprint=fingerprint("issued"))])[0]
        assert logged == issued.identity
        scene.enroll(MAC, by="issued")
        assert scene.record().session_id == "session"
        assert challenge(scene).session.enrollment == MAC, "the session is given as it is now"

    def test_a_challenge_is_used_once(self) -> None:
        """T42: by whatever differs, the key or the transaction."""
        scene = self.scene()
        open_session(scene)
        redeem(scene)
        for other in ({"key": "another"}, {"transaction": "2"}, {"transaction": "2", "key": "another"}):
            assert refused(redeem(scene, "second", **other)) is Reason.CHALLENGE_USED
        assert scene.store.look_up([vb.IdentityQuery(fingerprint=fingerprint("second"))]) == [()]

    def test_the_same_request_repeated_gets_the_same_certificate(self) -> None:
        """F50: also when the challenge has expired meanwhile."""
        scene = self.scene()
        open_session(scene)
        first = redeem(scene)
        assert isinstance(first, vb.Issued)
        scene.pass_time(days=30)
        assert redeem(scene, "another candidate") == attrs.evolve(first, fresh=False)
        assert scene.store.look_up([vb.IdentityQuery(fingerprint=fingerprint("another candidate"))]) == [()]

    def test_a_challenge_that_is_unknown_or_too_old_gives_nothing(self) -> None:
        """T42."""
        scene = self.scene()
        open_session(scene)
        assert refused(redeem(scene, challenge=fingerprint("guessed"))) is Reason.CHALLENGE_UNKNOWN
        scene.pass_time(days=7)
        assert refused(redeem(scene)) is Reason.CHALLENGE_EXPIRED
        assert challenge(scene).used_at is None

    def test_of_two_requests_at_once_one_gets_the_certificate(self) -> None:
        """T42: the challenge is used in the transaction that writes the certificate into the log."""
        scene = self.scene()
        open_session(scene)
        start = threading.Barrier(2)
        outcomes: list[vb.Issued | vb.Refused] = []

        def ask(name: str) -> None:
            start.wait()
            outcomes.append(redeem(scene, name, transaction=name, key=name))

        threads = [threading.Thread(target=ask, args=(name,)) for name in ("first", "second")]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Issued", "Refused"]

    def test_a_challenge_is_made_once_and_a_session_is_never_loosened(self) -> None:
        scene = self.scene()
        open_session(scene)
        scene.store.identities([])
        assert fails(Conflict, lambda: open_session(scene, "another session"))
        later = open_session(scene, challenge=fingerprint("another challenge"))
        assert later.session == challenge(scene).session
        looser = EnrollmentSession(id="session", created_at=NOW, expires_at=NOW + timedelta(days=900))
        verb = vb.OpenSession(
            session=looser,
            challenge=fingerprint("third"),
            challenge_expires_at=NOW + timedelta(days=7),
            at=NOW,
        )
        assert one(scene, verb).session.expires_at == NOW + timedelta(days=1)

    def test_a_certificate_that_was_issued_before_leaves_the_challenge_unused(self) -> None:
        scene = self.scene()
        scene.issue("issued", "an earlier session")
        open_session(scene)
        assert fails(Conflict, lambda: redeem(scene))
        assert challenge(scene).used_at is None
        assert isinstance(redeem(scene, "a new one"), vb.Issued)


class RenewalContract(ContractPart):
    """A device gets a further certificate with the one that it has."""

    def renewed(self) -> Scene:
        """A Mac that has got a new certificate and not used it yet."""
        scene = self.scene()
        open_session(scene)
        redeem(scene, "old")
        scene.enroll(MAC, by="old")
        assert isinstance(renew(scene, "new", "old"), vb.Issued)
        return scene

    def test_the_old_certificate_is_good_until_the_new_one_is_used(self) -> None:
        """T5: a device that loses the answer, or does not install it, is not locked out."""
        scene = self.renewed()
        scene.enqueue("A")
        assert scene.idle(by="old") == "A"
        assert scene.told(ev.IdentityRenewed) == []
        assert scene.idle(by="new") == "A"
        assert scene.acknowledge("A", by="new") is None
        assert [event.enrollment for event in scene.told(ev.IdentityRenewed)] == [MAC]
        assert scene.record().pin == fingerprint("new")
        assert refused(scene.report(Status.IDLE, None, by="old")) is Reason.FORMER_IDENTITY

    def test_only_the_certificate_that_is_pinned_now_renews(self) -> None:
        """T45."""
        scene = self.renewed()
        scene.idle(by="new")
        assert refused(renew(scene, "x", "old", transaction="2")) is Reason.FORMER_IDENTITY
        assert refused(renew(scene, "x", "a stranger's")) is Reason.NOT_ENROLLED
        scene.revoke("new")
        assert refused(renew(scene, "x", "new")) is Reason.REVOKED

    def test_who_has_left_does_not_renew(self) -> None:
        """T45."""
        scene = self.renewed()
        scene.check_out(by="old")
        assert refused(renew(scene, "x", "old", transaction="2")) is Reason.NOT_ENROLLED

    def test_a_renewal_repeated_gets_the_same_certificate(self) -> None:
        """F50."""
        scene = self.renewed()
        again = renew(scene, "another candidate", "old")
        assert isinstance(again, vb.Issued)
        assert (again.certificate, again.fresh) == (b"new", False)
        assert scene.record().renewed_pin == fingerprint("new")

    def test_the_new_certificate_speaks_for_no_other_device(self) -> None:
        """T3."""
        scene = self.renewed()
        scene.enroll(PHONE)
        assert refused(scene.report(Status.IDLE, None, PHONE, "new")) is Reason.OTHER_ENROLLMENT
        assert refused(scene.authenticate(PHONE, "new")) is Reason.OTHER_ENROLLMENT

    def test_identities_that_end_soon_are_listed(self) -> None:
        scene = self.scene()
        for who in (MAC, PHONE):
            scene.issue(f"certificate of {who.id}", who.id)
            scene.enroll(who)
        scene.enroll(SAM)

        def ending(before: datetime, **fields: Any) -> list[str]:
            query = vb.ExpiringIdentitiesQuery(before=before, **fields)
            found = scene.store.look_up([query])[0]
            return [record.id.id for record in found if isinstance(record, EnrollmentRecord)]

        soon, end = scene.now + timedelta(days=364), scene.now + timedelta(days=366)
        assert ending(soon) == []
        assert ending(end) == ["MAC", "PHONE"]
        assert ending(end, limit=1) == ["MAC"]
        assert ending(end, after="MAC") == ["PHONE"]
        scene.check_out(PHONE)
        assert ending(end) == ["MAC"]
        # What was renewed and never used may be lost.
        assert isinstance(renew(scene, "new", "certificate of MAC"), vb.Issued)
        assert ending(end) == ["MAC"]
        scene.idle(MAC, by="new")
        assert ending(soon) == []


class SecretContract(ContractPart):
    """What the server itself has to keep."""

    def test_a_secret_is_kept_replaced_and_removed(self) -> None:
        scene = self.scene()

        def keep(kind: str, name: str, value: bytes | None) -> Any:
            return one(scene, vb.KeepSecret(kind=kind, name=name, value=value, at=scene.now))

        def kept(kind: str, name: str | None = None) -> list[tuple[str, bytes]]:
            found = scene.store.look_up([vb.SecretQuery(kind=kind, name=name)])[0]
            return [(secret.name, secret.value) for secret in found if isinstance(secret, KeptSecret)]

        assert keep("ca", "b", b"1") == KeptSecret(kind="ca", name="b", value=b"1", kept_at=scene.now)
        keep("ca", "a", b"")
        keep("token", "b", b"another")
        assert kept("ca") == [("a", b""), ("b", b"1")]
        assert kept("ca", "b") == [("b", b"1")]
        keep("ca", "b", b"2")
        assert kept("ca", "b") == [("b", b"2")]
        assert keep("ca", "b", None) is None
        assert keep("ca", "never there", None) is None
        assert kept("ca") == [("a", b"")]
        assert kept("token") == [("b", b"another")]
        assert kept("nothing") == []
