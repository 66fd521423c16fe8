"""The splitter in front of h2: whole frames, whole header blocks, and nothing that is too long is kept."""

from __future__ import annotations

import random
import struct

import pytest
from h2.errors import ErrorCodes
from hyperframe.frame import (
    ContinuationFrame,
    DataFrame,
    HeadersFrame,
    PingFrame,
    PriorityFrame,
    SettingsFrame,
)

from pymdm.apns._h2_frames import MAX_FRAME, Broken, Frames, Kind, check_layout, known_settings
from pymdm.apns.connection import MAX_HEADER_FRAMES, MAX_HEADER_LIST

SETTINGS = SettingsFrame(settings={3: 100}).serialize()
PING = PingFrame(opaque_data=b"12345678").serialize()
WHOLE = HeadersFrame(1, b"\x88", flags=["END_HEADERS"]).serialize()
BEGUN = HeadersFrame(1, b"\x88", flags=["END_STREAM"]).serialize()
MORE = ContinuationFrame(1, b"\x88").serialize()
LAST = ContinuationFrame(1, b"\x88", flags=["END_HEADERS"]).serialize()


def started() -> Frames:
    frames = Frames()
    assert [Kind.SETTINGS] == [kind for kind, *_ in frames.cut(SETTINGS)]
    return frames


def test_frames_are_the_same_wherever_the_network_cuts_them() -> None:
    stream = b"".join((PING, WHOLE, BEGUN, MORE, LAST, DataFrame(3, b"{}" * 999).serialize(), PING))
    whole = list(started().cut(stream))
    dice = random.Random(6)
    for _ in range(50):
        frames, found, at = started(), [], 0
        while at < len(stream):
            size = dice.choice((1, 2, 8, 9, 10, 500))
            found += list(frames.cut(stream[at : at + size]))
            at += size
        assert found == whole

    assert [kind for kind, *_ in whole] == [6, 1, 1, 0, 6]
    assert b"".join(frame for *_, frame in whole) == stream


def test_a_block_in_pieces_comes_once_it_is_whole_with_the_flags_of_its_first_frame() -> None:
    frames = started()

    assert [] == list(frames.cut(BEGUN + MORE))
    assert [(Kind.HEADERS, 1, 1, BEGUN + MORE + LAST)] == list(frames.cut(LAST))


@pytest.mark.parametrize(
    "first", [PING, WHOLE, BEGUN, SettingsFrame(flags=["ACK"]).serialize(), b"HTTP/1.1 400 B"]
)
def test_the_first_frame_has_to_be_the_servers_settings(first: bytes) -> None:
    with pytest.raises(Broken, match="expected"):
        list(Frames().cut(first))


@pytest.mark.parametrize(
    "between",
    [PING, WHOLE, BEGUN, SETTINGS, ContinuationFrame(3, b"").serialize(), b"\0\0\0\x99\0\0\0\0\1"],
    ids=["ping", "whole", "begun", "settings", "other stream", "unknown"],
)
def test_nothing_may_come_between_the_pieces_of_a_block(between: bytes) -> None:
    with pytest.raises(Broken, match="nothing in between"):
        list(started().cut(BEGUN + between))


def test_a_continuation_of_nothing_is_refused() -> None:
    with pytest.raises(Broken, match="only after HEADERS"):
        list(started().cut(LAST))


def test_a_frame_too_long_is_refused_by_its_header() -> None:
    longest = b"\0\x40\0\0\0\0\0\0\1"

    assert [] == list(started().cut(longest))
    with pytest.raises(Broken) as caught:
        list(started().cut(b"\0\x40\1\0\0\0\0\0\1"))
    assert caught.value.code is ErrorCodes.FRAME_SIZE_ERROR


@pytest.mark.parametrize("size", [0, 1, 1_000, MAX_FRAME])
def test_a_block_without_end_is_refused_before_it_fills_the_memory(size: int) -> None:
    frames, piece = started(), ContinuationFrame(1, bytes(size)).serialize()
    allowed = min(MAX_HEADER_FRAMES - 1, (MAX_HEADER_LIST - 1) // max(size, 1))
    assert [] == list(frames.cut(BEGUN + allowed * piece))
    with pytest.raises(Broken) as caught:
        list(frames.cut(piece))
    assert caught.value.code is ErrorCodes.ENHANCE_YOUR_CALM


def test_settings_that_nobody_knows_are_not_shown_to_h2() -> None:
    told = struct.pack(">HLHLHLHL", 3, 100, 0x99, 7, 8, 1, 0xFFFF, 2**32 - 1)
    frame = len(told).to_bytes(3, "big") + b"\4\0\0\0\0\0" + told
    half = b"\0\0\5\4\0\0\0\0\0" + told[:5]

    assert known_settings(frame) == b"\0\0\x0c\4\0\0\0\0\0" + told[:6] + told[12:18]
    assert known_settings(half) == half, "h2 has to refuse it"


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        (b"\0\0\3\x03\0\0\0\0\1abc", ErrorCodes.FRAME_SIZE_ERROR),
        (b"\0\0\4\x08\0\0\0\0\1\0\0\0\0", ErrorCodes.PROTOCOL_ERROR),
        (b"\0\0\2\x00\x08\0\0\0\1\xffa", ErrorCodes.PROTOCOL_ERROR),
    ],
    ids=["short reset", "credit of nothing", "padding longer than the frame"],
)
def test_frames_that_h2_does_not_get_are_checked_all_the_same(frame: bytes, code: ErrorCodes) -> None:
    check_layout(PriorityFrame(1).serialize())
    with pytest.raises(Broken) as caught:
        check_layout(frame)
    assert caught.value.code is code
