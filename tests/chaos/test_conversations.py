"""Faults of conversations on a database file: lost, repeated, late, unreadable and simultaneous messages.

After each the database is closed, opened again and compared with what the devices know.
"""

from __future__ import annotations

import random
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from pymdm import commands
from pymdm.errors import TransportError
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.records import CommandState
from pymdm.testing import Act, Reply, SimulatedDevice, WireRequest, failpoints
from pymdm.testing import _messages as messages
from pymdm.testing.wire import Send
from tests.chaos.house import NOW, House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path, seed=20261120)
    yield made
    failpoints.disarm()
    made.close()


def events(house: House, kind: type[ev.Event]) -> list[ev.Event]:
    [found] = house.store.events_after([vb.EventsAfter(consumer="test", limit=10_000)])
    return [event for event in found if isinstance(event, kind)]


def losing(rng: random.Random, share: float) -> Callable[[Send], Send]:
    """A network that loses this share of the answers, after the server has given them."""

    def meddler(send: Send) -> Send:
        def meddling(request: WireRequest) -> Reply:
            reply = send(request)
            if rng.random() < share:
                raise TransportError("lost by the test", request_sent=True)
            return reply

        return meddling

    return meddler


def until_quiet(device: SimulatedDevice) -> int:
    """Connect as often as it takes; gives how often the connection broke."""
    broken = 0
    for _ in range(300):
        try:
            device.connect()
        except TransportError:
            broken += 1
            continue
        if not device.wants_to_poll and device.ending is not None and device.ending.name == "EMPTY":
            return broken
        broken += 1
    raise AssertionError("the device never came to the end of its queue")


def test_a_network_that_loses_a_third_of_all_answers_loses_no_command(house: House) -> None:
    """F6, F8, F9: the device repeats what was not confirmed, and it is stored once."""
    devices = [house.device(platform) for platform in ("macOS", "iOS", "tvOS")]
    uuids = {device: [house.order(device) for _ in range(12)] for device in devices}
    broken = 0
    for device in devices:
        device.meddle(losing(house.rng, 0.3))
        broken += until_quiet(device)

    audit = house.audit()
    assert (36, 36, 36) == (audit.ordered, audit.finished, audit.executions)
    assert 5 < broken
    assert all("acknowledged" == house.state(device, uuid) for device in devices for uuid in uuids[device])


def test_a_reply_that_is_cut_off_comes_whole_at_the_next_poll(house: House) -> None:
    """F5: the command was handed out, and half of it arrived."""
    mac = house.device()
    uuid = house.order(mac)
    whole: list[bytes] = []

    def cut(send: Send) -> Send:
        def meddling(request: WireRequest) -> Reply:
            reply = send(request)
            if reply.body and len(whole) < 2:
                whole.append(reply.body)
                raise TransportError("cut off in the middle", request_sent=True)
            return reply

        return meddling

    mac.meddle(cut)
    for _ in range(2):
        with pytest.raises(TransportError):
            mac.connect()
    [step] = mac.connect()

    assert (uuid, "Acknowledged") == (step.command_uuid, step.status)
    assert {mac.ledger.received("command")[0].body} == set(whole)
    assert 1 == house.audit().executions


def answer_body(device: SimulatedDevice, uuid: str, status: str = "Acknowledged") -> bytes:
    return messages.encode({"CommandUUID": uuid, "Status": status, **device._ids()})


def deliver(device: SimulatedDevice, body: bytes, uuid: str | None = None, what: str = "Idle") -> Reply:
    """One message of a session as it is, in the ledger like any other."""
    link = device._link
    link.ledger.add(Act.SENT, device.name, what, command_uuid=uuid, body=body)
    return link.exchange(
        house_send(device),
        device.name,
        link._request(link.settings.server_url, messages.CONNECT_TYPE, body),
    )


def house_send(device: SimulatedDevice) -> Send:
    assert device._link.send is not None
    return device._link.send


