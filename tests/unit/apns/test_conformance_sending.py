"""What both engines write: pushes, within what the peer allows just now."""

from __future__ import annotations

import h2.config
import h2.connection
import h2.events
import pytest
from h2.settings import SettingCodes, Settings
from hpack import Decoder
from hpack.struct import NeverIndexedHeaderTuple
from hyperframe.frame import HeadersFrame, SettingsFrame, WindowUpdateFrame

from pymdm.apns.connection import (
    LARGEST_BODY,
    MAX_STREAM_ID,
    MAX_STREAMS,
    UNTOLD_STREAMS,
    Engine,
    Returned,
    State,
)
from pymdm.apns.engines import open_connection
from pymdm.apns.outcome import Push, PushHeaders, PushOutcome
from pymdm.errors import LocalProtocolError
from pymdm.protocol.push import MAX_PUSH_MAGIC, PushTarget, payload
from tests.unit.apns.engines import (
    HEADERS,
    HOST,
    Peer,
    answer,
    credit,
    pushes,
    reset,
    settings,
    skip_to,
    target,
)


def test_the_greeting_forbids_pushes_of_the_server_and_leaves_it_no_table(engine: Engine) -> None:
    first, *others = Peer(engine, opened=False).greeting

    assert isinstance(first, SettingsFrame)
    assert 0 == first.settings[SettingsFrame.HEADER_TABLE_SIZE]
    assert 0 == first.settings[SettingsFrame.ENABLE_PUSH]
    assert {0} == {frame.stream_id for frame in others if isinstance(frame, WindowUpdateFrame)}


def test_nothing_can_be_pushed_before_the_peer_has_sent_its_settings(engine: Engine) -> None:
    """F31: the number of streams that it takes is not known before."""
    peer = Peer(engine, opened=False)
    waiting = iter(pushes(2))

    assert State.STARTING is peer.connection.state
    assert 0 == peer.connection.room
    assert 0 == peer.connection.submit_many(waiting, 2)
    with pytest.raises(LocalProtocolError):
        peer.connection.push(pushes(1)[0])
    assert b"" == peer.connection.data_to_send()

    assert [] == peer.receive(settings(STREAMS=1))
    assert State.OPEN is peer.connection.state
    assert 1 == peer.connection.max_streams == peer.connection.room
    assert 1 == peer.connection.submit_many(waiting, 2)
    assert 0 == next(waiting).context - 1, "the second push was taken from the iterator and not written"


def test_the_acknowledgement_of_our_settings_is_not_the_peers_own(engine: Engine) -> None:
    """F31: it may come first only behind the peer's own."""
    peer = Peer(engine, opened=False)
    peer.receive(SettingsFrame(flags=["ACK"]).serialize())

    assert 0 == peer.connection.room
    assert State.CLOSED is peer.connection.state


def test_a_push_is_one_request_with_apples_headers_and_body(peer: Peer) -> None:
    push = Push(target(magic="3F0C"), HEADERS)

    assert 1 == peer.connection.push(push)

    fields = [
        (":method", "POST"),
        (":scheme", "https"),
        (":path", f"/3/device/{push.target.token.hex()}"),
        (":authority", HOST),
        ("apns-topic", "com.apple.mgmt.External.a"),
        ("apns-push-type", "mdm"),
        ("apns-priority", "10"),
        ("apns-expiration", "1800000000"),
    ]
    ((stream, found, body),) = peer.requests()
    assert (1, b'{"mdm":"3F0C"}') == (stream, body)
    assert sorted(fields) == sorted(found)
    assert [":"] * 4 == [name[0] for name, _ in found[:4]], "pseudo fields come first"
    assert (1, 1, 1) == (push.stream, push.attempts, peer.connection.in_flight)


def test_a_collapse_id_is_sent_if_there_is_one(peer: Peer) -> None:
    kind = PushHeaders(topic=HEADERS.topic, expiration=0, priority=5, collapse_id="wake")
    peer.connection.push(Push(target(), kind))

    ((_, found, _),) = peer.requests()
    assert {"apns-collapse-id": "wake", "apns-priority": "5", "apns-expiration": "0"}.items() <= dict(
        found
    ).items()


