"""What both engines make of GOAWAY, PING, SETTINGS and of what is no frame, and how they end."""

from __future__ import annotations

import pytest
from hyperframe.frame import (
    AltSvcFrame,
    ExtensionFrame,
    GoAwayFrame,
    HeadersFrame,
    PingFrame,
    PriorityFrame,
    PushPromiseFrame,
    RstStreamFrame,
    SettingsFrame,
    WindowUpdateFrame,
)

from pymdm.apns.connection import MAX_DEBUG, Engine, Failed, GoAway, Pong, Returned, State
from pymdm.apns.engines import open_connection
from pymdm.apns.outcome import PushOutcome
from pymdm.errors import LocalProtocolError
from tests.unit.apns.engines import (
    HOST,
    UNREGISTERED,
    Peer,
    answer,
    credit,
    data,
    goaway,
    headers,
    pushes,
    reset,
    settings,
)

SHUTDOWN = b'{"reason":"Shutdown"}'


def test_after_goaway_what_was_taken_is_answered_and_the_rest_comes_back(peer: Peer) -> None:
    """F30: streams above the last one were not looked at; those below it are answered still."""
    sent = peer.submit(5)

    told, fourth, fifth = peer.receive(goaway(5, 0, SHUTDOWN))

    assert GoAway(last_stream=5, error_code=0, debug=SHUTDOWN) == told
    assert Returned(push=sent[3], processed=False, why=getattr(fourth, "why", "")) == fourth
    assert Returned(push=sent[4], processed=False, why=getattr(fifth, "why", "")) == fifth
    assert (State.DRAINING, 3, 0) == (peer.connection.state, peer.connection.in_flight, peer.connection.room)
    assert 0 == peer.connection.submit_many(iter(pushes(1)), 1)
    answers = peer.receive(answer(5), answer(1, 410, UNREGISTERED), answer(3))
    assert [sent[2], sent[0], sent[1]] == [event.push for event in answers if isinstance(event, PushOutcome)]
    assert 0 == peer.connection.in_flight
    assert State.DRAINING is peer.connection.state


def test_goaway_comes_in_two_steps(peer: Peer) -> None:
    """F30: first a warning with the highest id there is, then the one that counts."""
    sent = peer.submit(3)

    assert [GoAway(last_stream=2**31 - 1, error_code=0)] == peer.receive(goaway(2**31 - 1))
    assert 3 == peer.connection.in_flight
    assert 0 == peer.connection.room
    told, back = peer.receive(goaway(3))
    assert GoAway(last_stream=3, error_code=0) == told
    assert isinstance(back, Returned)
    assert (sent[2], False) == (back.push, back.processed)
    assert [GoAway(last_stream=5, error_code=0)] == peer.receive(goaway(5)), "a number may not rise again"
    assert 2 == len(peer.receive(answer(1), answer(3), answer(5)))


def test_goaway_with_an_error_leaves_the_answers_alone(peer: Peer) -> None:
    """F30"""
    peer.submit(2)
    (first,) = peer.receive(headers(1, (":status", "410")))[:1] or [None]
    assert first is None

    told, *_ = peer.receive(goaway(1, 0xB, b"x" * 5_000))
    assert isinstance(told, GoAway)
    assert 0xB == told.error_code
    assert b"x" * MAX_DEBUG == told.debug
    (found,) = peer.receive(data(1, UNREGISTERED))
    assert isinstance(found, PushOutcome)
    assert 410 == found.status


def test_goaway_before_any_push_and_with_the_reserved_bit(peer: Peer) -> None:
    assert [GoAway(last_stream=7, error_code=2)] == peer.receive(goaway(2**31 + 7, 2))
    assert [] == peer.connection.take_unanswered()
    assert State.CLOSED is peer.connection.state


