"""Renewing an identity by SCEP: who may ask, and from when on the new one counts."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from cryptography import x509

from pymdm.crypto import TrustStore, cms, fingerprint, scep
from pymdm.crypto.scep import MessageType
from pymdm.errors import Reason
from pymdm.protocol import plist
from pymdm.service import IdentityRenewed, MDMRequest, MDMService, MessageKind, ServiceRules
from pymdm.service import verbs as vb
from pymdm.testing import EnrollmentRefused, SimulatedIdentity
from tests.unit.crypto.certs import rsa_key
from tests.unit.service.scep_scene import DAY, NOW, Client, CountingCA, Scene, authority, granted, refused


def record(scene: Scene, device: Any) -> Any:
    [[found]] = scene.store.look_up([vb.EnrollmentQuery(id=device.enrollment.id)])
    return found


def renewed(scene: Scene, device: Any, *, key: int = 2) -> SimulatedIdentity:
    reply, client = scene.renew(device.identity, key=key)
    [certificate] = granted(reply, client)
    return SimulatedIdentity(certificate=certificate, key=client.key)


def is_heard(scene: Scene, device: Any, identity: SimulatedIdentity) -> bool:
    """Whether the server hears the device with this identity."""
    body = plist.dumps({"UDID": device.enrollment.id, "Status": "Idle"})
    signer = cms.PrivateKeySigner(certificate=identity.certificate, key=identity.key)
    header = b64encode(cms.sign(body, signer, shape=cms.APPLE_DER)).decode()
    reply = scene.mdm.handle(
        MDMRequest(body=body, kind=MessageKind.CONNECT, headers={"mdm-signature": header})
    )
    assert reply.status in (200, 400)
    return reply.status == 200


def test_the_pinned_identity_gets_its_successor() -> None:
    """T5: no MDM message tells of it, so the renewal itself re-pins; the old one is good until then."""
    scene = Scene()
    device = scene.enrolled()
    old = device.identity
    scene.now += 300 * DAY
    new = renewed(scene, device)
    assert (fingerprint(old.certificate), fingerprint(new.certificate)) == (
        record(scene, device).pin,
        record(scene, device).renewed_pin,
    )
    assert is_heard(scene, device, old)
    assert is_heard(scene, device, new)
    assert (fingerprint(new.certificate), None) == (
        record(scene, device).pin,
        record(scene, device).renewed_pin,
    )
    assert not is_heard(scene, device, old)
    [events] = scene.store.events_after([vb.EventsAfter(consumer="test")])
    assert 1 == sum(isinstance(event, IdentityRenewed) for event in events)


def test_an_enrollment_outlives_its_first_certificate() -> None:
    """T5: three years, renewed each year."""
    scene = Scene()
    device = scene.enrolled()
    identity = device.identity
    for year in range(3):
        scene.now += 365 * DAY
        reply, client = scene.renew(identity, key=2 + year)
        [certificate] = granted(reply, client)
        identity = SimulatedIdentity(certificate=certificate, key=client.key)
        assert is_heard(scene, device, identity)
    assert 1 == record(scene, device).generation


def test_the_server_chooses_the_subject() -> None:
    """T45: a renewal cannot make somebody else of a device."""
    scene = Scene()
    device = scene.enrolled()
    new = renewed(scene, device)
    names = [
        x509.load_der_x509_certificate(identity.certificate).subject for identity in (device.identity, new)
    ]
    assert names[0] == names[1]


def test_a_renewal_whose_answer_was_lost_gives_the_same_certificate() -> None:
    """F50."""
    scene = Scene()
    device = scene.enrolled()
    first = granted(*scene.renew(device.identity))
    assert first == granted(*scene.renew(device.identity))
    assert first != granted(*scene.renew(device.identity, key=3))


def never_enrolled(scene: Scene) -> SimulatedIdentity:
    return scene.identity(key=4)


def checked_out(scene: Scene) -> SimulatedIdentity:
    device = scene.enrolled(key=4, seed=4)
    device.remove_mdm_profile()
    return device.identity


def replaced(scene: Scene) -> SimulatedIdentity:
    device = scene.enrolled(key=4, seed=4)
    old = device.identity
    device.re_enroll(identity=scene.identity(scene.open(renews=device.enrollment), key=5))
    return old


def revoked(scene: Scene) -> SimulatedIdentity:
    device = scene.enrolled(key=4, seed=4)
    verb = vb.RevokeIdentity(fingerprint=fingerprint(device.identity.certificate), at=scene.now)
    scene.store.identities([verb])
    return device.identity


def expired(scene: Scene) -> SimulatedIdentity:
    device = scene.enrolled(key=4, seed=4)
    scene.now += 398 * DAY
    assert is_heard(scene, device, device.identity), "its messages are heard for a while yet (T12)"
    return device.identity


def long_expired(scene: Scene) -> SimulatedIdentity:
    device = scene.enrolled(key=4, seed=4)
    scene.now += 500 * DAY
    return device.identity


def self_made(scene: Scene) -> SimulatedIdentity:
    key = rsa_key(4)
    return SimulatedIdentity(
        certificate=scep.temporary_certificate(key, now=NOW, common_name="MDM identity"), key=key
    )


def foreign(scene: Scene) -> SimulatedIdentity:
    """From a CA that has the name of ours."""
    issued = authority("Identity CA", 101).issue_identity(
        common_name="MDM identity", now=NOW, public_key=rsa_key(4).public_key()
    )
    return SimulatedIdentity(certificate=issued.certificate, key=rsa_key(4))


def the_authority_itself(scene: Scene) -> SimulatedIdentity:
    return SimulatedIdentity(certificate=scene.ca.certificate, key=scene.ca.key)


def unlogged(scene: Scene) -> SimulatedIdentity:
    """Signed by our CA and in no issue log: made with a stolen copy of the key, or before the log began."""
    issued = scene.ca.issue_identity(common_name="x", now=NOW, public_key=rsa_key(4).public_key())
    return SimulatedIdentity(certificate=issued.certificate, key=rsa_key(4))


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        (never_enrolled, Reason.NOT_ENROLLED),
        (checked_out, Reason.NOT_ENROLLED),
        (replaced, Reason.FORMER_IDENTITY),
        (revoked, Reason.REVOKED),
        (expired, Reason.EXPIRED),
        (long_expired, Reason.EXPIRED),
        (self_made, Reason.ISSUER_UNKNOWN),
        (foreign, Reason.CHAIN_INVALID),
        (the_authority_itself, Reason.PURPOSE_WRONG),
        (unlogged, Reason.NOT_ENROLLED),
    ],
)
def test_nobody_else_renews(who: Callable[[Scene], SimulatedIdentity], reason: Reason) -> None:
    """T45: and whoever is refused learns nothing but that."""
    scene = Scene()
    device = scene.enrolled()
    signer = who(scene)
    signed = CountingCA(scene)
    assert reason is refused(*scene.renew(signer, key=6))
    assert None is record(scene, device).renewed_pin
    # Only the transaction knows what a certificate is that no issue log has.
    assert signed.count == (1 if who is unlogged else 0)


def test_another_devices_identity_renews_that_device() -> None:
    """T45: a request names no device; the signer's own enrollment is what it is about."""
    scene = Scene()
    victim, thief = scene.enrolled(key=1, seed=1), scene.enrolled(key=4, seed=4)
    before = record(scene, victim)
    new = renewed(scene, thief, key=6)
    assert before == record(scene, victim)
    assert not is_heard(scene, victim, new)
    assert is_heard(scene, thief, new)


