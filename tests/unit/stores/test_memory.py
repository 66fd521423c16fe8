"""The store in memory keeps the contract of stores, and its own bounds."""

from __future__ import annotations

from datetime import datetime

import pytest

from pymdm.protocol._message import MAX_NAME
from pymdm.service import CommandState, Store
from pymdm.service import verbs as vb
from pymdm.service._values import MAX_ECHO
from pymdm.stores import MemoryStore
from pymdm.testing._contract_base import ContractPart
from pymdm.testing._contract_scene import LEE, MAC, NOW, SAM, Scene, fails
from pymdm.testing._contract_sessions import user_of_mac
from pymdm.testing.store_contract import StoreContract


class TestMemoryStore(StoreContract):
    def make_store(self) -> Store:
        return MemoryStore()


def test_a_contract_without_a_store_says_what_to_do() -> None:
    with pytest.raises(NotImplementedError, match="make_store"):
        ContractPart().scene()


def test_the_oldest_finished_commands_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymdm.stores.rows.MAX_FINISHED", 2)
    scene = Scene(MemoryStore())
    scene.enroll(MAC)
    for uuid in "ABC":
        scene.enqueue(uuid)
        scene.idle()
        scene.acknowledge(uuid)

    assert scene.store.look_up([vb.CommandQuery(enrollment="MAC", uuid="A")]) == [()]
    assert [scene.command(uuid).state for uuid in "BC"] == [CommandState.ACKNOWLEDGED] * 2
    assert scene.acknowledge("A") is None


def test_the_oldest_events_go_if_nobody_ever_reads_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymdm.stores.rows.MAX_EVENTS", 3)
    scene = Scene(MemoryStore())
    scene.authenticate()
    for _ in range(4):
        scene.token_update()

    assert [event.id for event in scene.events()] == [3, 4, 5]


def test_a_helper_of_the_contract_tells_other_errors_apart() -> None:
    assert not fails(ValueError, lambda: None)
    with pytest.raises(KeyError):
        fails(ValueError, lambda: {}["x"])


def test_times_without_zone_never_get_into_a_queue() -> None:
    naive = datetime(2026, 1, 1)  # noqa: DTZ001
    for field in ("at", "not_before", "expires_at"):
        with pytest.raises(ValueError, match=field):
            vb.Enqueue(
                **{
                    "enrollment": "MAC",
                    "uuid": "A",
                    "request_type": "X",
                    "body": b"",
                    "at": NOW,
                    field: naive,
                }
            )


def test_who_is_not_enrolled_makes_room_for_a_new_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a Mac that years of users have passed through could never take another one."""
    monkeypatch.setattr("pymdm.stores._scripts.sender.MAX_USERS", 3)
    scene = Scene(MemoryStore())
    scene.enroll(MAC)
    scene.recognise(SAM, user_auth=vb.TokenRequired())
    for who in (LEE, user_of_mac(1)):
        scene.enroll(who)
        scene.check_out(who)
        scene.pass_time(minutes=5)
    assert isinstance(scene.token_update(user_of_mac(2)), vb.Done)
    assert (scene.known(SAM), scene.known(LEE), scene.known(user_of_mac(1))) == (True, False, True)


def test_a_command_whose_answer_could_not_be_read_is_never_queued() -> None:
    """The device would repeat its UUID, get 400 for ever, and never come to the next command."""
    assert MAX_ECHO == MAX_NAME
    scene = Scene(MemoryStore())
    scene.enroll(MAC)
    scene.enqueue("A" * MAX_ECHO)
    for uuid in ("", "A" * (MAX_ECHO + 1)):
        with pytest.raises(ValueError, match="uuid"):
            scene.enqueue(uuid)
    assert scene.waiting() == ["A" * MAX_ECHO]
