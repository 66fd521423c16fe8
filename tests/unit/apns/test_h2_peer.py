"""The h2 engine against h2 as a server: what is pushed arrives as it was meant, and answers find it."""

from __future__ import annotations

import gc
import json
import struct
import tracemalloc

import h2.config
import h2.connection
import h2.events
import h2.settings
import pytest

from pymdm.apns._h2 import H2Connection
from pymdm.apns.connection import Event, Failed, GoAway, Pong, Returned, State
from pymdm.apns.outcome import Push, PushHeaders, PushOutcome
from pymdm.errors import LocalProtocolError
from pymdm.protocol.push import PushTarget, payload

HEADERS = PushHeaders(topic="com.apple.mgmt.External.a", expiration=1_800_000_000)


def pushes(count: int, headers: PushHeaders = HEADERS) -> list[Push]:
    return [
        Push(
            PushTarget(topic=headers.topic, token=struct.pack(">LL", 7, n) * 4, push_magic=f"magic-{n}"),
            headers,
        )
        for n in range(count)
    ]


class Peer:
    """h2 as a server, in memory; keeps what was asked of it."""

    def __init__(self, client: H2Connection, **settings: int) -> None:
        self.client = client
        self.h2 = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        self.h2.local_settings = h2.settings.Settings(
            client=False,
            initial_values={h2.settings.SettingCodes[name]: value for name, value in settings.items()},
        )
        self.h2.initiate_connection()
        self.requests: dict[int, dict[bytes, bytes]] = {}
        self.bodies: dict[int, bytes] = {}
        self.ended: list[int] = []
        self.resets: list[int] = []
        self.goaways = 0
        self.exchange()

    def exchange(self) -> list[Event]:
        """Bytes both ways until neither side has more to say."""
        found: list[Event] = []
        while True:
            there, back = self.client.data_to_send(), b""
            if there:
                self._read(there)
            back = self.h2.data_to_send()
            if back:
                found += self.client.receive_data(back)
            if not there and not back:
                return found

    def _read(self, data: bytes) -> None:
        for event in self.h2.receive_data(data):
            if isinstance(event, h2.events.RequestReceived):
                self.requests[event.stream_id] = {bytes(k): bytes(v) for k, v in event.headers}
                self.bodies[event.stream_id] = b""
            elif isinstance(event, h2.events.DataReceived):
                self.bodies[event.stream_id] += event.data
                self.h2.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.StreamEnded):
                self.ended.append(event.stream_id)
            elif isinstance(event, h2.events.StreamReset):
                self.resets.append(event.stream_id)
            elif isinstance(event, h2.events.ConnectionTerminated):
                self.goaways += 1

    def answer(self, stream: int, status: int = 200, document: object = None) -> None:
        headers = [(":status", str(status)), ("apns-id", f"id-{stream}")]
        self.h2.send_headers(stream, headers, end_stream=document is None)
        if document is not None:
            self.h2.send_data(stream, json.dumps(document).encode(), end_stream=True)


def test_a_push_arrives_with_its_headers_and_its_body() -> None:
    client = H2Connection("api.push.apple.com")
    assert client.state is State.STARTING
    assert client.room == 0
    with pytest.raises(LocalProtocolError):
        client.push(pushes(1)[0])
    peer = Peer(client, MAX_CONCURRENT_STREAMS=1000)
    assert client.state is State.OPEN
    headers = PushHeaders(topic="com.apple.mgmt.External.b", expiration=0, priority=5, collapse_id="wake")
    [push] = pushes(1, headers)
    assert client.push(push) == push.stream == 1
    assert push.attempts == 1
    peer.exchange()
    assert peer.requests[1] == {
        b":method": b"POST",
        b":scheme": b"https",
        b":authority": b"api.push.apple.com",
        b":path": b"/3/device/" + push.target.token.hex().encode(),
        b"apns-topic": b"com.apple.mgmt.External.b",
        b"apns-push-type": b"mdm",
        b"apns-priority": b"5",
        b"apns-expiration": b"0",
        b"apns-collapse-id": b"wake",
    }
    assert peer.bodies[1] == payload("magic-0")
    assert peer.ended == [1]
    peer.answer(1)
    [outcome] = peer.exchange()
    assert isinstance(outcome, PushOutcome)
    assert (outcome.push, outcome.status, outcome.apns_id, push.stream) == (push, 200, "id-1", 0)


