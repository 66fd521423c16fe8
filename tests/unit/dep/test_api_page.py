"""The snippets about this service on the API page beside the checkout run as they stand there."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from pymdm.dep import DEPClient, DEPProfile, ServerToken, TokenKeyPair, ops
from pymdm.testing.fake_dep import FakeDEP
from tests.support import shared
from tests.unit.dep.calling import NOW, session


def snippet(word: str) -> str:
    blocks = re.findall(r"```python\n(.*?)```", shared("design/api.md").read_text("utf-8"), re.DOTALL)
    (found,) = [block for block in blocks if word in block]
    return str(found)


class Database:
    """The caller's own: devices and cursor in one transaction."""

    def __init__(self) -> None:
        self.devices: dict[str, Any] = {}
        self.cursor: str | None = None

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        yield

    def save_devices(self, devices: Any) -> None:
        self.devices.update({device.serial_number: device for device in devices})

    def save_cursor(self, cursor: str) -> None:
        self.cursor = cursor


def test_the_client_of_the_page(capsys: Any) -> None:
    fake, database, pair = FakeDEP(devices=1200, chaos=None), Database(), TokenKeyPair.create(now=NOW)
    names = {
        "DEPClient": partial(DEPClient, http=fake.send, base_url=fake.base_url, now=fake.clock),
        "DEPProfile": DEPProfile,
        "ServerToken": ServerToken,
        "p7m": fake.token_file(pair.certificate),
        "private_key": pair.key,
        "database": database,
        "load_cursor": lambda: database.cursor,
        "save_devices": database.save_devices,
        "save_cursor": database.save_cursor,
    }
    for _ in range(2):
        exec(snippet("DEPClient"), dict(names))

    assert set(fake.truth()) == set(database.devices)
    assert {"assigned"} == {device["profile_status"] for device in fake.truth().values()}
    assert "SUCCESS" in capsys.readouterr().out


def test_the_flow_of_the_page() -> None:
    exec(snippet("ops.account"), {"ops": ops, "session": session()})
