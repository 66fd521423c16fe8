"""The fake push service in memory: what it demands of frames, and every chaos with both engines of ours."""

from __future__ import annotations

import struct
from collections import Counter

import pytest
from h2.events import ConnectionTerminated, PingAckReceived

from pymdm.apns.connection import Failed, GoAway, Pong, Returned
from pymdm.apns.engines import open_connection
from pymdm.apns.outcome import Verdict
from pymdm.testing import Chaos, FakeAPNsConnection, Storm
from pymdm.testing._apns_wire import PREFACE, Flag, Kind, frame
from tests.unit.testing.apns_talk import BODY, HEADERS, TOPIC, Sender, Talk, pushes, service, talk, targets

ENGINES = pytest.mark.parametrize("engine", ["frames", "h2"])


def broken_by(data: bytes, *, strict: bool = False) -> str:
    """What the service says of these bytes after the preface and what a client has to say first."""
    apns = FakeAPNsConnection(topic=TOPIC, strict=strict)
    apns.receive_data(PREFACE + frame(Kind.SETTINGS, 0, 0) + frame(Kind.SETTINGS, Flag.ACK, 0) + data)
    assert frame(Kind.GOAWAY, 0, 0)[3:4] in apns.data_to_send()
    assert "close" == apns.ending
    assert apns.record.ended == "broken"
    return apns.record.broken or ""


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (frame(Kind.DATA, 1, 1, b"x"), "DATA on a stream that is idle"),
        (frame(Kind.DATA, 1, 0, b"x"), "DATA on a stream that is idle"),
        (frame(Kind.HEADERS, 5, 2, b"\x88"), "HEADERS on a stream that cannot begin now"),
        (frame(Kind.HEADERS, 5, 3, b"\x83") + frame(Kind.HEADERS, 5, 1, b"\x83"), "cannot begin now"),
        (frame(Kind.HEADERS, 5, 1, b"\xff\xff\xff\xff\xff\xff\xff"), "HPACK"),
        (frame(Kind.HEADERS, 5, 1, b"\xbe"), "HPACK"),
        (frame(Kind.HEADERS, 1, 1, b"\x83") + frame(Kind.PING, 0, 0, bytes(8)), "expected CONTINUATION"),
        (frame(Kind.CONTINUATION, 4, 1, b""), "CONTINUATION without HEADERS"),
        (
            frame(Kind.HEADERS, 1, 1, b"\x83") + frame(Kind.CONTINUATION, 0, 1, b"x" * 16_384) * 9,
            "does not end",
        ),
        (frame(Kind.HEADERS, 0x0D, 1, b"\x09\x83"), "more padding than payload"),
        (frame(Kind.HEADERS, 0x25, 1, b"\x83"), "too short for their priority"),
        (
            frame(Kind.HEADERS, 4, 1, b"\x83") + frame(Kind.DATA, 8, 1, b"\x09\x83"),
            "more padding than payload",
        ),
        (frame(Kind.HEADERS, 4, 1, b"\x83") + frame(Kind.DATA, 0, 1, b"x" * 16_384) * 2, "does not end"),
        (frame(Kind.DATA, 0, 1, b"x" * 16_385), "longer than SETTINGS allow"),
        (frame(Kind.SETTINGS, 0, 1), "SETTINGS on a stream"),
        (frame(Kind.SETTINGS, 0, 0, b"x"), "SETTINGS of the wrong length"),
        (frame(Kind.SETTINGS, 0, 0, struct.pack(">HI", 4, 2**31)), "SETTINGS_INITIAL_WINDOW_SIZE"),
        (frame(Kind.SETTINGS, 1, 0), "acknowledged that were not sent"),
        (frame(Kind.SETTINGS, 1, 0, bytes(6)), "an acknowledgement of SETTINGS is empty"),
        (frame(Kind.PING, 0, 1, bytes(8)), "PING on a stream"),
        (frame(Kind.PING, 0, 0, bytes(7)), "PING has eight bytes"),
        (frame(Kind.PING, 1, 0, bytes(8)), "an answer to a PING"),
        (frame(Kind.WINDOW_UPDATE, 0, 0, bytes(3)), "WINDOW_UPDATE has four bytes"),
        (frame(Kind.WINDOW_UPDATE, 0, 0, bytes(4)), "WINDOW_UPDATE gives nothing"),
        (frame(Kind.WINDOW_UPDATE, 0, 1, b"\0\0\0\1"), "WINDOW_UPDATE on an idle stream"),
        (frame(Kind.WINDOW_UPDATE, 0, 0, b"\x7f\xff\xff\xff"), "the connection's window is over"),
        (frame(Kind.RST_STREAM, 0, 1, bytes(3)), "RST_STREAM has four bytes"),
        (frame(Kind.RST_STREAM, 0, 1, bytes(4)), "RST_STREAM on an idle stream"),
        (frame(Kind.GOAWAY, 0, 0, bytes(7)), "GOAWAY of the wrong form"),
        (frame(Kind.PUSH_PROMISE, 4, 1, bytes(4)), "PUSH_PROMISE"),
    ],
)
def test_frames_that_rfc_9113_forbids_end_the_connection(data: bytes, why: str) -> None:
    assert why in broken_by(data)


