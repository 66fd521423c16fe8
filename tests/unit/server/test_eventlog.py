"""The last events, remembered and logged."""

from __future__ import annotations

import base64
import json
import logging
from datetime import UTC, datetime

import pytest

from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, EnrollmentKind
from pymdm.server import eventlog
from pymdm.server.eventlog import EventLog
from pymdm.service import CheckedOut, CommandFinished, IdentityRefused, RequestRefused
from pymdm.service.events import ResultUnreadable
from pymdm.service.verbs import EventsAfter
from pymdm.stores import MemoryStore

from .scene import scene

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)


def who(name: str = "U") -> EnrollmentID:
    return EnrollmentID(kind=EnrollmentKind.DEVICE, id=name)


def test_events_are_given_in_order_from_a_number_on() -> None:
    events = EventLog()
    for number in range(1, 6):
        events(CheckedOut(id=number, at=NOW, enrollment=who()))

    assert [3, 4] == [event["id"] for event in events.after(2, limit=2)]
    assert [] == events.after(5, limit=2)
    assert {
        "event": "CheckedOut",
        "id": 5,
        "at": "2026-06-01T12:00:00Z",
        "enrollment": {"id": "U", "kind": "Device"},
    } == events.after(4, limit=9)[0]


def test_only_the_last_ones_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventlog, "MAX_EVENTS", 3)
    events = EventLog()
    for number in range(1, 6):
        events(CheckedOut(id=number, at=NOW, enrollment=who()))

    assert [3, 4, 5] == [event["id"] for event in events.after(0, limit=9)]


def test_what_strangers_cause_is_logged_and_not_kept(caplog: pytest.LogCaptureFixture) -> None:
    events = EventLog()

    with caplog.at_level(logging.INFO):
        events(RequestRefused(at=NOW, reason=Reason.NO_SIGNATURE, source="192.0.2.7"))

    assert [] == events.after(0, limit=9)
    [record] = caplog.records
    assert "event='RequestRefused' at='2026-06-01T12:00:00Z'" in record.getMessage()
    assert "source='192.0.2.7'" in record.getMessage()


@pytest.mark.parametrize("evil", ["\x1b[2J", "\n2026 INFO forged", "\r", "\x00", "\x9b", "\u202e", "\u2028"])
def test_nobody_outside_starts_a_line_or_steers_a_terminal(
    evil: str, caplog: pytest.LogCaptureFixture
) -> None:
    """T61"""
    with caplog.at_level(logging.INFO):
        EventLog()(
            IdentityRefused(id=1, at=NOW, enrollment=who(f"U{evil}"), reason=Reason.EXPIRED, source=evil)
        )

    [record] = caplog.records
    assert record.getMessage().isprintable()


def told(store: MemoryStore, count: int) -> list[int]:
    """Let a server have events; gives their numbers as its admin API shows them."""
    mdm = scene(store=store)
    device = mdm.device("iOS", seed="events")
    for _ in range(count):
        device.token_update()
    return [event["id"] for event in mdm.admin("GET", "/v1/events?limit=500").json["events"]]


def recalled(store: MemoryStore) -> list[int]:
    return [shown["id"] for shown in EventLog(store).after(0, limit=500)]


def test_what_happened_before_a_restart_is_still_shown() -> None:
    store = MemoryStore()

    assert list(range(1, 6)) == told(store, 3) == recalled(store)


def test_what_is_told_again_after_a_restart_is_shown_once() -> None:
    store = MemoryStore()
    before = told(store, 3)
    again = EventLog(store)
    [events] = store.events_after([EventsAfter(consumer="a test", limit=99)])
    for event in events:
        again(event)

    assert before == [shown["id"] for shown in again.after(0, limit=99)]


def test_the_store_keeps_no_more_of_them_than_it_has_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(eventlog, "KEPT_EVENTS", 10)
    monkeypatch.setattr(eventlog, "STEP", 5)
    store = MemoryStore()
    assert 50 == len(told(store, 48))

    kept = recalled(store)
    assert 10 <= len(kept) < 16
    assert 50 == kept[-1]


def test_no_message_of_a_device_is_in_what_is_shown_or_logged(caplog: pytest.LogCaptureFixture) -> None:
    """T84: whole messages stay inside; events name what happened."""
    log = EventLog()
    raw = b"<plist>canary-4711</plist>"
    with caplog.at_level(logging.INFO):
        log(
            CommandFinished(
                id=1, at=NOW, enrollment=who(), command_uuid="C", request_type="SecurityInfo", raw=raw
            )
        )
        log(
            ResultUnreadable(
                id=2, at=NOW, enrollment=who(), command_uuid="C", request_type="SecurityInfo", raw=raw
            )
        )

    shown = json.dumps(log.after(0, limit=9)) + caplog.text
    assert "SecurityInfo" in shown
    for form in ("canary-4711", base64.b64encode(raw).decode(), raw.hex(), "raw"):
        assert form not in shown
