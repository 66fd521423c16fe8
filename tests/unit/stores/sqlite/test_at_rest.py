"""What lies in the file: sealed, each value in its own row, and what is deleted is gone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pymdm.crypto import SealKey
from pymdm.errors import StorageError
from pymdm.protocol.plist import dumps, loads
from pymdm.service import verbs as vb
from pymdm.stores._codec import SEALED, command_owner, enrollment_id
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing._contract_scene import MAC, NOW, PHONE, SAM, Scene

PIN = "918273"
LOCK = dumps({"Command": {"RequestType": "DeviceLock", "PIN": PIN}, "CommandUUID": "LOCK"})


def enqueue_lock(scene: Scene) -> None:
    verb = vb.Enqueue(enrollment="MAC", uuid="LOCK", request_type="DeviceLock", body=LOCK, at=scene.now)
    scene.store.enqueue([verb])


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def test_none_of_the_secrets_can_be_read_in_the_files(path: Path, seal: SealKey) -> None:
    """T69: whoever steals the disk or a backup learns who is managed, and no secret."""
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        scene.authenticate()
        scene.token_update(MAC, unlock_token=b"canary-unlock")
        scene.enroll(SAM)
        scene.recognise(SAM, user_auth=vb.TokenIssued(token_hash=b"canary-hash"))
        scene.set_bootstrap(b"canary-bootstrap")
        scene.enqueue("A", body=b"canary-command")
        scene.idle()
        scene.acknowledge("A")
        scene.store.identities([vb.KeepSecret(kind="ca", name="key", value=b"canary-ca", at=NOW)])
        secret = [b"canary", b"first token of MAC", b"Acknowledged A"]
        lying = everything(path.parent)
        assert [word for word in secret if word in lying] == []
        assert b"MAC" in lying and b"192.0.2.1" in lying  # noqa: PT018 - the scan does see what is there


@pytest.mark.parametrize(
    ("table", "column", "key"),
    [
        ("enrollment_document", "unlock_token", "enrollment_id"),
        ("enrollment_document", "bootstrap_token", "enrollment_id"),
        ("enrollment_document", "raw_authenticate", "enrollment_id"),
        ("enrollment_document", "raw_token_update", "enrollment_id"),
        ("enrollment", "push_token", "id"),
        ("enrollment", "push_magic", "id"),
    ],
)
def test_a_secret_in_another_devices_row_does_not_open(
    path: Path, seal: SealKey, table: str, column: str, key: str
) -> None:
    """T69."""
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        for who in (MAC, PHONE):
            scene.authenticate(who)
            scene.token_update(who, unlock_token=b"unlock " + who.id.encode())
            scene.set_bootstrap(b"bootstrap", who)
        with closing(sqlite3.connect(path)) as thief, thief:
            thief.execute(
                f"UPDATE {table} SET {column} = (SELECT {column} FROM {table} WHERE {key} = 'MAC')"
                f" WHERE {key} = 'PHONE'"
            )
        with pytest.raises(StorageError, match="does not open"):
            scene.record(PHONE)
        assert scene.record(MAC).unlock_token == b"unlock MAC"


def test_a_secret_in_another_column_does_not_open(path: Path, seal: SealKey) -> None:
    """T69: the unlock token cannot be read as the bootstrap token, which its device may ask for."""
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        scene.authenticate()
        scene.token_update(MAC, unlock_token=b"unlock")
        with closing(sqlite3.connect(path)) as thief, thief:
            thief.execute("UPDATE enrollment_document SET bootstrap_token = unlock_token")
        with pytest.raises(StorageError, match="does not open"):
            scene.get_bootstrap()


@pytest.mark.parametrize("source", ["OLD", "B"])
def test_a_command_in_another_row_is_not_sent(path: Path, seal: SealKey, source: str) -> None:
    """T69: neither another device's, nor an older one of the same; the short cut looks as well."""
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        for who in (MAC, PHONE):
            scene.enroll(who)
        scene.enqueue("OLD")
        scene.idle()
        scene.acknowledge("OLD")
        scene.enqueue("A")
        scene.enqueue("B", PHONE)
        number = "SELECT sequence FROM command WHERE uuid = "
        with closing(sqlite3.connect(path)) as thief, thief:
            thief.execute(
                f"UPDATE command_body SET body = (SELECT body FROM command_body WHERE sequence = ({number}"
                f"'{source}')) WHERE sequence = ({number}'A')"
            )
        with pytest.raises(StorageError, match="does not open"):
            scene.idle()
        with pytest.raises(StorageError, match="does not open"):
            scene.command("A")
        assert scene.idle(PHONE) == "B"


def test_the_secret_of_a_finished_command_is_gone(path: Path, seal: SealKey) -> None:
    """T71: also for who has the key, and also in pages that are free now."""
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        scene.enroll()
        enqueue_lock(scene)
        with closing(sqlite3.connect(path)) as database:
            [(before,)] = database.execute("SELECT body FROM command_body").fetchall()
        assert seal.open(before, kind="command.body", owner=command_owner("MAC", 1)) == LOCK
        scene.idle()
        scene.acknowledge("LOCK")
        kept = loads(scene.command("LOCK").body)
        assert kept["Command"] == {"RequestType": "DeviceLock", "PIN": ""}
    assert path.with_name(f"{path.name}-wal").exists() is False
    assert before[-64:] not in path.read_bytes()


def test_what_is_sealed_are_the_bytes_that_devices_and_commands_bring() -> None:
    """A column that is added for such bytes has to be thought about here."""
    from sqlalchemy import LargeBinary

    from pymdm.stores.sql import metadata

    binary = {
        (table.name.removesuffix("_document").removesuffix("_body").removesuffix("_result"), column.name)
        for table in metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary)
    }
    sealed = {(table, column) for table, columns in SEALED.items() for column in columns}
    assert sealed <= binary
    assert binary - sealed == {
        ("challenge", "certificate"),
        ("challenge", "digest"),
        ("challenge", "public_key"),
        ("enrollment", "certificate"),
        ("enrollment", "pin"),
        ("enrollment", "previous_pin"),
        ("enrollment", "renewed_pin"),
        ("identity", "fingerprint"),
        ("pin", "fingerprint"),
        ("setting", "data"),
    }


def test_quotes_and_worse_are_only_text(path: Path, seal: SealKey) -> None:
    """T57: every value is bound, none is put into a statement."""
    nasty = ["'; DROP TABLE command; --", '"quoted"', "%s :id ?1 {0}", "\\", "\u202e", "Zoë 🙂"]
    with SQLiteStore(path, seal=seal) as store:
        scene = Scene(store)
        scene.enroll(MAC)
        for text in nasty:
            user = enrollment_id("User", f"MAC:{text.replace(':', ';')}")
            scene.enroll(user)
            scene.enqueue(text, user, dedupe_key=text)
            assert scene.idle(user) == text
            assert scene.acknowledge(text, user) is None
            assert store.look_up([vb.EnrollmentQuery(id=user.id)])[0]
            secret = vb.KeepSecret(kind=text, name=text, value=b"x", at=NOW)
            store.identities([secret])
            assert len(store.look_up([vb.SecretQuery(kind=text, name=text)])[0]) == 1
        scene.pass_time(days=9)
        silence = timedelta(days=1)
        store.push_round([vb.Sweep(at=scene.now, wake_after=silence, silent_after=silence)])
        assert len(store.look_up([vb.EnrollmentsQuery()])[0]) == 1 + len(nasty)
