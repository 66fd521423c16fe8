"""The life of a device: enrollment, messages key by key, check-ins, new enrollment."""

from __future__ import annotations

import plistlib

import attrs
import pytest

from pymdm.errors import LocalProtocolError
from pymdm.protocol import EnrollmentKind, decode_checkin, decode_result
from pymdm.protocol.checkin import Authenticate, TokenUpdate
from pymdm.testing import EnrollmentRefused, SimulatedDevice
from tests.unit.testing.tiny_mdm import SETTINGS, TOPIC, TinyMDM, enrolled, make

BYOD = attrs.evolve(SETTINGS, user_enrollment=True)
MAC_KEYS = {
    "BuildVersion",
    "DeviceName",
    "MessageType",
    "Model",
    "ModelName",
    "OSVersion",
    "ProductName",
    "SerialNumber",
    "Topic",
    "UDID",
}


def test_enrollment_is_authenticate_then_token_update_to_the_check_in_url() -> None:
    server = TinyMDM()
    device = enrolled(server)
    assert ["Authenticate", "TokenUpdate"] == server.seen
    assert {"/checkin"} == {request.path for request in server.requests}
    device.connect()
    assert ("/mdm", "site=hq") == (server.requests[-1].path, server.requests[-1].query)


def test_messages_look_like_apples() -> None:
    server = TinyMDM()
    enrolled(server)
    body = server.last("Authenticate").body
    assert body.startswith(
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">\n'
        b'<plist version="1.0">\n<dict>\n\t<key>BuildVersion</key>\n\t<string>'
    )
    keys = list(server.last("Authenticate").message)
    assert sorted(keys) == keys
    assert plistlib.dumps(server.last("TokenUpdate").message) == server.last("TokenUpdate").body


def test_a_mac_says_what_macs_say() -> None:
    server = TinyMDM()
    device = enrolled(server)
    authenticate, update = server.last("Authenticate"), server.last("TokenUpdate")
    assert MAC_KEYS == set(authenticate.message)
    assert {"AwaitingConfiguration", "MessageType", "PushMagic", "Token", "Topic", "UDID"} == set(
        update.message
    )
    assert "application/x-apple-aspen-mdm-checkin" == authenticate.content_type
    assert authenticate.headers["user-agent"].startswith("MDM-OSX/1.0 mdmclient/")
    assert "mdm.example.com" == authenticate.headers["host"]
    device.connect()
    assert "application/x-apple-aspen-mdm; charset=UTF-8" == server.last("Idle").content_type
    assert {"Status", "UDID"} == set(server.last("Idle").message)


def test_an_iphone_says_what_iphones_say() -> None:
    server = TinyMDM()
    device = enrolled(server, platform="iOS")
    authenticate = server.last("Authenticate")
    expected = (MAC_KEYS - {"DeviceName", "Model", "ModelName"}) | {"IMEI", "MEID"}
    assert expected == set(authenticate.message)
    assert "MDM/1.0" == authenticate.headers["user-agent"]
    assert server.last("TokenUpdate").message["UnlockToken"]
    device.token_update()
    assert "UnlockToken" not in server.last("TokenUpdate").message


def test_without_the_access_right_an_iphone_names_nothing_but_itself() -> None:
    server = TinyMDM()
    enrolled(server, attrs.evolve(SETTINGS, access_rights=1), platform="iOS")
    assert {"MessageType", "Topic", "UDID"} == set(server.last("Authenticate").message)


def test_an_apple_tv_has_no_radio_and_no_passcode() -> None:
    server = TinyMDM()
    enrolled(server, platform="tvOS")
    assert not {"IMEI", "MEID"} & set(server.last("Authenticate").message)
    assert "UnlockToken" not in server.last("TokenUpdate").message


