"""What binary property lists mean, and the bombs among them."""

from __future__ import annotations

import math
import plistlib
import struct
from datetime import UTC, datetime

import pytest

from pymdm.errors import PlistError, TooLarge
from pymdm.protocol.plist import MAX_DEPTH, MAX_OBJECTS, Nested, loads, loads_top_level
from pymdm.protocol.plist import _binary as binary_reader
from tests.unit.protocol.plist.documents import array_object, ascii_object, bplist, dict_object


def refusal(data: bytes) -> PlistError:
    with pytest.raises(PlistError) as caught:
        loads(data)
    assert caught.value.__context__ is None
    return caught.value


SCALARS = {
    b"\x08": False,
    b"\x09": True,
    b"\x10\xff": 255,
    b"\x11\xff\xff": 65535,
    b"\x12\xff\xff\xff\xff": 2**32 - 1,
    b"\x13" + b"\x80" + bytes(7): -(2**63),
    b"\x14" + bytes(8) + b"\xff" * 8: 2**64 - 1,
    b"\x14" + b"\xff" * 16: -1,
    b"\x22" + struct.pack(">f", 0.5): 0.5,
    b"\x23" + struct.pack(">d", -1e300): -1e300,
    b"\x33" + struct.pack(">d", 0): datetime(2001, 1, 1, tzinfo=UTC),
    b"\x33" + struct.pack(">d", 61.75): datetime(2001, 1, 1, 0, 1, 1, tzinfo=UTC),
    b"\x33" + struct.pack(">d", -0.25): datetime(2000, 12, 31, 23, 59, 59, tzinfo=UTC),
    b"\x40": b"",
    b"\x43abc": b"abc",
    b"\x4f\x10\x0f" + bytes(15): bytes(15),
    b"\x4f\x11\x01\x00" + bytes(256): bytes(256),
    b"\x50": "",
    b"\x5f\x12\0\0\0\x0f" + b"k" * 15: "k" * 15,
    b"\x61" + "é".encode("utf-16-be"): "é",
    b"\x62" + "\U0001f600".encode("utf-16-be"): "\U0001f600",
    b"\xa0": [],
    b"\xd0": {},
}


@pytest.mark.parametrize(("item", "value"), SCALARS.items(), ids=lambda case: repr(case)[:30])
def test_an_object_reads_as_it_is_meant(item: bytes, value: object) -> None:
    found = loads(bplist(item))
    assert value == found
    assert type(value) is type(found)
    assert [value] == loads(bplist(array_object(1), item))
    assert {"Item": value} == loads(bplist(dict_object(1, 2), ascii_object("Item"), item))


def test_what_plistlib_writes_reads_the_same() -> None:
    value = {
        "z": ["text", "ü", 1, -1, 2**63, 1.5, True, False, b"data", {}, []],
        "a": {f"key {n}": n for n in range(300)},
        "b": "x" * 70000,
    }
    document = plistlib.dumps(value, fmt=plistlib.FMT_BINARY, sort_keys=False)
    found = loads(document)
    assert value == found
    assert isinstance(found, dict)
    assert list(value) == list(found)
    assert {"z": Nested.ARRAY, "a": Nested.DICT, "b": "x" * 70000} == loads_top_level(document)


def test_wide_references_and_offsets_are_read() -> None:
    array = b"\xa1" + (1).to_bytes(8)
    assert [True] == loads(bplist(array, b"\x09", offset_size=8, reference_size=8))
    assert [True] == loads(bplist(b"\x09", b"\xa1\0\0\0", top=1, offset_size=3, reference_size=3))


def test_shared_scalars_are_fine() -> None:
    assert ["x", "x"] == loads(bplist(array_object(1, 1), ascii_object("x")))
    twins = bplist(array_object(1, 2), dict_object(3, 3), dict_object(3, 3), ascii_object("k"))
    assert [{"k": "k"}, {"k": "k"}] == loads(twins)


def test_t35_a_length_beyond_the_file_allocates_nothing() -> None:
    """T35: the 52 bytes of gh-119342, in each type that has a length."""
    for kind in (0x40, 0x50, 0x60, 0xA0, 0xD0):
        for size in (2**60, 2**63, 2**64 - 1, 1000):
            document = bplist(bytes([kind | 0x0F, 0x13]) + size.to_bytes(8), offset_size=2)
            assert len(document) == 52
            refusal(document)


