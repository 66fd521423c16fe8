"""Gives an app to all devices of a file, then brings the database up to date with what Apple lists.

    python -m examples.vpp_sync location.vpptoken mdm.key licenses.sqlite 361309726 devices.txt

``location.vpptoken`` is the portal's file, ``mdm.key`` what ``pymdm keys create`` makes; ``devices.txt`` has
serial numbers, one a line.  It may be interrupted at any time; the next run goes on, and whoever has the app
already gets no second license.  Run it in the folder of the checkout, or give its path.
"""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from pymdm.crypto import SealKey
from pymdm.http import httpx_sender, pages
from pymdm.stores import SQLiteStore
from pymdm.vpp import Asset, ContentToken, EventType, VPPClient
from pymdm.vpp.session import BASE_URL
from pymdm.vpp.sync import accounts, plan, run_jobs, sync_location


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Give an app to devices.")
    parser.add_argument("token", type=Path, help="the content token")
    parser.add_argument("key", type=Path, help="the seal key of the database")
    parser.add_argument("database", type=Path, help="is made at the first run")
    parser.add_argument("adam_id", help="the number of the app")
    parser.add_argument("devices", type=Path, help="serial numbers, one a line")
    parser.add_argument("--base-url", default=BASE_URL, help="another service, such as a fake")
    parser.add_argument("--every", type=float, default=30.0, help="seconds between two questions")
    asked = parser.parse_args(arguments)
    token = ContentToken.load(asked.token)
    with SQLiteStore(asked.database, seal=SealKey.from_file(asked.key)) as store, httpx_sender() as send:
        uid = VPPClient(token, http=send, base_url=asked.base_url).client_config().uid
        store.vpp.add_location(uid, token, at=datetime.now(UTC))
        session = VPPClient(token, http=send, base_url=asked.base_url, uid=uid).session
        if not store.vpp.jobs(uid, open_only=True):
            serials = asked.devices.read_text("utf-8").split()
            plan(store.vpp, session, EventType.ASSOCIATE, [Asset(asked.adam_id)], serials=serials)
        for done in pages(run_jobs(session, store.vpp, timeout=600, every=asked.every), send):
            print(f"\r{done.done} of {done.pairs}", end="", file=sys.stderr)
        for read in pages(sync_location(session, store.vpp), send):
            print(f"\r{read.kind}: {read.done}", end="", file=sys.stderr)
        for each in accounts(store.vpp, uid):
            print(f"\n{each.asset.adam_id}: {each.available} of {each.total} are free", file=sys.stderr)
        failed = [failure for job in store.vpp.jobs(uid) for failure in job.failures]
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
