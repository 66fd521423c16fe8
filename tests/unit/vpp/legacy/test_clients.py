"""Both clients on one table: the same calls send the same requests and come to the same ends (T65)."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from typing import Any

import pytest

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.errors import PymdmError, TransportError
from pymdm.vpp import Asset
from pymdm.vpp.legacy import AsyncLegacyVPPClient, LegacyUser, LegacyVPPClient
from tests.unit.vpp.calling import CANARY, TOKEN, Clock, answer
from tests.unit.vpp.legacy.calling import bad, fine, moved

USER = fine(user={"userId": 1, "clientUserIdStr": "u", "status": "Registered", "inviteCode": "c"})
GONE = fine(user={"userId": 1, "clientUserIdStr": "u", "status": "Deleted"})
CUT = TransportError("cut")
INVITE = moved(invitationEmailUrl="https://buy.itunes.apple.com/?inviteCode=%inviteCode%")
ONE = fine(users=[{"userId": 1}], licenses=[{"licenseId": 1, "adamId": 2}], batchToken="b")
LAST = fine(users=[{"userId": 2}], licenses=[{"licenseId": 3, "adamId": 2}], sinceModifiedToken="s")
CHANGED = fine(associations=[{"serialNumber": "S"}])

#: name of the method, its arguments, the answers after the first, which is about the service.
TABLE: list[tuple[str, tuple[Any, ...], dict[str, Any], list[HttpResponse | TransportError]]] = [
    ("service_config", (), {}, []),
    ("invitation_url", ("code",), {}, []),
    ("client_config", (), {"client_context": "x", "apn_token": ""}, [fine(clientContext="x")]),
    ("client_config", (), {"client_context": "x" * 256}, []),
    ("register_user", ("u",), {"email": "u@example.org"}, [CUT, USER]),
    ("get_user", (), {"user_id": 1}, [answer(429, None, Retry_After="3"), USER]),
    ("get_user", (), {"client_user_id": "u", "its_id_hash": "h"}, [bad(9604)]),
    ("current_user", (LegacyUser(user_id=1),), {}, [GONE, bad(9604)]),
    ("user_pages", (), {"since": "s"}, [ONE, LAST]),
    ("user_pages", (), {"batch_token": "b"}, [ONE]),
    ("users", (), {"include_retired": True}, [ONE, LAST]),
    ("license_pages", (), {"since": "s"}, [ONE, LAST]),
    ("license_pages", (), {"batch_token": "b"}, [LAST]),
    ("licenses", (), {"adam_id": 2, "pricing_param": "PLUS"}, [ONE, LAST]),
    ("retire_user", (), {"client_user_id": "u"}, [CUT]),
    ("retire_user", (), {"user_id": 1}, [bad(9618)]),
    ("edit_user", (), {"user_id": 1, "email": "u@example.org"}, [USER]),
    ("associate_license", (), {"user_id": 1, "asset": Asset(2)}, [bad(9617), INVITE, fine()]),
    ("associate_license", (), {"client_user_id": "u", "license_id": 2}, [fine()]),
    ("disassociate_license", (1,), {}, [bad(9619)]),
    (
        "manage_licenses",
        (Asset(2),),
        {"associate_serials": ["S"], "disassociate_client_user_ids": ["u"], "notify_disassociation": True},
        [CHANGED],
    ),
    ("manage_licenses", (Asset(2),), {"disassociate_license_ids": ["1"]}, [CUT]),
    (
        "manage_licenses",
        (Asset(2),),
        {"associate_client_user_ids": ["u"], "disassociate_serials": ["S"]},
        [CUT, CHANGED],
    ),
    ("assets", (), {"pricing_param": "STDQ"}, [fine(assets=[{"adamIdStr": "2"}])]),
]


class Wire:
    """Gives answers in turn, and keeps what was asked and waited."""

    def __init__(self, answers: list[HttpResponse | TransportError]) -> None:
        self.log: list[Any] = []
        self.clock = Clock()
        self._rest = iter([INVITE, *answers])

    def send(self, request: HttpRequest) -> HttpResponse:
        self.log.append((request.method, request.url, dict(request.headers), request.body))
        got = next(self._rest)
        if isinstance(got, TransportError):
            raise TransportError(str(got), request_sent=got.request_sent)
        return got

    async def asend(self, request: HttpRequest) -> HttpResponse:
        return self.send(request)

    def sleep(self, seconds: float) -> None:
        self.log.append(seconds)

    async def asleep(self, seconds: float) -> None:
        self.log.append(seconds)

    def options(self) -> dict[str, Any]:
        return {"now": self.clock, "dice": lambda: 0.5}


def blocking(name: str, arguments: Any, keys: Any, wire: Wire) -> Any:
    with LegacyVPPClient(TOKEN, http=wire.send, sleep=wire.sleep, **wire.options()) as vpp:
        try:
            found = getattr(vpp, name)(*arguments, **keys)
            return list(found) if isinstance(found, Iterator) else found
        except PymdmError as error:
            return type(error), str(error)


async def asynchronous(name: str, arguments: Any, keys: Any, wire: Wire) -> Any:
    async with AsyncLegacyVPPClient(TOKEN, http=wire.asend, sleep=wire.asleep, **wire.options()) as vpp:
        try:
            found = getattr(vpp, name)(*arguments, **keys)
            if inspect.isasyncgen(found):
                return [item async for item in found]
            return await found
        except PymdmError as error:
            return type(error), str(error)


@pytest.mark.parametrize(("name", "arguments", "keys", "answers"), TABLE)
def test_both_clients_send_the_same_and_come_to_the_same_end(
    name: str, arguments: Any, keys: Any, answers: Any
) -> None:
    plain, twin = Wire(answers), Wire(answers)
    found = blocking(name, arguments, keys, plain)

    assert found == asyncio.run(asynchronous(name, arguments, keys, twin))
    assert plain.log == twin.log
    assert CANARY not in repr(found)


def test_every_call_is_in_the_table() -> None:
    public = {name for name in vars(LegacyVPPClient) if not name.startswith("_")}

    assert {row[0] for row in TABLE} == public - {"session", "token_warnings", "close"}


def test_several_pages_become_one_listing() -> None:
    vpp = LegacyVPPClient(TOKEN, http=Wire([ONE, LAST, ONE, LAST]).send)

    assert [1, 2] == [user.user_id for user in vpp.users()]
    assert [1, 3] == [item.license_id for item in vpp.licenses()]


@pytest.mark.parametrize("kind", [LegacyVPPClient, AsyncLegacyVPPClient])
def test_a_client_makes_its_own_sender_and_shows_no_token(kind: Any) -> None:
    with pytest.raises(ValueError, match="ca: expected"):
        kind(TOKEN, http=lambda request: answer(), ca=b"x")
    client = kind(TOKEN, base_url="http://127.0.0.1:1/wa", uid="1", reload=lambda: TOKEN, user_agent="x")

    assert () == client.token_warnings()
    assert ("1", "x") == (client.session.shared.uid, client.session.shared.user_agent)
    assert TOKEN.raw.reveal() not in repr(client) + repr(client.session)
    closed = client.close()
    if closed is not None:
        asyncio.run(closed)
