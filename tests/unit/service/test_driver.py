"""The two drivers: settings, orders, faults of the store and callbacks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pymdm import commands
from pymdm.errors import Conflict, LocalProtocolError, NotFound, NotSupportedOn, StorageError
from pymdm.service import (
    AsyncMDMService,
    CommandFinished,
    CommandState,
    Enrolled,
    Event,
    MDMService,
    RequestRefused,
    ServiceRules,
)
from pymdm.service import verbs as vb
from pymdm.stores import MemoryStore
from tests.unit.service.cast import (
    COMMAND,
    MAC,
    NOW,
    PHONE,
    SAM,
    Shown,
    World,
    both_colours,
    checkin,
    request,
    status,
)


class Faulty(MemoryStore):
    """A store whose verbs fail while they are listed in ``down``."""

    def __init__(self) -> None:
        super().__init__()
        self.down: set[str] = set()

    def __getattribute__(self, name: str) -> Any:
        if not name.startswith("_") and name != "down" and name in self.down:

            def fail(batch: Any, /) -> Any:
                raise StorageError("the database is away")

            return fail
        return super().__getattribute__(name)


@pytest.mark.parametrize("service", [MDMService, AsyncMDMService])
def test_a_service_needs_exactly_one_way_to_identify(service: Any) -> None:
    """T2: there is no default."""
    for wrong in ({}, {"identity": Shown(), "rules": ServiceRules(identity=Shown())}):
        with pytest.raises(TypeError, match="identity"):
            service(MemoryStore(), **wrong)
    assert service(MemoryStore(), identity=Shown()).rules.admission


def test_the_defaults_read_the_machine() -> None:
    service = MDMService(MemoryStore(), identity=Shown(not_after=datetime(9999, 1, 1, tzinfo=UTC)))
    for body in (checkin("Authenticate"), checkin("TokenUpdate")):
        assert service.handle(request(body)).status == 200

    first, second = service.enqueue(MAC, COMMAND), service.enqueue(MAC, COMMAND)

    assert first == first.upper() != second
    seen = service.enrollment(MAC).last_seen_at
    assert seen is not None
    assert abs(datetime.now(UTC) - seen) < timedelta(minutes=5)


# ── orders ───────────────────────────────────────────────────────────────────────────────────────


@both_colours()
def test_an_order_carries_all_its_wishes(make: Any) -> None:
    world = make()
    world.enroll(MAC)
    later, end = NOW + timedelta(hours=1), NOW + timedelta(hours=2)

    uuid = world.enqueue(
        "MAC",
        COMMAND,
        uuid="MINE",
        priority=3,
        not_before=later,
        expires_at=end,
        dedupe_key="list",
        push=False,
    )

    order = world.command("MAC", uuid)
    assert uuid == "MINE"
    assert (order.priority, order.not_before, order.expires_at) == (3, later, end)
    assert (order.dedupe_key, order.push, order.request_type) == ("list", False, "ProfileList")
    assert order.body == COMMAND.encode(uuid="MINE")
    assert world.enqueue(MAC, COMMAND, dedupe_key="list") == "MINE"


@both_colours()
def test_repeating_an_order_gives_the_same_uuid(make: Any) -> None:
    """F3."""
    world = make()
    world.enroll(MAC)

    assert world.enqueue(MAC, COMMAND, uuid="ONE") == world.enqueue(MAC, COMMAND, uuid="ONE")
    with pytest.raises(Conflict):
        world.enqueue(MAC, commands.SecurityInfo(), uuid="ONE")


@both_colours()
def test_a_command_is_checked_before_anything_is_queued(make: Any) -> None:
    world = make()
    world.say(checkin("Authenticate", ProductName="AppleTV11,1", OSVersion="17.0"))
    world.say(checkin("TokenUpdate"))

    with pytest.raises(NotSupportedOn):
        world.enqueue(MAC, commands.DeviceLock())
    with pytest.raises(NotSupportedOn):
        world.enqueue(MAC, commands.DeviceLock(), unknown="allow")
    with pytest.raises(LocalProtocolError):
        world.enqueue(MAC, commands.DeviceLock(pin="12"))
    assert world.idle() is None


@both_colours()
def test_too_little_known_of_a_device_is_a_no_unless_allowed(make: Any) -> None:
    world = make()
    world.say(checkin("Authenticate", PHONE, ProductName=None, OSVersion=None), who=PHONE)
    world.say(checkin("TokenUpdate", PHONE), who=PHONE)

    with pytest.raises(NotSupportedOn, match="not known"):
        world.enqueue(PHONE, commands.DeviceLock())

    assert world.enqueue(PHONE, commands.DeviceLock(), unknown="allow") == world.idle(PHONE)


@both_colours()
def test_a_command_for_a_user_is_judged_by_the_device_and_the_channel(make: Any) -> None:
    world = make()
    world.enroll(MAC)
    world.enroll(SAM)

    with pytest.raises(NotSupportedOn):
        world.enqueue(SAM, commands.EraseDevice())
    assert world.enqueue(SAM, COMMAND) == world.idle(SAM)


@both_colours()
def test_orders_for_nobody_or_for_who_has_left_are_errors(make: Any) -> None:
    world = make()
    for call, arguments in (
        (world.enqueue, (COMMAND,)),
        (world.cancel, ()),
        (world.enrollment, ()),
        (world.command, ("U",)),
    ):
        with pytest.raises(NotFound):
            call("nobody", *arguments)
    world.enroll(MAC)
    with pytest.raises(NotFound):
        world.command(MAC, "never queued")
    world.say(checkin("CheckOut"))
    with pytest.raises(Conflict):
        world.enqueue(MAC, COMMAND)


@both_colours()
def test_a_time_without_zone_is_refused_at_once(make: Any) -> None:
    """It would fail at every poll of the device, and stop its queue for good."""
    world = make()
    world.enroll(MAC)

    for wrong in ({"not_before": datetime(2026, 1, 1)}, {"expires_at": datetime(2026, 1, 1)}):  # noqa: DTZ001
        with pytest.raises(ValueError, match="aware"):
            world.enqueue(MAC, COMMAND, **wrong)
    assert world.idle() is None


@both_colours()
def test_orders_can_be_taken_back(make: Any) -> None:
    world = make()
    world.enroll(MAC)
    first, second, third = (world.enqueue(MAC, COMMAND) for _ in range(3))

    assert world.cancel(MAC, [second]) == (second,)
    assert world.cancel("MAC") == (first, third)
    assert world.command(MAC, second).state is CommandState.CANCELLED
    assert world.idle() is None


# ── the store fails ──────────────────────────────────────────────────────────────────────────────


@both_colours()
def test_a_store_that_is_down_is_503_and_never_401(make: Any) -> None:
    """F20, F21, T17: the device keeps its result and comes back."""
    store = Faulty()
    world = make(store=store)
    world.enroll(MAC)
    uuid = world.enqueue(MAC, COMMAND)
    world.idle()
    store.down = {"report_and_next", "authenticate"}

    for body in (status("Acknowledged", uuid), checkin("Authenticate")):
        reply = world.say(body)
        assert (reply.status, reply.body) == (503, b"Service Unavailable\n")
        assert int(reply.headers["Retry-After"]) > 0

    store.down = set()
    assert world.say(status("Acknowledged", uuid)).status == 200
    assert world.command(MAC, uuid).state is CommandState.ACKNOWLEDGED


@both_colours()
def test_events_that_cannot_be_read_now_do_not_hurt_the_device(make: Any) -> None:
    """F47: its message is stored and answered, and the events come with the next one."""
    store = Faulty()
    world = make(store=store)
    world.enroll(MAC)
    uuid = world.enqueue(MAC, COMMAND)
    store.down = {"events_after"}

    assert world.idle() == uuid
    assert world.say(status("Acknowledged", uuid)).status == 200
    assert world.told(CommandFinished) == []

    store.down = set()
    assert world.idle() is None
    assert len(world.told(CommandFinished)) == 1


# ── callbacks ────────────────────────────────────────────────────────────────────────────────────


@both_colours()
def test_a_refused_request_is_told_but_not_stored(make: Any) -> None:
    world = make()

    world.handle(request(status("Idle"), None, source="203.0.113.9"))

    [told] = world.told(RequestRefused)
    assert (told.at, told.source) == (NOW, "203.0.113.9")
    assert world.store.events_after([vb.EventsAfter(consumer="all")]) == [()]


@both_colours()
def test_a_callback_that_raises_costs_the_device_nothing(make: Any) -> None:
    def broken(event: object) -> None:
        raise KeyError("callback")

    world = make(on_event=broken)

    world.enroll(MAC)
    assert world.handle(request(status("Idle"), None)).status == 400
    assert world.idle() is None


@both_colours()
def test_a_service_without_callback_keeps_its_events(make: Any) -> None:
    world = make(on_event=None)
    world.enroll(MAC)
    world.handle(request(status("Idle"), None))

    assert world.deliver_events() == 0
    assert len(world.store.events_after([vb.EventsAfter(consumer="mine")])[0]) == 2


def test_a_callback_may_queue_and_even_converse() -> None:
    """What it causes is told in the same round, after it has returned."""
    order: list[str] = []

    def on_event(event: Event | RequestRefused) -> None:
        order.append(f"begin {type(event).__name__}")
        if isinstance(event, Enrolled):
            world.enqueue(MAC, COMMAND, uuid="WELCOME")
            world.idle()
            world.say(status("Acknowledged", "WELCOME"))
        order.append(f"end {type(event).__name__}")

    world = World(on_event=on_event)
    world.enroll(MAC)

    assert order == [
        f"{when} {name}"
        for name in ("Authenticated", "Enrolled", "CommandFinished")
        for when in ("begin", "end")
    ]


@both_colours()
def test_somebody_is_told_when_a_push_is_wanted(make: Any) -> None:
    calls: list[int] = []
    world = make(on_push_wanted=lambda: calls.append(1))
    world.enroll(MAC)

    world.enqueue(MAC, COMMAND)
    world.enqueue(MAC, COMMAND, push=False)

    assert calls == [1]


@both_colours()
def test_an_order_is_good_even_if_that_fails(make: Any, caplog: pytest.LogCaptureFixture) -> None:
    """An error here would make the caller order twice."""

    def broken() -> None:
        raise KeyError("callback")

    world = make(on_push_wanted=broken)
    world.enroll(MAC)

    assert world.enqueue(MAC, COMMAND) == world.idle()
    assert "on_push_wanted failed" in caplog.text