def test_a_user_enrollment_has_an_enrollment_id_and_no_udid() -> None:
    server = TinyMDM()
    device = make(server, BYOD, platform="iOS")
    with pytest.raises(LocalProtocolError):
        _ = device.enrollment
    device.enroll()
    device.connect()
    for request in server.requests:
        assert device.enrollment.id == request.message["EnrollmentID"]
        assert not {"UDID", "SerialNumber", "IMEI", "MEID", "UnlockToken"} & set(request.message)
    assert device.enrollment.kind is EnrollmentKind.USER_ENROLLMENT_DEVICE
    before = device.enrollment
    device.re_enroll()
    assert before != device.enrollment


@pytest.mark.parametrize(("platform", "settings"), [("macOS", SETTINGS), ("iOS", SETTINGS), ("iOS", BYOD)])
def test_pymdm_decodes_what_the_device_sends(platform: str, settings: object) -> None:
    server = TinyMDM()
    device = enrolled(server, settings, platform=platform)  # type: ignore[arg-type]
    server.enqueue("u1", "DeviceInformation", Queries=["OSVersion"])
    device.connect()
    authenticate = decode_checkin(server.last("Authenticate").body)
    update = decode_checkin(server.last("TokenUpdate").body)
    result = decode_result(server.last("Acknowledged").body)
    assert isinstance(authenticate, Authenticate)
    assert isinstance(update, TokenUpdate)
    assert device.enrollment == authenticate.enrollment == update.enrollment == result.enrollment
    assert device.enrollment.kind is authenticate.enrollment.kind
    assert device.push_target.push_magic.encode() in update.raw
    assert "u1" == result.command_uuid


@pytest.mark.parametrize("status", [400, 401, 500])
def test_a_refused_authenticate_leaves_nothing_on_the_device(status: int) -> None:
    server = TinyMDM()
    device = make(server)
    server.answer("Authenticate", status)
    with pytest.raises(EnrollmentRefused) as caught:
        device.enroll()
    assert ("Authenticate", status) == (caught.value.message_type, caught.value.status)
    assert not device.enrolled
    assert ["Authenticate"] == server.seen
    assert device.ledger.states() == ()


def test_a_failed_token_update_is_repeated_at_the_next_connection() -> None:
    server = TinyMDM()
    device = make(server, platform="iOS")
    server.answer("TokenUpdate", 500)
    assert 500 == device.enroll().status
    assert device.enrolled
    assert device.wants_to_poll
    server.answers.clear()
    device.poll()
    assert ["TokenUpdate", "Idle"] == server.seen[-2:]
    assert "UnlockToken" in server.last("TokenUpdate").message
    assert not device.wants_to_poll


def test_a_device_that_is_enrolled_does_not_enroll_on_top() -> None:
    device = enrolled(TinyMDM())
    with pytest.raises(LocalProtocolError, match="re_enroll"):
        device.enroll()


def test_a_new_enrollment_keeps_the_hardware_and_changes_the_push_address() -> None:
    server = TinyMDM()
    device = enrolled(server)
    before, udid = device.push_target, device.machine.udid
    device.re_enroll(attrs.evolve(SETTINGS, topic=f"{TOPIC}.new"))
    assert udid == device.machine.udid
    assert f"{TOPIC}.new" == device.push_target.topic
    assert before.token != device.push_target.token
    assert before.push_magic != device.push_target.push_magic
    assert ("enrolled", "profile replaced", "enrolled") == device.ledger.states()


def test_the_push_token_can_change() -> None:
    server = TinyMDM()
    device = enrolled(server)
    first = device.push_target.token
    device.token_update()
    assert first == server.last("TokenUpdate").message["Token"]
    device.token_update(new_token=True)
    assert first != server.last("TokenUpdate").message["Token"] == device.push_target.token


def test_the_same_seed_makes_the_same_device_and_another_seed_another() -> None:
    def bodies(seed: int) -> list[bytes]:
        server = TinyMDM()
        enrolled(server, seed=seed, platform="iOS")
        return [request.body for request in server.requests]

    assert bodies(1) == bodies(1)
    assert bodies(1) != bodies(2)


