"""However changes of a device are repeated and reordered, the latest one is what is known (F42)."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from pymdm.dep.devices import Device
from pymdm.dep.sync import DeviceRecord
from pymdm.dep.sync.merging import merge
from pymdm.testing._dep_contract_scene import NOW, device

KINDS = st.sampled_from(["added", "modified", "modified", "deleted"])


@st.composite
def told(draw: st.DrawFn) -> tuple[list[Device], list[Device]]:
    """Changes as they happened, and as Apple tells them."""
    kinds = draw(st.lists(KINDS, min_size=1, max_size=6))
    happened = [device("A", kind, minute, color=str(minute)) for minute, kind in enumerate(kinds)]
    repeated = draw(st.lists(st.sampled_from(happened), max_size=6))
    return happened, draw(st.permutations([*happened, *repeated]))


def merged(changes: list[Device], record: DeviceRecord | None = None) -> DeviceRecord:
    for number, change in enumerate(changes):
        at = NOW + timedelta(seconds=number)
        record, _ = merge(record, change, server="CK", listing=1, listed=False, at=at)
    assert record is not None
    return record


@given(told())
def test_the_latest_change_is_what_is_known(story: tuple[list[Device], list[Device]]) -> None:
    happened, said = story
    record, last = merged(said), happened[-1]

    assert (last.op_type, last.op_date) == (record.op_type, record.op_date)
    assert last.deleted == (record.deleted_at is not None)
    assert last.unassigned == record.unassigned
    if not last.deleted:
        assert last.color == record.device.color


@given(told())
def test_what_is_said_a_second_time_changes_nothing(story: tuple[list[Device], list[Device]]) -> None:
    _, said = story
    record = merged(said)

    assert record == merged(said, record)


@given(told())
def test_a_listing_is_newer_than_all_that_was_said_before(story: tuple[list[Device], list[Device]]) -> None:
    _, said = story
    listed, _ = merge(merged(said), device("A", color="listed"), server="CK", listing=2, listed=True, at=NOW)

    assert listed == merged(said, listed)
    assert "listed" == listed.device.color
    assert listed.deleted_at is None
