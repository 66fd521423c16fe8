"""Who manages a location, and that nothing is changed in another server's."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm.crypto import Secret
from pymdm.errors import (
    LocalProtocolError,
    ManagedElsewhere,
)
from pymdm.vpp import MdmInfo, NotificationType, TakeOver, ops
from tests.unit.vpp.calling import (
    Peer,
    event,
    session,
)
from tests.unit.vpp.calls import ONE, THEM, US, WRITES, managed


@pytest.mark.parametrize(("path", "write", "_"), WRITES)
def test_nothing_is_changed_in_a_location_that_another_server_manages(path: str, write: Any, _: bool) -> None:
    peer = Peer(write(session(mdm=US)), managed(THEM))

    assert ["GET /client/config"] == peer.asked
    assert ManagedElsewhere is type(peer.error)
    assert ("them", "Their server") == (peer.error.manager_id, peer.error.manager_name)


def test_who_manages_it_is_asked_once_and_learnt_from_every_answer() -> None:
    one = session(mdm=US)
    peer = Peer(ops.associate(one, [ONE], serials=["S"]), managed(US), event())
    assert ["GET /client/config", "POST /assets/associate"] == peer.asked
    peer = Peer(ops.associate(one, [ONE], serials=["S"]), event(mdmInfo=THEM.wire()))
    assert (None, 1) == (peer.error, len(peer.items))  # what was accepted is not lost
    peer = Peer(ops.associate(one, [ONE], serials=["S"]), managed(THEM))

    assert ManagedElsewhere is type(peer.error)
    peer = Peer(ops.associate(one, [ONE], serials=["S"]), managed(US), event())
    assert peer.error is None


def test_that_nobody_manages_it_is_asked_once() -> None:
    one = session(mdm=US)
    Peer(ops.associate(one, [ONE], serials=["S"]), managed(), event())

    assert ["POST /assets/associate"] == Peer(ops.associate(one, [ONE], serials=["S"]), event()).asked


def test_managing_a_location_that_nobody_manages() -> None:
    done = managed(US, notificationUrl="https://mdm.example.com/n")
    flow = ops.set_client_config(
        session(),
        mdm=US,
        notification_url="https://mdm.example.com/n",
        notification_token=Secret("auth-canary"),
        notification_types=["ASSET_COUNT"],
    )
    peer = Peer(flow, managed(), done)

    assert ["GET /client/config", "POST /client/config"] == peer.asked
    assert [
        {
            "mdmInfo": {"id": "us", "name": "Us", "metadata": "1"},
            "notificationUrl": "https://mdm.example.com/n",
            "notificationAuthToken": "auth-canary",
            "notificationTypes": ["ASSET_COUNT"],
        }
    ] == peer.bodies
    assert US == peer.value.mdm


def test_a_location_of_another_server_is_taken_over_only_where_that_is_said() -> None:
    peer = Peer(ops.set_client_config(session(mdm=US)), managed(THEM))
    assert ("them", ["GET /client/config"]) == (peer.error.manager_id, peer.asked)

    flow = ops.set_client_config(session(mdm=US), take_over=TakeOver.FROM_OTHER_SERVER)
    assert US == Peer(flow, managed(THEM), managed(US)).value.mdm


def test_whoever_loses_a_race_for_a_location_is_told() -> None:
    peer = Peer(ops.set_client_config(session(mdm=US)), managed(), managed(THEM))

    assert "them" == peer.error.manager_id


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"mdm": None}, "expected who manages"),
        ({"mdm": MdmInfo(id="x" * 101, name="n", metadata="m")}, r"mdm\.id"),
        ({"mdm": MdmInfo(id="x", name="", metadata="m")}, r"mdm\.name"),
        ({"mdm": MdmInfo(id="x", name="n", metadata="m" * 256)}, r"mdm\.metadata"),
        ({"notification_url": "https://a.example"}, "expected both"),
        ({"notification_token": Secret("t")}, "expected both"),
        ({"notification_url": "https://a.example/" + "x" * 512, "notification_token": Secret("t")}, "512"),
        ({"notification_url": "https://a.example", "notification_token": Secret("t" * 513)}, "512"),
        ({"notification_url": "http://a.example", "notification_token": Secret("t")}, "https"),
        ({"notification_url": "https://a.example/?q", "notification_token": Secret("t")}, "host and path"),
    ],
)
def test_settings_that_apple_would_refuse_are_not_sent(wrong: dict[str, Any], said: str) -> None:
    peer = Peer(ops.set_client_config(session(), **{"mdm": US, **wrong}))

    assert LocalProtocolError is type(peer.error)
    assert peer.error is not None
    with pytest.raises(LocalProtocolError, match=said):
        raise peer.error


@pytest.mark.parametrize(
    "wrong",
    [
        {"notification_types": "ASSET_COUNT"},
        {"notification_types": NotificationType.ASSET_COUNT},
        {"notification_types": [7]},
        {"notification_url": "https://a.example", "notification_token": "no secret"},
    ],
)
def test_settings_of_other_kinds_are_not_sent(wrong: dict[str, Any]) -> None:
    peer = Peer(ops.set_client_config(session(), mdm=US, **wrong))

    assert (TypeError, True) == (type(peer.error), "expected" in str(peer.error))
