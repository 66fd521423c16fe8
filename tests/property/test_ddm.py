"""Declarations and status reports of every form: what goes out comes back, hostile input is refused."""

from __future__ import annotations

import contextlib
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from pymdm import declarations
from pymdm.errors import PymdmError
from pymdm.protocol import ddm

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)
SCALARS = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=12,
)
FINITE = VALUES.filter(lambda value: "Infinity" not in json.dumps(value))
KEYS = st.dictionaries(TEXT.filter(bool), FINITE, max_size=4)
NAMES = st.text(st.sampled_from("abcXYZ019.- ü"), min_size=1, max_size=20)
TYPES = st.sampled_from(["activation", "asset", "configuration", "management"]).map("com.apple.{}.new".format)


@given(NAMES, TYPES, KEYS)
def test_a_declaration_comes_back_with_the_same_token(name: str, kind: str, keys: dict[str, Any]) -> None:
    built = ddm.Declaration(identifier=name, payload=declarations.Raw(kind, keys))

    read = ddm.decode_declaration(built.encode())

    assert built == read
    shuffled = declarations.Raw(kind, dict(reversed(keys.items())))
    assert built.server_token == ddm.Declaration(identifier=name, payload=shuffled).server_token


@given(KEYS, KEYS)
def test_tokens_are_equal_exactly_where_the_content_is(first: dict[str, Any], second: dict[str, Any]) -> None:
    tokens = [
        ddm.Declaration(identifier="x", payload=declarations.Raw("com.apple.asset.new", keys)).server_token
        for keys in (first, second)
    ]

    assert (json.dumps(first, sort_keys=True) == json.dumps(second, sort_keys=True)) is (
        tokens[0] == tokens[1]
    )


#: Known names and unknown ones, right values and wrong ones.
PARTS = st.sampled_from(
    ["device", "model", "family", "mdm", "app", "management", "declarations", "x", "", "a.b"]
)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={"identifier": st.sampled_from(["a", "b", 1]), "_removed": st.booleans() | TEXT, "name": FINITE},
)
ITEMS = st.recursive(
    FINITE | st.lists(ENTRIES, max_size=3),
    lambda inner: st.dictionaries(PARTS, inner, max_size=3),
    max_leaves=10,
)
REPORTS = st.fixed_dictionaries(
    {},
    optional={
        "StatusItems": st.dictionaries(PARTS, ITEMS, max_size=3),
        "Errors": FINITE
        | st.lists(st.fixed_dictionaries({"StatusItem": TEXT, "Reasons": FINITE}), max_size=2),
        "FullReport": st.booleans() | FINITE,
        "x": FINITE,
    },
)


@given(st.lists(REPORTS, max_size=4))
def test_reports_of_any_form_add_up(reports: list[dict[str, Any]]) -> None:
    known = ddm.DeviceStatus()
    for raw in (json.dumps(report).encode() for report in reports):
        try:
            report = ddm.decode_status_report(raw)
        except PymdmError:
            continue
        assert report.items.keys() | report.unknown.keys() == report.values.keys()
        assert all(isinstance(state, ddm.DeclarationState) for state in report.declarations)
        before = known.encode()
        after = ddm.merge_status(known, report)
        assert before == known.encode()
        assert after.values.keys() == report.values.keys() | (set() if report.full else known.values.keys())
        assert after == ddm.decode_device_status(after.encode())
        assert after == ddm.merge_status(after, report)
        known = after


@given(st.binary(max_size=200) | FINITE.map(lambda value: json.dumps(value).encode()))
def test_whatever_arrives_ends_in_one_kind_of_error(raw: bytes) -> None:
    for read in (ddm.decode_status_report, ddm.decode_declaration, ddm.decode_device_status):
        with contextlib.suppress(PymdmError):
            read(raw)
