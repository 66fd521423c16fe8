"""Check-in messages: decoding, refusing, encoding again, and the bodies of a server's answers."""

from __future__ import annotations

import plistlib
import typing

import pytest

from pymdm.errors import DecodeError, ProtocolError, RemoteProtocolError
from pymdm.protocol import (
    Authenticate,
    Channel,
    CheckinMessage,
    CheckOut,
    DeclarativeManagement,
    EnrollmentKind,
    GetBootstrapToken,
    GetToken,
    PushTarget,
    ReturnToService,
    SetBootstrapToken,
    TokenUpdate,
    UnknownMessage,
    UserAuthenticate,
    decode_checkin,
    encode_auth_token,
    encode_bootstrap_token,
    encode_digest_challenge,
    encode_token_data,
)
from pymdm.protocol._message import MAX_NAME
from pymdm.protocol.enrollment import SHARED_IPAD_USER_ID
from tests.support import shared

TOPIC = "com.apple.mgmt.External.1"
USER = {"UDID": "A", "UserID": "B"}
SHARED_IPAD = {"UDID": "A", "UserID": SHARED_IPAD_USER_ID, "UserShortName": "jane"}
REQUIRED = {
    "Authenticate": {"Topic": TOPIC},
    "TokenUpdate": {"Topic": TOPIC, "Token": bytes(32), "PushMagic": "magic"},
    "CheckOut": {},
    "UserAuthenticate": {"UserID": "B"},
    "SetBootstrapToken": {},
    "GetBootstrapToken": {},
    "DeclarativeManagement": {"Endpoint": "tokens"},
    "GetToken": {"TokenServiceType": "com.apple.maid"},
    "ReturnToService": {},
    "NeverHeardOf": {},
}
CLASSES = {cls.__name__: cls for cls in typing.get_args(CheckinMessage)}


def message(kind: str, **keys: object) -> bytes:
    return plistlib.dumps({"MessageType": kind, "UDID": "A", **REQUIRED[kind], **keys})


@pytest.mark.parametrize("kind", REQUIRED)
def test_the_required_keys_are_enough(kind):
    found = decode_checkin(message(kind))

    assert isinstance(found, CLASSES.get(kind, UnknownMessage))
    assert kind == found.message_type
    assert "A" == found.enrollment.device_id


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind, keys in REQUIRED.items() for key in keys])
def test_a_missing_required_key_is_named(kind, key):
    keys = {"MessageType": kind, "UDID": "A", **REQUIRED[kind]}
    del keys[key]

    with pytest.raises(DecodeError) as caught:
        decode_checkin(plistlib.dumps(keys))

    assert key == caught.value.path


@pytest.mark.parametrize(
    ("kind", "key"),
    [
        *(("CheckOut", key) for key in ("UDID", "EnrollmentID", "UserID", "EnrollmentUserID")),
        *(
            ("CheckOut", key)
            for key in ("UserShortName", "UserLongName", "AuthToken", "NotOnConsole", "Topic")
        ),
        *(
            ("TokenUpdate", key)
            for key in ("Topic", "Token", "PushMagic", "UnlockToken", "AwaitingConfiguration")
        ),
        *(("Authenticate", key) for key in ("Topic", "DeviceName", "Model", "ModelName", "OSVersion")),
        *(("Authenticate", key) for key in ("BuildVersion", "ProductName", "SerialNumber", "IMEI", "MEID")),
        ("Authenticate", "Challenge"),
        ("UserAuthenticate", "DigestResponse"),
        ("SetBootstrapToken", "BootstrapToken"),
        ("SetBootstrapToken", "AwaitingConfiguration"),
        ("GetBootstrapToken", "AwaitingConfiguration"),
        ("DeclarativeManagement", "Endpoint"),
        ("DeclarativeManagement", "Data"),
        ("GetToken", "TokenServiceType"),
        ("GetToken", "TokenParameters"),
    ],
)
def test_a_key_of_another_type_is_named_and_its_value_is_not(kind, key):
    with pytest.raises(DecodeError) as caught:
        decode_checkin(message(kind, **{key: [4711]}))

    assert key == caught.value.path
    assert "4711" not in str(caught.value)


