"""What is secret in the tables of the Django store, and what opens it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest
from django.core.management import CommandError, call_command

from pymdm.adapters.django import DjangoStore
from pymdm.crypto import SealKey
from pymdm.crypto.sealed import describe_sealed
from pymdm.errors import StorageError
from pymdm.protocol import Status
from pymdm.service import verbs as vb
from pymdm.testing._contract_scene import MAC, NOW, PHONE, Scene
from pymdm.testing.canaries import Canaries, database_files
from tests.django_project import STORE, django_settings
from tests.unit.adapters.django_database import KEY, execute, file_of_the_store, fresh_store

django_settings()

from pymdm.adapters.django import _rewrap  # noqa: E402 - models need a project that is set up
from pymdm.adapters.django._codec import SEALED  # noqa: E402


@pytest.fixture
def scene() -> Scene:
    return Scene(fresh_store())


def test_no_secret_is_readable_in_the_database(scene: Scene) -> None:
    """T69, T71"""
    canaries = Canaries(seed=1)
    scene.enroll(MAC)
    scene.token_update(
        unlock_token=canaries.plant("unlock token").encode(),
        push=attrs.evolve(
            scene.target(),
            token=canaries.plant("push token").encode(),
            push_magic=canaries.plant("push magic"),
        ),
    )
    scene.set_bootstrap(canaries.plant("bootstrap token").encode())
    scene.enqueue("A", body=canaries.plant("command").encode())
    scene.enqueue("B", body=canaries.plant("waiting command").encode())
    scene.idle()
    scene.store.report_and_next(
        [
            vb.Report(
                sender=scene.sender(MAC),
                status=Status.ACKNOWLEDGED,
                command_uuid="A",
                raw=canaries.plant("result").encode(),
            )
        ]
    )
    scene.store.identities(
        [vb.KeepSecret(kind="ca", name="key", value=canaries.plant("CA key").encode(), at=NOW)]
    )

    assert 8 == len(canaries)
    assert () == canaries.scan(database_files(file_of_the_store()))
    canaries.add("what is there", "ProfileList")
    assert canaries.scan(database_files(file_of_the_store()))


@pytest.mark.parametrize("column", ["unlock_token_sealed", "bootstrap_token_sealed", "push_sealed"])
def test_a_secret_that_was_moved_to_another_row_does_not_open(scene: Scene, column: str) -> None:
    """T69: who can write to the database, but has no key, cannot pass a device's secret off as another's."""
    for who in (MAC, PHONE):
        scene.enroll(who)
        scene.token_update(who, unlock_token=b"token")
        scene.set_bootstrap(b"token", who)

    execute(
        f"UPDATE pymdm_enrollment SET {column} = (SELECT {column} FROM pymdm_enrollment WHERE id = 'PHONE') "
        "WHERE id = 'MAC'"
    )

    with pytest.raises(StorageError, match="sealed value"):
        scene.record(MAC)
    assert scene.record(PHONE).unlock_token == b"token"


def test_a_secret_that_was_moved_to_another_column_does_not_open(scene: Scene) -> None:
    """T69"""
    scene.enroll(MAC)
    scene.token_update(unlock_token=b"token")

    execute("UPDATE pymdm_enrollment SET bootstrap_token_sealed = unlock_token_sealed")

    with pytest.raises(StorageError, match="sealed value"):
        scene.record(MAC)


def test_a_command_of_another_row_does_not_open(scene: Scene) -> None:
    """T69"""
    scene.enroll(MAC)
    scene.enqueue("A")
    scene.enqueue("B")

    execute(
        "UPDATE pymdm_command SET body_sealed = (SELECT body_sealed FROM pymdm_command WHERE uuid = 'B') "
        "WHERE uuid = 'A'"
    )

    with pytest.raises(StorageError, match="sealed value"):
        scene.idle()


def test_another_key_is_noticed_before_anything_is_sealed_with_it(scene: Scene) -> None:
    """T70"""
    scene.enroll(MAC)
    other = Scene(DjangoStore(seal=SealKey.generate(), using=STORE))

    for call in (lambda: other.enroll(PHONE), lambda: other.record(MAC)):
        with pytest.raises(StorageError, match="key"):
            call()
    assert not scene.known(PHONE)


def test_a_rotated_key_opens_what_the_old_one_has_sealed(scene: Scene) -> None:
    """T70"""
    scene.enroll(MAC)
    rotated = Scene(DjangoStore(seal=KEY.rotated(), using=STORE))

    rotated.enqueue("A")

    assert rotated.idle() == "A"
    assert rotated.record(MAC).push == scene.target()


def key_ids() -> set[str]:
    """The keys under which the tables have anything."""
    found = set()
    for model, columns in SEALED.items():
        for column in columns:
            rows = execute(f"SELECT {column} FROM pymdm_{model.lower()} WHERE {column} IS NOT NULL")
            found |= {facts.key_id for (value,) in rows if (facts := describe_sealed(bytes(value)))}
    return found


def fill(scene: Scene) -> None:
    scene.enroll(MAC)
    scene.token_update(unlock_token=b"unlock")
    scene.set_bootstrap(b"bootstrap")
    scene.enqueue("A")
    scene.enqueue("B")
    scene.idle()
    scene.acknowledge("A")
    scene.store.identities([vb.KeepSecret(kind="ca", name="key", value=b"CA", at=NOW)])


def test_everything_is_sealed_again_under_the_new_key(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """T70: a few rows at a time, and once only."""
    monkeypatch.setattr("pymdm.adapters.django._rewrap.BATCH", 1)
    fill(scene)
    before = (scene.record(), scene.command("A"), scene.command("B"), scene.events())
    rotated = KEY.rotated()
    store = DjangoStore(seal=rotated, using=STORE)

    assert 0 < store.rewrap()
    assert 0 == store.rewrap()

    assert {rotated.current_id} == key_ids()
    newest = next(line for line in rotated.to_text().splitlines() if rotated.current_id in line)
    new = Scene(DjangoStore(seal=SealKey.parse(newest), using=STORE))
    assert before == (new.record(), new.command("A"), new.command("B"), new.events())


def test_who_is_stopped_half_way_begins_again(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """T70: until the end both keys are needed, and both open what is theirs."""
    monkeypatch.setattr("pymdm.adapters.django._rewrap.BATCH", 1)
    fill(scene)
    rotated = KEY.rotated()
    row, left = _rewrap._rewrap_row, 2

    def stopped(*arguments: Any) -> int:
        nonlocal left
        left -= 1
        if left < 0:
            raise KeyboardInterrupt
        return row(*arguments)

    monkeypatch.setattr(_rewrap, "_rewrap_row", stopped)
    store = DjangoStore(seal=rotated, using=STORE)
    with pytest.raises(KeyboardInterrupt):
        store.rewrap()
    assert {KEY.current_id, rotated.current_id} == key_ids()
    assert b"unlock" == Scene(store).record().unlock_token
    monkeypatch.setattr(_rewrap, "_rewrap_row", row)

    store.rewrap()

    assert {rotated.current_id} == key_ids()


def test_the_old_key_alone_opens_nothing_any_more(scene: Scene) -> None:
    """T70"""
    fill(scene)
    DjangoStore(seal=KEY.rotated(), using=STORE).rewrap()

    with pytest.raises(StorageError, match="key"):
        Scene(DjangoStore(seal=KEY, using=STORE)).record()


def test_a_command_of_manage_py_does_it(
    scene: Scene, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """T70"""
    fill(scene)
    file = tmp_path / "mdm.key"
    file.touch(mode=0o600)
    file.write_text(KEY.rotated().to_text())

    call_command("pymdm_rewrap", str(file), database=STORE)

    assert capsys.readouterr().out.endswith("values sealed under the current key\n")
    file.write_text(SealKey.generate().to_text())
    with pytest.raises(CommandError, match="key"):
        call_command("pymdm_rewrap", str(file), database=STORE)
