"""How a server is wired together."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator

from pymdm.commands import ProfileList
from pymdm.protocol import PushTarget
from pymdm.service import ServiceRules, refuse_strangers
from pymdm.testing import StubAPNs, StubPush
from tests.support import PATIENCE

from .scene import TOKEN, authority, call, scene


class Telling(StubAPNs):
    """A stub that says when it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.asked = threading.Event()

    def send_many(self, targets: Iterable[PushTarget]) -> Iterator[StubPush]:
        yield from super().send_many(targets)
        self.asked.set()


def test_the_device_address_has_nothing_of_the_admin_api_and_the_other_way_round() -> None:
    """T52"""
    mdm = scene()

    assert (
        404 == call(mdm.server.device, "GET", "/v1/enrollments", HTTP_AUTHORIZATION=f"Bearer {TOKEN}").status
    )
    assert [404, 404] == [mdm.admin("GET", path).status for path in ("/mdm", "/enroll")]


def test_a_queued_command_wakes_its_device() -> None:
    apns = Telling()
    mdm = scene(push=apns)
    mac = mdm.device("macOS")
    apns.register(mac)

    answer = mdm.admin(
        "POST", f"/v1/enrollments/{mac.enrollment.id}/commands", {"request_type": "ProfileList"}
    )

    assert 201 == answer.status
    assert apns.asked.wait(PATIENCE)
    mdm.server.close()
    assert [200] == [push.status for push in apns.pushes]
    assert [mac] == [channel for channel, _ in apns.deliver()]


def test_an_order_may_leave_the_device_asleep() -> None:
    apns = Telling()
    mdm = scene(push=apns)
    mac = mdm.device("macOS")
    order = {"request_type": "ProfileList", "options": {"push": False}}

    assert 201 == mdm.admin("POST", f"/v1/enrollments/{mac.enrollment.id}/commands", order).status
    assert 0 == mdm.server.service.send_pushes()
    mdm.server.close()
    assert [] == apns.pushes


def test_without_a_sender_nobody_is_asked_to_push() -> None:
    mdm = scene()
    mac = mdm.device("macOS")
    mdm.admin("POST", f"/v1/enrollments/{mac.enrollment.id}/commands", {"request_type": "ProfileList"})

    assert mdm.server.worker.round() > 0
    mdm.server.close()


def test_rules_of_ones_own_replace_the_default() -> None:
    rules = ServiceRules(identity=authority().trust_store().mdm_signature(), admission=refuse_strangers)

    assert rules is scene(rules=rules).server.service.rules


def test_a_user_has_a_queue_a_push_address_and_no_bootstrap_token() -> None:
    """Each user on a Mac is a channel of its own; the bootstrap token is the device's."""
    apns = StubAPNs()
    mdm = scene(push=apns, start_worker=False)
    mac = mdm.device("macOS", seed="users")
    ada = mac.user("501", short_name="ada")
    ada.enroll()
    for channel in (mac, ada):
        apns.register(channel)
    mac.set_bootstrap_token(b"of the device")
    queued = mdm.server.service.enqueue(ada.enrollment, ProfileList(), uuid="for ada")

    mdm.server.worker.round()

    [(woken, steps)] = apns.deliver()
    assert (ada, [queued]) == (woken, [step.command_uuid for step in steps])
    assert [] == mac.connect()
    refused = ada.send_check_in({"MessageType": "GetBootstrapToken"})
    assert (400, False) == (refused.status, b"of the device" in refused.body)
    assert b"of the device" == mac.get_bootstrap_token()
