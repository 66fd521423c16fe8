"""Every call of Apps and Books, and locations of several servers."""

from __future__ import annotations

from typing import Any

from pymdm._flow import HttpResponse
from pymdm.errors import (
    TransportError,
)
from pymdm.vpp import Asset, MdmInfo, RequestUser, ops
from tests.unit.vpp.calling import (
    UID,
    answer,
)

US = MdmInfo(id="us", name="Us", metadata="1")
THEM = MdmInfo(id="them", name="Their server", metadata="2")
ONE = Asset("1")
CONFIG = answer(body={"urls": {}, "limits": {"maxAssets": 2}})
READY = answer(body={"uId": UID, "assets": [], "users": [], "assignments": []})
UNSENT = TransportError("refused", request_sent=False)
CUT = TransportError("cut")

#: Every call that changes something, and whether it may be sent again when its answer is lost (F45).
WRITES: list[tuple[str, Any, bool]] = [
    ("POST /assets/associate", lambda s: ops.associate(s, [ONE], serials=["S"]), True),
    ("POST /assets/disassociate", lambda s: ops.disassociate(s, [ONE], serials=["S"]), True),
    ("POST /assets/revoke", lambda s: ops.revoke(s, serials=["S"]), False),
    ("POST /users/create", lambda s: ops.create_users(s, [RequestUser(client_user_id="u")]), False),
    ("POST /users/update", lambda s: ops.update_users(s, [RequestUser(client_user_id="u")]), True),
    ("POST /users/retire", lambda s: ops.retire_users(s, ["u"]), False),
]
READS: list[tuple[str, Any]] = [
    ("GET /client/config", ops.client_config),
    ("GET /assets", ops.asset_pages),
    ("GET /assignments", ops.assignment_pages),
    ("GET /users", ops.user_pages),
    ("GET /status eventId=e", lambda s: ops.status(s, "e")),
]


def managed(mdm: MdmInfo | None = None, **keys: Any) -> HttpResponse:
    return answer(body={"uId": UID, **({"mdmInfo": mdm.wire()} if mdm else {}), **keys})