def test_what_only_h2_finds_ends_a_strict_connection() -> None:
    uppercase = frame(Kind.HEADERS, 5, 1, b"\x83\x00\x01A\x01b")
    assert broken_by(uppercase, strict=True).startswith("h2: ProtocolError")


def test_another_protocol_than_http_2_is_sent_away() -> None:
    apns = FakeAPNsConnection(topic=TOPIC, strict=False)
    apns.receive_data(b"GET / HTTP/1.1\r\n\r\n")
    assert "expected the HTTP/2 preface" == apns.record.broken


def test_more_data_than_the_window_allows_ends_the_connection() -> None:
    apns = FakeAPNsConnection(topic=TOPIC, strict=False, chaos=Chaos(connection_window=0, late_credit=True))
    apns._window = 10
    apns.receive_data(PREFACE + frame(Kind.SETTINGS, 0, 0) + frame(Kind.HEADERS, 4, 1, b"\x83"))
    apns.receive_data(frame(Kind.DATA, 1, 1, b"x" * 11))
    assert "more DATA than the connection's window allows" == apns.record.broken


def test_bytes_may_come_one_at_a_time() -> None:
    whole, pieces = (FakeAPNsConnection(topic=TOPIC) for _ in range(2))
    client = Talk(FakeAPNsConnection(topic=TOPIC)).client
    client.send_headers(1, list(HEADERS.items()))
    client.send_data(1, BODY, end_stream=True)
    data = PREFACE + frame(Kind.SETTINGS, 0, 0) + frame(Kind.SETTINGS, 1, 0) + client.data_to_send()
    whole.receive_data(data)
    for byte in data:
        pieces.receive_data(bytes([byte]))
    assert whole.data_to_send() == pieces.data_to_send()
    assert whole.service.accepted == pieces.service.accepted != []


def test_a_body_may_come_in_pieces_and_padded() -> None:
    line = talk()
    line.client.send_headers(1, list(HEADERS.items()))
    line.client.send_data(1, BODY[:5], pad_length=3)
    line.client.send_data(1, BODY[5:], pad_length=0, end_stream=True)
    line.exchange()
    assert 200 == line.answer(1).status


def test_a_cancelled_push_gets_no_answer() -> None:
    line = talk(chaos=Chaos(latency_ms=10))
    stream = line.send(HEADERS)
    line.exchange()
    line.client.reset_stream(stream)
    line.exchange(now=1.0)
    assert (0, 1, 0) == (line.answer(stream).status, line.apns.record.cancelled, line.apns.unanswered)
    assert 0 == line.apns.service.accepted_count


def test_latency_is_told_beforehand_and_kept() -> None:
    line = talk(chaos=Chaos(latency_ms=30))
    stream = line.send(HEADERS)
    line.exchange(now=5.0)
    assert 5.03 == pytest.approx(line.apns.next_due)
    line.apns.tick(5.02)
    assert b"" == line.apns.data_to_send()
    line.apns.tick(5.04)
    line.events += line.client.receive_data(line.apns.data_to_send())
    assert 200 == line.answer(stream).status
    assert line.apns.next_due is None


