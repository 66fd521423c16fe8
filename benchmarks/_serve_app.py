"""The device application for a WSGI server under test; the environment tells what it stores, and where."""

from __future__ import annotations

import os
import pickle
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks._fleet import Fleet, NoStore

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication


def load() -> WSGIApplication:
    """The application over BENCH_STORE ("none" or a database) and the fleet in BENCH_FLEET."""
    fleet: Fleet = Fleet.restore(pickle.loads(Path(os.environ["BENCH_FLEET"]).read_bytes()))
    database = os.environ["BENCH_STORE"]
    if database == "none":
        return fleet.server(NoStore(fleet)).device
    from pymdm.crypto import SealKey
    from pymdm.stores.sqlite import SQLiteStore

    store = SQLiteStore(Path(database), seal=SealKey.from_file(Path(database + ".key")))
    return fleet.server(store).device


application = load() if "BENCH_FLEET" in os.environ else None
