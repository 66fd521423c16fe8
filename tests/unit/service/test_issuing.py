"""Who is given a certificate: one-time challenges and renewals, inside the transaction that issues."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import Any

import attrs
import pytest

from pymdm.errors import Conflict, NotFound, Reason
from pymdm.service import EnrollmentSession, IdentityRenewed, KeptSecret
from pymdm.service import verbs as vb
from tests.unit.service.cast import MAC, NOW, PHONE, World, checkin, fingerprint, status

CHALLENGE = hashlib.sha256(b"challenge").digest()


def perform(world: World, verb: Any) -> Any:
    return world.store.identities([verb])[0]


def opened(world: World, challenge: bytes = CHALLENGE, **session: Any) -> vb.OpenSession:
    made = EnrollmentSession(
        id="session", created_at=world.now, expires_at=world.now + timedelta(days=7), **session
    )
    verb = vb.OpenSession(
        session=made, challenge=challenge, challenge_expires_at=made.expires_at, at=world.now
    )
    perform(world, verb)
    return verb


def redeem(name: str = "new", **fields: Any) -> vb.RedeemChallenge:
    certificate = name.encode()
    made: dict[str, Any] = {
        "challenge": CHALLENGE,
        "transaction_id": "T",
        "public_key": hashlib.sha256(b"key").digest(),
        "certificate": certificate,
        "fingerprint": hashlib.sha256(certificate).digest(),
        "not_after": NOW + timedelta(days=365),
        "at": NOW,
    }
    return vb.RedeemChallenge(**{**made, **fields})


def renewal(name: str = "new", by: str = "certificate of MAC", **fields: Any) -> vb.RenewIdentity:
    made = attrs.asdict(redeem(name, **fields))
    del made["challenge"]
    return vb.RenewIdentity(signer=fingerprint(by), **made)


def reason(outcome: Any) -> Reason:
    assert isinstance(outcome, vb.Refused)
    return outcome.reason


def test_a_challenge_gets_one_certificate_for_its_session() -> None:
    """T42."""
    world = World()
    opened(world)

    issued = perform(world, redeem())
    assert (b"new", True, "session") == (issued.certificate, issued.fresh, issued.identity.session.id)
    second = redeem("other", transaction_id="T2", public_key=b"other key")
    assert Reason.CHALLENGE_USED is reason(perform(world, second))


@pytest.mark.parametrize("changed", [{"transaction_id": "T2"}, {"public_key": b"other key"}])
def test_only_the_very_same_request_is_answered_again(changed: dict[str, Any]) -> None:
    """F50: a lost answer repeated gives the certificate of then; anything else is a second use."""
    world = World()
    opened(world)
    perform(world, redeem())

    again = perform(world, redeem("made anew"))
    assert (b"new", False) == (again.certificate, again.fresh)
    assert Reason.CHALLENGE_USED is reason(perform(world, redeem("made anew", **changed)))


def test_a_challenge_ends() -> None:
    """T43."""
    world = World()
    opened(world)
    in_time, late = NOW + timedelta(days=6, hours=23), NOW + timedelta(days=7)

    assert Reason.CHALLENGE_EXPIRED is reason(perform(world, redeem(at=late)))
    assert perform(world, redeem(at=in_time)).fresh


def test_an_unknown_challenge_gets_nothing() -> None:
    assert Reason.CHALLENGE_UNKNOWN is reason(perform(World(), redeem()))


def test_a_challenge_is_opened_once() -> None:
    world = World()
    verb = opened(world)

    with pytest.raises(Conflict):
        perform(world, verb)


def test_a_second_challenge_does_not_loosen_the_session() -> None:
    world = World()
    opened(world, udid="MAC")

    opened(world, b"second", udid=None)
    issued = perform(world, redeem(challenge=b"second"))
    assert "MAC" == issued.identity.session.udid


def test_no_certificate_is_issued_twice() -> None:
    world = World()
    opened(world)
    opened(world, b"second")
    perform(world, redeem())

    with pytest.raises(Conflict):
        perform(world, redeem(challenge=b"second", transaction_id="T2"))


def managed() -> World:
    world = World(session_required=True)
    world.issue("certificate of MAC")
    world.enroll()
    return world


def test_a_renewed_identity_counts_from_its_first_use() -> None:
    """T5: both certificates are good until the new one is used; then the old one is a former one."""
    world = managed()
    assert perform(world, renewal()).fresh

    assert 200 == world.say(status("Idle")).status
    assert 200 == world.say(status("Idle"), "new").status
    assert 400 == world.say(status("Idle")).status
    assert 200 == world.say(status("Idle"), "new").status
    assert 1 == len(world.told(IdentityRenewed))
    assert hashlib.sha256(b"new").digest() == world.enrollment(MAC).pin


def test_a_renewal_that_is_repeated_gives_the_same_certificate() -> None:
    """F50."""
    world = managed()
    perform(world, renewal())

    again = perform(world, renewal("made anew"))
    assert (b"new", False) == (again.certificate, again.fresh)


def test_a_new_profile_takes_the_place_of_a_renewal() -> None:
    world = managed()
    perform(world, renewal())
    world.say(checkin("Authenticate"))
    world.say(checkin("TokenUpdate"))

    assert 400 == world.say(status("Idle"), "new").status
    assert 200 == world.say(status("Idle")).status


def test_a_renewed_identity_enrolls_no_other_device() -> None:
    """T3, T81."""
    world = managed()
    perform(world, renewal())

    assert 400 == world.say(checkin("Authenticate", PHONE), "new").status


def test_who_may_not_renew() -> None:
    """T45."""
    world = managed()
    world.issue("unused", "second")
    stranger = renewal(by="nobody")
    assert Reason.NOT_ENROLLED is reason(perform(world, stranger))
    assert Reason.NOT_ENROLLED is reason(perform(world, renewal(by="unused")))
    world.issue("replaced", "third", renews=MAC)
    world.say(checkin("Authenticate"), "replaced")
    world.say(checkin("TokenUpdate"), "replaced")
    assert Reason.FORMER_IDENTITY is reason(perform(world, renewal()))
    perform(world, vb.RevokeIdentity(fingerprint=fingerprint("replaced"), at=NOW))
    assert Reason.REVOKED is reason(perform(world, renewal(by="replaced")))


def test_who_revokes_an_identity_revokes_what_it_was_renewed_to() -> None:
    """T12, T45: a thief who has the key renews it first, and comes with the new identity afterwards."""
    world = managed()
    assert perform(world, renewal()).fresh
    perform(world, vb.RevokeIdentity(fingerprint=fingerprint("certificate of MAC"), at=NOW))

    for body in (status("Idle"), checkin("Authenticate"), checkin("GetBootstrapToken")):
        assert 400 == world.say(body, "new").status


def test_a_former_identity_is_revoked_without_the_one_that_is_in_use() -> None:
    world = managed()
    assert perform(world, renewal()).fresh
    assert 200 == world.say(status("Idle"), "new").status
    newer = renewal("newer", by="new", transaction_id="T2", public_key=fingerprint("another key"))
    assert perform(world, newer).fresh
    perform(world, vb.RevokeIdentity(fingerprint=fingerprint("certificate of MAC"), at=NOW))

    assert 200 == world.say(status("Idle"), "newer").status


def test_who_has_checked_out_may_not_renew() -> None:
    world = managed()
    world.say(checkin("CheckOut"))

    assert Reason.NOT_ENROLLED is reason(perform(world, renewal()))


def test_an_identity_from_before_the_issue_log_may_renew() -> None:
    world = World()
    world.enroll()

    assert perform(world, renewal()).fresh


def test_the_servers_own_secrets_are_kept_replaced_and_removed() -> None:
    world = World()

    def keep(value: bytes | None, name: str = "ca") -> Any:
        return perform(world, vb.KeepSecret(kind="ca", name=name, value=value, at=NOW))

    def kept(name: str | None = None) -> list[bytes]:
        found = world.store.look_up([vb.SecretQuery(kind="ca", name=name)])[0]
        return [each.value for each in found if isinstance(each, KeptSecret)]

    assert [] == kept()
    keep(b"one")
    keep(b"zwei", "next")
    keep(b"two")
    assert ([b"two", b"zwei"], [b"zwei"]) == (kept(), kept("next"))
    assert keep(None) is None
    assert keep(None) is None
    assert [b"zwei"] == kept()


def test_what_is_asked_for_may_be_unknown() -> None:
    world = World()

    assert [(), ()] == world.store.look_up([vb.ChallengeQuery(digest=b"none"), vb.HoldQuery()])
    with pytest.raises(NotFound):
        perform(world, vb.RevokeIdentity(fingerprint=b"none", at=NOW))


def test_identities_that_end_soon_are_found_until_a_new_one_is_in_use() -> None:
    """One that was renewed by SCEP and never used may be lost: it must not keep the profile away."""
    world = managed()

    def expiring() -> list[str]:
        query = vb.ExpiringIdentitiesQuery(before=NOW + timedelta(days=30))
        return [record.id.id for record in world.store.look_up([query])[0]]  # type: ignore[union-attr]

    assert ["MAC"] == expiring()
    perform(world, renewal())
    assert ["MAC"] == expiring()
    world.say(status("Idle"), "new")
    assert [] == expiring()
