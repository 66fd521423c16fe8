"""The ledger of a device."""

from __future__ import annotations

from pymdm.testing import Act
from tests.unit.testing.tiny_mdm import TinyMDM, enrolled


def test_it_tells_the_whole_story_in_order() -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "ProfileList")
    device.connect()
    assert [
        (Act.SENT, "Authenticate"),
        (Act.RECEIVED, "empty"),
        (Act.STATE, "enrolled"),
        (Act.SENT, "TokenUpdate"),
        (Act.RECEIVED, "empty"),
        (Act.SENT, "Idle"),
        (Act.RECEIVED, "command"),
        (Act.EXECUTED, "Acknowledged"),
        (Act.SENT, "Acknowledged"),
        (Act.RECEIVED, "empty"),
    ] == [(entry.act, entry.what) for entry in device.ledger]
    assert list(range(1, 11)) == [entry.number for entry in device.ledger]
    assert 10 == len(device.ledger)
    assert 4 == len(device.ledger.sent())
    assert 1 == len(device.ledger.received("command"))
    assert device.ledger.executed() == device.ledger.executed("u1")
    assert device.ledger.executed("u2") == ()
    assert [request.body for request in server.requests] == [entry.body for entry in device.ledger.sent()]


def test_json_and_repr_leave_bodies_out() -> None:
    """T84: push magic and unlock token are in the bodies."""
    server = TinyMDM()
    device = enrolled(server)
    magic = device.push_target.push_magic
    update = device.ledger.sent("TokenUpdate")[0]
    assert magic.encode() in update.body
    assert magic not in repr(list(device.ledger))
    assert {"n": 4, "act": "sent", "channel": "device", "what": "TokenUpdate"} == update.as_json()
    assert 200 == device.ledger[-1].as_json()["http_status"]
