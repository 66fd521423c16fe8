"""The checker agrees with a run that went well under faults, and finds each kind of lie."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from pymdm import commands
from pymdm.adapters.wsgi import device_app
from pymdm.crypto import CertificateAuthority
from pymdm.service import MDMService
from pymdm.service.events import CommandFinished
from pymdm.service.records import CommandRecord, CommandState
from pymdm.stores import MemoryStore
from pymdm.testing import (
    Act,
    Checker,
    EnrollmentSettings,
    Ledger,
    Orders,
    SimulatedDevice,
    SimulatedIdentity,
    Wrong,
    wsgi_sender,
)
from pymdm.testing._stories import tell

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
SETTINGS = EnrollmentSettings(server_url="https://mdm.example.com/mdm", topic="com.apple.mgmt.External.1")


class Run:
    """One Mac, one service, and an oracle."""

    def __init__(self) -> None:
        authority = CertificateAuthority.create("Example identity CA", now=NOW)
        issued = authority.issue_identity(common_name="A Mac", now=NOW)
        self.store = MemoryStore()
        self.mdm = MDMService(self.store, identity=authority.trust_store().mdm_signature(), clock=lambda: NOW)
        self.mac = SimulatedDevice(
            SETTINGS,
            identity=SimulatedIdentity(certificate=issued.certificate, key=issued.key),
            send=wsgi_sender(device_app(self.mdm)),
            seed=1,
        )
        self.orders = Orders()
        self.checker = Checker(self.orders, [self.mac])
        self.checker.watch(self.store)
        self.mac.enroll()

    @property
    def id(self) -> str:
        return self.mac.enrollment.id

    def order(self, uuid: str) -> None:
        self.orders.ask(self.id, uuid)
        self.mdm.enqueue(self.mac.enrollment, commands.ProfileList(), uuid=uuid)
        self.orders.accept(self.id, uuid)

    def wrongs(self, store: Any = None) -> set[tuple[Wrong, str]]:
        audit = self.checker.check(store or self.store)
        return {(found.wrong, found.command_uuid) for found in audit.differences}


@pytest.fixture
def run() -> Run:
    return Run()


@attrs.frozen
class Lying:
    """A store whose records and events are changed on their way out; None takes one away."""

    store: MemoryStore
    record: Callable[[CommandRecord], CommandRecord | None] = lambda record: record
    event: Callable[[CommandFinished], Iterator[CommandFinished]] = lambda event: iter([event])

    def look_up(self, batch: Any) -> Any:
        return [tuple(filter(None, map(self.record, found))) for found in self.store.look_up(batch)]

    def events_after(self, batch: Any) -> Any:
        return [
            tuple(
                told
                for event in found
                for told in (self.event(event) if isinstance(event, CommandFinished) else [event])
            )
            for found in self.store.events_after(batch)
        ]


def test_a_run_with_every_fault_of_the_network_has_no_difference(run: Run) -> None:
    for number in range(8):
        run.order(f"u{number}")
    run.mac.duplicate_next_answer()
    run.mac.lose_next_response()
    run.mac.connect()
    run.mac.lock()
    run.mac.connect()
    run.mac.unlock()
    run.mac.drop_connection()
    run.mac.connect()
    run.mac.connect()

    audit = run.checker.check(run.store)

    assert () == audit.differences, str(audit)
    assert (8, 8, 0, 8, 8) == (audit.ordered, audit.finished, audit.pending, audit.executions, audit.seen)
    # Authenticated, Enrolled, one for each command, and for each of the two that came twice ResultIgnored.
    assert 12 == audit.events
    assert str(audit).startswith("8 ordered, 8 finished, 0 pending; ")


def test_what_waits_is_not_lost(run: Run) -> None:
    run.order("u1")

    assert set() == run.wrongs()


def test_checking_again_reads_only_what_is_new(run: Run) -> None:
    run.order("u1")
    run.mac.connect()
    assert (3, set()) == (run.checker.check(run.store).events, run.wrongs())
    run.order("u2")
    run.mac.connect()
    assert (4, set()) == (run.checker.check(run.store).events, run.wrongs())


def test_a_lost_command_is_found(run: Run) -> None:
    run.order("u1")

    assert {(Wrong.LOST, "u1")} == run.wrongs(Lying(run.store, record=lambda _: None))


def test_a_command_that_nobody_confirmed_may_be_missing(run: Run) -> None:
    """F1: the call failed; whether it was stored is open until it is asked again."""
    run.orders.ask(run.id, "u1")

    assert set() == run.wrongs()


def test_a_forgotten_answer_is_found(run: Run) -> None:
    run.order("u1")
    run.mac.connect()
    back = Lying(
        run.store,
        record=lambda record: attrs.evolve(record, state=CommandState.PENDING, result=None),
        event=lambda _: iter(()),
    )

    assert {(Wrong.FORGOTTEN, "u1")} == run.wrongs(back)


def test_a_second_delivery_after_the_server_confirmed_is_found(run: Run) -> None:
    run.order("u1")
    run.mac.connect()
    [offer] = run.mac.ledger.received("command")
    run.mac.ledger.add(Act.SENT, "device", "Idle")
    run.mac.ledger.add(Act.RECEIVED, "device", "command", http_status=200, body=offer.body)

    assert {(Wrong.REDELIVERED, "u1")} == run.wrongs()


def test_a_result_that_is_not_what_the_device_said_is_found(run: Run) -> None:
    run.order("u1")
    run.mac.connect()
    altered = Lying(
        run.store,
        record=lambda record: attrs.evolve(record, result=(record.result or b"") + b"\n"),
        event=lambda event: iter([attrs.evolve(event, raw=event.raw + b"\n")]),
    )

    assert {(Wrong.ALTERED, "u1")} == run.wrongs(altered)


def test_an_answer_that_nobody_gave_is_found(run: Run) -> None:
    run.order("u1")
    made_up = Lying(
        run.store,
        record=lambda record: attrs.evolve(record, state=CommandState.ERROR, result=b"made up"),
    )

    assert {(Wrong.MADE_UP, "u1"), (Wrong.ALTERED, "u1"), (Wrong.UNTOLD, "u1")} == run.wrongs(made_up)


def test_a_command_that_nobody_ordered_is_found(run: Run) -> None:
    run.mdm.enqueue(run.mac.enrollment, commands.ProfileList(), uuid="u1")

    assert {(Wrong.UNORDERED, "u1")} == run.wrongs()


def test_an_answer_to_a_command_that_never_was_is_no_loss(run: Run) -> None:
    """F10."""
    run.mac.ledger.add(Act.SENT, "device", "Acknowledged", command_uuid="never", body=b"x")
    run.mac.ledger.add(Act.RECEIVED, "device", "empty", http_status=200)
    assert set() == run.wrongs()


def test_an_end_without_an_answer_needs_a_reason(run: Run) -> None:
    run.order("u1")
    run.mdm.cancel(run.mac.enrollment, ["u1"])
    assert {(Wrong.UNEXPLAINED, "u1")} == run.wrongs()

    run.orders.allow(run.id, "u1", CommandState.CANCELLED)
    assert set() == run.wrongs()


def test_what_a_new_enrollment_has_cleared_is_explained_by_it(run: Run) -> None:
    """F16."""
    run.order("u1")
    run.mac.hold_next_answer()
    run.mac.connect()
    run.mac.re_enroll()
    run.mac.send_held()

    assert set() == run.wrongs()


def test_an_event_that_is_missing_is_found(run: Run) -> None:
    run.order("u1")
    run.mac.connect()

    assert {(Wrong.UNTOLD, "u1")} == run.wrongs(Lying(run.store, event=lambda _: iter(())))


def test_a_second_event_is_found_and_the_same_one_again_is_not_one(run: Run) -> None:
    run.order("u1")
    run.mac.connect()
    again = Lying(run.store, event=lambda event: iter([event, event]))
    assert set() == run.wrongs(again)

    run.checker = Checker(run.orders, [run.mac])
    run.order("u2")
    run.mac.connect()
    twice = Lying(run.store, event=lambda event: iter([event, attrs.evolve(event, id=event.id + 1000)]))
    assert (Wrong.TOLD_TWICE, "u2") in run.wrongs(twice)


def test_an_event_about_what_is_not_so_is_found(run: Run) -> None:
    run.order("u1")
    run.mac.connect()

    wrong = Lying(run.store, event=lambda event: iter([attrs.evolve(event, raw=b"other")]))
    assert {(Wrong.TOLD_WRONG, "u1")} == run.wrongs(wrong)


def test_a_report_shows_the_first_differences_and_counts_the_others(run: Run) -> None:
    for number in range(15):
        run.order(f"u{number:02}")

    lines = str(run.checker.check(Lying(run.store, record=lambda _: None))).splitlines()

    assert (
        "15 ordered, 0 finished, 0 pending; 0 offers, 0 executions, 0 confirmed; 2 events; 15 differences"
        == lines[0]
    )
    assert "  15 × LOST" == lines[1]
    assert f"  LOST: {run.id} u00: accepted, but not in the database (not in the database)" == lines[2]
    assert (13, "  and 5 more") == (len(lines), lines[-1])


def test_a_story_counts_each_column_by_itself(run: Run) -> None:
    for number in range(3):
        run.order(f"u{number}")
    run.mac.lock()
    run.mac.connect()
    run.mac.unlock()
    run.mac.lose_next_response()
    run.mac.connect()
    run.mac.connect()

    told = tell(run.mac.ledger)

    assert ["u0", "u1", "u2"] == list(told)
    assert (1, 1, 2, 2) == (
        told["u1"].executed,
        told["u0"].executed,
        told["u0"].acknowledged,
        told["u0"].seen,
    )
    assert 0 == sum(story.offered_after_seen for story in told.values())
    assert {1} == {len(story.answers) for story in told.values()}


def test_a_refusal_or_no_answer_confirms_nothing() -> None:
    ledger = Ledger()
    ledger.add(Act.SENT, "device", "Acknowledged", command_uuid="u1", body=b"x")
    ledger.add(Act.RECEIVED, "device", "refusal", http_status=503)
    ledger.add(Act.SENT, "device", "Acknowledged", command_uuid="u1", body=b"x")
    ledger.add(Act.FAULT, "device", "no answer")
    ledger.add(Act.SENT, "device", "NotNow", command_uuid="u2", body=b"y")
    ledger.add(Act.RECEIVED, "device", "command", http_status=200, body=b"no property list")

    told = tell(ledger)

    assert (2, 0, {b"x"}) == (told["u1"].acknowledged, told["u1"].seen, told["u1"].answers)
    assert {"u1"} == set(told)
