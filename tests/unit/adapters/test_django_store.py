"""The store in the database of a Django project, on SQLite: the contract, and what Django adds to it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import IntegrityError, connections, transaction
from django.test import override_settings

from pymdm import commands
from pymdm.adapters.django import DjangoStore
from pymdm.errors import Conflict, StorageError
from pymdm.service import MDMService, Store
from pymdm.service import verbs as vb
from pymdm.testing._contract_scene import MAC, PHONE, SAM, Scene
from pymdm.testing.store_contract import StoreContract
from tests.django_project import STORE, django_settings
from tests.unit.adapters.django_database import KEY, Leaving, execute, file_of_the_store, fresh_store, use

django_settings()

from pymdm.adapters.django._races import MAX_ATTEMPTS  # noqa: E402
from pymdm.adapters.django._transactions import DjangoTransactions  # noqa: E402
from pymdm.adapters.django.models import Enrollment  # noqa: E402 - models need a project that is set up


def closing(call: Callable[[], object]) -> Callable[[], None]:
    """A call for a thread of its own, which leaves no connection behind."""

    def run() -> None:
        try:
            call()
        finally:
            connections.close_all()

    return run


class TestDjangoStore(StoreContract):
    # The bounds themselves are the same for every store; here they need only be reached.
    max_users = 20
    max_pending = 50

    @pytest.fixture(autouse=True)
    def _small(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("pymdm.stores._scripts.sender.MAX_USERS", self.max_users)
        monkeypatch.setattr("pymdm.stores._scripts.queues.MAX_PENDING", self.max_pending)

    def make_store(self) -> Store:
        return cast("Store", Leaving(fresh_store()))


@pytest.fixture
def scene() -> Scene:
    return Scene(fresh_store())


# ── a transaction of the program ─────────────────────────────────────────────────────────────────


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction of the program that fails in the end."""
    with transaction.atomic(using=STORE):
        yield
        transaction.set_rollback(True, using=STORE)


def test_a_command_is_queued_with_the_programs_own_changes_or_not_at_all(scene: Scene) -> None:
    scene.enroll(MAC)

    with taken_back():
        scene.enqueue("A")
        assert scene.waiting() == ["A"]
    assert scene.waiting() == []
    assert scene.pushes() == []

    with transaction.atomic(using=STORE):
        scene.enqueue("A")
    assert scene.waiting() == ["A"]
    assert scene.pushes() == ["MAC"]


def test_the_numbers_of_events_have_no_gap_after_a_rollback(scene: Scene) -> None:
    """A consumer that has seen an event of a transaction that was taken back would miss another one."""
    with taken_back():
        scene.enroll(MAC)
        assert [1, 2] == [event.id for event in scene.events("inside")]

    scene.enroll(PHONE)

    assert [(1, "PHONE"), (2, "PHONE")] == [(event.id, event.enrollment.id) for event in scene.events()]


def test_a_refused_order_does_not_cost_the_program_its_transaction(scene: Scene) -> None:
    scene.enroll(MAC)

    with transaction.atomic(using=STORE):
        scene.enqueue("A")
        with pytest.raises(Conflict):
            scene.enqueue("A", body=b"another")
        scene.enqueue("B")

    assert scene.waiting() == ["A", "B"]


def test_a_wake_up_may_wait_for_the_programs_commit(scene: Scene) -> None:
    """F2: a sender that looks before the commit finds nothing to push."""
    scene.enroll(MAC)
    woken: list[list[str]] = []
    mdm = MDMService(
        scene.store,
        identity=object(),  # type: ignore[arg-type]
        on_push_wanted=lambda: transaction.on_commit(lambda: woken.append(scene.pushes()), using=STORE),
        clock=lambda: scene.now,
    )

    with transaction.atomic(using=STORE):
        mdm.enqueue(MAC, commands.ProfileList(), unknown="allow")
        assert woken == []

    assert woken == [["MAC"]]


# ── many at once ─────────────────────────────────────────────────────────────────────────────────


def test_threads_that_read_and_then_write_do_not_stop_one_another(scene: Scene) -> None:
    """F22, F24"""
    scene.enroll(MAC)
    failures: list[BaseException] = []
    barrier = threading.Barrier(4)

    def work(number: int) -> None:
        barrier.wait()
        try:
            for turn in range(6):
                scene.enqueue(f"{number}-{turn}")
                scene.idle()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=closing(lambda n=n: work(n))) for n in range(4)]  # type: ignore[misc]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    queued = scene.store.look_up([vb.QueueQuery(enrollment="MAC")])[0]
    assert len(queued) == len({command.sequence for command in queued}) == 24  # type: ignore[union-attr]


