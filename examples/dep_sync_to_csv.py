"""All devices of a server of Apple's enrollment program as CSV; the second time only changes are asked for.

    python -m examples.dep_sync_to_csv token.json mdm.key devices.sqlite devices.csv
    python -m examples.dep_sync_to_csv token.json mdm.key devices.sqlite devices.csv --profile UUID

``token.json`` is what ``pymdm dep token`` leaves, ``mdm.key`` what ``pymdm keys create`` makes.  It may be
interrupted at any time; the next run goes on.  Run it in the folder of the checkout, or give its path.
"""

from __future__ import annotations

import argparse
import csv
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from pymdm.crypto import SealKey
from pymdm.dep import DEPClient, ServerToken
from pymdm.dep.devices import Device
from pymdm.dep.session import BASE_URL
from pymdm.dep.sync import DEPStore, ProfileRules, SyncRules, sync_server
from pymdm.http import httpx_sender, pages
from pymdm.stores import SQLiteStore

COLUMNS = ("serial_number", "model", "description", "color", "asset_tag", "profile_status", "profile_uuid")


def devices(store: DEPStore, server: str) -> Iterator[Device]:
    """Those that belong to the server now, a thousand at a time."""
    after = ""
    while records := store.devices(server, after=after):
        after = records[-1].serial_number
        yield from (record.device for record in records if record.deleted_at is None)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Write the devices of a server as CSV.")
    parser.add_argument("token", type=Path, help="the server token, decrypted")
    parser.add_argument("key", type=Path, help="the seal key of the database")
    parser.add_argument("database", type=Path, help="is made at the first run")
    parser.add_argument("csv", type=Path, help="is written anew at each run")
    parser.add_argument("--profile", help="UUID of the profile for devices that have none")
    parser.add_argument("--base-url", default=BASE_URL, help="another service, such as a fake")
    asked = parser.parse_args(arguments)
    token = ServerToken.from_json(asked.token.read_bytes())
    rules = SyncRules(assign=ProfileRules(default=asked.profile))
    with SQLiteStore(asked.database, seal=SealKey.from_file(asked.key)) as store, httpx_sender() as send:
        client = DEPClient(token, http=send, sessions=store.dep.sessions, base_url=asked.base_url)
        for step in pages(sync_server(client.session, store.dep, rules, owner=str(os.getpid())), send):
            print(f"\r{step.kind}: {step.done}", end="", file=sys.stderr)
        with asked.csv.open("w", encoding="utf-8", newline="") as file:
            table = csv.writer(file)
            table.writerow(COLUMNS)
            for device in devices(store.dep, token.consumer_key):
                table.writerow([getattr(device, name) for name in COLUMNS])
        print(f"\n{store.dep.counts(token.consumer_key).present} devices", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
