"""T72: to whom a bootstrap token is given, and who is told."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from pymdm.crypto import SealKey
from pymdm.errors import Reason
from pymdm.service import BootstrapTokenRead, BootstrapTokenStored, IdentityRefused, PinConflict
from pymdm.service.verbs import EnrollmentQuery
from pymdm.stores import MemoryStore
from pymdm.stores.sqlite import SQLiteStore

from .cast import BYOD, MAC, PHONE, SAM, World, answer_of, checkin, request

ASK = checkin("GetBootstrapToken")


@pytest.fixture(params=["memory", "sqlite"])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    """A Mac with a token, a phone, somebody's own device, and a user of the Mac."""
    if request.param == "memory":
        yield peopled(World(store=MemoryStore()))
        return
    with SQLiteStore(tmp_path / "mdm.db", seal=SealKey.generate()) as store:
        yield peopled(World(store=store))


def peopled(world: World) -> World:
    for who in (MAC, PHONE, BYOD, SAM):
        world.enroll(who)
    assert 200 == world.say(checkin("SetBootstrapToken")).status
    return world


def token(world: World) -> Any:
    [[record]] = world.store.look_up([EnrollmentQuery(id=MAC.id)])
    return record.bootstrap_token


@pytest.mark.parametrize("by", ["certificate of PHONE", "certificate of BYOD", "nobody's certificate", None])
@pytest.mark.parametrize(
    "body",
    [
        ASK,
        checkin("SetBootstrapToken", BootstrapToken=b"forged"),
        checkin("SetBootstrapToken", BootstrapToken=None),
    ],
    ids=["read", "replace", "remove"],
)
def test_another_identity_neither_reads_nor_changes_it(world: World, by: str | None, body: bytes) -> None:
    """T72: and who tries is told of."""
    reply = world.handle(request(body, by, source="203.0.113.66"))

    assert 400 == reply.status
    assert b"bootstrap" not in reply.body
    assert b"bootstrap" == token(world)
    assert [] == world.told(BootstrapTokenRead)
    assert 1 == len(world.told(BootstrapTokenStored))
    if by is not None:
        assert ["203.0.113.66"] == [event.source for event in world.told(IdentityRefused)]


@pytest.mark.parametrize("body", [ASK, checkin("SetBootstrapToken", BootstrapToken=b"forged")])
def test_a_user_of_the_mac_has_no_part_in_it(world: World, body: bytes) -> None:
    """T72: with the Mac's own identity, on the user's channel."""
    asked = body.replace(b"<key>UDID</key>", b"<key>UserID</key><string>SAM</string><key>UDID</key>")

    assert 400 == world.say(asked).status
    assert b"bootstrap" == token(world)
    assert [] == world.told(BootstrapTokenRead)


def test_the_identity_from_before_a_takeover_reads_nothing_of_what_came_after(world: World) -> None:
    """T72: nor does the one that took over read what was there before."""
    world.enroll(MAC, "certificate of the thief")

    taken = world.say(ASK, "certificate of the thief")
    assert (200, b"") == (taken.status, taken.body)
    assert 400 == world.say(ASK).status
    assert [MAC] == [event.enrollment for event in world.told(PinConflict)]
    assert [] == world.told(BootstrapTokenRead)


def test_every_single_read_is_told_with_its_source(world: World) -> None:
    """T72"""
    sources = ["192.0.2.1", "198.51.100.4", "198.51.100.4"]
    for source in sources:
        assert {"BootstrapToken": b"bootstrap"} == answer_of(world.say(ASK, source=source))

    assert sources == [event.source for event in world.told(BootstrapTokenRead)]
    assert {MAC} == {event.enrollment for event in world.told(BootstrapTokenRead)}


def test_the_reason_is_not_told_to_who_asked(world: World) -> None:
    """T72: the same words, whether there is a token or not."""
    first = world.say(ASK, "certificate of PHONE")
    world.say(checkin("SetBootstrapToken", BootstrapToken=None))
    second = world.say(ASK, "certificate of PHONE")

    assert (first.status, first.body) == (second.status, second.body)
    assert Reason.OTHER_ENROLLMENT is first.reason