def bomb() -> bytes:
    """Every array refers five times to the next: about 140 bytes for 5^14 strings."""
    return bplist(*[array_object(*[n + 1] * 5) for n in range(14)], ascii_object("a"))


def test_t36_the_shared_reference_bomb_ends_at_its_second_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    """T36: bounded work, counted rather than timed: no object is visited more often than the file is long."""
    visits = 0
    visit = binary_reader._Reader.value

    def counted(self: binary_reader._Reader, reference: int, depth: int) -> object:
        nonlocal visits
        visits += 1
        return visit(self, reference, depth)

    monkeypatch.setattr(binary_reader._Reader, "value", counted)
    document = bomb()
    assert 141 == len(document)
    assert "referred to once" in str(refusal(document))
    assert visits < len(document)


def test_t36_cycles_are_refused() -> None:
    assert "referred to once" in str(refusal(bplist(array_object(0))))
    assert "[0]" == refusal(bplist(array_object(0))).path
    refusal(bplist(dict_object(1, 0), ascii_object("k")))
    refusal(bplist(array_object(1), array_object(2), array_object(0)))


def test_t36_containers_are_not_shared_even_under_two_numbers() -> None:
    document = bytearray(bplist(array_object(1, 2), array_object(), array_object()))
    table = len(document) - 32 - 3
    document[table + 2] = document[table + 1]
    refusal(bytes(document))


def test_t36_many_references_to_a_long_scalar_are_refused() -> None:
    long = b"\x4f\x12" + (200_000).to_bytes(4) + bytes(200_000)
    many = b"\xaf\x11" + (1000).to_bytes(2) + b"\x01" * 1000
    assert "bytes" in str(refusal(bplist(many, long, offset_size=4)))
    many_keys = b"\xdf\x11" + (1000).to_bytes(2) + bytes(range(2, 252)) * 8
    refusal(bplist(many_keys, long, offset_size=4))


def test_t36_the_object_budget_is_exact() -> None:
    def items(count: int) -> bytes:
        return bplist(b"\xaf\x12" + count.to_bytes(4) + b"\x01" * count, b"\x09", offset_size=4)

    found = loads(items(MAX_OBJECTS - 1))
    assert isinstance(found, list)
    assert MAX_OBJECTS - 1 == len(found)
    refusal(items(MAX_OBJECTS))
    refusal(items(2 * MAX_OBJECTS + 1))


@pytest.mark.parametrize("kind", ["array", "dict"])
def test_t37_the_depth_limit_is_exact(kind: str) -> None:
    def nested(depth: int) -> bytes:
        if kind == "array":
            return bplist(*[array_object(n + 1) for n in range(depth)], b"\x09")
        return bplist(
            *[dict_object(depth, n + 1) for n in range(depth - 1)], dict_object(), ascii_object("k")
        )

    loads(nested(MAX_DEPTH))
    assert "inside each other" in str(refusal(nested(MAX_DEPTH + 1)))


