"""The Django store on PostgreSQL: the contract, and what happens between connections."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest
from django.core.management import call_command
from django.db import connections, transaction

from pymdm.adapters.django import DjangoStore
from pymdm.errors import StorageError
from pymdm.service import Store
from pymdm.service import verbs as vb
from pymdm.testing._contract_scene import MAC, PHONE, SAM, Scene
from pymdm.testing.store_contract import StoreContract
from tests.django_project import POSTGRESQL, django_settings
from tests.external.postgresql import postgresql
from tests.property.test_django_agrees import tell
from tests.unit.adapters.django_database import KEY, Leaving

django_settings()

from pymdm.adapters.django._rows import DjangoRows  # noqa: E402 - models need a project that is set up

pytestmark = pytest.mark.usefixtures("_server")


@pytest.fixture(scope="module")
def _server() -> Iterator[None]:
    with postgresql() as folder:
        connections.databases[POSTGRESQL]["HOST"] = str(folder)
        call_command("migrate", database=POSTGRESQL, verbosity=0)
        yield
        connections[POSTGRESQL].close()


def fresh_store() -> DjangoStore:
    tables = [name for name in connections[POSTGRESQL].introspection.table_names() if name[:6] == "pymdm_"]
    with connections[POSTGRESQL].cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(tables)}")
    return DjangoStore(seal=KEY, using=POSTGRESQL)


def closing(call: Callable[[], object]) -> Callable[[], None]:
    def run() -> None:
        try:
            call()
        finally:
            connections.close_all()

    return run


def together(*calls: Callable[[], object]) -> None:
    StoreContract().race(*[closing(call) for call in calls])


class TestDjangoStoreOnPostgreSQL(StoreContract):
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


@pytest.mark.parametrize("seed", range(100, 104))
def test_it_tells_the_same_story_as_the_store_in_memory(seed: int) -> None:
    tell(seed, fresh_store())


def test_a_deadlock_costs_nobody_anything(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """F23: two rounds of pushes with receipts in opposite order, each holding what the other one wants."""
    for who in (MAC, PHONE):
        scene.enroll(who)
        scene.enqueue("A", who)
    mac, phone = scene.pending_pushes()
    slot, barrier, met = DjangoRows.slot, threading.Barrier(2), threading.local()

    def meeting(rows: DjangoRows, key: str, /) -> Any:
        found = slot(rows, key)
        if not getattr(met, "once", False):
            met.once = True
            barrier.wait(timeout=30)
        return found

    monkeypatch.setattr(DjangoRows, "slot", meeting)
    together(
        lambda: scene.pending_pushes(scene.receipt(mac), scene.receipt(phone)),
        lambda: scene.pending_pushes(scene.receipt(phone), scene.receipt(mac)),
    )

    assert [] == scene.pushes()


def test_first_messages_of_one_device_at_the_same_moment_are_one_after_the_other(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F23, F24: there is no row yet that could be locked."""
    scene.enroll(PHONE)
    lock, barrier, met = DjangoRows.lock, threading.Barrier(2), threading.local()

    def meeting(rows: DjangoRows, devices: Any) -> None:
        lock(rows, devices)
        if not getattr(met, "once", False):
            met.once = True
            barrier.wait(timeout=30)

    monkeypatch.setattr(DjangoRows, "lock", meeting)
    outcomes: list[object] = []
    together(*[lambda: outcomes.append(scene.authenticate(MAC))] * 2)

    assert [vb.Done, vb.Done] == [type(outcome) for outcome in outcomes]
    assert 2 == scene.record(MAC).generation


def test_one_session_enrolls_one_device_also_at_the_same_moment(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T81: two certificates of one session, shown by two devices."""
    scene.issue("first")
    scene.issue("second")
    lock, barrier, met = DjangoRows.lock, threading.Barrier(2), threading.local()

    def meeting(rows: DjangoRows, devices: Any) -> None:
        lock(rows, devices)
        if not getattr(met, "once", False):
            met.once = True
            barrier.wait(timeout=30)

    monkeypatch.setattr(DjangoRows, "lock", meeting)
    outcomes: list[object] = []
    together(
        lambda: outcomes.append(scene.authenticate(MAC, "first")),
        lambda: outcomes.append(scene.authenticate(PHONE, "second")),
    )

    assert ["Done", "Refused"] == sorted(type(outcome).__name__ for outcome in outcomes)


def test_events_are_numbered_in_the_order_of_their_commits(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F47: a consumer that has seen a number never gets a lower one."""
    scene.enroll(MAC)
    scene.enroll(PHONE)
    scene.store.events_after([vb.EventsAfter(consumer="reader", acknowledged=4)])
    told, go_on = threading.Event(), threading.Event()
    finish = DjangoRows.finish

    def slowly(rows: DjangoRows) -> None:
        if threading.current_thread().name == "slow":
            told.set()
            assert go_on.wait(timeout=30)
        finish(rows)

    monkeypatch.setattr(DjangoRows, "finish", slowly)
    slow = threading.Thread(target=closing(lambda: scene.token_update(MAC)), name="slow")
    slow.start()
    assert told.wait(timeout=30)
    scene.token_update(PHONE)
    first = [event.enrollment.id for event in scene.events()]
    go_on.set()
    slow.join()

    assert ["PHONE"] == first
    assert ["PHONE", "MAC"] == [event.enrollment.id for event in scene.events()]


def test_threads_that_read_and_then_write_do_not_stop_one_another(scene: Scene) -> None:
    """F22, F23, F24"""
    for who in (MAC, SAM, PHONE):
        scene.enroll(who)

    def work(number: int) -> None:
        for turn in range(6):
            for who in (MAC, SAM, PHONE):
                scene.enqueue(f"{number}-{turn}", who)
                scene.idle(who)
            scene.pending_pushes(*[scene.receipt(push) for push in scene.pending_pushes()])

    together(*[lambda n=n: work(n) for n in range(4)])  # type: ignore[misc]

    for who in (MAC, SAM, PHONE):
        assert 24 == len(scene.waiting(who))


def test_a_connection_that_was_cut_is_made_anew(scene: Scene) -> None:
    """F21: the device gets 503 and comes back."""
    scene.enroll(MAC)
    with connections[POSTGRESQL].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()

    def cut() -> None:
        with connections[POSTGRESQL].cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])

    together(cut)

    with pytest.raises(StorageError):
        scene.token_update()
    assert isinstance(scene.token_update(), vb.Done)


def test_reading_sees_one_state_and_writes_nothing(scene: Scene) -> None:
    scene.enroll(MAC)
    seen: list[str] = []

    def look(rows: Any) -> None:
        with connections[POSTGRESQL].cursor() as cursor:
            cursor.execute("SHOW transaction_isolation")
            seen.append(cursor.fetchone()[0])
            cursor.execute("SHOW transaction_read_only")
            seen.append(cursor.fetchone()[0])

    scene.store._transactions.read(look)  # type: ignore[attr-defined]

    assert ["repeatable read", "on"] == seen
    with transaction.atomic(using=POSTGRESQL):
        scene.enqueue("A")
        assert ["A"] == scene.waiting()