def test_answers_in_any_order_find_their_pushes() -> None:
    client = H2Connection("localhost")
    peer = Peer(client)
    sent = pushes(300)
    done: list[Event] = []
    waiting = iter(sent)
    while len(done) < 300:
        client.submit_many(waiting, 100)
        peer.exchange()
        for stream in reversed(peer.ended):
            number = int(json.loads(peer.bodies[stream])["mdm"].split("-")[1])
            if number % 3:
                peer.answer(stream)
            else:
                peer.answer(stream, 400 + number % 5, {"reason": f"R{number}"})
        peer.ended.clear()
        done += peer.exchange()
    assert client.in_flight == 0
    for outcome in done:
        assert isinstance(outcome, PushOutcome)
        number = sent.index(outcome.push)
        assert outcome.status == (200 if number % 3 else 400 + number % 5)
        assert outcome.reason == (None if number % 3 else f"R{number}")


def test_after_goaway_answers_arrive_and_later_streams_come_back() -> None:
    """F30: what the peer still answers is not lost, what it will not look at comes back as such."""
    client = H2Connection("localhost")
    peer = Peer(client)
    sent = pushes(6)
    assert client.submit_many(iter(sent), 100) == 6
    peer.exchange()
    peer.answer(1)
    early = peer.h2.data_to_send()
    goaway = b"\0\0\x1d\x07\0\0\0\0\0" + struct.pack(">LL", 7, 0) + b'{"reason":"Shutdown"}'
    events = client.receive_data(early + goaway)
    assert isinstance(events[0], PushOutcome)
    assert events[1] == GoAway(last_stream=7, error_code=0, debug=b'{"reason":"Shutdown"}')
    assert events[2:] == [
        Returned(push=push, processed=False, why="GOAWAY before it was taken") for push in sent[4:]
    ]
    assert (client.state, client.room, client.in_flight) == (State.DRAINING, 0, 3)
    for stream in (7, 3, 5):
        peer.answer(stream)
    assert [event.push for event in peer.exchange() if isinstance(event, PushOutcome)] == [
        sent[3],
        sent[1],
        sent[2],
    ]
    assert client.in_flight == 0


def test_our_own_goaway_lets_answers_come() -> None:
    client = H2Connection("localhost")
    peer = Peer(client)
    [push] = pushes(1)
    client.push(push)
    peer.exchange()
    client.close()
    peer.answer(1)
    answer = peer.h2.data_to_send()
    assert peer.exchange() == []
    assert peer.goaways == 1
    [outcome] = client.receive_data(answer)
    assert isinstance(outcome, PushOutcome)
    assert (client.state, outcome.delivered) == (State.DRAINING, True)


def test_pings_both_ways() -> None:
    client = H2Connection("localhost")
    peer = Peer(client)
    client.ping(b"12345678")
    assert peer.exchange() == [Pong(payload=b"12345678")]
    peer.h2.ping(b"abcdefgh")
    assert peer.exchange() == []


def test_garbage_is_the_last_event_after_the_answers_before_it() -> None:
    client = H2Connection("localhost")
    peer = Peer(client)
    client.submit_many(iter(pushes(2)), 2)
    peer.exchange()
    peer.answer(1)
    outcome, failed = client.receive_data(peer.h2.data_to_send() + b"\0\0\4\1\5\0\0\0\3\xff\xff\xff\xff")
    assert isinstance(outcome, PushOutcome)
    assert isinstance(failed, Failed)
    assert client.state is State.CLOSED
    assert client.data_to_send()[3] == 7
    assert client.receive_data(b"more") == []
    assert [push.target.push_magic for push in client.take_unanswered()] == ["magic-1"]


