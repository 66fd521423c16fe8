"""The cursor: lengths of every form, and nothing but SignatureInvalid."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pymdm.crypto.cms import _ber
from pymdm.errors import Reason, SignatureInvalid
from tests.unit.crypto.cms.forge import EOC, tlv

Reader = Callable[[bytes, int, int, int], tuple[int, int]]


def _header(data: bytes, at: int, end: int, tag: int) -> tuple[int, int]:
    found, start, stop = _ber.header(data, at, end)
    assert tag == found
    return start, stop


READERS = pytest.mark.parametrize("read", [_header, _ber.enter, _ber.definite, _ber.shell])


@READERS
@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 65_535, 65_536])
def test_lengths_of_one_to_three_bytes(read: Reader, size: int) -> None:
    data = tlv(0x30, bytes(size))

    assert (len(data) - size, len(data)) == read(data, 0, len(data), 0x30)


@READERS
@pytest.mark.parametrize("length", ["8105", "820005", "83000005", "8400000005"])
def test_lengths_with_more_bytes_than_needed(read: Reader, length: str) -> None:
    """BER allows them, and some encoders reserve four bytes for every length."""
    data = b"\x30" + bytes.fromhex(length) + b"hello"

    assert (len(data) - 5, len(data)) == read(data, 0, len(data), 0x30)


@READERS
@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\x30",
        b"\x30\x01",
        b"\x30\x81",
        b"\x30\x81\x80",
        b"\x30\x82",
        b"\x30\x82\x00",
        b"\x30\x82\x00\x01",
        b"\x30\x83\x00\x00\x01",
        b"\x30\x85\x00\x00\x00\x00\x00",
        b"\x30\xff" + bytes(127),
    ],
    ids=bytes.hex,
)
def test_lengths_that_lie_or_are_cut_are_refused(read: Reader, data: bytes) -> None:
    with pytest.raises(SignatureInvalid) as caught:
        read(data, 0, len(data), 0x30)

    assert Reason.MALFORMED == caught.value.reason


@pytest.mark.parametrize("read", [_ber.enter, _ber.definite, _ber.shell])
def test_another_tag_is_refused(read: Reader) -> None:
    with pytest.raises(SignatureInvalid):
        read(b"\x31\x00", 0, 2, 0x30)


@pytest.mark.parametrize("read", [_header, _ber.enter])
def test_indefinite_length_has_no_stop(read: Reader) -> None:
    assert (2, -1) == read(b"\x30\x80" + EOC, 0, 4, 0x30)


@pytest.mark.parametrize("read", [_header, _ber.enter, _ber.definite])
def test_indefinite_length_of_a_primitive_is_refused(read: Reader) -> None:
    with pytest.raises(SignatureInvalid):
        read(b"\x04\x80" + EOC, 0, 4, 0x04)


def test_definite_refuses_the_indefinite_form() -> None:
    with pytest.raises(SignatureInvalid):
        _ber.definite(b"\x30\x80" + EOC, 0, 4, 0x30)


@pytest.mark.parametrize(
    "data", [b"\x30\x80", b"\x30\x80\x00", b"\x30\x80\x05\x00", b"\x30\x00\x00", b"\x30\x01"]
)
def test_shell_ends_where_it_has_to(data: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        _ber.shell(data, 0, len(data), 0x30)


def test_leave_wants_the_end_of_either_form() -> None:
    assert 5 == _ber.leave(b"", 5, 5)
    assert 2 == _ber.leave(EOC, 0, -1)
    for data, at, stop in ((b"", 4, 5), (b"", 6, 5), (b"\x00", 0, -1), (b"\x05\x00", 0, -1)):
        with pytest.raises(SignatureInvalid):
            _ber.leave(data, at, stop)


@pytest.mark.parametrize("depth", [1, _ber.MAX_DEPTH])
def test_skip_steps_over_anything_of_reasonable_depth(depth: int) -> None:
    data = b"\x30\x80" * depth + tlv(0x04, b"x") + EOC * depth + b"behind"

    assert len(data) - 6 == _ber.skip(data, 0, len(data))


@pytest.mark.parametrize(
    "data",
    [
        b"\x30\x80" * (_ber.MAX_DEPTH + 1) + EOC * (_ber.MAX_DEPTH + 1),
        b"\x1f\x01\x00",
        b"\x30\x80\x3f\x81\x00" + EOC,
        b"\x30\x80",
        b"\x30\x80\x04\x01x",
    ],
    ids=["too deep", "long tag", "long tag inside", "open", "open behind a string"],
)
def test_t30_skip_refuses_depth_and_tags_that_nobody_sends(data: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        _ber.skip(data, 0, len(data))


@pytest.mark.parametrize(
    "data",
    [
        tlv(0x04, b"hello"),
        tlv(0x24, tlv(0x04, b"hello")),
        tlv(0x24, tlv(0x04, b"he"), tlv(0x24, tlv(0x04, b"l"), indefinite=True), tlv(0x04, b"lo")),
        tlv(0x24, tlv(0x04), tlv(0x24), tlv(0x04, b"hello"), indefinite=True),
    ],
)
def test_octets_come_in_one_piece_or_many(data: bytes) -> None:
    assert (b"hello", len(data)) == _ber.octets(data + b"behind", 0, len(data) + 6)


@pytest.mark.parametrize(
    "data",
    [
        tlv(0x0C, b"text"),
        tlv(0x24, tlv(0x0C, b"text")),
        tlv(0x24, tlv(0x24, b"\x04\x02x")) + b"y",
        b"\x24\x80" + tlv(0x04, b"x"),
        b"\x24\x80" * (_ber.MAX_DEPTH + 1) + EOC * (_ber.MAX_DEPTH + 1),
    ],
    ids=["other type", "other type inside", "overrun", "open", "too deep"],
)
def test_t30_octets_refuse_what_is_not_octets(data: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        _ber.octets(data, 0, len(data))


def test_octets_may_be_as_deep_as_the_limit() -> None:
    data = b"\x24\x80" * _ber.MAX_DEPTH + tlv(0x04, b"x") + EOC * _ber.MAX_DEPTH

    assert (b"x", len(data)) == _ber.octets(data, 0, len(data))
