"""Ten times as many devices take no more memory: a page is all that is ever held."""

from __future__ import annotations

import gc
from pathlib import Path

from benchmarks._dep_listing import Listing, session
from pymdm.crypto import SealKey
from pymdm.dep.sync import sync_server
from pymdm.http import pages
from pymdm.stores.sqlite import SQLiteStore

#: Objects that may be alive beyond those of the second page.  A device that is kept is two of them.
FEW = 1000


def test_after_twenty_thousand_devices_no_more_is_alive_than_after_two_thousand(tmp_path: Path) -> None:
    """The figures in bytes, up to a million devices, are those of ``python -m benchmarks.dep``."""
    alive = []
    with SQLiteStore(tmp_path / "dep.sqlite", seal=SealKey.generate()) as store:
        for step in pages(sync_server(session(), store.dep, owner="test"), Listing(20_000)):
            if step.kind == "listing" and step.done in (2_000, 20_000):
                gc.collect()
                alive.append(len(gc.get_objects()))

    before, after = alive
    assert after - before < FEW
