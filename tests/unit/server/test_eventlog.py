"""The last events, remembered and logged."""

from __future__ import annotations

import logging
from datetime import UTC, datetime

import pytest

from pymdm.errors import Reason
from pymdm.protocol import EnrollmentID, EnrollmentKind
from pymdm.server import eventlog
from pymdm.server.eventlog import EventLog
from pymdm.service import CheckedOut, IdentityRefused, RequestRefused

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