REFUSED_OBJECTS = {
    "null": b"\x00",
    "fill": b"\x0f",
    "T38 integer of 32 bytes": b"\x15" + bytes(32),
    "T38 integer of 128 bytes": b"\x17" + bytes(128),
    "T38 integer over 64 bits": b"\x14" + bytes(7) + b"\x01" + bytes(8),
    "T38 integer under 64 bits": b"\x14" + b"\xff" * 7 + b"\xfe" + bytes(8),
    "real of 2 bytes": b"\x21" + bytes(2),
    "real of 16 bytes": b"\x24" + bytes(16),
    "T38 NaN": b"\x23" + struct.pack(">d", math.nan),
    "T38 infinity": b"\x22" + struct.pack(">f", -math.inf),
    "date of 4 bytes": b"\x32" + bytes(4),
    "T38 date NaN": b"\x33" + struct.pack(">d", math.nan),
    "T38 date infinity": b"\x33" + struct.pack(">d", math.inf),
    "T38 date far away": b"\x33" + struct.pack(">d", 1e18),
    "T38 date before the year 1": b"\x33" + struct.pack(">d", -1e11),
    "T38 UID": b"\x80\x01",
    "UTF-8 string": b"\x71a",
    "ordered set": b"\xb0",
    "set": b"\xc0",
    "unused type": b"\xe0",
    "UUID": b"\x0e" + bytes(16),
    "not ASCII": b"\x51\xe9",
    "T38 NUL": b"\x51\x00",
    "T38 control character": b"\x51\x1b",
    "T38 lone surrogate": b"\x61\xd8\x00",
    "T38 swapped surrogates": b"\x62\xdc\x00\xd8\x00",
    "T38 U+FFFE": b"\x61\xff\xfe",
    "cut off string": b"\x55abc",
    "cut off integer": b"\x13abc",
    "cut off real": b"\x23abc",
    "cut off date": b"\x33abc",
    "cut off array": b"\xa3\x01",
    "cut off dict": b"\xd1\x01",
    "cut off length": b"\x4f",
    "cut off length of 8": b"\x4f\x13\x00",
    "length that is no integer": b"\x4f\x23" + bytes(8),
    "length of 16 bytes": b"\x4f\x14" + bytes(16),
    "reference to no object": b"\xa1\x09",
}


@pytest.mark.parametrize("item", REFUSED_OBJECTS.values(), ids=REFUSED_OBJECTS)
def test_a_wrong_object_is_refused_with_its_place(item: bytes) -> None:
    assert refusal(bplist(item)).path in {"", "[0]"}
    assert refusal(bplist(dict_object(1, 2), ascii_object("Item"), item)).path.startswith("Item")
    nested = refusal(bplist(array_object(2, 1), item, b"\x09")).path
    assert nested.startswith("[1]")


@pytest.mark.parametrize("key", [b"\x09", b"\x10\x01", b"\x41a", b"\xa0", b"\x80\x01", b"\x33" + bytes(8)])
def test_t38_keys_must_be_strings(key: bytes) -> None:
    assert "string" in str(refusal(bplist(dict_object(1, 1), key)))


def test_t38_keys_must_be_text_that_xml_carries() -> None:
    refusal(bplist(dict_object(1, 2), b"\x51\x00", b"\x09"))


def test_t39_duplicate_keys_are_refused() -> None:
    document = bplist(dict_object(1, 2, 3, 3), ascii_object("UDID"), ascii_object("UDID"), b"\x09")
    error = refusal(document)
    assert "UDID" == error.path
    refusal(bplist(dict_object(1, 1, 2, 2), b"\x51a", b"\x09"))


GOOD = bplist(array_object(1), b"\x09")


def trailer(**changes: int) -> bytes:
    """The good document with another trailer."""
    values = {"offset_size": 1, "reference_size": 1, "count": 2, "top": 0, "table": len(GOOD) - 34}
    return GOOD[:-32] + struct.pack(">6xBBQQQ", *(values | changes).values())


@pytest.mark.parametrize(
    "changes",
    [
        {"offset_size": 0},
        {"offset_size": 9},
        {"offset_size": 2},
        {"reference_size": 0},
        {"reference_size": 9},
        {"reference_size": 2},
        {"count": 0},
        {"count": 1},
        {"count": 3},
        {"count": 2**64 - 1},
        {"top": 2},
        {"top": 2**64 - 1},
        {"table": 0},
        {"table": 2**64 - 1},
    ],
)
def test_a_trailer_that_does_not_fit_is_refused(changes: dict[str, int]) -> None:
    assert [True] == loads(trailer())
    refusal(trailer(**changes))


@pytest.mark.parametrize("length", range(len(GOOD)))
def test_a_cut_document_is_refused(length: int) -> None:
    refusal(GOOD[:length])


def test_offsets_must_point_at_objects() -> None:
    table = len(GOOD) - 34
    for wrong in (0, 7, table, 255):
        refusal(GOOD[:table] + bytes([wrong]) + GOOD[table + 1 :])


def test_other_versions_are_refused() -> None:
    refusal(b"bplist01" + GOOD[8:])
    refusal(b"bplist")
    refusal(GOOD + b"\n")


def test_too_many_bytes_are_too_large() -> None:
    with pytest.raises(TooLarge):
        loads(b"bplist00" + bytes(11 * 1024 * 1024))
