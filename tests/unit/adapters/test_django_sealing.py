"""What is secret in the tables of the Django store, and what opens it."""

from __future__ import annotations

import attrs
import pytest

from pymdm.adapters.django import DjangoStore
from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.protocol import Status
from pymdm.service import verbs as vb
from pymdm.testing._contract_scene import MAC, NOW, PHONE, Scene
from pymdm.testing.canaries import Canaries, database_files
from tests.django_project import STORE
from tests.unit.adapters.django_database import KEY, execute, file_of_the_store, fresh_store


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
