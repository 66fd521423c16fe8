"""A process that synchronizes once, to be killed; it is forked from one that has imported everything."""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import sqlalchemy.dialects.sqlite

from pymdm._retry import RetryRules
from pymdm.crypto import SealKey
from pymdm.dep import ServerToken
from pymdm.dep.session import Session
from pymdm.dep.sync import ProfileRules, SyncRules, sync_server
from pymdm.errors import DEPError, TransportError
from pymdm.http import httpx_sender, pages
from pymdm.stores.sqlite import SQLiteStore, _dep, _engine
from pymdm.testing import failpoints

assert all((sqlalchemy.dialects.sqlite, _dep))

#: Ended with an error of the service, and is to be started again.
TROUBLE = 3

#: Waits that Apple or the rules ask for are so much shorter.
HURRY = 200


def open_store(folder: Path) -> SQLiteStore:
    """The database of this run.  Processes die here, the machine does not: nobody waits for the disk."""
    _engine._PRAGMAS = tuple(pragma.replace("= FULL", "= OFF") for pragma in _engine._PRAGMAS)  # type: ignore[misc]
    return SQLiteStore(folder / "dep.sqlite", seal=SealKey.from_file(folder / "key"))


def main(folder: Path, base_url: str, profile: str, page: int, options: dict[str, Any], step: str) -> None:
    """Synchronize, and die at a step if one is given."""
    if step:
        name, _, count = step.partition(":")
        failpoints.die_at(name, int(count))
    rng = random.SystemRandom()
    with open_store(folder) as store, httpx.Client(verify=False, trust_env=False) as client:
        send = httpx_sender(client)
        token = store.dep.token(options.pop("server"))
        assert isinstance(token, ServerToken)
        session = Session(
            token=token,
            rules=RetryRules(now=lambda: datetime.now(UTC), dice=rng.random, attempts=6),
            nonce=lambda: f"{rng.getrandbits(64)}",
            base_url=base_url,
            store=store.dep.sessions,
        )
        rules = SyncRules(assign=ProfileRules(default=profile), page=page)
        flow = sync_server(session, store.dep, rules, owner="me", take_over=True, **options)
        try:
            for _ in pages(flow, send, sleep=lambda seconds: time.sleep(seconds / HURRY)):
                pass
        except (DEPError, TransportError):
            os._exit(TROUBLE)
