"""A process that carries out jobs of Apps and Books and synchronizes, to be killed."""

from __future__ import annotations

import os
import random
import time
from datetime import UTC, datetime
from pathlib import Path

import httpx
import sqlalchemy.dialects.sqlite

from pymdm._retry import RetryRules
from pymdm.crypto import SealKey
from pymdm.errors import TransportError, VPPError
from pymdm.http import httpx_sender, pages
from pymdm.stores.sqlite import SQLiteStore, _engine, _vpp
from pymdm.testing import failpoints
from pymdm.vpp.session import Session
from pymdm.vpp.sync import run_jobs, sync_location

assert all((sqlalchemy.dialects.sqlite, _vpp))

#: Ended with an error of the service, or before everything was done; and is to be started again.
TROUBLE = 3

#: Waits that Apple or the rules ask for are so much shorter.
HURRY = 1000


def open_store(folder: Path) -> SQLiteStore:
    """The database of this run.  Processes die here, the machine does not: nobody waits for the disk."""
    _engine._PRAGMAS = tuple(pragma.replace("= FULL", "= OFF") for pragma in _engine._PRAGMAS)  # type: ignore[misc]
    return SQLiteStore(folder / "vpp.sqlite", seal=SealKey.from_file(folder / "key"))


def main(folder: Path, base_url: str, uid: str, step: str, sync: str) -> None:
    """Do what there is to do, and die at the first of some steps if they are given."""
    for each in step.split():
        name, _, count = each.partition(":")
        failpoints.die_at(name, int(count))
    rng = random.SystemRandom()
    with open_store(folder) as store, httpx.Client(verify=False, trust_env=False) as client:
        token = store.vpp.token(uid)
        assert token is not None
        session = Session(
            token=token,
            rules=RetryRules(now=lambda: datetime.now(UTC), dice=rng.random, attempts=6),
            uid=uid,
            base_url=base_url,
        )
        flows = [run_jobs(session, store.vpp, timeout=600, every=1)]
        flows += [sync_location(session, store.vpp, full=True, accept_removals=True)] if sync else []  # type: ignore[list-item]
        send = httpx_sender(client)
        try:
            for flow in flows:
                for _ in pages(flow, send, sleep=lambda seconds: time.sleep(seconds / HURRY)):
                    pass
        except (VPPError, TransportError):
            os._exit(TROUBLE)