@pytest.mark.parametrize(
    "magic",
    ['"', "\\", '","aps":{"alert":"x"},"a":"', "ä", "日本", "\U0001f600" * MAX_PUSH_MAGIC, "\x7f", "/", " "],
    ids=["quote", "backslash", "json", "umlaut", "kanji", "longest", "delete", "slash", "space"],
)
def test_every_magic_is_encoded_as_the_protocol_does(peer: Peer, magic: str) -> None:
    peer.connection.push(Push(target(magic=magic), HEADERS))

    ((_, _, body),) = peer.requests()
    assert payload(magic) == body
    assert len(body) <= LARGEST_BODY


def test_the_token_is_marked_as_one_for_no_table(peer: Peer) -> None:
    peer.submit(0)
    peer.connection.submit_many(iter(pushes(2)), 2)

    for frame in peer.written():
        if isinstance(frame, HeadersFrame):
            fields = list(peer.decoder.decode(frame.data))
            (path,) = [field for field in fields if field[0] == ":path"]
            assert isinstance(path, NeverIndexedHeaderTuple)


@pytest.mark.parametrize("token", [b"", b"1234567", b"x" * 129])
def test_a_token_that_no_device_has_is_refused_and_what_came_before_is_sent(peer: Peer, token: bytes) -> None:
    good, bad, after = pushes(3)
    bad.target = target(token=token)
    waiting = iter([good, bad, after])

    with pytest.raises(LocalProtocolError, match="expected"):
        peer.connection.submit_many(waiting, 3)

    assert [1] == [stream for stream, _, _ in peer.requests()]
    assert (1, 0, 0) == (good.attempts, bad.attempts, bad.stream)
    assert 1 == peer.connection.in_flight
    assert 3 == peer.connection.push(after)


@pytest.mark.parametrize("magic", ["", "\U0001f600" * (MAX_PUSH_MAGIC + 1)], ids=["none", "too long"])
def test_a_magic_that_no_device_has_is_refused(peer: Peer, magic: str) -> None:
    with pytest.raises(LocalProtocolError, match="expected"):
        peer.connection.push(Push(target(magic=magic), HEADERS))

    assert [] == peer.written()


def test_submit_many_takes_no_more_than_it_writes(peer: Peer) -> None:
    waiting = iter(pushes(10))

    assert 4 == peer.connection.submit_many(waiting, 4)
    assert 0 == peer.connection.submit_many(waiting, 0)
    assert 0 == peer.connection.submit_many(waiting, -1)
    assert 4 == next(waiting).context
    assert 5 == peer.connection.submit_many(waiting, 100)
    assert [1, 3, 5, 7, 9, 11, 13, 15, 17] == [stream for stream, _, _ in peer.requests()]


def test_streams_are_used_once_and_again_free_after_an_answer(peer: Peer) -> None:
    peer.receive(settings(STREAMS=2))
    first, second, third = pushes(3)

    assert [1, 3] == [peer.connection.push(first), peer.connection.push(second)]
    assert 0 == peer.connection.room
    (outcome,) = peer.receive(answer(3))
    assert isinstance(outcome, PushOutcome)
    assert second is outcome.push
    assert 1 == peer.connection.room
    assert 5 == peer.connection.push(third)


def test_the_peer_may_lower_its_streams_to_one_and_to_none_and_raise_them_again(peer: Peer) -> None:
    sent = peer.submit(5)

    assert [] == peer.receive(settings(STREAMS=1))
    assert (0, 1, 5) == (peer.connection.room, peer.connection.max_streams, peer.connection.in_flight)
    events = peer.receive(*(answer(push.stream) for push in sent[:4]))
    assert 4 == len(events)
    assert 0 == peer.connection.room
    peer.receive(answer(sent[4].stream))
    assert 1 == peer.connection.room
    peer.receive(settings(STREAMS=0))
    assert 0 == peer.connection.room == peer.connection.submit_many(iter(pushes(1)), 1)
    peer.receive(settings(STREAMS=700))
    assert 700 == peer.connection.room == peer.connection.max_streams


def test_a_peer_that_says_no_number_or_a_huge_one_gets_a_sensible_one(engine: Engine) -> None:
    silent, boasting = Peer(engine, opened=False), Peer(engine, opened=False)
    silent.receive(settings())
    boasting.receive(settings(STREAMS=2**32 - 1), credit(2**30))

    assert UNTOLD_STREAMS == silent.connection.max_streams
    assert MAX_STREAMS == boasting.connection.max_streams == boasting.connection.room


