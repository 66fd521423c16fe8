"""Both clients on one table: the same calls send the same requests and come to the same ends."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from datetime import timedelta
from itertools import count
from typing import Any

import attrs
import pytest

from pymdm._flow import HttpRequest, HttpResponse
from pymdm.crypto import Secret
from pymdm.dep import (
    AsyncDEPClient,
    DEPClient,
    DEPProfile,
    Disown,
    MemorySessionStore,
    OpType,
    ServerToken,
)
from pymdm.errors import DEPError, PymdmError, TermsNotAccepted, TokenRejected, TransportError
from pymdm.testing.fake_dep import DEPChaos, DEPStorm, FakeDEP
from tests.unit.dep.calling import KEY, NOW, SECRETS, answer, logged_in, token

PAGE = answer(
    body={"devices": [{"serial_number": "A", "model": "IPAD"}], "cursor": "1", "more_to_follow": True}
)
LAST = answer(
    body={"devices": [{"serial_number": "B", "model": "IPAD"}], "cursor": "2", "more_to_follow": False}
)
DONE = answer(body={"devices": {"A": "SUCCESS"}, "profile_uuid": "88fc"})
STAFF = DEPProfile(profile_name="Staff", url="https://mdm.example.com/dep", devices=("A",))

#: name of the method, its arguments, the answers.
TABLE: list[tuple[str, tuple[Any, ...], dict[str, Any], list[HttpResponse | TransportError]]] = [
    ("account", (), {}, [logged_in(), answer(body={"server_uuid": "u"})]),
    (
        "account",
        (),
        {},
        [TransportError("cut"), logged_in(), answer(body={"server_uuid": "u"})],
    ),
    ("account", (), {}, [logged_in(), answer(429, b"", Retry_After="3"), answer(403, b"T_C_NOT_SIGNED")]),
    ("account", (), {}, [answer(401, b"token_rejected")]),
    ("account", (), {}, [logged_in()] + [TransportError("cut")] * 4),
    ("fetch_devices", (), {}, [logged_in(), PAGE, LAST]),
    ("fetch_devices", ("0",), {"limit": 7}, [logged_in(), LAST]),
    ("sync_devices", ("0",), {}, [logged_in(), PAGE, answer(400, b"EXPIRED_CURSOR")]),
    ("sync", (None,), {}, [logged_in(), PAGE, LAST]),
    ("sync", ("0",), {"limit": 5}, [logged_in(), answer(400, b'"EXPIRED_CURSOR"'), PAGE, LAST]),
    ("iter_devices", (), {}, [logged_in(), PAGE, LAST]),
    ("device_details", (["A"],), {}, [logged_in(), answer(body={"devices": {"A": {"model": "IPAD"}}})]),
    ("disown", (["A"],), {"confirm": Disown.FOR_EVER}, [logged_in(), DONE]),
    ("define_profile", (DEPProfile(profile_name="x", url="http://x"),), {}, []),
    ("define_and_assign", (STAFF,), {}, [logged_in(), DONE]),
    ("assign_profile", ("88fc", ["A"]), {}, [logged_in(), answer(body={"devices": {"A": "FAILED"}}), DONE]),
    ("fetch_profile", ("88fc",), {}, [logged_in(), answer(body=STAFF.wire())]),
    ("remove_profile", (["A"],), {}, [logged_in(), DONE]),
    (
        "activation_lock",
        ("A",),
        {"lost_message": "x"},
        [logged_in(), answer(body={"response_status": "SUCCESS"})],
    ),
    (
        "account_driven_profile",
        (),
        {},
        [logged_in(), answer(body={"mdm_service_discovery_url": "https://x"})],
    ),
    ("set_account_driven_profile", ("https://mdm.example.com",), {}, [logged_in(), answer()]),
    ("remove_account_driven_profile", (), {}, [logged_in(), answer()]),
    ("beta_tokens", (), {}, [logged_in(), answer(body={})]),
]


class Wire:
    """A scripted service with a log of what was sent and how long was waited."""

    def __init__(self, answers: list[HttpResponse | TransportError]) -> None:
        self.log: list[Any] = []
        self._rest = iter(answers)

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


def options() -> dict[str, Any]:
    nonces = (f"nonce{number}" for number in count())
    return {"now": lambda: NOW, "dice": lambda: 0.5, "nonce": lambda: next(nonces)}


def blocking(name: str, arguments: Any, keys: Any, wire: Wire) -> Any:
    with DEPClient(token(), http=wire.send, sleep=wire.sleep, **options()) as dep:
        try:
            found = getattr(dep, name)(*arguments, **keys)
            return list(found) if isinstance(found, Iterator) else found
        except PymdmError as error:
            return type(error), str(error)


async def asynchronous(name: str, arguments: Any, keys: Any, wire: Wire) -> Any:
    async with AsyncDEPClient(token(), http=wire.asend, sleep=wire.asleep, **options()) as dep:
        try:
            found = getattr(dep, name)(*arguments, **keys)
            return [each async for each in found] if inspect.isasyncgen(found) else await found
        except PymdmError as error:
            return type(error), str(error)


@pytest.mark.parametrize(("name", "arguments", "keys", "answers"), TABLE)
def test_both_clients_do_the_same(name: str, arguments: Any, keys: Any, answers: Any) -> None:
    one, other = Wire(answers), Wire(answers)

    assert blocking(name, arguments, keys, one) == asyncio.run(asynchronous(name, arguments, keys, other))
    assert one.log == other.log
    assert len(answers) == len([entry for entry in one.log if isinstance(entry, tuple)])


def test_the_table_has_every_call() -> None:
    calls = {name for name in vars(DEPClient) if not name.startswith("_")} - {"close", "session"}

    assert calls == {name for name, *_ in TABLE}


@pytest.mark.parametrize("kind", [DEPClient, AsyncDEPClient])
def test_a_clients_repr_and_errors_hold_no_secret(kind: Any) -> None:
    """T65."""
    wire = Wire([logged_in(), answer(403, b"CS_consumer-canary session-canary-1")])
    made = DEPClient(token(), http=wire.send, **options())
    with pytest.raises(DEPError) as caught:
        made.account()

    shown = f"{made!r} {made.session!r} {caught.value!r} {vars(caught.value)}"
    assert [] == [word for word in SECRETS if word in shown]


@pytest.mark.parametrize("kind", [DEPClient, AsyncDEPClient])
def test_authorities_are_for_the_clients_own_sender(kind: Any) -> None:
    with pytest.raises(ValueError, match="ca: "):
        kind(token(), http=lambda request: None, ca=b"PEM")


def test_sessions_are_shared_by_their_store() -> None:
    store = MemorySessionStore()
    first = Wire([logged_in(), answer(body={"server_uuid": "u"})])
    second = Wire([answer(body={"server_uuid": "u"})])
    DEPClient(token(), http=first.send, sessions=store, **options()).account()
    DEPClient(token(), http=second.send, sessions=store, **options()).account()

    assert Secret("session-canary-1") == store.get(KEY)
    assert ["https://mdmenrollment.apple.com/account"] == [entry[1] for entry in second.log]


# -- against the fake of Apple's service


@pytest.fixture
def fake() -> Iterator[FakeDEP]:
    with FakeDEP(devices=2500, chaos=None) as running:
        yield running


def client(fake: FakeDEP, **options: Any) -> DEPClient:
    """One that talks HTTP to the fake, on the fake's clock."""
    opened = ServerToken.from_json(fake.token_file())
    return DEPClient(opened, base_url=fake.base_url, now=fake.clock, sleep=lambda seconds: None, **options)