def test_a_connection_that_breaks_off_gives_everything_back_in_order(peer: Peer) -> None:
    """F30: nobody knows what became of these; each may go again."""
    sent = peer.submit(50)
    peer.receive(*(answer(push.stream) for push in sent[::2]), headers(3, (":status", "410")))

    assert sent[1::2] == peer.connection.take_unanswered()
    assert 0 == peer.connection.in_flight
    assert State.CLOSED is peer.connection.state
    assert {0} == {push.stream for push in sent[1::2]}
    assert [] == peer.connection.take_unanswered()
    assert [] == peer.receive(answer(3))
    assert 0 == peer.connection.room


def test_a_ping_of_ours_brings_its_payload_back(peer: Peer) -> None:
    """F36: a connection that is dead at the other end is told from one that has nothing to say."""
    peer.connection.ping(b"8 bytes!")

    (frame,) = peer.written()
    assert isinstance(frame, PingFrame)
    assert (b"8 bytes!", set()) == (frame.opaque_data, set(frame.flags))
    back = PingFrame(0, b"8 bytes!", flags=["ACK"]).serialize()
    assert [Pong(payload=b"8 bytes!")] == peer.receive(back)
    assert [] == peer.written()


def test_a_ping_works_while_the_connection_drains(peer: Peer) -> None:
    """F36: what is in flight there waits for a sign of life as well."""
    peer.receive(goaway(7))
    peer.connection.ping(b"draining")

    assert [Pong(payload=b"draining")] == peer.receive(PingFrame(0, b"draining", flags=["ACK"]).serialize())


@pytest.mark.parametrize("payload", [b"", b"1234567", b"123456789"])
def test_a_ping_has_eight_bytes(peer: Peer, payload: bytes) -> None:
    with pytest.raises(ValueError, match="expected 8 bytes"):
        peer.connection.ping(payload)


def test_nothing_can_be_pinged_once_it_is_closed(peer: Peer) -> None:
    peer.connection.take_unanswered()

    with pytest.raises(LocalProtocolError):
        peer.connection.ping(b"8 bytes!")


def test_a_ping_of_the_peer_is_answered(peer: Peer) -> None:
    assert [] == peer.receive(PingFrame(0, b"answer!!").serialize())

    (frame,) = peer.written()
    assert isinstance(frame, PingFrame)
    assert (b"answer!!", {"ACK"}) == (frame.opaque_data, set(frame.flags))


def test_settings_are_acknowledged_each_time(peer: Peer) -> None:
    assert [] == peer.receive(settings(STREAMS=5), settings(), SettingsFrame(flags=["ACK"]).serialize())

    assert 2 == len(peer.written())


@pytest.mark.parametrize("frame", [PingFrame(0, b"flood!!!"), SettingsFrame()], ids=["PING", "SETTINGS"])
def test_a_flood_that_wants_answers_is_cut_off(peer: Peer, frame: PingFrame | SettingsFrame) -> None:
    flood = frame.serialize() * 500
    for _ in range(40):
        assert [] == peer.receive(flood), "as many as that may come if the answers are taken away"
        peer.connection.data_to_send()

    *_, failed = [event for _ in range(10) for event in peer.receive(flood)]
    assert isinstance(failed, Failed)
    assert len(peer.connection.data_to_send()) < 40_000


def test_frames_that_ask_for_nothing_are_ignored(peer: Peer) -> None:
    peer.submit(1)
    ignored = [
        ExtensionFrame(0xFA, 1, 0xFF, b""),
        ExtensionFrame(0x77, 2**31 - 1, 0, b""),
        PriorityFrame(1, depends_on=3, stream_weight=7),
        PriorityFrame(99, depends_on=3),
        WindowUpdateFrame(1, 100),
        AltSvcFrame(0, b"example.com", b'h2=":443"'),
    ]
    longer = b"\0\0\x64\x77\xff\0\0\0\0" + b"\0" * 100

    assert [] == peer.receive(longer, *(frame.serialize() for frame in ignored))
    assert [] == peer.written()
    assert 1 == len(peer.receive(answer(1)))


