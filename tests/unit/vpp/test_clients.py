"""Both clients on one table: the same calls send the same requests and come to the same ends (T65)."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.crypto import Secret
from pymdm.errors import ContentTokenExpired, PymdmError, TransportError
from pymdm.vpp import Asset, AsyncVPPClient, ContentToken, MdmInfo, RequestUser, VPPClient
from tests.support import shared
from tests.unit.vpp.calling import CANARY, TOKEN, Clock, answer, event, file_of, refused

CONFIG = answer(body={"urls": {}, "limits": {"maxAssets": 1}})
DONE = answer(body={"eventStatus": "COMPLETE", "numCompleted": 1, "numRequested": 1})
SLOW = answer(body={"eventStatus": "PENDING", "numCompleted": 0, "numRequested": 1})
ONE, TWO = Asset("1"), Asset("2")
USER = RequestUser(client_user_id="u", email="u@example.org")
CUT = TransportError("cut")


def page(
    key: str, *rows: dict[str, Any], version: str = "v", index: int = 0, more: bool = False
) -> HttpResponse:
    following = {"nextPageIndex": index + 1} if more else {}
    return answer(body={key: list(rows), "currentPageIndex": index, "versionId": version, **following})


ROW = {"adamId": "1", "serialNumber": "S", "pricingParam": "STDQ"}
CHANGED: list[HttpResponse | TransportError] = [
    page("assignments", ROW, more=True),
    page("assignments", index=1, version="w"),
    page("assignments", ROW, ROW, version="w"),
]

#: name of the method, its arguments, the answers after the first, which is about the service.
TABLE: list[tuple[str, tuple[Any, ...], dict[str, Any], list[HttpResponse | TransportError]]] = [
    ("service_config", (), {}, []),
    ("client_config", (), {}, [answer(body={"uId": "1"})]),
    ("client_config", (), {}, [CUT, answer(429, None, Retry_After="3"), refused(9621, 401)]),
    (
        "set_client_config",
        (),
        {
            "mdm": MdmInfo(id="us", name="Us", metadata="1"),
            "notification_url": "https://mdm.example.com/n",
            "notification_token": Secret("auth-canary"),
            "notification_types": ["ASSET_COUNT"],
        },
        [answer(body={"uId": "1"}), answer(body={"uId": "1"})],
    ),
    ("set_client_config", (), {}, []),
    ("assets", (), {"adam_id": 1}, [page("assets", {"adamId": 1}, more=True), page("assets", index=1)]),
    (
        "assets",
        (),
        {},
        [
            page("assets", more=True),
            page("assets", version="w", index=1),
            page("assets", {"adamId": 2}, version="w"),
        ],
    ),
    ("asset_pages", (), {"pricing_param": "PLUS"}, [page("assets", {"adamId": 1})]),
    ("assignments", (), {"serial": "S"}, CHANGED),
    ("assignment_pages", (), {"since": "v"}, CHANGED),
    ("users", (), {}, [page("users", {"clientUserId": "u"})]),
    ("user_pages", (), {"client_user_id": "u"}, [page("users", {"clientUserId": "u"})]),
    ("associate", ([ONE, TWO],), {"serials": ["S"]}, [event("a"), CUT, event("b")]),
    ("associate", ([ONE, TWO],), {"serials": ["S"]}, [event("a"), refused(9709)]),
    ("disassociate", ([ONE],), {"client_user_ids": ["u"]}, [event()]),
    ("revoke", (), {"serials": ["S"]}, [CUT]),
    ("create_users", ([USER],), {}, [event()]),
    ("update_users", ([USER],), {}, [event()]),
    ("retire_users", (["u"],), {}, [event()]),
    ("status", ("e",), {}, [DONE]),
    ("wait", ("e",), {"timeout": 60}, [SLOW, DONE]),
    ("wait", ("e",), {"timeout": 10, "every": 20}, [SLOW, SLOW]),
]


class Wire:
    """Gives answers in turn, and keeps what was asked and waited."""

    def __init__(self, answers: list[HttpResponse | TransportError]) -> None:
        self.log: list[Any] = []
        self.clock = Clock()
        self._rest = iter([CONFIG, *answers])

    def send(self, request: HttpRequest) -> HttpResponse:
        self.log.append((request.method, request.url, dict(request.headers), request.body))
        got = next(self._rest)
        if isinstance(got, TransportError):
            raise got
        return got

    async def asend(self, request: HttpRequest) -> HttpResponse:
        return self.send(request)

    def sleep(self, seconds: float) -> None:
        self.log.append(seconds)
        self.clock.now += timedelta(seconds=seconds)

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)


def blocking(name: str, arguments: Any, keys: Any, wire: Wire) -> Any:
    with VPPClient(TOKEN, http=wire.send, sleep=wire.sleep, now=wire.clock, dice=lambda: 0.5) as vpp:
        try:
            found = getattr(vpp, name)(*arguments, **keys)
            return list(found) if isinstance(found, Iterator) else found
        except PymdmError as error:
            return type(error), str(error), getattr(error, "__notes__", None)


async def asynchronous(name: str, arguments: Any, keys: Any, wire: Wire) -> Any:
    async with AsyncVPPClient(
        TOKEN, http=wire.asend, sleep=wire.asleep, now=wire.clock, dice=lambda: 0.5
    ) as vpp:
        try:
            found = getattr(vpp, name)(*arguments, **keys)
            return [each async for each in found] if inspect.isasyncgen(found) else await found
        except PymdmError as error:
            return type(error), str(error), getattr(error, "__notes__", None)


@pytest.mark.parametrize(("name", "arguments", "keys", "answers"), TABLE)
def test_both_clients_do_the_same(name: str, arguments: Any, keys: Any, answers: Any) -> None:
    one, other = Wire(answers), Wire(answers)

    assert blocking(name, arguments, keys, one) == asyncio.run(asynchronous(name, arguments, keys, other))
    assert one.log == other.log
    assert len(answers) + (one.log != []) == len([entry for entry in one.log if isinstance(entry, tuple)])


def test_the_table_has_every_call() -> None:
    calls = {name for name in vars(VPPClient) if not name.startswith("_")}

    assert calls - {"close", "session", "token_warnings"} == {name for name, *_ in TABLE}


def test_what_a_listing_held_before_a_change_is_forgotten() -> None:
    assert 2 == len(blocking("assignments", (), {}, Wire(CHANGED)))


@pytest.mark.parametrize("kind", [VPPClient, AsyncVPPClient])
def test_authorities_are_for_the_clients_own_sender(kind: Any) -> None:
    with pytest.raises(ValueError, match="ca: "):
        kind(TOKEN, http=lambda request: None, ca=b"PEM")


def test_t65_a_clients_repr_and_errors_hold_no_secret() -> None:
    wire = Wire([refused(9621, 401, errorInfo={"x": CANARY})])
    vpp = VPPClient(TOKEN, http=wire.send, now=wire.clock)
    with pytest.raises(ContentTokenExpired) as caught:
        vpp.client_config()

    shown = f"{vpp!r} {vpp.session!r} {caught.value!r} {vars(caught.value)} {vpp.token_warnings()}"
    assert CANARY not in shown
    assert file_of()[:20] not in shown


def test_the_snippet_of_the_api_page_runs_as_it_stands_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("example.vpptoken").write_text(file_of())
    blocks = re.findall(r"```python\n(.*?)```", shared("design/api.md").read_text("utf-8"), re.DOTALL)
    (snippet,) = [block for block in blocks if "VPPClient" in block]
    failures = [{"errorNumber": 9709, "errorInfo": {"serialNumbers": ["C02XK1ABJG5H"]}}]
    wire = Wire([event(), SLOW, answer(body={"eventStatus": "FAILED", "failures": failures})])
    printed: list[Any] = []
    names = {
        "VPPClient": partial(VPPClient, http=wire.send, sleep=wire.sleep, now=wire.clock),
        "ContentToken": ContentToken,
        "Asset": Asset,
        "print": lambda *what: printed.extend(what),
    }
    exec(compile(snippet, "api.md", "exec"), names)

    assert "C02XK1ABJG5H" == printed[0]
    assert "not enough licenses of the asset are left" in str(printed[1])