def test_no_more_is_sent_than_the_connections_window_holds(engine: Engine) -> None:
    peer = Peer(engine, opened=False)
    peer.receive(settings(STREAMS=1_000))
    peer.written()
    many = iter([Push(target(number, magic="m" * 200), HEADERS) for number in range(1_000)])

    count = peer.connection.submit_many(many, 1_000)
    sent = sum(len(body) for _, _, body in peer.requests())

    assert 65_535 - LARGEST_BODY - 300 < sent <= 65_535
    assert 0 == peer.connection.room == peer.connection.submit_many(many, 1_000)
    peer.receive(credit(10 * LARGEST_BODY))
    assert 1_000 - count == peer.connection.room
    assert 0 < peer.connection.submit_many(many, 1_000)
    assert count < peer.connection.in_flight
    assert 0 == peer.connection.room, "the bodies have filled the window, and nothing was taken beyond"
    assert 1_000 - peer.connection.in_flight == len(list(many))


def test_the_window_that_every_peer_grants_takes_a_thousand_pushes_of_usual_length(engine: Engine) -> None:
    """RFC 9113, 6.9.2: 65,535 bytes; so much have 21 of the longest bodies, but 1,394 of 47 bytes."""
    peer = Peer(engine, opened=False)
    peer.receive(settings(STREAMS=1_000))
    many = iter(pushes(2_000))

    for left in (1_000, 744, 488, 232):
        assert left == peer.connection.room
        assert min(256, left) == peer.connection.submit_many(many, 256)

    assert (0, 1_000) == (peer.connection.room, peer.connection.in_flight)


def test_what_the_answers_give_back_of_the_window_is_used(engine: Engine) -> None:
    peer = Peer(engine, opened=False)
    peer.receive(settings(STREAMS=100))
    for _ in range(50):
        sent = peer.submit(100)
        events = peer.receive(credit(100 * 60), *(answer(push.stream) for push in sent))
        assert 100 == len(events)


@pytest.mark.parametrize("window", [0, 100, LARGEST_BODY - 1])
def test_a_stream_window_smaller_than_the_longest_push_stops_and_a_larger_one_goes_on(
    peer: Peer, window: int
) -> None:
    """Windows of streams that are open become negative by that, which does not matter: all was sent."""
    sent = peer.submit(3)

    assert [] == peer.receive(settings(WINDOW=window))
    assert 0 == peer.connection.room == peer.connection.submit_many(iter(pushes(1)), 1)
    assert 3 == len(peer.receive(*(answer(push.stream) for push in sent)))
    peer.receive(settings(WINDOW=LARGEST_BODY))
    assert 1_000 == peer.connection.room
    peer.submit(1)


def test_other_settings_change_nothing(peer: Peer) -> None:
    unknown = SettingsFrame(settings={6: 8_000, 0x99: 7, 0xFFFF: 2**32 - 1}).serialize()
    assert [] == peer.receive(settings(FRAME=2**24 - 1), unknown)
    assert 1_000 == peer.connection.room
    assert 2 == len([frame for frame in peer.written() if "ACK" in frame.flags])


def test_the_last_stream_id_ends_the_connection_and_is_answered(peer: Peer) -> None:
    skip_to(peer.connection, MAX_STREAM_ID - 4)

    assert 3 == peer.connection.room
    assert 3 == peer.connection.submit_many(iter(pushes(10)), 10)
    streams = [stream for stream, _, _ in peer.requests()]
    assert [MAX_STREAM_ID - 4, MAX_STREAM_ID - 2, MAX_STREAM_ID] == streams
    assert State.DRAINING is peer.connection.state
    assert 0 == peer.connection.room
    assert 3 == len(peer.receive(*(answer(stream) for stream in streams)))


def test_a_push_can_be_sent_again_on_another_stream(peer: Peer) -> None:
    (push,) = peer.submit(1)
    (returned,) = peer.receive(reset(1, 7))
    assert isinstance(returned, Returned)

    assert 3 == peer.connection.push(push)
    assert (2, 3) == (push.attempts, push.stream)


@pytest.mark.parametrize("host", ["", "a b", "höst", "x" * 256, "a\r\nb"])
def test_a_host_that_is_no_name_is_refused(engine: Engine, host: str) -> None:
    with pytest.raises(ValueError, match="host: expected"):
        open_connection(host, engine=engine)