def test_the_shown_way_to_use_it_gives_every_device_a_profile(fake: FakeDEP) -> None:
    """The snippet of the API page, from no cursor to all devices assigned and one change."""
    known: dict[str, Any] = {}
    cursor = None
    with client(fake) as dep:
        profile_uuid = dep.define_profile(DEPProfile(profile_name="Staff", url="https://mdm.example.com/dep"))
        for page in dep.sync(cursor):
            if page.reset:
                known.clear()
            known.update({device.serial_number: device for device in page.devices})
            cursor = page.cursor
            assert dep.assign_profile(profile_uuid, page.unassigned_serials).all_succeeded
        gone = fake.serials[7]
        fake.remove(gone)
        changes = [device for page in dep.sync(cursor) for device in page.devices]

    assert set(known) - {gone} == set(fake.truth())
    assert {profile_uuid} == {device["profile_uuid"] for device in fake.truth().values()}
    assert gone in {device.serial_number for device in changes if device.op_type == OpType.DELETED}
    assert 1 == fake.logins


def test_the_asynchronous_client_lists_the_same(fake: FakeDEP) -> None:
    async def listed() -> list[str]:
        opened = ServerToken.from_json(fake.token_file())
        async with AsyncDEPClient(opened, base_url=fake.base_url, now=fake.clock) as dep:
            return [device.serial_number async for device in dep.iter_devices()]

    assert fake.serials == asyncio.run(listed())