def test_a_server_that_answers_before_it_has_read_the_body_and_resets_then() -> None:
    """As nginx does: credit to the brim, a table update in front, its own fields, RST_STREAM behind."""
    client = H2Connection("localhost")
    first, second = pushes(2)
    greeting = b"\0\0\x12\4\0\0\0\0\0" + struct.pack(">HLHLHL", 3, 128, 4, 65_536, 5, 16_777_215)
    assert client.receive_data(greeting + b"\0\0\4\x08\0\0\0\0\0\x7f\xff\0\0" + b"\0\0\0\4\1\0\0\0\0") == []
    client.submit_many(iter([first, second]), 2)
    block = b"\x20\x88\x0f\x27\x05nginx\x0f\x0d\x010"
    answer = len(block).to_bytes(3, "big") + b"\1\5\0\0\0\1" + block

    outcome, returned = client.receive_data(
        answer + b"\0\0\4\3\0\0\0\0\1\0\0\0\0" + b"\0\0\4\3\0\0\0\0\3\0\0\0\0"
    )
    assert isinstance(outcome, PushOutcome)
    assert (outcome.push, outcome.status) == (first, 200)
    assert returned == Returned(push=second, processed=None, why="RST_STREAM 0")


def test_a_connection_remembers_nothing_of_pushes_that_have_ended() -> None:
    """Neither h2 nor we: as much memory after 4,800 pushes as after 800, however they ended."""
    client = H2Connection("localhost")
    client.receive_data(
        b"\0\0\6\4\0\0\0\0\0" + struct.pack(">HL", 3, 400) + b"\0\0\4\x08\0\0\0\0\0\x3f\xff\0\0"
    )
    body = b'{"reason":"Unregistered"}'

    def ended(count: int) -> None:
        while count > 0:
            sent = pushes(400)
            assert client.submit_many(iter(sent), 400) == 400
            streams = [push.stream for push in sent]
            for push in sent[300:]:
                client.cancel(push)
            frames = (
                [b"\0\0\1\1\5" + struct.pack(">L", stream) + b"\x88" for stream in streams[:100]]
                + [b"\0\0\1\1\4" + struct.pack(">L", stream) + b"\x8d" for stream in streams[100:200]]
                + [
                    len(body).to_bytes(3, "big") + b"\0\1" + struct.pack(">L", stream) + body
                    for stream in streams[100:200]
                ]
                + [b"\0\0\4\3\0" + struct.pack(">LL", stream, 7) for stream in streams[200:300]]
            )
            assert len(client.receive_data(b"".join(frames))) == 300
            client.data_to_send()
            count -= 400

    ended(400)
    gc.collect()
    tracemalloc.start()
    try:
        ended(400)
        gc.collect()
        before, _ = tracemalloc.get_traced_memory()
        ended(4_000)
        gc.collect()
        after, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert after - before < 4_096
    assert client._wire.streams == {}


def test_settings_that_nobody_knows_are_not_kept() -> None:
    """h2 would keep them all: 65,536 numbers, each with a queue of its own, make 50 MB."""
    client = H2Connection("localhost")
    known = None
    for start in range(16, 65_536, 2_500):
        told = b"".join(struct.pack(">HL", number, 1) for number in range(start, min(start + 2_500, 65_536)))
        assert client.receive_data(len(told).to_bytes(3, "big") + b"\4\0\0\0\0\0" + told) == []
        known = known or len(client._wire.remote_settings)
    assert len(client._wire.remote_settings) == known


def test_a_late_frame_has_to_be_laid_out_as_its_kind_demands() -> None:
    """h2 does not see it, but a peer that writes such frames is not one to go on with."""
    client = H2Connection("localhost")
    client.receive_data(b"\0\0\0\4\0\0\0\0\0")
    [push] = pushes(1)
    client.push(push)
    client.cancel(push)

    assert client.receive_data(b"\0\0\4\3\0\0\0\0\1\0\0\0\0") == []
    [failed] = client.receive_data(b"\0\0\3\3\0\0\0\0\1\0\0\0")
    assert isinstance(failed, Failed)


def test_half_an_answer_to_a_push_that_is_given_up_does_not_spoil_the_next_one() -> None:
    """The other half of its header block comes later, and belongs to nobody."""
    client = H2Connection("localhost")
    client.receive_data(b"\0\0\0\4\0\0\0\0\0")
    first, second = pushes(2)
    client.submit_many(iter([first, second]), 2)

    assert client.receive_data(b"\0\0\1\1\1\0\0\0\1\x8d") == []
    client.cancel(first)
    [outcome] = client.receive_data(b"\0\0\0\x09\4\0\0\0\1" + b"\0\0\1\1\5\0\0\0\3\x88")
    assert isinstance(outcome, PushOutcome)
    assert outcome.push is second
