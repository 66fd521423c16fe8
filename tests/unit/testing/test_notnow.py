"""The documented NotNow rules (Apple MDM reference 2014, Error Handling), row by row."""

from __future__ import annotations

import pytest

from pymdm.testing import Ending
from pymdm.testing._notnow import GUARANTEED, Situation, answers_not_now
from tests.unit.testing.tiny_mdm import TinyMDM, configuration, enrolled

IOS = Situation(is_mac=False, locked=True)
NAP = Situation(is_mac=True, power_nap=True)
KEYCHAIN = Situation(is_mac=True, user_channel=True, keychain_locked=True)
LOGIN = Situation(is_mac=True, user_channel=True, blocking_login=True)


@pytest.mark.parametrize("request_type", sorted(GUARANTEED))
def test_a_locked_iphone_never_refuses_a_guaranteed_command(request_type: str) -> None:
    assert not answers_not_now(request_type, IOS)


def test_there_are_nine_guaranteed_commands() -> None:
    assert len(GUARANTEED) == 9


@pytest.mark.parametrize(
    ("request_type", "situation", "refused"),
    [
        ("InstallProfile", IOS, True),
        ("SecurityInfo", IOS, True),
        ("SomethingNew", IOS, True),
        ("InstallProfile", Situation(is_mac=False), False),
        ("DeviceLock", NAP, False),
        ("EraseDevice", NAP, False),
        ("ProfileList", NAP, True),
        ("DeviceInformation", NAP, True),
        ("ProfileList", Situation(is_mac=True, user_channel=True, power_nap=True), True),
        ("InstallProfile", KEYCHAIN, True),
        ("RemoveProfile", KEYCHAIN, True),
        ("ProfileList", KEYCHAIN, False),
        ("InstallProfile", Situation(is_mac=True, keychain_locked=True), False),
        ("DeviceInformation", LOGIN, True),
        ("InstalledApplicationList", LOGIN, True),
        ("ProfileList", LOGIN, False),
        ("InstallProfile", Situation(is_mac=True, locked=True), False),
        ("InstallProfile", Situation(is_mac=True), False),
    ],
)
def test_the_table(request_type: str, situation: Situation, refused: bool) -> None:
    assert answers_not_now(request_type, situation) is refused


def test_a_locked_iphone_refuses_and_polls_again_after_unlocking() -> None:
    """F13"""
    server = TinyMDM()
    device = enrolled(server, platform="iOS")
    device.lock()
    server.enqueue("u1", "InstallProfile", Payload=configuration())
    server.enqueue("u2", "ProfileList")
    assert [("u1", "InstallProfile", "NotNow"), ("u2", "ProfileList", "Acknowledged")] == device.connect()
    assert device.ending is Ending.NOT_NOW
    assert device.wants_to_poll
    assert not device.ledger.executed("u1")
    device.unlock()
    assert [("u1", "InstallProfile", "Acknowledged")] == device.poll()
    assert not device.wants_to_poll
    assert device.poll() == []
    assert 1 == len(device.ledger.executed("u1"))


def test_a_mac_in_power_nap_still_locks() -> None:
    server = TinyMDM()
    device = enrolled(server)
    device.lock()
    server.enqueue("u1", "ProfileList")
    server.enqueue("u2", "DeviceLock", PIN="123456")
    assert ["NotNow", "Acknowledged"] == [step.status for step in device.connect()]
    assert device.machine.screen_locked


def test_a_user_with_a_locked_keychain_refuses_profiles() -> None:
    server = TinyMDM()
    user = enrolled(server).user("6F5E7C31-0000-4000-8000-000000000001", short_name="ada")
    user.enroll()
    user.keychain_locked = True
    server.enqueue("u1", "InstallProfile", Payload=configuration())
    server.enqueue("u2", "ProfileList")
    assert ["NotNow", "Acknowledged"] == [step.status for step in user.connect()]


def test_the_refusal_is_not_repeated_if_it_was_lost() -> None:
    server = TinyMDM()
    device = enrolled(server, platform="iOS")
    device.lock()
    server.enqueue("u1", "InstallProfile", Payload=configuration())
    device.drop_connection()
    device.connect()
    assert device.ending is Ending.CUT
    device.unlock()
    assert [("u1", "InstallProfile", "Acknowledged")] == device.connect()
    assert ["Authenticate", "TokenUpdate", "Idle", "Idle", "Acknowledged"] == server.seen
