"""A test may stand between a device and its server: losing answers, or sending it elsewhere."""

from __future__ import annotations

import pytest

from pymdm.errors import TransportError
from pymdm.testing import Reply, SimulatedDevice, WireRequest
from pymdm.testing.wire import Send
from tests.unit.testing.tiny_mdm import SETTINGS, TinyMDM, enrolled, listening


def test_an_answer_that_the_meddler_loses_is_delivered_again() -> None:
    server = TinyMDM()
    device = enrolled(server)
    server.enqueue("u1", "ProfileList")
    lost = []

    def lose_one(send: Send) -> Send:
        def meddling(request: WireRequest) -> Reply:
            reply = send(request)
            if b"Acknowledged" in request.body and not lost:
                lost.append(request)
                raise TransportError("lost by the test", request_sent=True)
            return reply

        return meddling

    device.meddle(lose_one)
    device.connect()
    device.connect()
    assert (1, ["Acknowledged", "Acknowledged"]) == (len(lost), server.seen[-2:])
    assert 1 == len(device.ledger.executed("u1"))

    device.meddle(None)
    assert [] == device.connect()


def test_a_device_finds_the_server_that_has_moved() -> None:
    server = TinyMDM()
    device = SimulatedDevice(SETTINGS, via="http://127.0.0.1:1", key_type="ec", seed=3)
    with pytest.raises(TransportError):
        device.enroll()
    with listening(server) as port:
        device.reroute(f"http://127.0.0.1:{port}")
        assert 200 == device.enroll().status
