"""MachineInfo: a claim opens one session, which brings nothing of an earlier enrollment out (T48, T49)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pymdm.crypto import SealKey, cms
from pymdm.errors import (
    DecodeError,
    Reason,
    SignatureInvalid,
    SignerUntrusted,
    StorageError,
    VerificationError,
)
from pymdm.protocol import plist
from pymdm.service import Purpose, Store
from pymdm.service import machine_info as module
from pymdm.service import verbs as vb
from pymdm.service.machine_info import AdmittedMachine, MachineInfoDesk, SerialRules
from pymdm.service.sessions import SESSION_LIFETIME, challenge_digest
from pymdm.stores import MemoryStore
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing.machine_info import FakeDeviceCA
from tests.support import PATIENCE, shared
from tests.unit.crypto.cms import forge
from tests.unit.service.cast import COMMAND, MAC, NOW, World, checkin, fingerprint

CA = FakeDeviceCA.create(now=NOW)
MINE, OTHERS = CA.device(now=NOW), CA.device(now=NOW)
DATED = MINE.machine_info(serial_number="S1", udid="MAC", signing_time=NOW)
UNDATED = MINE.machine_info(serial_number="S1", udid="MAC")


@pytest.fixture(params=["memory", "SQLite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "memory":
        yield MemoryStore()
        return
    durable = SQLiteStore(tmp_path / "mdm.sqlite", seal=SealKey.generate())
    yield durable
    durable.close()


def desk(
    store: Store | None = None, *, allow: Any = None, block: Any = frozenset(), **options: Any
) -> MachineInfoDesk:
    options.setdefault("chain", CA.chain)
    return MachineInfoDesk(store or MemoryStore(), serials=SerialRules(allow=allow, block=block), **options)


def reason(at: MachineInfoDesk, signed: bytes, **options: Any) -> Reason | None:
    options.setdefault("now", NOW)
    try:
        at.open(signed, **options)
    except VerificationError as error:
        return error.reason
    return None


# ── claims ───────────────────────────────────────────────────────────────────────────────────────


def test_what_is_claimed_is_read_and_the_rest_is_kept() -> None:
    signed = MINE.machine_info(
        serial_number="S1",
        udid="MAC",
        OS_VERSION="15.5",
        LANGUAGE="de",
        MDM_CAN_REQUEST_SOFTWARE_UPDATE=True,
        SOFTWARE_UPDATE_DEVICE_ID="J413AP",
        IMEI=7,
        PAIRING_TOKEN=b"secret",
    )

    claims = desk().read(signed)

    assert ("S1", "MAC", "Mac15,12", "24F74") == (
        claims.serial_number,
        claims.udid,
        claims.product,
        claims.build_version,
    )
    assert ("15.5", "de", "J413AP", True) == (
        claims.os_version,
        claims.language,
        claims.software_update_device_id,
        claims.can_request_software_update,
    )
    assert {"IMEI": 7, "PAIRING_TOKEN": b"secret"} == claims.extra
    assert MINE.signer.certificate == claims.device.certificate
    assert "secret" not in repr(claims)


def test_an_old_device_says_little() -> None:
    signed = MINE.machine_info(
        serial_number="S1", udid="MAC", PRODUCT=None, VERSION=None, MDM_CAN_REQUEST_SOFTWARE_UPDATE="true"
    )

    claims = desk().read(signed)

    assert (None, None, False) == (claims.product, claims.os_version, claims.can_request_software_update)
    assert {"MDM_CAN_REQUEST_SOFTWARE_UPDATE": "true"} == claims.extra


def test_the_signature_of_a_real_device_is_read_below_apples_own_authority() -> None:
    """T32"""
    real = shared("vectors/cms/apple_ota_phase2.der").read_bytes()

    claims = MachineInfoDesk(MemoryStore(), serials=SerialRules(allow=None)).read(real)

    assert ("ZDL2M9PTJ3", "VirtualMac2,1") == (claims.serial_number, claims.product)
    with pytest.raises(SignerUntrusted):
        desk().read(real)


@pytest.mark.parametrize(
    "keys",
    [
        {"SERIAL": None},
        {"SERIAL": ""},
        {"SERIAL": 7},
        {"SERIAL": "S" * 65},
        {"SERIAL": "S1\nadmin"},
        {"UDID": None},
        {"UDID": b"MAC"},
    ],
)
def test_a_list_without_usable_names_is_refused(keys: dict[str, Any]) -> None:
    signed = MINE.machine_info(serial_number="S1", udid="MAC", **keys)

    with pytest.raises(DecodeError, match="printable") as caught:
        desk().open(signed, now=NOW)

    assert next(iter(keys)) == caught.value.path


def test_what_is_no_list_is_refused() -> None:
    for content in (plist.dumps(["S1"]), b"no plist"):
        with pytest.raises(DecodeError):
            desk().open(cms.sign(content, MINE.signer), now=NOW)


def test_t48_only_a_device_of_the_authority_is_heard() -> None:
    own_certificate = cms.sign(plist.dumps({"SERIAL": "S1", "UDID": "MAC"}), forge.rsa_signer())

    assert Reason.ISSUER_UNKNOWN == reason(desk(), own_certificate)
    assert Reason.CHAIN_INVALID == reason(desk(chain=FakeDeviceCA.create(now=NOW).chain), DATED)
    with pytest.raises(SignatureInvalid):
        desk().open(DATED.replace(b"<string>S1<", b"<string>S2<"), now=NOW)


def test_a_certificate_whose_unsigned_part_was_changed_ends_in_the_same_kind_of_error() -> None:
    """T40: the outer name of the algorithm is not signed; everything else verifies."""
    with_null, without = forge.seq(forge.RSA_WITH["sha256"], forge.NULL), forge.seq(forge.RSA_WITH["sha256"])
    der = MINE.signer.certificate
    tbs, signature = der[4 : der.rindex(with_null)], der[der.rindex(with_null) + len(with_null) :]
    odd = cms.PrivateKeySigner(certificate=forge.seq(tbs, without, signature), key=MINE.signer.key)
    signed = cms.sign(plist.dumps({"SERIAL": "S1", "UDID": "MAC"}), odd)

    assert Reason.CHAIN_INVALID == reason(desk(), signed)


# ── who may enroll ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("allow", "block", "refused"),
    [
        (None, (), False),
        (("S1", "S2"), (), False),
        ((" s1 ",), (), False),
        (("S2",), (), True),
        ((), (), True),
        (None, ("S1",), True),
        (None, ("s1 ",), True),
        (("S1",), ("S1",), True),
        (None, ("S2",), False),
    ],
)
def test_t48_the_lists_decide_and_a_refusal_leaves_the_message_unused(
    allow: Any, block: Any, refused: bool
) -> None:
    store = MemoryStore()

    assert (Reason.SERIAL_REFUSED if refused else None) == reason(
        desk(store, allow=allow, block=block), DATED
    )
    assert (None if refused else Reason.MACHINE_INFO_USED) == reason(desk(store), DATED)


# ── one session, one use ─────────────────────────────────────────────────────────────────────────


def test_the_session_is_bound_to_the_serial_number_and_to_the_person_and_not_to_the_udid() -> None:
    admitted = desk().open(
        DATED, now=NOW, user="sam@example.com", new_id=lambda: "ID", new_text=lambda: "challenge"
    )

    session = admitted.session
    assert ("ID", Purpose.DEVICE, "S1", "sam@example.com") == (
        session.id,
        session.purpose,
        session.serial_number,
        session.user,
    )
    assert (None, None, NOW + SESSION_LIFETIME) == (session.udid, session.renews, session.expires_at)
    assert "challenge" == admitted.challenge.reveal()
    assert "'challenge'" not in repr(admitted)


@pytest.mark.parametrize("signed", [DATED, UNDATED], ids=["dated", "undated"])
def test_t49_a_second_use_is_refused_and_leaves_nothing(store: Store, signed: bytes) -> None:
    at = desk(store)
    first = at.open(signed, now=NOW, new_text=lambda: "first")

    for later in (timedelta(0), timedelta(minutes=1), SESSION_LIFETIME):
        assert Reason.MACHINE_INFO_USED == reason(at, signed, now=NOW + later, new_text=lambda: "second")

    assert [(), 1] == [
        found if not found else len(found)
        for found in store.look_up(
            [
                vb.ChallengeQuery(digest=challenge_digest("second")),
                vb.ChallengeQuery(digest=challenge_digest("first")),
            ]
        )
    ]
    assert "S1" == first.session.serial_number


@pytest.mark.parametrize("signed", [DATED, UNDATED], ids=["dated", "undated"])
def test_t49_of_many_at_once_one_wins(store: Store, signed: bytes) -> None:
    at = desk(store)
    start = threading.Barrier(6)
    outcomes: list[AdmittedMachine | Reason] = []

    def use(number: int) -> None:
        start.wait(PATIENCE)
        try:
            # Across the end of a period too: the mark of the next one is shared.
            outcomes.append(at.open(signed, now=NOW + number % 2 * SESSION_LIFETIME))
        except VerificationError as error:
            outcomes.append(error.reason)

    threads = [threading.Thread(target=use, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)

    assert 1 == sum(isinstance(outcome, AdmittedMachine) for outcome in outcomes)
    assert 5 == outcomes.count(Reason.MACHINE_INFO_USED)


def test_t49_the_same_message_in_another_form_is_the_same_message() -> None:
    """Further certificates, lengths and unsigned attributes are not signed: anybody can change them."""
    at = desk()
    more = cms.sign(
        cms.verify_attached(DATED, policy=cms.MACHINE_INFO).content,
        MINE.signer,
        signing_time=NOW,
        certificates=(CA.certificate,),
    )
    streamed = cms.sign(
        cms.verify_attached(DATED, policy=cms.MACHINE_INFO).content,
        MINE.signer,
        shape=cms.Shape(encoding="ber"),
        signing_time=NOW,
    )

    assert 3 == len({DATED, more, streamed})
    assert [None, Reason.MACHINE_INFO_USED, Reason.MACHINE_INFO_USED] == [
        reason(at, signed) for signed in (DATED, more, streamed)
    ]


def test_nobody_uses_up_the_message_of_another_device() -> None:
    at = desk()

    assert None is reason(at, OTHERS.machine_info(serial_number="S1", udid="MAC"))
    assert None is reason(at, UNDATED)


def test_a_device_that_signs_the_time_gets_in_again_at_once() -> None:
    at = desk()
    again = MINE.machine_info(serial_number="S1", udid="MAC", signing_time=NOW + timedelta(seconds=1))

    assert [None, None] == [reason(at, DATED), reason(at, again)]


@pytest.mark.parametrize("into", [0.0, 0.5, 0.99])
def test_an_erased_mac_gets_in_again_after_its_session_has_ended_and_before_it_could_have_twice(
    into: float,
) -> None:
    """Its messages are all the same, so that it must not be refused for ever; the other kind is."""
    at = desk()
    first = module._EPOCH + 300 * SESSION_LIFETIME + into * SESSION_LIFETIME
    assert [None, None] == [reason(at, signed, now=first) for signed in (UNDATED, DATED)]

    assert Reason.MACHINE_INFO_USED == reason(at, UNDATED, now=first + SESSION_LIFETIME)
    assert None is reason(at, UNDATED, now=first + 2 * SESSION_LIFETIME)
    assert Reason.MACHINE_INFO_USED == reason(at, DATED, now=first + 500 * SESSION_LIFETIME)


def test_t49_a_mark_is_no_challenge() -> None:
    """No text that a device presents has the digest of a mark: its input is no UTF-8."""
    with pytest.raises(UnicodeDecodeError):
        module._MARK.decode("utf-8", "surrogatepass")


def test_a_store_that_fails_leaves_the_message_unused() -> None:
    class Failing(MemoryStore):
        down = True

        def identities(self, batch: Any, /) -> Any:
            if self.down:
                raise StorageError("the disk is full")
            return super().identities(batch)

    store = Failing()
    with pytest.raises(StorageError):
        desk(store).open(DATED, now=NOW)
    store.down = False

    assert None is reason(desk(store), DATED)


def test_a_session_needs_some_time() -> None:
    with pytest.raises(ValueError, match="above zero"):
        desk(lifetime=timedelta(0))


# ── and then: what the session is good for ───────────────────────────────────────────────────────


def certified(world: World, admitted: AdmittedMachine, name: str) -> None:
    """Have a certificate issued for the challenge, as SCEP does."""
    [issued] = world.store.identities(
        [
            vb.RedeemChallenge(
                challenge=challenge_digest(admitted.challenge.reveal()),
                transaction_id=name,
                public_key=fingerprint(f"key of {name}"),
                certificate=name.encode(),
                fingerprint=fingerprint(name),
                not_after=world.now + timedelta(days=30),
                at=world.now,
            )
        ]
    )
    assert isinstance(issued, vb.Issued)


def test_t48_a_claimed_serial_number_and_udid_bring_no_secret_out(store: Store) -> None:
    """A genuine device of somebody else claims to be the Mac, and enrolls under its name."""
    world = World(session_required=True, store=store)
    certified(world, desk(store).open(UNDATED, now=NOW), "first")
    world.enroll(MAC, "first")
    world.say(checkin("TokenUpdate", UnlockToken=b"unlock"), "first")
    world.say(checkin("SetBootstrapToken"), "first")
    world.enqueue(MAC, COMMAND, uuid="SECRET")

    spoofed = OTHERS.machine_info(serial_number="S1", udid="MAC")
    certified(world, desk(store).open(spoofed, now=NOW), "thief")
    assert 200 == world.say(checkin("Authenticate"), "thief").status
    assert 200 == world.say(checkin("TokenUpdate"), "thief").status

    assert b"" == world.say(checkin("GetBootstrapToken"), "thief").body
    assert None is world.idle(MAC, "thief")
    record = world.enrollment(MAC)
    assert (None, None) == (record.unlock_token, record.bootstrap_token)


def test_t48_the_serial_number_rules_others_out() -> None:
    world = World(session_required=True)
    certified(world, desk(world.store).open(DATED, now=NOW), "first")

    reply = world.say(checkin("Authenticate", SerialNumber="S2"), "first")

    assert (400, Reason.OTHER_SESSION) == (reply.status, reply.reason)