def test_bodies_wait_for_the_credit_of_the_client() -> None:
    line = talk(service=service(storms=[Storm(status=429, reason="TooManyRequests")]))
    line.client.update_settings({4: 10})
    line.exchange()
    stream = line.send(HEADERS)
    line.exchange()
    assert 1 == line.apns._answers.waiting
    line.client.increment_flow_control_window(100, stream)
    line.exchange()
    assert "TooManyRequests" == line.answer(stream).reason
    assert 0 == line.apns._answers.waiting


def test_pings_are_answered_rightly_wrongly_or_not() -> None:
    for chaos, expected in ((Chaos(), [b"12345678"]), (Chaos(wrong_ping=True), [b"87654321"])):
        line = talk(chaos=chaos)
        line.client.ping(b"12345678")
        line.exchange()
        assert expected == [event.ping_data for event in line.events if isinstance(event, PingAckReceived)]
    line = talk(chaos=Chaos(deaf_to_ping=True))
    line.client.ping(b"12345678")
    line.exchange()
    assert 1 == line.apns.record.pings
    assert [] == [event for event in line.events if isinstance(event, PingAckReceived)]


def test_a_service_that_shuts_down_answers_what_has_come_and_closes() -> None:
    line = talk(chaos=Chaos(latency_ms=10))
    line.send(HEADERS)
    line.exchange()
    line.apns.shut_down()
    assert line.apns.ending is None
    data = line.apns.data_to_send()
    line.apns.tick(1.0)
    assert ("fin", "goaway", 1) == (line.apns.ending, line.apns.record.ended, line.apns.record.accepted)
    (last,) = [event for event in line.client.receive_data(data) if isinstance(event, ConnectionTerminated)]
    assert (1, 0) == (last.last_stream_id, last.error_code)


@ENGINES
@pytest.mark.parametrize("strict", [True, False])
def test_our_engines_are_let_through_without_complaint(engine: str, strict: bool) -> None:
    sender = Sender(engine, Chaos(), strict=strict)
    assert [] == sender.run(list(pushes(300)), 1)
    assert set(targets(300)) == {push.target for push in sender.service.accepted}
    (apns,) = sender.records
    assert (None, 0, 0) == (apns.record.broken, apns.record.early, apns.record.over_limit)


@ENGINES
@pytest.mark.parametrize(
    "chaos",
    [
        pytest.param(Chaos(latency_ms=3, jitter_ms=5, shuffle=True), id="latency"),
        pytest.param(Chaos(padding=0.5), id="padding"),
        pytest.param(Chaos(continuation=0.5, padding=0.3), id="continuation"),
        pytest.param(Chaos(informational=0.5), id="informational"),
        pytest.param(Chaos(compress=True, continuation=0.2), id="compress"),
        pytest.param(Chaos(stream_window=4096, connection_window=0, late_credit=True), id="windows"),
        pytest.param(Chaos(header_table=0), id="no header table"),
        pytest.param(Chaos(header_table=128), id="small header table"),
        pytest.param(Chaos(max_streams=((0, 1),)), id="one stream"),
        pytest.param(Chaos(max_streams=((0, 1), (20, 1000))), id="one stream, then many"),
        pytest.param(Chaos(max_streams=((0, 1000), (50, 1), (90, 1000))), id="down and up"),
        pytest.param(Chaos(settings_delay_ms=20), id="late SETTINGS"),
        pytest.param(Chaos(ping_every=7), id="pings"),
    ],
)
def test_a_harmless_chaos_costs_no_push_and_no_second_connection(engine: str, chaos: Chaos) -> None:
    sender = Sender(engine, chaos)
    assert [] == sender.run(list(pushes(200)), 1)
    assert Counter(targets(200)) == Counter(push.target for push in sender.service.accepted)
    (apns,) = sender.records
    assert (None, 0, 0) == (apns.record.broken, apns.record.early, apns.record.over_limit)
    assert [] == [event for event in sender.events if isinstance(event, Failed)]


