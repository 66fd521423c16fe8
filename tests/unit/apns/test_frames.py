"""What is special to the fast engine: its templates, its table, and the loop for whole answers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hpack import Decoder
from hyperframe.frame import DataFrame, HeadersFrame

from pymdm.apns import _frames_templates
from pymdm.apns._frames import FramesConnection
from pymdm.apns._frames_templates import Template, Templates
from pymdm.apns.connection import LARGEST_BODY, Failed
from pymdm.apns.outcome import Push, PushHeaders, PushOutcome
from tests.unit.apns.engines import HEADERS, HOST, Peer, answer, goaway, headers, pushes, target


def fields(decoder: Decoder, template: Template) -> list[tuple[str, str]]:
    token = b"ab" * 32
    size = (template.start[0] << 16) + (template.start[1] << 8) + template.start[2]
    found = template.path + token + template.middle
    return [(str(name), str(value)) for name, value in decoder.decode(found[:size])]


def test_fields_go_into_the_peers_table_once_and_are_a_byte_each_afterwards() -> None:
    templates, decoder = Templates(HOST), Decoder()
    first = templates.get(HEADERS, 64, 38)
    second = templates.get(HEADERS, 64, 38)

    assert not first.reusable
    assert second.reusable
    assert fields(decoder, first) == fields(decoder, second)
    assert 5 == len(second.middle) - 5, "authority, topic, type, priority, expiration"
    assert second is templates.get(HEADERS, 64, 38)
    assert second is not templates.get(HEADERS, 64, 39)


def test_another_kind_of_push_moves_the_entries_of_the_others() -> None:
    templates, decoder = Templates(HOST), Decoder()
    kinds: list[PushHeaders] = []
    for name in "abcd":
        kinds.append(PushHeaders(topic=f"com.apple.mgmt.{name}", expiration=0))
        for kind in [*reversed(kinds), *kinds]:
            found = dict(fields(decoder, templates.get(kind, 64, 38)))
            assert (kind.topic, HOST) == (found["apns-topic"], found[":authority"])


def test_a_table_that_was_empty_for_a_moment_is_filled_again() -> None:
    """RFC 7541, 4.2: the smallest size in between is told, for the peer has dropped its entries there."""
    templates, decoder = Templates(HOST), Decoder()
    for _ in range(2):
        expected = fields(decoder, templates.get(HEADERS, 64, 38))
    for size in (0, 65_536):
        templates.resize(size)

    told = templates.get(HEADERS, 64, 38)
    assert told.path.startswith(b"\x20\x3f\xe1\x1f")
    assert expected == fields(decoder, told)
    templates.resize(4_096)
    assert templates.get(HEADERS, 64, 38).path.startswith(b"\x83\x87"), "nothing has changed"


def test_more_kinds_than_the_table_holds_are_written_all_the_same() -> None:
    templates, decoder = Templates(HOST), Decoder()
    kinds = [PushHeaders(topic="com.apple.mgmt." + f"{n:03}" * 50, expiration=n) for n in range(60)]
    for kind in kinds + kinds:
        assert kind.topic == dict(fields(decoder, templates.get(kind, 64, 38)))["apns-topic"]


def test_a_table_too_small_for_a_push_is_left_alone() -> None:
    templates, decoder = Templates(HOST), Decoder()
    fields(decoder, templates.get(HEADERS, 64, 38))
    templates.resize(100)

    told, then = templates.get(HEADERS, 64, 38), templates.get(HEADERS, 64, 38)
    assert told.path.startswith(b"\x3f\x45"), "the new size, 100, comes first"
    assert not told.reusable
    assert then.reusable
    assert then.path.startswith(b"\x83\x87")
    assert fields(decoder, told) == fields(decoder, then)


def test_the_templates_of_odd_lengths_do_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_frames_templates, "_MAX_TEMPLATES", 8)
    templates = Templates(HOST)
    for size in range(3, 1_000):
        templates.get(HEADERS, 64, size)

    assert len(templates._known) <= 8


def test_frames_of_all_lengths_say_their_length() -> None:
    peer = Peer("frames")
    longest = "\U0001f600" * 256
    for magic in ("m", "m" * 250, longest):
        for length in (8, 32, 58, 59, 128):
            push = Push(target(magic=magic, token=b"\xee" * length), HEADERS)
            peer.connection.push(push)
            ((_, found, body),) = peer.requests()
            assert f"/3/device/{'ee' * length}" == dict(found)[":path"]
            assert len(body) <= LARGEST_BODY


def test_the_block_of_an_accepted_push_is_not_read_before_somebody_asks() -> None:
    peer = Peer("frames")
    peer.submit(1)
    nonsense = b"\x88\x00\x07apns"

    (found,) = peer.receive(HeadersFrame(1, nonsense, flags=["END_HEADERS", "END_STREAM"]).serialize())
    assert isinstance(found, PushOutcome)
    assert (200, None) == (found.status, found.apns_id)


def test_a_long_block_is_read_at_once_so_that_outcomes_stay_small() -> None:
    peer = Peer("frames")
    peer.submit(2)
    long = answer(1, 200, b"", ("apns-id", "x" * 400))

    (found,) = peer.receive(long)
    assert isinstance(found, PushOutcome)
    assert "x" * 400 == found.apns_id
    (failed,) = peer.receive(answer(3, 200, b"", ("Apns-Id", "x" * 400)))
    assert isinstance(failed, Failed)


def test_a_whole_200_on_a_stream_that_has_begun_is_trailers() -> None:
    peer = Peer("frames")
    peer.submit(1)

    (failed,) = peer.receive(headers(1, (":status", "400")), answer(1, 200, b"", ("x", "y")))
    assert isinstance(failed, Failed)


def test_padding_counts_for_a_streams_window() -> None:
    peer = Peer("frames")
    peer.submit(1)
    padding = DataFrame(1, b"", pad_length=255, flags=["PADDED"]).serialize()

    *_, failed = peer.receive(headers(1, (":status", "400")), padding * 257)
    assert isinstance(failed, Failed)
    assert 0x3 == peer.farewell()


def test_a_peer_may_not_send_more_than_the_connections_window() -> None:
    """Credit is given back while reading, so that only a frame can be too long for what is left of it."""
    peer = Peer("frames")
    connection = peer.connection
    assert isinstance(connection, FramesConnection)
    connection._ledger._credit = 100
    peer.submit(1)

    *_, failed = peer.receive(headers(1, (":status", "400")), DataFrame(1, b"x" * 101).serialize())
    assert isinstance(failed, Failed)
    assert 0x3 == peer.farewell()


def test_a_goaway_costs_nothing_for_the_streams_that_stay() -> None:
    peer = Peer("frames")
    peer.submit(1_000)
    looked_at = 0

    class Counted(dict[int, Push]):
        def __reversed__(self) -> Iterator[int]:
            nonlocal looked_at
            for stream in super().__reversed__():
                looked_at += 1
                yield stream

    connection = peer.connection
    assert isinstance(connection, FramesConnection)
    connection._ledger.streams = Counted(connection._ledger.streams)
    assert 100 == len(peer.receive(*(goaway(1_999) for _ in range(100))))
    assert looked_at <= 100
    assert 2 == len(peer.receive(goaway(1_997)))


def test_pushes_that_were_written_are_in_flight_even_if_the_iterator_breaks() -> None:
    peer = Peer("frames")

    def broken() -> object:
        yield from pushes(3)
        raise OSError("the database went away")

    with pytest.raises(OSError, match="went away"):
        peer.connection.submit_many(broken(), 10)  # type: ignore[arg-type]
    assert 3 == peer.connection.in_flight == len(peer.requests())
    assert 7 == peer.connection.push(pushes(1)[0])
