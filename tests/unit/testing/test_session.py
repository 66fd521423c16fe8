"""Sessions: what the device does with commands, errors of the server and broken connections."""

from __future__ import annotations

import plistlib

import pytest

from pymdm.errors import LocalProtocolError, TransportError
from pymdm.testing import Act, Ending, Reply, SimulatedDevice, Step, WireRequest, wsgi_sender
from pymdm.testing import _session as session_module
from tests.unit.testing.tiny_mdm import SETTINGS, TinyMDM, configuration, enrolled, make


def test_commands_run_in_order_until_the_empty_answer() -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "ProfileList")
    server.enqueue("u2", "SecurityInfo")
    assert [
        Step("u1", "ProfileList", "Acknowledged"),
        Step("u2", "SecurityInfo", "Acknowledged"),
    ] == device.connect()
    assert ["Idle", "Acknowledged", "Acknowledged"] == server.seen[2:]
    assert device.ending is Ending.EMPTY
    assert [("u1", "Acknowledged"), ("u2", "Acknowledged")] == server.results


def test_a_device_that_is_not_enrolled_does_not_connect() -> None:
    with pytest.raises(LocalProtocolError, match="enroll"):
        make(TinyMDM()).connect()


def test_a_lost_response_is_answered_again_and_nothing_runs_twice() -> None:
    """F6"""
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "InstallProfile", Payload=configuration())
    device.lose_next_response()
    assert [("u1", "InstallProfile", "Acknowledged")] == device.connect()
    assert device.ending is Ending.CUT
    assert device.wants_to_poll
    assert device.poll() == []
    assert [("u1", "Acknowledged")] * 2 == server.results
    first, second = (request.body for request in server.requests if request.what == "Acknowledged")
    assert first == second
    assert "Idle" not in server.seen[4:]
    assert 1 == len(device.ledger.executed("u1"))
    assert device.ending is Ending.EMPTY


def test_a_connection_cut_while_performing_reports_in_the_next_session() -> None:
    """F6"""
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "ProfileList")
    server.enqueue("u2", "SecurityInfo")
    device.drop_connection()
    assert [("u1", "ProfileList", "Acknowledged")] == device.connect()
    assert server.results == []
    assert [("u2", "SecurityInfo", "Acknowledged")] == device.connect()
    assert ["Authenticate", "TokenUpdate", "Idle", "Acknowledged", "Acknowledged"] == server.seen
    assert ["connection cut"] == [entry.what for entry in device.ledger if entry.act is Act.FAULT]


def test_a_duplicate_answer_goes_out_twice_and_the_second_reply_counts() -> None:
    """F9"""
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "ProfileList")
    server.enqueue("u2", "SecurityInfo")
    device.duplicate_next_answer()
    assert ["u1", "u2"] == [step.command_uuid for step in device.connect()]
    assert [("u1", "Acknowledged")] * 2 + [("u2", "Acknowledged")] == server.results
    assert 1 == len(device.ledger.executed("u2"))


def test_a_held_answer_is_sent_after_a_new_enrollment() -> None:
    """F12"""
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "ProfileList")
    device.hold_next_answer()
    device.connect()
    assert device.ending is Ending.HELD
    assert not device.wants_to_poll
    server.queue.clear()
    device.re_enroll()
    assert device.send_held() == []
    assert [("u1", "Acknowledged")] == server.results
    assert device.send_held() == []
    assert 1 == len(server.results)


def test_a_result_without_a_held_one_does_not_survive_a_new_enrollment() -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "ProfileList")
    device.drop_connection()
    device.connect()
    server.queue.clear()
    device.re_enroll()
    device.connect()
    assert server.results == []


@pytest.mark.parametrize("status", [400, 403, 404, 410, 413, 500, 503])
def test_an_error_status_keeps_the_enrollment_and_the_result(status: int) -> None:
    """T17"""
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "ProfileList")
    server.answer("Acknowledged", status, b"no")
    device.connect()
    assert device.ending is Ending.REFUSED
    assert device.enrolled
    server.answers.clear()
    device.connect()
    assert [("u1", "Acknowledged")] == server.results
    assert 1 == len(device.ledger.executed("u1"))


JSON = b'{"code": "com.apple.unrecognized.device"}'
PLIST = plistlib.dumps({"code": "com.apple.unrecognized.device"})


@pytest.mark.parametrize(
    ("status", "body", "content_type", "os_version", "leaves"),
    [
        (401, b"", "text/plain", "10.12", True),
        (403, JSON, "application/json; charset=utf-8", "14.0", True),
        (403, PLIST, "application/xml", "15.1", True),
        (403, JSON, "application/json", "13.6", False),
        (403, JSON, "application/xml", "15.1", False),
        (403, b"[1]", "application/json", "15.1", False),
        (403, b"{", "application/json", "15.1", False),
        (403, b'{"code": "com.apple.softwareupdate.required"}', "application/json", "15.1", False),
        (403, plistlib.dumps(["code"]), "application/xml", "15.1", False),
        (403, b"", "", "15.1", False),
        (400, JSON, "application/json", "15.1", False),
    ],
)
@pytest.mark.parametrize("moment", ["Idle", "TokenUpdate", "Acknowledged"])
def test_only_401_and_403_unrecognized_end_the_management(
    status: int, body: bytes, content_type: str, os_version: str, leaves: bool, moment: str
) -> None:
    """T17: a server bug that answers so shows as a lost enrollment."""
    server = TinyMDM()
    device = enrolled(server)
    device.machine.os_version = os_version
    server.enqueue("u1", "ProfileList")
    server.answer(moment, status, body, content_type)
    device.token_update()
    if device.enrolled:
        device.connect()
    assert device.enrolled is not leaves
    assert (device.ledger.states()[-1] == "unenrolled") is leaves
    if leaves:
        assert device.machine.profiles == {}
        assert not device.wants_to_poll