@ENGINES
def test_f30_goaway_leaves_some_above_its_last_stream(engine: str) -> None:
    """F30: what is above was not processed and is not in the log; what is below is answered."""
    sender = Sender(engine, Chaos(goaway_every=50, seed=1))
    assert [] == sender.run(list(pushes(200)), 20)
    assert Counter(targets(200)) == Counter(push.target for push in sender.service.accepted)
    farewells = [event for event in sender.events if isinstance(event, GoAway)]
    assert sum(apns.record.goaways for apns in sender.records) == len(farewells) >= 4
    refused = [event for event in sender.events if isinstance(event, Returned) and event.processed is False]
    assert sum(apns.record.abandoned for apns in sender.records) >= len(refused) > 0
    assert [] == [apns.record.broken for apns in sender.records if apns.record.broken]


def test_f30_what_goaway_abandons_is_not_answered_later() -> None:
    """F30: not even what had come long before and waited for its time."""
    line = talk(chaos=Chaos(goaway_every=6, goaway_abandons=5, latency_ms=10, seed=2))
    for _ in range(5):
        line.send(HEADERS)
    line.exchange(now=1.0)
    line.send(HEADERS)
    line.apns.receive_data(line.client.data_to_send(), 1.001)
    line.apns.tick(2.0)
    (last,) = [
        event.last_stream_id
        for event in line.client.receive_data(line.apns.data_to_send()[:40])
        if isinstance(event, ConnectionTerminated)
    ]
    assert 3 <= line.apns.record.abandoned <= 5
    assert last == 11 - 2 * line.apns.record.abandoned
    assert 6 - line.apns.record.abandoned == line.apns.service.accepted_count == line.apns.record.accepted
    assert ("fin", 0) == (line.apns.ending, line.apns.unanswered)


@ENGINES
@pytest.mark.parametrize("close", ["reset", "fin"])
def test_f30_an_abrupt_close_leaves_pushes_without_an_answer(engine: str, close: str) -> None:
    """F30: nobody knows what became of them; here, nothing."""
    sender = Sender(engine, Chaos(close_every=60, close=close))  # type: ignore[arg-type]
    assert [] == sender.run(list(pushes(200)), 40)
    assert Counter(targets(200)) == Counter(push.target for push in sender.service.accepted)
    assert {"reset" if close == "reset" else "close", None} == {apns.ending for apns in sender.records}


@ENGINES
def test_refused_streams_are_not_in_the_log(engine: str) -> None:
    sender = Sender(engine, Chaos(refuse=0.2, seed=3))
    assert [] == sender.run(list(pushes(200)), 3)
    assert Counter(targets(200)) == Counter(push.target for push in sender.service.accepted)
    assert sum(apns.record.reset for apns in sender.records) > 10


@ENGINES
def test_storms_answer_with_bodies_and_pass_over(engine: str) -> None:
    storms = (
        Storm(status=410, reason="Unregistered", count=40),
        Storm(status=429, reason="TooManyRequests", count=30, retry_after=7),
        Storm(status=503, reason="Shutdown", fraction=0.5),
    )
    sender = Sender(engine, Chaos(storms=storms))
    assert [] == sender.run(list(pushes(200)), 1)
    verdicts = Counter((outcome.status, outcome.verdict) for outcome in sender.outcomes)
    assert 40 == verdicts[410, Verdict.DEAD_TOKEN] == sender.service.answers[410, "Unregistered"]
    assert 30 == verdicts[429, Verdict.TRY_LATER]
    assert (
        sender.service.accepted_count
        == verdicts[200, Verdict.DELIVERED]
        == 130 - verdicts[503, Verdict.TRY_LATER]
    )
    assert {7} == {outcome.retry_after for outcome in sender.outcomes if outcome.status == 429}
    assert all(outcome.timestamp for outcome in sender.outcomes if outcome.status == 410)


@ENGINES
@pytest.mark.parametrize("after", [0, 40])
def test_f36_a_half_open_connection_says_nothing_more(engine: str, after: int) -> None:
    """F36: it neither reads nor answers; only the first connection is so."""
    sender = Sender(engine, Chaos(half_open_after=after, connections=1))
    left = sender.run(list(pushes(100)), 1)
    (apns,) = sender.records
    assert (False, "half-open", None) == (apns.reading, apns.record.ended, apns.next_due)
    assert left, "somebody has to wait for an answer"
    apns.receive_data(frame(Kind.PING, 0, 0, bytes(8)), 9.0)
    apns.tick(9.0)
    assert b"" == apns.data_to_send()


