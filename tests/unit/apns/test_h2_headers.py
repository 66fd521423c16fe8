"""Requests of the h2 engine stand each for themselves, and answers are read as far as they are asked for."""

from __future__ import annotations

import pytest
from hpack import Decoder, HPACKError
from hpack.struct import NeverIndexedHeaderTuple
from hypothesis import example, given
from hypothesis import strategies as st

from pymdm.apns._h2_headers import AnswerDecoder, RequestBlocks, body
from pymdm.apns.connection import MAX_HEADER_LIST
from pymdm.apns.outcome import PushHeaders
from pymdm.errors import LocalProtocolError
from pymdm.protocol.push import MAX_PUSH_MAGIC, payload

KIND = PushHeaders(topic="com.apple.mgmt.External.a", expiration=0)


@example('"')
@example("\\")
@example("\x7f")
@given(st.text(min_size=1, max_size=MAX_PUSH_MAGIC))
def test_a_body_is_the_payload_of_the_protocol(magic: str) -> None:
    assert body(magic) == payload(magic)


@pytest.mark.parametrize("length", [8, 32, 58, 59, 60, 100, 128])
def test_a_block_can_be_read_by_any_decoder_and_leaves_nothing_in_its_table(length: int) -> None:
    blocks, token = RequestBlocks("api.push.apple.com"), bytes(range(length))
    decoder = Decoder()
    for _ in range(2):
        fields = list(decoder.decode(blocks.block(token, KIND), raw=True))
        assert not decoder.header_table.dynamic_entries
        (path,) = [field for field in fields if field[0] == b":path"]
        assert isinstance(path, NeverIndexedHeaderTuple)
        assert path[1] == b"/3/device/" + token.hex().encode()
        assert fields[4:] == list(KIND.fields)


def test_the_size_of_the_table_is_told_once_after_each_change() -> None:
    blocks, token = RequestBlocks("api.push.apple.com"), bytes(32)
    first = blocks.block(token, KIND)
    blocks.owe_size_update()
    blocks.owe_size_update()

    assert blocks.block(token, KIND) == b"\x20" + first
    assert blocks.block(token, KIND) == first


def test_a_token_that_is_refused_does_not_use_up_the_update_that_is_owed() -> None:
    blocks = RequestBlocks("api.push.apple.com")
    blocks.owe_size_update()
    with pytest.raises(LocalProtocolError):
        blocks.block(b"short", KIND)

    assert blocks.block(bytes(32), KIND)[0] == 0x20


def test_kinds_of_push_do_not_fill_the_memory() -> None:
    blocks = RequestBlocks("api.push.apple.com")
    for expiration in range(1_000):
        kind = PushHeaders(topic=KIND.topic, expiration=expiration)
        fields = dict(Decoder().decode(blocks.block(bytes(32), kind), raw=True))
        assert fields[b"apns-expiration"] == str(expiration).encode()

    assert len(blocks._kinds) <= 64


def test_of_an_accepted_push_only_the_status_is_read_where_that_is_enough() -> None:
    block = b"\x88\x00\x07apns-id\x02ID"
    decoder = AnswerDecoder()
    read = [(b":status", b"200"), (b"apns-id", b"ID")]

    assert read == list(decoder.decode(block, raw=True))
    assert decoder.block == b""
    decoder.status_is_enough = True
    assert read[:1] == list(decoder.decode(block, raw=True))
    assert decoder.block == block
    assert [(b":status", b"404")] == list(decoder.decode(b"\x8d", raw=True))
    assert decoder.block == b""


@pytest.mark.parametrize(
    "block",
    [b"\x88\x00\x07apns-id", b"\x88\x00\x07apns-id\x02A", b"\x88\xff"],
    ids=["name", "value", "index"],
)
def test_a_block_that_is_cut_off_is_refused(block: bytes) -> None:
    with pytest.raises(HPACKError):
        AnswerDecoder().decode(block, raw=True)


def test_an_answer_may_use_no_table() -> None:
    decoder = AnswerDecoder()
    decoder.decode(b"\x88\x40\x01a\x01b", raw=True)
    decoder.decode(b"\x20\x88\x40\x01a\x01b", raw=True)

    for block in (b"\xbe", b"\x3f\xe1\x1f\x88"):
        with pytest.raises(HPACKError):
            decoder.decode(block, raw=True)


def test_a_small_block_does_not_become_a_large_list() -> None:
    decoder = AnswerDecoder()
    with pytest.raises(HPACKError, match=str(MAX_HEADER_LIST)):
        decoder.decode(b"\x88" * 1_000, raw=True)