def _breaches() -> dict[str, bytes]:
    """What may come on no connection at any time."""
    return {
        "HEADERS on stream 0": b"\0\0\x01\x01\x05\0\0\0\0\x88",
        "DATA on stream 0": b"\0\0\x01\0\x01\0\0\0\0x",
        "HEADERS on a stream not yet used": answer(99),
        "HEADERS on a stream of the server's": answer(2),
        "DATA on a stream not yet used": data(99, b"x"),
        "RST_STREAM on a stream not yet used": reset(99, 8),
        "WINDOW_UPDATE on a stream not yet used": credit(1, 99),
        "PUSH_PROMISE": PushPromiseFrame(1, 2, b"\x82", flags=["END_HEADERS"]).serialize(),
        "CONTINUATION alone": b"\0\0\x01\x09\x04\0\0\0\x01\x88",
        "SETTINGS on a stream": b"\0\0\0\x04\0\0\0\0\x01",
        "SETTINGS of a broken length": b"\0\0\x05\x04\0\0\0\0\0\0\x03\0\0\0",
        "SETTINGS that acknowledge with content": b"\0\0\x06\x04\x01\0\0\0\0\0\x03\0\0\0\x01",
        "PING on a stream": b"\0\0\x08\x06\0\0\0\0\x01PINGPING",
        "PING of seven bytes": b"\0\0\x07\x06\0\0\0\0\0PINGPIN",
        "GOAWAY on a stream": b"\0\0\x08\x07\0\0\0\0\x01" + b"\0" * 8,
        "GOAWAY of seven bytes": b"\0\0\x07\x07\0\0\0\0\0" + b"\0" * 7,
        "RST_STREAM on stream 0": b"\0\0\x04\x03\0\0\0\0\0\0\0\0\x08",
        "RST_STREAM of three bytes": b"\0\0\x03\x03\0\0\0\0\x01\0\0\x08",
        "WINDOW_UPDATE by nothing": b"\0\0\x04\x08\0\0\0\0\0\0\0\0\0",
        "WINDOW_UPDATE of three bytes": b"\0\0\x03\x08\0\0\0\0\0\0\0\x01",
        "WINDOW_UPDATE over 2 GiB": credit(2**31 - 1),
        "PRIORITY of four bytes": b"\0\0\x04\x02\0\0\0\0\x01\0\0\0\0",
        "PRIORITY on itself": PriorityFrame(1, depends_on=1).serialize(),
        "ENABLE_PUSH": settings(PUSH=1),
        "a setting of another protocol": SettingsFrame(settings={8: 2}).serialize(),
        "a window over 2 GiB": settings(WINDOW=2**31),
        "frames under 16 KiB": settings(FRAME=16_383),
        "frames over 16 MiB": settings(FRAME=2**24),
        "a frame over 16 KiB": b"\0\x40\x01\0\0\0\0\0\x01" + b"x" * 16_385,
        "the head of a frame over 16 KiB": b"\xff\xff\xff\0\0\0\0\0\x01",
        "HTTP/1.1": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
        "TLS": b"\x15\x03\x03\x00\x02\x02\x28" + b"\0" * 100,
        "zeros": b"\0" * 100,
        "ones": b"\xff" * 100,
    }


@pytest.mark.parametrize("name", _breaches())
def test_a_breach_closes_the_connection_and_nothing_is_lost(peer: Peer, name: str) -> None:
    sent = peer.submit(3)
    assert 3 == peer.connection.submit_many(iter(more := pushes(3)), 3), "not yet written"

    (failed,) = peer.receive(_breaches()[name])

    assert isinstance(failed, Failed)
    assert "expected" in str(failed.error)
    assert State.CLOSED is peer.connection.state
    peer.farewell()
    assert [*sent, *more] == peer.connection.take_unanswered()


def test_what_was_not_written_before_a_breach_stays_unwritten(peer: Peer) -> None:
    """It will be sent on another connection; twice is once too often."""
    peer.connection.submit_many(iter(pushes(3)), 3)
    peer.receive(_breaches()["PUSH_PROMISE"])

    (farewell,) = peer.written()
    assert isinstance(farewell, GoAwayFrame)
    assert 0x1 == farewell.error_code
    assert b"" == peer.connection.data_to_send()