def test_check_out_is_sent_when_the_user_removes_the_profile() -> None:
    server = TinyMDM()
    device = enrolled(server)
    device.remove_mdm_profile()
    assert "CheckOut" == server.seen[-1]
    assert not device.enrolled
    with pytest.raises(LocalProtocolError):
        device.check_out()


def test_no_check_out_is_sent_unless_the_profile_asks_for_it() -> None:
    server = TinyMDM()
    device = enrolled(server, attrs.evolve(SETTINGS, check_out_when_removed=False))
    device.remove_mdm_profile()
    assert "CheckOut" not in server.seen
    assert not device.enrolled


def test_check_out_by_hand_changes_nothing() -> None:
    server = TinyMDM()
    device = enrolled(server)
    assert 200 == device.check_out().status
    assert {"MessageType", "Topic", "UDID"} == set(server.last("CheckOut").message)
    assert device.enrolled


def test_the_bootstrap_token_goes_up_and_comes_back() -> None:
    server = TinyMDM()
    device = enrolled(server)
    assert device.get_bootstrap_token() is None
    device.set_bootstrap_token(b"token")
    assert b"token" == server.last("SetBootstrapToken").message["BootstrapToken"]
    server.answer("GetBootstrapToken", 200, plistlib.dumps({"BootstrapToken": b"token"}))
    assert b"token" == device.get_bootstrap_token()
    server.answer("GetBootstrapToken", 500)
    assert device.get_bootstrap_token() is None
    device.set_bootstrap_token(b"")
    assert "BootstrapToken" not in server.last("SetBootstrapToken").message
    device.set_bootstrap_token()
    assert 64 == len(server.last("SetBootstrapToken").message["BootstrapToken"])


def test_no_bootstrap_token_without_the_capability() -> None:
    device = enrolled(TinyMDM(), attrs.evolve(SETTINGS, server_capabilities=()))
    with pytest.raises(LocalProtocolError, match="bootstraptoken"):
        device.set_bootstrap_token()


def test_declarative_management_and_tokens_are_check_ins() -> None:
    server = TinyMDM()
    device = enrolled(server)
    device.declarative("status", b"{}")
    assert ("status", b"{}") == tuple(
        server.last("DeclarativeManagement").message[key] for key in ("Endpoint", "Data")
    )
    device.declarative("tokens")
    assert "Data" not in server.last("DeclarativeManagement").message
    server.answer("GetToken", 200, plistlib.dumps({"TokenData": b"jwt"}))
    assert {"TokenData": b"jwt"} == device.get_token("com.apple.maid").plist
    device.get_token("com.apple.watch.pairing", {"PhoneUDID": "x"})
    assert {"PhoneUDID": "x"} == server.last("GetToken").message["TokenParameters"]


def test_any_message_can_be_sent_even_under_another_devices_name() -> None:
    """T1"""
    server = TinyMDM()
    device = enrolled(server)
    device.send_check_in({"MessageType": "TokenUpdate", "UDID": "VICTIM", "Topic": TOPIC})
    assert "VICTIM" == server.last("TokenUpdate").message["UDID"]


def test_locking_means_something_else_on_each_platform() -> None:
    mac, phone = make(TinyMDM()), make(TinyMDM(), platform="iOS")
    for device in (mac, phone):
        device.lock()
    assert (True, False) == (mac.machine.power_nap, mac.machine.locked)
    assert (False, True) == (phone.machine.power_nap, phone.machine.locked)
    mac.unlock()
    assert not mac.machine.power_nap


def test_only_an_ipad_can_be_shared() -> None:
    with pytest.raises(ValueError, match="iPad"):
        SimulatedDevice(SETTINGS, platform="iOS", shared=True)


def test_a_device_makes_an_rsa_key_unless_told_otherwise() -> None:
    assert 2048 == SimulatedDevice(SETTINGS).identity.key.key_size