def test_reading_does_not_wait_for_who_writes(scene: Scene) -> None:
    scene.enroll(MAC)
    seen: list[bool] = []

    with transaction.atomic(using=STORE):
        scene.enqueue("A")
        reader = threading.Thread(target=closing(lambda: seen.append(scene.waiting() == [])))
        reader.start()
        reader.join()

    assert [True] == seen


@pytest.mark.parametrize("options", [{}, {"transaction_mode": None}, {"transaction_mode": "DEFERRED"}])
def test_a_database_whose_writers_fail_one_another_is_refused(
    scene: Scene, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """F22: SQLITE_BUSY_SNAPSHOT comes at once, whatever the timeout."""
    monkeypatch.setitem(connections.databases[STORE], "OPTIONS", options)

    with pytest.raises(ImproperlyConfigured, match="transaction_mode"):
        DjangoStore(seal=KEY, using=STORE)


def test_other_databases_are_refused(monkeypatch: pytest.MonkeyPatch, scene: Scene) -> None:
    monkeypatch.setattr(connections[STORE], "vendor", "oracle")

    with pytest.raises(ImproperlyConfigured, match="PostgreSQL or SQLite"):
        DjangoStore(seal=KEY, using=STORE)


def test_a_project_without_time_zones_is_refused(scene: Scene) -> None:
    with override_settings(USE_TZ=False), pytest.raises(ImproperlyConfigured, match="USE_TZ"):
        DjangoStore(seal=KEY, using=STORE)


def test_a_database_that_may_forget_a_commit_is_refused(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F19: after a power cut a command would be carried out twice."""
    options = {"transaction_mode": "IMMEDIATE", "init_command": "PRAGMA synchronous = NORMAL"}
    monkeypatch.setitem(connections.databases[STORE], "OPTIONS", options)
    use(file_of_the_store())

    with pytest.raises(StorageError, match="synchronous"):
        Scene(DjangoStore(seal=KEY, using=STORE)).enroll(MAC)


# ── faults ───────────────────────────────────────────────────────────────────────────────────────


def test_a_fault_of_the_database_is_a_storage_error_and_nothing_is_stored(scene: Scene) -> None:
    """F20, F21"""
    scene.enroll(MAC)
    execute("ALTER TABLE pymdm_event RENAME TO elsewhere")

    with pytest.raises(StorageError, match="database"):
        scene.token_update(address="second")
    execute("ALTER TABLE elsewhere RENAME TO pymdm_event")

    assert scene.record().push == scene.target()


@pytest.mark.parametrize(
    ("failures", "outcome"), [(0, "done"), (MAX_ATTEMPTS - 1, "done"), (MAX_ATTEMPTS, "503")]
)
def test_who_has_lost_a_race_tries_again_but_not_for_ever(scene: Scene, failures: int, outcome: str) -> None:
    """F23: the row of a new device cannot be locked, because it is not there; one of two is refused it."""
    left = failures

    def work(rows: Any) -> str:
        nonlocal left
        if left:
            left -= 1
            raise IntegrityError("taken")
        return "done"

    transactions = DjangoTransactions(STORE, KEY)
    if outcome == "done":
        assert "done" == transactions.write("a test", (), work)
    else:
        with pytest.raises(StorageError):
            transactions.write("a test", (), work)
    assert 0 == left


def test_the_oldest_finished_commands_are_forgotten(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymdm.stores.rows.MAX_FINISHED", 2)
    scene.enroll(MAC)
    for uuid in "ABC":
        scene.enqueue(uuid)
        scene.idle()
        scene.acknowledge(uuid)

    assert scene.store.look_up([vb.CommandQuery(enrollment="MAC", uuid="A")]) == [()]
    assert scene.acknowledge("A") is None


def test_the_oldest_events_go_if_nobody_ever_reads_them(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pymdm.stores.rows.MAX_EVENTS", 3)
    scene.authenticate()
    for _ in range(4):
        scene.token_update()

    assert [event.id for event in scene.events()] == [3, 4, 5]


# ── tables ───────────────────────────────────────────────────────────────────────────────────────


def test_the_migrations_make_what_the_models_say(scene: Scene) -> None:
    call_command("makemigrations", "pymdm", check=True, dry_run=True, verbosity=0)


def test_a_project_may_count_and_join_with_what_is_stored(scene: Scene) -> None:
    scene.enroll(MAC)
    scene.enroll(SAM)
    scene.enqueue("A", SAM)

    waiting = Enrollment.objects.using(STORE).filter(commands__state="pending")
    assert [("MAC:SAM", "MAC")] == [(row.id, row.parent.id) for row in waiting]
    assert 1 == Enrollment.objects.using(STORE).get(pk="MAC").users.count()