def test_unreachable_server_raises_and_the_result_stays() -> None:
    server = TinyMDM()
    online = wsgi_sender(server)
    broken = False

    def send(request: WireRequest) -> Reply:
        if broken:
            raise TransportError("gone")
        return online(request)

    device = SimulatedDevice(SETTINGS, send=send, key_type="ec")
    device.enroll()
    server.enqueue("u1", "ProfileList")
    device.drop_connection()
    device.connect()
    broken = True
    with pytest.raises(TransportError):
        device.connect()
    broken = False
    device.connect()
    assert [("u1", "Acknowledged")] == server.results


def test_a_connection_that_breaks_later_ends_the_session_quietly() -> None:
    server = TinyMDM()
    online = wsgi_sender(server)

    def send(request: WireRequest) -> Reply:
        if b"Acknowledged" in request.body and not server.results:
            server.results.append(("broken", "once"))
            raise TransportError("gone")
        return online(request)

    device = SimulatedDevice(SETTINGS, send=send, key_type="ec")
    device.enroll()
    server.enqueue("u1", "ProfileList")
    assert [("u1", "ProfileList", "Acknowledged")] == device.connect()
    assert device.ending is Ending.CUT
    device.connect()
    assert ("u1", "Acknowledged") == server.results[-1]


@pytest.mark.parametrize(
    "body",
    [b"not a plist", plistlib.dumps(["array"]), plistlib.dumps({"Command": {"RequestType": "ProfileList"}})],
)
def test_a_reply_that_is_no_command_ends_the_session(body: bytes) -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.answer("Idle", 200, body)
    assert device.connect() == []
    assert device.ending is Ending.UNREADABLE


def test_a_command_without_a_dictionary_is_a_format_error() -> None:
    """F14"""
    server = TinyMDM()
    device = enrolled(server)
    server.answer("Idle", 200, plistlib.dumps({"CommandUUID": "u1", "Command": "ProfileList"}))
    assert [("u1", "", "CommandFormatError")] == device.connect()


def test_a_server_that_repeats_itself_for_ever_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """T80"""
    monkeypatch.setattr(session_module, "MAX_COMMANDS_PER_SESSION", 3)
    server = TinyMDM()
    device = enrolled(server)
    again = plistlib.dumps({"CommandUUID": "u1", "Command": {"RequestType": "ProfileList"}})
    server.answer("Idle", 200, again)
    server.answer("Acknowledged", 200, again)
    assert 3 == len(device.connect())
    assert device.ending is Ending.RUNAWAY


def test_erase_wipes_the_device_after_one_attempt_to_answer() -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "EraseDevice", PIN="123456")
    assert [("u1", "EraseDevice", "Acknowledged")] == device.connect()
    assert device.ending is Ending.ERASED
    assert device.machine.erased
    assert not device.enrolled
    assert ("enrolled", "erased") == device.ledger.states()


def test_a_device_may_vanish_before_it_acknowledges_the_erase() -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "EraseDevice")
    device.drop_connection()
    device.connect()
    assert server.results == []
    assert device.machine.erased
    udid = device.machine.udid
    device.re_enroll()
    assert udid == server.last("Authenticate").message["UDID"]
    assert not device.machine.erased
    server.queue.clear()
    device.connect()
    assert server.results == [], "the answer to EraseDevice is never sent again"


def test_an_erase_whose_connection_breaks_erases_all_the_same() -> None:
    server = TinyMDM()
    online = wsgi_sender(server)

    def send(request: WireRequest) -> Reply:
        if b"Acknowledged" in request.body:
            raise TransportError("gone")
        return online(request)

    device = SimulatedDevice(SETTINGS, send=send, key_type="ec")
    device.enroll()
    server.enqueue("u1", "EraseDevice")
    device.connect()
    assert device.ending is Ending.ERASED
    assert not device.enrolled


def test_removing_the_mdm_profile_checks_out_and_reports_nothing() -> None:
    """F16"""
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "InstallProfile", Payload=configuration())
    server.enqueue("u2", "RemoveProfile", Identifier=SETTINGS.profile_identifier)
    assert Step("u2", "RemoveProfile", None) == device.connect()[-1]
    assert "CheckOut" == server.seen[-1]
    assert device.ending is Ending.UNENROLLED
    assert not device.enrolled
    assert device.machine.profiles == {}


def test_check_out_is_tried_once_and_its_failure_ignored() -> None:
    server = TinyMDM()
    online = wsgi_sender(server)

    def send(request: WireRequest) -> Reply:
        if b"CheckOut" in request.body:
            raise TransportError("gone")
        return online(request)

    device = SimulatedDevice(SETTINGS, send=send, key_type="ec")
    device.enroll()
    device.remove_mdm_profile()
    assert not device.enrolled
    assert "CheckOut not delivered" in [entry.what for entry in device.ledger]
