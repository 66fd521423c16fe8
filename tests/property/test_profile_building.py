"""Profiles of any payloads: written and read again they are the same, and nothing that is read gets lost."""

from __future__ import annotations

import datetime as dt
import types
from collections.abc import Mapping, Sequence
from typing import Any, get_args, get_origin

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from pymdm import profiles
from pymdm._model import Model, Payload
from pymdm.errors import DecodeError
from pymdm.protocol import Profile, Target, lint_profile, plist
from pymdm.schema import _index, payload_classes

CLASSES = [cls for kind in _index.PAYLOAD_TYPES for cls in payload_classes(kind)]
FILLED_IN = ("payload_identifier", "payload_uuid", "payload_version")
TEXT = st.text(
    st.characters(min_codepoint=0x20, max_codepoint=0xFFFD, exclude_categories=("Cs",)), max_size=8
)
SCALARS: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    int: st.integers(-(2**31), 2**31),
    float: st.floats(-1e6, 1e6),
    bool: st.booleans(),
    bytes: st.binary(max_size=8),
    dt.datetime: st.integers(0, 2**32).map(lambda seconds: dt.datetime.fromtimestamp(seconds, dt.UTC)),
    Any: st.one_of(TEXT, st.booleans(), st.lists(TEXT, max_size=2)),
}
ANY = st.recursive(
    st.one_of(TEXT, st.booleans(), st.integers(0, 9), st.binary(max_size=4)),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXT, inner, max_size=2),
    max_leaves=5,
)


def values(annotation: Any, depth: int) -> st.SearchStrategy[Any]:
    parts = [part for part in get_args(annotation) if part is not types.NoneType]
    if get_origin(annotation) is Sequence:
        return st.lists(values(parts[0], depth), max_size=2).map(tuple)
    if get_origin(annotation) is Mapping:
        return st.dictionaries(TEXT, values(parts[1], depth), max_size=2)
    if parts:
        return st.one_of([values(part, depth) for part in parts])
    return SCALARS[annotation] if annotation in SCALARS else built(annotation, depth + 1)


def built(cls: Any, depth: int = 0) -> st.SearchStrategy[Any]:
    """An object of the class, with few of the keys that may be left out; deep down with none."""
    own = [field for field in attrs.fields(cls) if field.name not in (*FILLED_IN, "extra")]
    needed = [field for field in own if field.default is attrs.NOTHING]
    free = [field for field in own if field not in needed and depth < 3 and not isinstance(field.type, str)]

    @st.composite
    def made(draw: st.DrawFn) -> Model:
        chosen = draw(st.lists(st.sampled_from(free), max_size=3, unique=True)) if free else []
        value: Model = cls(**{field.name: draw(values(field.type, depth)) for field in [*needed, *chosen]})
        return value

    return made()


PAYLOADS = st.sampled_from(CLASSES).flatmap(built)


@settings(max_examples=120, deadline=None)
@given(payloads=st.lists(PAYLOADS, max_size=3, unique_by=type), name=TEXT)
def test_what_was_built_comes_back(payloads: list[Payload], name: str) -> None:
    made = Profile(payloads=payloads, display_name=name)
    found = Profile.decode(made.encode())

    assert made == found
    assert made.encode() == found.encode() == Profile(payloads=payloads, display_name=name).encode()
    for before, after in zip(payloads, found.payloads, strict=True):
        typed = after.typed()
        own = {"payload_identifier": after.identifier, "payload_uuid": after.uuid, "payload_version": 1}
        whole = attrs.evolve(before, **own)
        assert typed is not None
        assert typed.wire() == whole.wire()
        if len(payload_classes(before.payload_type)) == 1:
            assert whole == typed


@settings(max_examples=120, deadline=None)
@given(payload=PAYLOADS, data=st.data())
def test_whatever_stands_under_a_key_is_kept(payload: Payload, data: st.DataObject) -> None:
    made = Profile(payloads=[payload, profiles.WebClip(url="x", label="y")])
    wire = made.wire()
    holder = data.draw(st.sampled_from([wire, wire["PayloadContent"][0]]))
    holder[data.draw(st.sampled_from(sorted(holder)))] = data.draw(ANY)
    problems: list[DecodeError] = []
    found = Profile.decode(plist.dumps(wire), problems=problems)

    if not any("found nothing" in str(problem) for problem in problems):  # else it is filled in
        assert wire == found.wire()
    found.faults()
    found.unknowns()
    lint_profile(found)
    found.availability(Target(), by_hand=True)
    found.availability(Target(os="macOS", version="15.0"))
    assert found.wire() == Profile.decode(plist.dumps(found.wire()), problems=[]).wire()