def test_every_call_is_one_that_the_service_takes(fake: FakeDEP) -> None:
    fake.seed_program([{"title": "iOS 27 Beta", "os": "iOS", "token": "abc"}])
    first, second, third = fake.serials[:3]
    with client(fake) as dep:
        assert fake.token.consumer_key
        assert dep.account().urls
        assert 1000 == dep.session.most("/devices")
        assert [True, False] == [each.found for each in dep.device_details([first, "NONE"]).values()]
        profile = attrs.evolve(STAFF, devices=(first, second))
        defined = dep.define_and_assign(profile)
        assert defined.all_succeeded
        assert () == attrs.evolve(profile, devices=()).differences(dep.fetch_profile(defined.profile_uuid))
        assert dep.remove_profile([first]).all_succeeded
        assert "SUCCESS" == dep.activation_lock(second)
        assert ("NONE",) == dep.disown([third, "NONE"], confirm=Disown.FOR_EVER).serials("NOT_ACCESSIBLE")
        dep.set_account_driven_profile("https://mdm.example.com/discover")
        found = dep.account_driven_profile()
        assert found is not None
        assert "https://mdm.example.com/discover" == found.mdm_service_discovery_url
        dep.remove_account_driven_profile()
        assert dep.account_driven_profile() is None
        assert ["abc"] == [each.token for each in dep.beta_tokens()]

    assert third not in fake.truth()


def test_a_service_that_forbids_for_ever_is_asked_three_times(fake: FakeDEP) -> None:
    """F38, F39: the 403 FORBIDDEN of Fleet's tracker, while logins succeed; read from the service's log."""
    with client(fake) as dep:
        dep.account()
        before = len(fake.requests)
        fake.storm(DEPStorm(status=403, word="FORBIDDEN", path="/account"))
        with pytest.raises(DEPError) as caught:
            dep.account()

    assert "FORBIDDEN" == caught.value.code
    assert ["/account", "/session", "/account"] == [each.path for each in fake.requests[before:]]


def test_a_session_that_the_service_ends_is_opened_again(fake: FakeDEP) -> None:
    """F38."""
    with client(fake) as dep:
        for _ in range(3):
            dep.account()
            fake.end_sessions()

    assert 3 == fake.logins


def test_unsigned_terms_stop_everything_at_once(fake: FakeDEP) -> None:
    """F39."""
    fake.accept_terms("unsigned")
    with client(fake) as dep, pytest.raises(TermsNotAccepted):
        dep.account()

    assert 1 == len(fake.requests)


def test_a_busy_service_is_obeyed(fake: FakeDEP) -> None:
    """F40."""
    waited: list[float] = []
    opened = ServerToken.from_json(fake.token_file())
    fake.storm(DEPStorm(status=429, retry_after=7, told="body", path="/account", count=2))
    with DEPClient(opened, base_url=fake.base_url, now=fake.clock, sleep=waited.append) as dep:
        dep.account()

    assert 2 == len(waited)
    assert all(7.0 <= wait <= 7.7 for wait in waited)


def test_a_clock_that_is_wrong_is_told(fake: FakeDEP) -> None:
    """F29: and nobody is sent for a new token."""
    opened = ServerToken.from_json(fake.token_file())
    late = DEPClient(opened, base_url=fake.base_url, now=lambda: fake.clock() - timedelta(minutes=20))
    with late, pytest.raises(DEPError) as caught:
        late.account()

    assert not isinstance(caught.value, TokenRejected)
    assert "20 minutes behind" in str(caught.value)


@pytest.mark.parametrize("fault", ["endless", "bomb"])
def test_an_answer_without_end_is_cut(fault: str) -> None:
    """T67: over a socket, by the size of what has come."""
    with (
        FakeDEP(devices=1, chaos=DEPChaos(**{fault: 1.0})) as fake,
        client(fake) as dep,
        pytest.raises(TransportError),
    ):
        dep.account()


@pytest.mark.parametrize("seed", range(3))
def test_what_is_lost_on_the_way_is_asked_for_again(seed: int) -> None:
    """Broken connections, expired sessions, rotation, 5xx and 429: all devices come all the same."""
    chaos = DEPChaos(
        seed=seed,
        drop_before=0.05,
        drop_after=0.05,
        half=0.05,
        broken=0.05,
        throttle=0.05,
        stale=0.1,
        forbidden=0.1,
        rotate=0.5,
        rotate_kills=True,
        string_false=1,
        short_pages=0.2,
        same_cursor=0.1,
        reorder=0.5,
        repeat=0.1,
    )
    fake = FakeDEP(devices=5000, chaos=chaos)
    opened = ServerToken.from_json(fake.token_file())
    dep = DEPClient(opened, http=fake.send, base_url=fake.base_url, now=fake.clock, sleep=fake.clock.advance)
    found, cursor, over = set(), None, False
    for _ in range(50):
        try:
            for page in dep.sync(cursor, limit=100):
                found.update(device.serial_number for device in page.devices)
                cursor, over = page.cursor, not page.more_to_follow
            break
        except (TransportError, DEPError):
            continue

    assert over
    assert set(fake.serials) == found