@pytest.mark.parametrize(
    "keys", [{}, {"MessageType": ""}, {"MessageType": 1}, {"MessageType": "A" * (MAX_NAME + 1)}]
)
def test_a_message_says_what_it_is(keys):
    with pytest.raises(DecodeError) as caught:
        decode_checkin(plistlib.dumps({"UDID": "A", **keys}))

    assert "MessageType" == caught.value.path


def test_a_message_is_a_dictionary():
    with pytest.raises(DecodeError, match="dictionary"):
        decode_checkin(plistlib.dumps(["MessageType", "Authenticate"]))


@pytest.mark.parametrize("raw", [b"", b"garbage", b"bplist00", b"<plist>", b"\x00" * 100])
def test_hostile_bytes_are_refused(raw):
    with pytest.raises(RemoteProtocolError):
        decode_checkin(raw)


@pytest.mark.parametrize("kind", ["SetBootstrapToken", "GetBootstrapToken", "ReturnToService"])
@pytest.mark.parametrize("sender", [USER, SHARED_IPAD], ids=["user", "shared ipad"])
def test_a_user_does_not_speak_for_the_device(kind, sender):
    """T15: else a user of a Mac could read its bootstrap token."""
    with pytest.raises(DecodeError, match="device channel"):
        decode_checkin(message(kind, **sender))


def test_the_authenticate_of_a_user_is_told_from_the_device_s():
    """OS X 10.11 sends it where the profile was installed for one user; the service refuses it."""
    found = decode_checkin(message("Authenticate", **USER, NotOnConsole=False))

    assert (EnrollmentKind.USER, Channel.USER) == (found.enrollment.kind, found.enrollment.channel)


@pytest.mark.parametrize("sender", [{"UserID": SHARED_IPAD_USER_ID, "UserShortName": "jane"}])
def test_only_users_of_a_mac_log_in(sender):
    with pytest.raises(DecodeError) as caught:
        decode_checkin(message("UserAuthenticate", **sender))

    assert "UserID" == caught.value.path


@pytest.mark.parametrize("kind", ["TokenUpdate", "CheckOut", "DeclarativeManagement", "GetToken"])
def test_users_have_a_channel_of_their_own(kind):
    found = decode_checkin(message(kind, **USER, UserLongName="Jane", AuthToken="t", NotOnConsole=True))

    assert EnrollmentKind.USER is found.enrollment.kind
    assert ("B", "Jane", "t", True) == (
        found.user_id,
        found.user_long_name,
        found.auth_token,
        found.not_on_console,
    )


@pytest.mark.parametrize("kind", REQUIRED)
def test_unknown_keys_survive(kind):
    raw = message(kind, Brand=["new", {"Nested": b"data"}])

    found = decode_checkin(raw)

    assert {"Brand": ["new", {"Nested": b"data"}]} == found.extra
    assert plistlib.loads(raw) == plistlib.loads(found.encode())
    assert found == decode_checkin(found.encode())


def test_the_original_bytes_stay_beside_the_message():
    raw = message("CheckOut")

    assert raw == decode_checkin(raw).raw
    assert b"" == CheckOut(udid="A").raw


def test_extra_may_not_repeat_a_field():
    with pytest.raises(ValueError, match="Topic"):
        CheckOut(udid="A", topic=TOPIC, extra={"Topic": "other"}).encode()


def test_a_message_of_nobody_cannot_be_built():
    with pytest.raises(DecodeError):
        CheckOut()


@pytest.mark.parametrize(
    "built",
    [
        Authenticate(udid="A", topic=TOPIC, challenge=b"SECRET"),
        TokenUpdate(udid="A", topic=TOPIC, token=b"SECRET", push_magic="SECRET", unlock_token=b"SECRET"),
        CheckOut(udid="A", user_id="B", auth_token="SECRET"),
        UserAuthenticate(udid="A", user_id="B", digest_response="SECRET"),
        SetBootstrapToken(udid="A", bootstrap_token=b"SECRET"),
        DeclarativeManagement(udid="A", endpoint="status", data=b"SECRET"),
        GetToken(udid="A", token_service_type="t", token_parameters={"SecurityToken": "SECRET"}),
        UnknownMessage(udid="A", message_type="X", extra={"Key": "SECRET"}),
        ReturnToService(udid="A", raw=b"SECRET"),
        GetBootstrapToken(udid="A", extra={"BootstrapToken": b"SECRET"}),
    ],
    ids=lambda built: built.message_type,
)
def test_no_secret_is_shown(built):
    """T65"""
    assert "SECRET" not in repr(built)
    assert "SECRET" not in str(built)