def test_the_same_result_three_times_in_turn_and_eight_at_once_is_one_result(house: House) -> None:
    """F9, F24: the first counts; the others are accepted and change nothing."""
    mac = house.device()
    first, second, third = (house.order(mac) for _ in range(3))
    mac.hold_next_answer()
    mac.connect()
    for _ in range(3):
        assert 200 == deliver(mac, answer_body(mac, first), first, "Acknowledged").status

    barrier = threading.Barrier(8)
    replies: list[Reply] = []

    def one() -> None:
        barrier.wait()
        replies.append(deliver(mac, answer_body(mac, second), second, "Acknowledged"))

    threads = [threading.Thread(target=one) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [200] * 8 == [reply.status for reply in replies]
    # Whoever asked got the next command, and nobody another one.
    assert {third} == {str(reply.plist.get("CommandUUID")) for reply in replies}
    assert 2 == len(events(house, ev.CommandFinished))
    assert 9 == len(events(house, ev.ResultIgnored))
    for _ in range(2):
        states = [house.state(mac, uuid) for uuid in (first, second, third)]
        assert ["acknowledged", "acknowledged", "pending"] == states
        house.reopen()


def test_two_sessions_of_one_device_at_once_get_the_same_command_and_give_one_result(house: House) -> None:
    """F24: both ask while the first one's command has been chosen and not yet stored as sent."""
    mac = house.device()
    uuid = house.order(mac)
    idle = messages.encode({"Status": "Idle", **mac._ids()})
    replies: list[Reply] = []

    def ask() -> None:
        replies.append(deliver(mac, idle))

    with failpoints.pause_at("report.before-commit") as pause:
        threads = [threading.Thread(target=ask) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert "report.before-commit" == pause.wait()
        pause.go_on()
        for thread in threads:
            thread.join()
    assert [uuid, uuid] == [reply.plist.get("CommandUUID") for reply in replies]
    for _ in replies:
        assert 200 == deliver(mac, answer_body(mac, uuid), uuid, "Acknowledged").status

    assert 1 == len(events(house, ev.CommandFinished))
    assert 1 == house.audit().finished


@pytest.mark.parametrize("uuid", ["never-existed", "another-devices"])
def test_a_result_for_a_command_that_is_not_there_leaves_the_queue_alone(house: House, uuid: str) -> None:
    """F10."""
    mac, phone = house.device(), house.device("iOS")
    waiting = house.order(mac)
    house.order(phone, uuid="another-devices")

    reply = deliver(mac, answer_body(mac, uuid), uuid, "Acknowledged")

    assert (200, waiting) == (reply.status, reply.plist.get("CommandUUID"))
    assert ("pending", "pending") == (house.state(mac, waiting), house.state(phone, "another-devices"))
    assert [uuid] == [event.command_uuid for event in events(house, ev.ResultIgnored)]  # type: ignore[attr-defined]
    house.audit()


@pytest.mark.parametrize("seed", range(5))
def test_results_in_any_order_with_idles_between_find_their_commands(tmp_path: Path, seed: int) -> None:
    """F11: each answer finishes its own command, whatever came in between, and nothing comes twice."""
    house = House(tmp_path, seed=seed)
    mac = house.device()
    uuids = []
    for urgency in range(8):  # each is handed out before those that wait, executed, and its answer kept back
        uuids.append(house.order(mac, priority=urgency))
        mac.hold_next_answer()
        [step] = mac.connect()
        assert uuids[-1] == step.command_uuid
    mac._mailbox.held.clear()
    answers = house.rng.sample(uuids, 8)
    for uuid in [*answers, *house.rng.sample(uuids, 3)]:
        if house.rng.random() < 0.5:
            mac.connect()
        deliver(mac, answer_body(mac, uuid), uuid, "Acknowledged")
    mac.connect()

    audit = house.audit()
    assert (8, 8) == (audit.ordered, audit.finished)
    house.close()


def test_an_answer_from_before_a_new_enrollment_does_not_touch_it(house: House) -> None:
    """F12, F16: the old queue is gone, its RemoveProfile does not come, and the late answer is nobody's."""
    mac = house.device()
    held = house.order(mac)
    removal = house.order(mac, commands.RemoveProfile(identifier=mac.settings.profile_identifier))
    mac.hold_next_answer()
    mac.connect()
    mac.re_enroll()
    house.apns.register(mac)
    again = house.order(mac)

    assert [(again, "Acknowledged")] == [(s.command_uuid, s.status) for s in mac.send_held()]
    mac.connect()
    assert mac.enrolled
    assert ["cleared", "cleared"] == [house.state(mac, uuid) for uuid in (held, removal)]
    assert [held] == [event.command_uuid for event in events(house, ev.ResultIgnored)]  # type: ignore[attr-defined]
    house.audit()


def test_a_command_refused_with_not_now_waits_for_the_next_session_and_needs_no_push(house: House) -> None:
    """F13: also across a restart of the server."""
    mac = house.device()
    first, second = house.order(mac, commands.SecurityInfo()), house.order(mac, commands.SecurityInfo())
    house.mdm.send_pushes()
    mac.lock()
    assert ["NotNow"] == [step.status for step in mac.connect()]
    house.reopen()
    assert 0 == house.mdm.send_pushes()
    mac.unlock()
    assert [(first, "Acknowledged"), (second, "Acknowledged")] == [
        (step.command_uuid, step.status) for step in mac.poll()
    ]

    audit = house.audit()
    assert (2, 3, 2) == (audit.finished, audit.offers, audit.executions)


def test_a_command_that_the_device_calls_malformed_is_over_and_the_next_one_comes(house: House) -> None:
    """F14."""
    mac = house.device()
    bad = house.order(mac, commands.Raw("InstallProfile", {"Payload": "no data"}), unknown="allow")
    good = house.order(mac)

    assert ["CommandFormatError", "Acknowledged"] == [step.status for step in mac.connect()]
    assert ["command format error", "acknowledged"] == [house.state(mac, uuid) for uuid in (bad, good)]
    assert 2 == house.audit().finished


def test_an_answer_that_nobody_can_read_gives_way_at_the_third_try(house: House) -> None:
    """F15: with a restart of the server between the tries."""
    mac = house.device()
    stuck, behind = house.order(mac), house.order(mac)
    mac.hold_next_answer()
    mac.connect()
    house.orders.allow(mac.enrollment.id, stuck, CommandState.UNREADABLE)
    # An application whose name holds a control character, which Apple's writer does not escape.
    garbage = messages.encode({"CommandUUID": stuck, "Status": "Acknowledged", "Name": "?", **mac._ids()})
    garbage = garbage.replace(b"?<", b"\x0b<")

    statuses = []
    for _ in range(3):
        statuses.append(deliver(mac, garbage).status)
        house.reopen()

    assert [400, 400, 200] == statuses
    assert ("unreadable", "pending") == (house.state(mac, stuck), house.state(mac, behind))
    [told] = events(house, ev.ResultUnreadable)
    assert garbage == told.raw  # type: ignore[attr-defined]
    assert 1 == house.mdm.send_pushes()  # what is behind it needs another visit
    mac.connect()
    assert 2 == house.audit().finished


def test_a_clock_that_jumps_both_ways_loses_no_command_and_breaks_no_order(tmp_path: Path) -> None:
    """F29: a quarter of an hour forth and back, and a year back, between and during sessions."""
    jumps = iter([0, 15, -15, 0, -525_600, 15, 0, -1, 1])
    at = [NOW]

    def clock() -> object:
        at[0] = NOW + timedelta(minutes=next(jumps, 0))
        return at[0]

    house = House(tmp_path, seed=29, clock=clock)  # type: ignore[arg-type]
    mac, phone = house.device(), house.device("iOS")
    ordered = {device: [house.order(device) for _ in range(6)] for device in (mac, phone)}
    house.mdm.send_pushes()
    for _ in range(3):
        mac.connect()
        phone.connect()

    for device, uuids in ordered.items():
        came = [entry.command_uuid for entry in device.ledger.executed()]
        assert uuids == came
    audit = house.audit()
    assert (12, 12) == (audit.finished, audit.executions)
    [told] = house.store.events_after([vb.EventsAfter(consumer="order", limit=1000)])
    assert [event.id for event in told] == sorted(event.id for event in told)
    house.close()
