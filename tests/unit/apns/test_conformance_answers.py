"""What both engines make of answers, however a peer cuts, pads and spells them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hyperframe.frame import ContinuationFrame, DataFrame, HeadersFrame, RstStreamFrame, WindowUpdateFrame

from pymdm.apns.connection import MAX_HEADER_LIST, RECEIVE_WINDOW, Engine, Event, Failed, Returned, State
from pymdm.apns.outcome import MAX_BODY, Push, PushOutcome, PushReason, Verdict
from pymdm.errors import RemoteProtocolError
from tests.unit.apns.engines import UNREGISTERED, Peer, answer, block, data, goaway, headers, pushes, reset

WHOLE = ("END_HEADERS", "END_STREAM")


def outcome(events: list[Event]) -> PushOutcome:
    (found,) = events
    assert isinstance(found, PushOutcome)
    return found


def test_an_accepted_push_has_an_outcome_with_apples_id(peer: Peer) -> None:
    first, second = peer.submit(2)

    found = outcome(peer.receive(answer(3, 200, b"", ("apns-id", "0F-1A"), ("apns-unique-id", "7"))))
    assert (second, second.target, 200, True) == (found.push, found.target, found.status, found.delivered)
    assert (None, None, "0F-1A") == (found.reason, found.timestamp, found.apns_id)
    assert Verdict.DELIVERED is found.verdict
    assert 1 == peer.connection.in_flight
    assert first is outcome(peer.receive(answer(1))).push


@pytest.mark.parametrize(
    "spelled",
    [
        b"\x88",
        b"\x20\x88\x10\x07apns-id\x02ID",
        b"\x88\x40\x07apns-id\x02ID",
        b"\x48\x03200\x00\x07apns-id\x02ID",
        b"\x08\x82\x10\x01\x00\x07apns-id\x02ID",
        b"\x08\x03200",
        b"\x88\x0f\x0d\x010",
        b"\x88" + block(("date", "Sat, 21 Nov 2026 01:00:00 GMT"), ("apns-id", "x" * 300)),
        b"\x20\x20\x20\x88",
    ],
)
def test_200_is_200_however_its_headers_are_spelled(peer: Peer, spelled: bytes) -> None:
    peer.submit(1)

    found = outcome(peer.receive(HeadersFrame(1, spelled, flags=WHOLE).serialize()))
    assert (200, None) == (found.status, found.reason)
    assert found.apns_id in (None, "ID", "x" * 300)


def test_a_refusal_has_apples_reason_and_time(peer: Peer) -> None:
    (push,) = peer.submit(1)

    found = outcome(peer.receive(answer(1, 410, UNREGISTERED)))
    assert (410, PushReason.UNREGISTERED, "ID-1") == (found.status, found.reason, found.apns_id)
    assert datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC) == found.timestamp
    assert Verdict.DEAD_TOKEN is found.verdict
    assert push is found.push


def test_a_refusal_without_a_body_is_named_after_its_status(peer: Peer) -> None:
    peer.submit(1)

    found = outcome(peer.receive(answer(1, 429, b"", ("retry-after", "30"))))
    assert (429, "HTTP 429", 30) == (found.status, found.reason, found.retry_after)


@pytest.mark.parametrize("size", [1, 2, 7, 9, 10, 100])
def test_bytes_may_come_in_pieces_of_any_size(peer: Peer, size: int) -> None:
    peer.submit(4)
    whole = answer(1) + answer(5, 410, UNREGISTERED) + answer(3) + b"\0\0\0\x99\0\0\0\0\0" + answer(7, 500)

    events: list[Event] = []
    for start in range(0, len(whole), size):
        events += peer.receive(whole[start : start + size])

    assert [200, 410, 200, 500] == [event.status for event in events if isinstance(event, PushOutcome)]
    assert 4 == len(events)


def test_padding_priority_and_continuation_change_nothing(peer: Peer) -> None:
    peer.submit(2)
    pieces = block((":status", "400"), ("apns-id", "abc"))
    frames = [
        HeadersFrame(
            1, pieces[:1], pad_length=9, flags=["PADDED", "PRIORITY"], depends_on=3, stream_weight=9
        ),
        ContinuationFrame(1, b""),
        ContinuationFrame(1, pieces[1:5]),
        ContinuationFrame(1, pieces[5:], flags=["END_HEADERS"]),
        DataFrame(1, b'{"reason":', pad_length=200, flags=["PADDED"]),
        DataFrame(1, b""),
        DataFrame(1, b'"BadTopic"}', pad_length=0, flags=["PADDED"]),
        DataFrame(1, b"", flags=["END_STREAM"]),
        HeadersFrame(3, b"\x88", pad_length=1, flags=["PADDED", *WHOLE]),
    ]

    refused, accepted = peer.receive(*(frame.serialize() for frame in frames))
    assert isinstance(refused, PushOutcome)
    assert (400, "BadTopic", "abc") == (refused.status, refused.reason, refused.apns_id)
    assert Verdict.CERTIFICATE is refused.verdict
    assert isinstance(accepted, PushOutcome)
    assert 200 == accepted.status


def test_a_whole_200_in_two_frames_is_one_answer(peer: Peer) -> None:
    peer.submit(1)
    first = HeadersFrame(1, b"\x88", flags=["END_STREAM"]).serialize()

    assert [] == peer.receive(first)
    rest = ContinuationFrame(1, block(("apns-id", "q")), flags=["END_HEADERS"])
    assert "q" == outcome(peer.receive(rest.serialize())).apns_id


def test_informational_answers_come_before_the_real_one(peer: Peer) -> None:
    peer.submit(1)

    assert [] == peer.receive(headers(1, (":status", "100")), headers(1, (":status", "103"), ("link", "x")))
    assert 200 == outcome(peer.receive(answer(1))).status


def test_an_answer_may_end_with_trailers(peer: Peer) -> None:
    peer.submit(2)
    parts = (
        headers(1, (":status", "410")),
        data(1, UNREGISTERED, end=False),
        headers(1, ("x", "y"), flags=WHOLE),
    )

    assert PushReason.UNREGISTERED == outcome(peer.receive(*parts)).reason
    # Trailers that look like the whole answer of an accepted push, but for what has come before
    begun = headers(3, (":status", "410"))
    assert [] == peer.receive(begun)
    (failed,) = peer.receive(answer(3))
    assert isinstance(failed, Failed)


def test_an_accepted_push_may_have_an_empty_body(peer: Peer) -> None:
    peer.submit(1)
    accepted = headers(1, (":status", "200"), ("content-length", "0"))

    assert 200 == outcome(peer.receive(accepted, data(1, b""))).status


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "HTTP 400"),
        (b"{}", "HTTP 400"),
        (b"[]", "HTTP 400"),
        (b"not json", "HTTP 400"),
        (b"\xff\xfe", "HTTP 400"),
        (b'{"reason":"BrandNew"}', "BrandNew"),
        (b'{"reason":7}', "HTTP 400"),
        (b'{"reason":"Bad\\nTopic"}', "HTTP 400"),
        (b'{"reason":"%s"}' % (b"x" * 65), "HTTP 400"),
        (b"[" * 4_000, "HTTP 400"),
        (b'{"reason":"BadTopic","x":"%s"}' % (b"x" * (MAX_BODY - 29)), "BadTopic"),
    ],
)
def test_a_body_that_is_none_of_apples_is_no_reason(peer: Peer, body: bytes, reason: str) -> None:
    peer.submit(1)

    found = outcome(peer.receive(answer(1, 400, body)))
    assert reason == found.reason
    assert found.timestamp is None


@pytest.mark.parametrize("end", [True, False])
def test_a_body_that_is_too_long_ends_the_push_and_is_not_kept(peer: Peer, end: bool) -> None:
    peer.submit(2)
    body = b'{"reason":"BadTopic"}' + b" " * MAX_BODY

    found = outcome(peer.receive(headers(1, (":status", "502")), data(1, body, end=end)))
    assert (502, "HTTP 502") == (found.status, found.reason)
    resets = [frame for frame in peer.written() if isinstance(frame, RstStreamFrame)]
    assert [] == resets if end else [1] == [frame.stream_id for frame in resets]
    assert [] == peer.receive(data(1, b"more"), headers(1, ("x", "y"), flags=WHOLE))
    assert 200 == outcome(peer.receive(answer(3))).status


def test_thousands_of_refusals_with_bodies_are_all_answered(engine: Engine) -> None:
    """Credit for bodies is given back: a sender that forgets hangs after 65,535 bytes of them."""
    peer = Peer(engine)
    body = UNREGISTERED + b" " * 1_000
    granted = RECEIVE_WINDOW
    for _ in range(30):
        sent = peer.submit(100)
        events = peer.receive(*(answer(push.stream, 410, body) for push in sent))
        assert [PushReason.UNREGISTERED] * 100 == [
            event.reason for event in events if isinstance(event, PushOutcome)
        ]
        granted -= 100 * len(body)
        assert granted > 0, "a peer that keeps to the window would wait for ever"
        granted += sum(
            frame.window_increment
            for frame in peer.written()
            if isinstance(frame, WindowUpdateFrame) and not frame.stream_id
        )
    assert granted > RECEIVE_WINDOW // 4


def test_the_greeting_grants_the_window_that_bodies_are_counted_against(engine: Engine) -> None:
    greeting = Peer(engine, opened=False).greeting

    assert RECEIVE_WINDOW - 65_535 == sum(
        frame.window_increment for frame in greeting if isinstance(frame, WindowUpdateFrame)
    )


def test_rst_stream_gives_the_push_back_and_says_whether_it_was_looked_at(peer: Peer) -> None:
    refused, broken, begun = peer.submit(3)

    events = peer.receive(reset(1, 7), reset(3, 2), headers(5, (":status", "200")), reset(5, 0))

    assert [(refused, False), (broken, None), (begun, None)] == [
        (event.push, event.processed) for event in events if isinstance(event, Returned)
    ]
    assert 3 == len(events)
    assert 0 == peer.connection.in_flight == refused.stream
    assert 1_000 == peer.connection.room


@pytest.mark.parametrize("how", ["answered", "reset", "cancelled", "above GOAWAY"])
def test_frames_that_come_too_late_are_ignored(peer: Peer, how: str) -> None:
    ended, other = peer.submit(2)
    if how == "answered":
        assert 1 == len(peer.receive(answer(1)))
    elif how == "reset":
        assert 1 == len(peer.receive(reset(1, 7)))
    elif how == "cancelled":
        peer.connection.cancel(ended)
    else:
        ended, other = other, ended
        assert 2 == len(peer.receive(goaway(1)))
    late, live = (3, 1) if how == "above GOAWAY" else (1, 3)

    late_frames = [
        answer(late),
        answer(late, 410, UNREGISTERED),
        data(late, b"x" * 1_000, end=False),
        headers(late, ("x", "y"), flags=WHOLE),
        reset(late, 2),
        WindowUpdateFrame(late, 5).serialize(),
        HeadersFrame(late, b"\x88").serialize(),
        ContinuationFrame(late, b"", flags=["END_HEADERS"]).serialize(),
    ]
    assert [] == peer.receive(*late_frames)
    assert other is outcome(peer.receive(answer(live))).push
    assert 0 == peer.connection.in_flight


def test_what_comes_too_late_counts_for_flow_control(peer: Peer) -> None:
    peer.submit(1)
    peer.receive(answer(1))

    granted = 0
    for _ in range(300):
        assert [] == peer.receive(data(1, b"x" * 16_000, end=False))
        granted += sum(
            frame.window_increment for frame in peer.written() if isinstance(frame, WindowUpdateFrame)
        )
    assert 300 * 16_000 - RECEIVE_WINDOW < granted <= 300 * 16_000


def _malformed() -> dict[str, bytes]:
    """Answers on stream 1 that HTTP/2 forbids; each breaks the connection."""
    many = [ContinuationFrame(1, b"") for _ in range(70)]
    return {
        "no status": headers(1, ("apns-id", "x"), flags=WHOLE),
        "an empty block": HeadersFrame(1, b"", flags=WHOLE).serialize(),
        "two statuses": headers(1, (":status", "400"), (":status", "200"), flags=WHOLE),
        "status behind a field": headers(1, ("x", "y"), (":status", "400"), flags=WHOLE),
        "a field of requests": headers(1, (":status", "400"), (":path", "/"), flags=WHOLE),
        "an unknown pseudo field": headers(1, (":status", "400"), (":reason", "x"), flags=WHOLE),
        "status with letters": headers(1, (":status", "4x0"), flags=WHOLE),
        "status of two digits": headers(1, (":status", "40"), flags=WHOLE),
        "status 000": headers(1, (":status", "000"), flags=WHOLE),
        "upper case": headers(1, (":status", "400"), ("Apns-Id", "x"), flags=WHOLE),
        "a name with a space": headers(1, (":status", "400"), ("apns id", "x"), flags=WHOLE),
        "a name with a colon": headers(1, (":status", "400"), ("apns:id", "x"), flags=WHOLE),
        "no name": headers(1, (":status", "400"), ("", "x"), flags=WHOLE),
        "a line feed": headers(1, (":status", "400"), ("apns-id", "x\ny"), flags=WHOLE),
        "a space around": headers(1, (":status", "400"), ("apns-id", "x "), flags=WHOLE),
        "connection": headers(1, (":status", "400"), ("connection", "close"), flags=WHOLE),
        "te": headers(1, (":status", "400"), ("te", "gzip"), flags=WHOLE),
        "content-length in words": headers(1, (":status", "400"), ("content-length", "ten"), flags=WHOLE),
        "two content-lengths": headers(
            1, (":status", "400"), ("content-length", "1"), ("content-length", "2"), flags=WHOLE
        ),
        "a body too short": headers(1, (":status", "400"), ("content-length", "9")) + data(1, b"x"),
        "a body too long": headers(1, (":status", "400"), ("content-length", "1"))
        + data(1, b"xx", end=False),
        "an index of no table": HeadersFrame(1, b"\xbe", flags=WHOLE).serialize(),
        "a table that we did not allow": HeadersFrame(1, b"\x3f\xe1\x1f\x88", flags=WHOLE).serialize(),
        "half a block": HeadersFrame(1, b"\x8d\x00\x07apns", flags=WHOLE).serialize(),
        "too many fields": HeadersFrame(1, b"\x8d" + b"\x90" * 600, flags=WHOLE).serialize(),
        "informational and the end": headers(1, (":status", "103"), flags=WHOLE),
        "body first": data(1, b"x"),
        "headers twice": headers(1, (":status", "400")) * 2,
        "trailers with a status": headers(1, (":status", "400"))
        + headers(1, (":status", "400"), flags=WHOLE),
        "trailers and no end": headers(1, (":status", "400")) + headers(1, ("x", "y")),
        "a header block without end": HeadersFrame(1, b"\x8d").serialize()
        + b"".join(frame.serialize() for frame in many),
        "a header block too long": HeadersFrame(1, b"\x8d" + b"\x10" * 9_000).serialize()
        + ContinuationFrame(1, b"\x10" * (MAX_HEADER_LIST + 1 - 9_000)).serialize() * 3,
        "something within a block": HeadersFrame(1, b"\x8d").serialize() + answer(3),
        "a CONTINUATION of another": HeadersFrame(1, b"\x8d").serialize()
        + ContinuationFrame(3, b"", flags=["END_HEADERS"]).serialize(),
        "more padding than frame": b"\0\0\x02\x00\x08\0\0\0\x01\x09x",
        "no room for the padding": b"\0\0\0\x01\x0c\0\0\0\x01",
        "depends on itself": HeadersFrame(1, b"\x8d", flags=[*WHOLE, "PRIORITY"], depends_on=1).serialize(),
    }


@pytest.mark.parametrize("name", _malformed())
def test_a_malformed_answer_breaks_the_connection_and_nothing_is_lost(peer: Peer, name: str) -> None:
    sent = peer.submit(3)

    (failed,) = peer.receive(_malformed()[name])

    assert isinstance(failed, Failed)
    assert isinstance(failed.error, RemoteProtocolError)
    assert "expected" in str(failed.error)
    assert State.CLOSED is peer.connection.state
    assert peer.farewell() in (0x1, 0x3, 0x6, 0x9, 0xB)
    assert [] == peer.receive(answer(3)), "nothing means anything after the breach"
    assert 0 == peer.connection.room
    assert sent == peer.connection.take_unanswered()


def test_answers_before_a_breach_count(peer: Peer) -> None:
    sent = peer.submit(3)

    first, second, failed = peer.receive(answer(1), answer(5, 410, UNREGISTERED), data(3, b"x"), answer(3))

    assert isinstance(first, PushOutcome)
    assert isinstance(second, PushOutcome)
    assert isinstance(failed, Failed)
    assert [sent[1]] == peer.connection.take_unanswered()


def test_the_reserved_bit_of_a_stream_says_nothing(peer: Peer) -> None:
    """RFC 9113, 4.1; a block that nobody reads is read by neither engine then."""
    peer.submit(2)
    unread = b"\x88" + block(("apns-id", "x"))[:-1]

    found = peer.receive(*(HeadersFrame(stream, unread, flags=WHOLE).serialize() for stream in (1, 3)))
    marked = peer.submit(1)[0].stream | 1 << 31
    size = len(unread).to_bytes(3, "big")
    found += peer.receive(size + b"\x01\x05" + marked.to_bytes(4, "big") + unread)
    assert [200, 200, 200] == [event.status for event in found if isinstance(event, PushOutcome)]


def test_the_order_of_answers_is_the_peers(peer: Peer) -> None:
    sent: list[Push] = []
    for _ in range(3):
        sent += peer.submit(300)
    order = sorted(sent, key=lambda push: push.target.token)

    events = peer.receive(*(answer(push.stream) for push in order))
    assert order == [event.push for event in events if isinstance(event, PushOutcome)]
    assert 0 == peer.connection.in_flight
    assert 1 == peer.connection.submit_many(iter(pushes(1)), 1)