@ENGINES
def test_a_service_that_stops_reading_answers_what_it_has(engine: str) -> None:
    connection = open_connection("api.push.apple.com", engine=engine)  # type: ignore[arg-type]
    apns = FakeAPNsConnection(topic=TOPIC, chaos=Chaos(stop_reading_after=10, latency_ms=1))
    apns.receive_data(connection.data_to_send())
    connection.receive_data(apns.data_to_send())
    connection.submit_many(pushes(30), 30)
    apns.receive_data(connection.data_to_send())
    assert not apns.reading
    apns.tick(1.0)
    assert 30 == len(connection.receive_data(apns.data_to_send()))
    assert FakeAPNsConnection(topic=TOPIC, chaos=Chaos(stop_reading_after=0)).reading is False


@ENGINES
def test_our_engines_answer_pings_of_the_service(engine: str) -> None:
    sender = Sender(engine, Chaos(ping_every=10))
    sender.run(list(pushes(100)), 1)
    assert 9 <= sender.records[0].record.pongs <= 10
    assert [] == [event for event in sender.events if isinstance(event, Pong)]


@ENGINES
@pytest.mark.parametrize("seed", range(12))
def test_the_mild_chaos_of_any_seed_loses_nothing(engine: str, seed: int) -> None:
    sender = Sender(engine, Chaos.mild(seed))
    assert [] == sender.run(list(pushes(300)), 40)
    assert Counter(targets(300)) == Counter(push.target for push in sender.service.accepted)
    assert [] == [apns.record.broken for apns in sender.records if apns.record.broken]
    assert [] == [event for event in sender.events if isinstance(event, Failed)]


def test_chaos_is_the_same_again_for_the_same_seed() -> None:
    chaos = Chaos(seed=5, padding=0.5, continuation=0.5, refuse=0.1, shuffle=True, informational=0.3)
    answers = []
    for _ in range(2):
        line = talk(chaos=chaos)
        for _ in range(50):
            line.send(HEADERS)
        line.apns.receive_data(line.client.data_to_send())
        answers.append(line.apns.data_to_send())
    assert answers[0] == answers[1]
    assert Chaos.mild(7) == Chaos.mild(7) != Chaos.mild(8)


def test_f31_pushes_before_the_settings_are_noticed_and_those_beyond_the_limit_refused() -> None:
    """F31: a client that does not wait is seen, and cannot open more than 100."""
    line = talk()
    early = talk(chaos=Chaos(settings_delay_ms=50, max_streams=((0, 150),)))
    streams = [early.send(HEADERS) for _ in range(100)]
    early.client.remote_settings.max_concurrent_streams = 1000
    streams += [early.send(HEADERS) for _ in range(10)]
    early.exchange()
    assert (100, 10) == (early.apns.record.early, early.apns.record.over_limit)
    assert b"" == early.apns.data_to_send()
    early.apns.tick(0.1)
    early.events += early.client.receive_data(early.apns.data_to_send())
    assert {0: 10, 200: 100} == Counter(early.answer(stream).status for stream in streams)
    assert (200, 0) == (line.push(HEADERS).status, line.apns.record.early)


def test_a_memorised_header_block_is_forgotten_when_the_table_changes() -> None:
    reader = talk(strict=False).apns._blocks
    token = "cd" * 32
    # Without indexing, the same bytes say the same as long as the table is the same …
    block = b"\x83\x87" + b"".join(
        b"\x00%c%b%c%b" % (len(name), name.encode(), len(value), value.encode())
        for name, value in HEADERS.items()
        if name not in (":method", ":scheme", ":path", "apns-topic")
    )
    path = b"\x04\x4a/3/device/" + token.encode()
    topic = b"\x40\x0aapns-topic%c%b" % (len(TOPIC), TOPIC.encode())
    other = b"\x40\x0aapns-topic%c%b" % (len(TOPIC), TOPIC[:-1].encode() + b"2")
    reader.read(block + path + topic)
    assert reader.read(block + path + b"\xbe")[0].topic == TOPIC
    assert reader.read(block + path + b"\xbe")[1] == token.encode()
    # … and entry 62 is another one now.
    reader.read(block + path + other)
    refusal = reader.read(block + path + b"\xbe")[0].refusal
    assert refusal is not None
    assert "TopicDisallowed" == refusal.reason
