"""The stand-in for the push service."""

from __future__ import annotations

import attrs

from pymdm.protocol import PushTarget
from pymdm.testing import StubAPNs
from tests.unit.testing.tiny_mdm import TOPIC, TinyMDM, enrolled


def test_a_push_wakes_the_device_once_however_many_came() -> None:
    server, apns = TinyMDM(), StubAPNs()
    device = enrolled(server)
    apns.register(device, device)
    server.enqueue("u1", "ProfileList")
    for _ in range(3):
        assert apns.push(device.push_target).heeded
    assert device.wants_to_poll
    assert [(device, [("u1", "ProfileList", "Acknowledged")])] == apns.deliver()
    assert apns.deliver() == []
    assert [200, 200, 200] == [push.status for push in apns.pushes]


def test_users_have_their_own_address() -> None:
    server, apns = TinyMDM(), StubAPNs()
    device = enrolled(server)
    user = device.user("6F5E7C31-0000-4000-8000-000000000001", short_name="ada")
    apns.register(device, user)
    apns.push(user.push_target)
    assert [(user, [])] == apns.deliver()


def test_a_wrong_topic_is_refused() -> None:
    apns, device = StubAPNs(), enrolled(TinyMDM())
    apns.register(device)
    outcome = apns.push(attrs.evolve(device.push_target, topic=f"{TOPIC}.other"))
    assert (400, "DeviceTokenNotForTopic", False) == (outcome.status, outcome.reason, outcome.heeded)


def test_a_wrong_magic_is_accepted_by_the_service_and_ignored_by_the_device() -> None:
    apns, device = StubAPNs(), enrolled(TinyMDM())
    apns.register(device)
    outcome = apns.push(attrs.evolve(device.push_target, push_magic="other"))
    assert (200, None, False) == (outcome.status, outcome.reason, outcome.heeded)
    assert apns.deliver() == []


def test_tokens_that_were_never_seen_differ_from_former_ones() -> None:
    apns, device = StubAPNs(), enrolled(TinyMDM())
    apns.register(device)
    old = device.push_target
    device.token_update(new_token=True)
    assert (410, "Unregistered") == (apns.push(old).status, apns.push(old).reason)
    never = PushTarget(topic=TOPIC, token=b"\x01" * 32, push_magic="x")
    assert (400, "BadDeviceToken") == (apns.push(never).status, apns.push(never).reason)
    assert apns.push(device.push_target).heeded


def test_a_device_that_left_is_unregistered_and_sleeps_on() -> None:
    apns, device = StubAPNs(), enrolled(TinyMDM())
    apns.register(device)
    apns.push(device.push_target)
    device.remove_mdm_profile()
    assert apns.deliver() == []
    assert 410 == apns.push(device.push_target).status


def test_it_stands_in_for_a_push_client() -> None:
    apns, device = StubAPNs(), enrolled(TinyMDM())
    apns.register(device)
    sending = apns.send_many([device.push_target])
    assert apns.pushes == [], "nothing is sent before it is asked for"
    assert [200] == [outcome.status for outcome in sending]