def test_a_renewed_identity_enrolls_nobody_else() -> None:
    """T3, T45."""
    scene = Scene()
    new = renewed(scene, scene.enrolled(key=1, seed=1))
    with pytest.raises(EnrollmentRefused):
        scene.device(new, seed=9).enroll()


def test_a_renewal_needs_no_challenge_and_an_enrollment_no_old_identity() -> None:
    """An old identity is no substitute for the challenge: that would enroll a second device with it."""
    scene = Scene()
    device = scene.enrolled()
    client = Client(key=rsa_key(1), signer=device.identity)
    assert Reason.CHALLENGE_UNKNOWN is refused(scene.ask(client.message(None)), client)


def test_identities_of_the_ca_of_before_are_renewed_by_the_new_one() -> None:
    """T86: a rollover."""
    before = Scene()
    device = before.enrolled()
    new_ca = authority("Next CA", 101)
    after = Scene(store=before.store, ca=new_ca, former=[before.ca])
    reply, client = after.renew(device.identity, recipient=new_ca)
    [certificate] = client.read(reply, by=new_ca).certificates
    TrustStore([new_ca.certificate]).check(certificate, now=NOW)
    # A device that still has the old CA certificate encrypts to it, and expects the answer from it.
    late = Client(key=rsa_key(7), transaction_id="late")
    reply = after.ask(late.message(after.open().challenge.reveal(), recipient=before.ca))
    [certificate] = late.read(reply, by=before.ca).certificates
    TrustStore([new_ca.certificate]).check(certificate, now=NOW)


def test_an_identity_that_was_issued_elsewhere_can_be_renewed_here() -> None:
    """A CA that was ours to begin with, and an issue log that starts today: the pin decides."""
    scene = Scene()
    rules = ServiceRules(identity=scene.ca.trust_store().mdm_signature())
    scene.mdm = MDMService(scene.store, rules=rules, clock=lambda: scene.now)
    device = scene.device(unlogged(scene))
    assert 200 == device.enroll().status
    new = renewed(scene, device)
    assert is_heard(scene, device, new)


def test_a_renewal_that_loses_the_race_is_refused() -> None:
    """T45: the enrollment ended between the look and the issuing transaction."""
    scene = Scene()
    device = scene.enrolled()

    class Ends:
        def __call__(self, request: Any) -> bytes:
            device.remove_mdm_profile()
            return sign(request)

    sign = scene.scep._issuer._sign
    scene.scep._issuer._sign = Ends()
    assert Reason.NOT_ENROLLED is refused(*scene.renew(device.identity))


def test_the_message_type_is_part_of_what_is_signed() -> None:
    """T44: a PKCSReq with a good challenge does not become a renewal of anything."""
    scene = Scene()
    client = Client()
    reply = scene.ask(client.message(scene.open().challenge.reveal(), message_type=MessageType.RENEWAL_REQ))
    assert Reason.ISSUER_UNKNOWN is refused(reply, client)