@pytest.mark.parametrize(("token", "removes"), [(None, True), (b"", True), (b"t", False)])
def test_a_missing_or_empty_bootstrap_token_removes_the_kept_one(token, removes):
    assert removes is SetBootstrapToken(udid="A", bootstrap_token=token).removes


def test_an_empty_bootstrap_token_is_not_a_missing_one():
    raw = message("SetBootstrapToken", BootstrapToken=b"")

    assert b"" == plistlib.loads(decode_checkin(raw).encode())["BootstrapToken"]


def test_login_has_two_steps():
    first = decode_checkin(message("UserAuthenticate"))
    second = decode_checkin(message("UserAuthenticate", DigestResponse="Digest …"))

    assert isinstance(first, UserAuthenticate)
    assert isinstance(second, UserAuthenticate)
    assert (None, "Digest …") == (first.digest_response, second.digest_response)


def test_the_push_target_of_a_token_update():
    update = TokenUpdate(udid="A", topic=TOPIC, token=bytes(32), push_magic="magic")

    assert PushTarget(topic=TOPIC, token=bytes(32), push_magic="magic") == update.push_target(topic=TOPIC)


@pytest.mark.parametrize(
    ("topic", "token", "magic"),
    [
        (TOPIC, bytes(32), ""),
        (TOPIC, bytes(3), "m"),
        (TOPIC, bytes(4096), "m"),
        ("com.example", bytes(32), "m"),
    ],
)
def test_a_useless_push_target_is_refused(topic, token, magic):
    """T16"""
    with pytest.raises(ProtocolError):
        TokenUpdate(udid="A", topic=topic, token=token, push_magic=magic).push_target()


def test_a_foreign_topic_is_refused():
    """T16"""
    update = TokenUpdate(udid="A", topic=TOPIC + "2", token=bytes(32), push_magic="magic")

    with pytest.raises(RemoteProtocolError, match="Topic"):
        update.push_target(topic=TOPIC)


def test_the_bodies_of_answers():
    assert {"BootstrapToken": b"t"} == plistlib.loads(encode_bootstrap_token(b"t"))
    assert b"" == encode_bootstrap_token(None) == encode_bootstrap_token(b"")
    assert {"DigestChallenge": ""} == plistlib.loads(encode_digest_challenge(""))
    assert {"AuthToken": "t"} == plistlib.loads(encode_auth_token("t"))
    assert {"TokenData": b"t"} == plistlib.loads(encode_token_data(b"t"))


def test_real_authenticate_of_a_mac():
    raw = shared("vectors/messages/Authenticate.2.plist").read_bytes()

    found = decode_checkin(raw)

    assert isinstance(found, Authenticate)
    assert EnrollmentKind.DEVICE is found.enrollment.kind
    assert "66ADE930-5FDF-5EC4-8429-15640684C489" == found.enrollment.id
    assert b"apple" == found.challenge
    assert ("10.12.6", "16G2136", "iMac14,2") == (found.os_version, found.build_version, found.product_name)
    assert {} == found.extra
    assert plistlib.loads(raw) == plistlib.loads(found.encode())


def test_real_token_update_of_a_mac():
    raw = shared("vectors/messages/TokenUpdate.2.plist").read_bytes()

    found = decode_checkin(raw)

    assert isinstance(found, TokenUpdate)
    assert "66ADE930-5FDF-5EC4-8429-15640684C489" == found.enrollment.id
    assert 32 == len(found.push_target().token)
    assert found.awaiting_configuration is False
    assert plistlib.loads(raw) == plistlib.loads(found.encode())