class Strict:
    """h2 as a server, which raises at everything that RFC 9113 forbids a client."""

    def __init__(self, engine: Engine, **told: int) -> None:
        self.connection = open_connection(HOST, engine=engine)
        self.server = h2.connection.H2Connection(h2.config.H2Configuration(client_side=False))
        values = {SettingCodes[name]: value for name, value in told.items()}
        self.server.local_settings = Settings(client=False, initial_values=values)
        self.server.initiate_connection()
        self.seen: dict[int, dict[str, str]] = {}
        self.bodies: dict[int, bytes] = {}

    def exchange(self) -> None:
        """Bytes both ways; each request is answered."""
        self.server.receive_data(b"")
        for event in self.server.receive_data(self.connection.data_to_send()):
            if isinstance(event, h2.events.RequestReceived):
                self.seen[event.stream_id] = {_text(name): _text(value) for name, value in event.headers}
            elif isinstance(event, h2.events.DataReceived):
                self.bodies[event.stream_id] = event.data
                self.server.acknowledge_received_data(event.flow_controlled_length, event.stream_id)
            elif isinstance(event, h2.events.StreamEnded):
                self.server.send_headers(event.stream_id, [(":status", "200")], end_stream=True)
        self.connection.receive_data(self.server.data_to_send())


def _text(found: bytes | str) -> str:
    return found if isinstance(found, str) else found.decode()


def test_a_strict_server_reads_pushes_of_many_kinds_and_lengths_whatever_its_table(engine: Engine) -> None:
    """The table shrinks and grows meanwhile, to nothing and to less than a push needs."""
    strict = Strict(engine, MAX_CONCURRENT_STREAMS=100)
    strict.exchange()
    strict.exchange()
    sent: list[Push] = []
    for size in (None, 0, 4_096, 120, 100, 300, 65_536, 0, 65_536, 4_095):
        if size is not None:
            strict.server.update_settings({SettingCodes.HEADER_TABLE_SIZE: size})
            strict.exchange()
        batch = [_varied(len(sent) + number) for number in range(60)]
        for part in (batch[:1], batch[1:20], batch[20:]):
            assert len(part) == strict.connection.submit_many(iter(part), 100)
            strict.exchange()
        sent += batch
    strict.exchange()

    assert 0 == strict.connection.in_flight
    assert 600 == len(strict.seen) == len(sent)
    for push, (stream, fields) in zip(sent, strict.seen.items(), strict=True):
        assert f"/3/device/{push.target.token.hex()}" == fields[":path"]
        assert push.headers.topic == fields["apns-topic"]
        assert str(push.headers.expiration) == fields["apns-expiration"]
        assert push.headers.collapse_id == fields.get("apns-collapse-id")
        assert payload(push.target.push_magic) == strict.bodies[stream]


def test_two_changes_of_the_table_between_pushes_are_both_told(engine: Engine) -> None:
    strict = Strict(engine, MAX_CONCURRENT_STREAMS=100)
    for sizes in ((0, 4_096), (100, 100), (2_000, 50, 1_000)):
        strict.exchange()
        strict.connection.push(_varied(1))
        strict.exchange()
        for size in sizes:
            strict.server.update_settings({SettingCodes.HEADER_TABLE_SIZE: size})
            strict.connection.receive_data(strict.server.data_to_send())
            strict.exchange()
        strict.connection.push(_varied(2))
        strict.exchange()

    assert 6 == len(strict.seen)


def _varied(number: int) -> Push:
    kind = PushHeaders(
        topic=f"com.apple.mgmt.{'t' * (number % 7)}x",
        expiration=1_700_000_000 + number % 3,
        collapse_id=None if number % 5 else f"c{number % 2}",
    )
    length = (8, 32, 32, 32, 100, 128)[number % 6]
    magic = ("M" * 36, "m", '"' * 40, "ü" * 256)[number % 4]
    return Push(PushTarget(topic=kind.topic, token=bytes([number % 256]) * length, push_magic=magic), kind)


def test_a_push_costs_few_bytes_once_the_connection_runs(peer: Peer) -> None:
    """What the frames engine is made for; h2's way is longer, for its blocks stand each for themselves."""
    peer.submit(1)
    count = peer.connection.submit_many(iter(pushes(100)), 100)

    assert 100 == count
    bound = 150 if "Frames" in type(peer.connection).__name__ else 300
    assert len(peer.connection.data_to_send()) / 100 <= bound


def test_decoders_with_a_table_of_their_own_stay_in_step(peer: Peer) -> None:
    decoder = Decoder()
    peer.decoder = decoder
    for round_ in range(5):
        batch = [_varied(round_ * 10 + number) for number in range(10)]
        assert 10 == peer.connection.submit_many(iter(batch), 10)
        assert [push.headers.topic for push in batch] == [
            dict(fields)["apns-topic"] for _, fields, _ in peer.requests()
        ]
