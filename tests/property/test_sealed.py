"""Whatever is done to a sealed value, it opens as what was sealed or raises StorageError."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pymdm.crypto import SealKey
from pymdm.crypto.sealed import OVERHEAD, describe_sealed
from pymdm.errors import StorageError

RING = SealKey((bytes(range(32)), bytes(32)))
OTHER = SealKey((bytes(32), b"\x01" * 32))
KIND, OWNER = "kind", "owner"
SEALED = tuple(
    ring.seal(text, kind=KIND, owner=OWNER) for ring in (RING, OTHER) for text in (b"", b"x", bytes(200))
)

CHANGES = ("flip", "cut", "repeat", "swap", "put")

names = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def opened(sealed: bytes) -> bytes | None:
    try:
        return RING.open(sealed, kind=KIND, owner=OWNER)
    except StorageError:
        return None


@given(st.binary(max_size=500), names, names)
def test_what_is_sealed_opens_for_its_kind_and_owner(text: bytes, kind: str, owner: str) -> None:
    sealed = RING.seal(text, kind=kind, owner=owner)

    assert text == RING.open(sealed, kind=kind, owner=owner)
    assert len(text) + OVERHEAD == len(sealed)


@given(st.tuples(names, names), st.tuples(names, names))
@example(("a", "bc"), ("ab", "c"))
@example(("1:a", ""), ("", "1:a"))
def test_what_is_sealed_opens_for_no_other_kind_and_owner(
    mine: tuple[str, str], other: tuple[str, str]
) -> None:
    """T69."""
    sealed = RING.seal(b"x", kind=mine[0], owner=mine[1])
    try:
        RING.open(sealed, kind=other[0], owner=other[1])
    except StorageError:
        assert mine != other
    else:
        assert mine == other


@settings(max_examples=500)
@given(
    st.sampled_from(SEALED),
    st.lists(
        st.tuples(st.sampled_from(CHANGES), st.integers(0, 300), st.binary()),
        min_size=1,
        max_size=4,
    ),
)
def test_no_mutation_opens_or_lets_another_exception_out(
    sealed: bytes, changes: list[tuple[str, int, bytes]]
) -> None:
    changed = bytearray(sealed)
    for what, where, put in changes:
        at = where % (len(changed) or 1)
        match what:
            case "flip":
                changed[at : at + 1] = bytes(byte ^ 1 << where % 8 for byte in changed[at : at + 1])
            case "cut":
                del changed[at : at + len(put)]
            case "repeat":
                changed[at:at] = changed[: len(put)]
            case "swap":
                changed = changed[at:] + changed[:at]
            case _:
                changed[at:at] = put
    mutated = bytes(changed)

    assert (opened(sealed) if mutated == sealed else None) == opened(mutated)
    try:
        RING.rewrap(mutated, kind=KIND, owner=OWNER)
        RING.verify_check_value(mutated)
    except StorageError:
        pass


@given(st.binary(max_size=200))
def test_no_bytes_let_another_exception_out(data: bytes) -> None:
    for sealed in (data, SEALED[0][: len(data) % 60] + data):
        assert None is opened(sealed) or sealed in SEALED
        describe_sealed(sealed)


@given(st.text(max_size=200) | st.text("pymdm-seal key1# \n=A", max_size=200))
def test_no_text_lets_another_exception_out_than_the_one_that_names_the_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"^(line [1-9][0-9]*: |)expected "):
        SealKey.parse(text)
