"""Five times as many assignments take no more memory: a page is all that is ever held."""

from __future__ import annotations

import gc
import json
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.crypto import SealKey
from pymdm.http import pages
from pymdm.stores.sqlite import SQLiteStore
from pymdm.testing._vpp_contract_scene import NOW, UID, content_token
from pymdm.vpp.sync import sync_location
from tests.unit.vpp.calling import session

#: Objects that may be alive beyond those of the twentieth page.  An assignment that is kept is two of them.
FEW = 1000
ROWS = 100_000
PAGE = 1000


def send(request: HttpRequest) -> HttpResponse:
    """Assignments of one app, and nothing else."""
    if not urlsplit(request.url).path.endswith("/assignments"):
        return HttpResponse(status=200, body=json.dumps({"versionId": "v", "uId": UID}).encode())
    index = int(parse_qs(urlsplit(request.url).query).get("pageIndex", ["0"])[0])
    rows = [
        {"adamId": "361309726", "pricingParam": "STDQ", "serialNumber": f"S{number:07}"}
        for number in range(index * PAGE, (index + 1) * PAGE)
    ]
    found = {"assignments": rows, "versionId": "v", "uId": UID, "currentPageIndex": index}
    if (index + 1) * PAGE < ROWS:
        found["nextPageIndex"] = index + 1
    return HttpResponse(status=200, body=json.dumps(found).encode())


def test_after_a_hundred_thousand_assignments_no_more_is_alive_than_after_twenty_thousand(
    tmp_path: Path,
) -> None:
    """What a million take is told by ``make load``."""
    alive = []
    with SQLiteStore(tmp_path / "vpp.sqlite", seal=SealKey.generate()) as store:
        store.vpp.add_location(UID, content_token(), at=NOW)
        for step in pages(sync_location(session(uid=UID), store.vpp), send, sleep=lambda _: None):
            if step.kind == "assignments" and step.done in (20_000, ROWS):
                gc.collect()
                alive.append(len(gc.get_objects()))

    before, after = alive
    assert after - before < FEW