@pytest.mark.parametrize(
    "first",
    [
        PingFrame(0, b"too soon").serialize(),
        goaway(0),
        SettingsFrame(flags=["ACK"]).serialize(),
        credit(1),
        HeadersFrame(1, b"\x88", flags=["END_HEADERS", "END_STREAM"]).serialize(),
        b"HTTP/1.0 403 Forbidden\r\n\r\n",
    ],
)
def test_settings_have_to_be_the_first_frame(engine: Engine, first: bytes) -> None:
    """F31"""
    peer = Peer(engine, opened=False)

    (failed,) = peer.receive(first)
    assert isinstance(failed, Failed)


def test_no_more_is_held_of_what_came_than_one_frame(peer: Peer) -> None:
    start = b"\0\x40\0\x77\0\0\0\0\0" + b"x" * 16_000
    assert [] == peer.receive(start)
    for _ in range(100):
        assert [] == peer.receive(b"x" * 384, start)

    assert [] == peer.receive(b"x" * 384, PingFrame(0, b"the next").serialize())
    assert 1 == len(peer.written())


def test_a_push_can_be_given_up(peer: Peer) -> None:
    given_up, answered, other = peer.submit(3)
    peer.receive(answer(3), headers(1, (":status", "410")))

    for push in (given_up, given_up, answered, *pushes(1)):
        peer.connection.cancel(push)

    (frame,) = peer.written()
    assert isinstance(frame, RstStreamFrame)
    assert (1, 0x8) == (frame.stream_id, frame.error_code)
    assert 0 == given_up.stream
    assert [] == peer.receive(data(1, UNREGISTERED))
    assert [other] == peer.connection.take_unanswered()


def test_nothing_is_given_up_aloud_behind_a_farewell(peer: Peer) -> None:
    sent = peer.submit(2)
    peer.receive(_breaches()["PUSH_PROMISE"])
    peer.connection.cancel(sent[0])

    assert [GoAwayFrame] == [type(frame) for frame in peer.written()]
    assert [sent[1]] == peer.connection.take_unanswered()


def test_a_push_of_another_connection_is_not_given_up(peer: Peer, engine: Engine) -> None:
    peer.submit(1)
    (elsewhere,) = Peer(engine).submit(1)

    peer.connection.cancel(elsewhere)
    assert 1 == peer.connection.in_flight


def test_close_says_goaway_once_and_waits_for_answers(peer: Peer) -> None:
    (push,) = peer.submit(1)

    peer.connection.close()
    peer.connection.close()

    (frame,) = peer.written()
    assert isinstance(frame, GoAwayFrame)
    assert (0, 0, b"") == (frame.last_stream_id, frame.error_code, frame.additional_data)
    assert (State.DRAINING, 0, 1) == (peer.connection.state, peer.connection.room, peer.connection.in_flight)
    (found,) = peer.receive(answer(1))
    assert isinstance(found, PushOutcome)
    assert push is found.push


def test_close_after_the_peers_goaway_is_said_as_well(peer: Peer) -> None:
    peer.receive(goaway(0))
    peer.connection.close()

    assert [GoAwayFrame] == [type(frame) for frame in peer.written()]


def test_close_before_the_peer_has_spoken_opens_nothing(engine: Engine) -> None:
    peer = Peer(engine, opened=False)
    peer.connection.close()

    assert [] == peer.receive(settings(STREAMS=5))
    assert State.DRAINING is peer.connection.state
    assert 0 == peer.connection.room


def test_nothing_is_said_on_a_connection_that_is_gone(peer: Peer) -> None:
    (push,) = peer.submit(1)
    peer.connection.take_unanswered()
    peer.connection.close()
    peer.connection.cancel(push)

    assert [] == peer.written()
    assert State.CLOSED is peer.connection.state


def test_an_engine_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="expected one of frames, h2"):
        open_connection(HOST, engine="curl")  # type: ignore[arg-type]


def test_frames_is_what_one_gets(engine: Engine) -> None:
    chosen = type(open_connection(HOST)).__name__

    assert "FramesConnection" == chosen
    assert ("frames" == engine) is (type(open_connection(HOST, engine=engine)).__name__ == chosen)
