"""What differs between two profiles: by meaning, payload by payload."""

from __future__ import annotations

import plistlib
from typing import Any

import pytest

from pymdm.enroll import Change, ChangeKind, diff_profiles
from pymdm.enroll.profile_diff import MAX_PATH
from pymdm.protocol import Profile
from tests.unit.enroll.profiles import CLIP, PLAIN, SECRET, WIFI, document, written

LABEL = "com.apple.wifi.managed com.example.wifi.office"


def diff(old: bytes, new: bytes) -> list[tuple[str, str, str, Any, Any]]:
    changes = diff_profiles(Profile.decode(old), Profile.decode(new))
    return [(change.kind.value, change.place, change.path, change.old, change.new) for change in changes]


def test_how_it_is_written_and_in_which_order_is_no_difference() -> None:
    binary = plistlib.dumps(document(CLIP, dict(reversed(WIFI.items()))), fmt=plistlib.FMT_BINARY)

    assert [] == diff(PLAIN, binary)
    assert [] == diff(written(PayloadContent=[]), written(PayloadContent=None))


def test_keys_that_come_go_and_change_are_named_by_their_path() -> None:
    new = {**WIFI, "Password": "other", "NewInSomeFutureSystem": [1, {"deep": b"\x00"}, 2]}
    del new["SSID_STR"]

    assert [
        ("added", "", "PayloadScope", None, "System"),
        ("removed", LABEL, "SSID_STR", "Office", None),
        ("changed", LABEL, "Password", SECRET, "other"),
        ("changed", LABEL, "NewInSomeFutureSystem[1].deep", b"\x00\xff", b"\x00"),
        ("added", LABEL, "NewInSomeFutureSystem[2]", None, 2),
    ] == diff(PLAIN, written(new, CLIP, PayloadScope="System"))


@pytest.mark.parametrize(
    "values", [(True, 1), (1, 1.0), (0, False), ("1", 1), ([], {}), ([1], [1, 1]), (b"", "")]
)
def test_values_that_python_takes_for_equal_are_not_to_a_device(values: tuple[Any, Any]) -> None:
    old, new = ({**WIFI, "Key": value} for value in values)

    assert 1 == len(diff(written(old), written(new)))
    assert [] == diff(written(old), written(old))


def test_a_payload_is_known_by_its_uuid_and_else_by_its_identifier() -> None:
    same_uuid = {**WIFI, "PayloadIdentifier": "renamed", "PayloadUUID": WIFI["PayloadUUID"].lower()}
    same_identifier = {**CLIP, "PayloadUUID": "new"}

    paths = [(payload, path) for _, payload, path, *_ in diff(PLAIN, written(same_identifier, same_uuid))]
    assert [
        ("com.apple.webClip.managed com.example.wifi.clip", "PayloadUUID"),
        ("com.apple.wifi.managed renamed", "PayloadIdentifier"),
        ("com.apple.wifi.managed renamed", "PayloadUUID"),
    ] == paths


def test_payloads_come_and_go_as_a_whole() -> None:
    other = {**WIFI, "PayloadIdentifier": "com.example.other", "PayloadUUID": "C"}

    assert [
        ("added", "com.apple.wifi.managed com.example.other", "", None, other),
        ("removed", LABEL, "", WIFI, None),
    ] == diff(PLAIN, written(CLIP, other))


def test_a_uuid_that_went_to_another_type_is_another_payload() -> None:
    changed = {**WIFI, "PayloadType": "com.apple.wifi"}

    assert {"added", "removed"} == {kind for kind, *_ in diff(written(WIFI), written(changed))}


def test_of_payloads_that_share_a_name_each_has_one_partner() -> None:
    twins = [{**WIFI, "Number": number} for number in range(3)]

    assert [] == diff(written(*twins), written(*twins))
    assert ["removed"] == [kind for kind, *_ in diff(written(*twins), written(*twins[:2]))]


def test_an_over_the_air_part_is_compared_too() -> None:
    old, new = (written(PayloadContent={"URL": url}) for url in ("https://a", "https://b"))

    assert [("changed", "", "PayloadContent.URL", "https://a", "https://b")] == diff(old, new)


def test_a_value_is_in_no_repr() -> None:
    """T65."""
    change = Change(kind=ChangeKind.CHANGED, place=LABEL, path="Password", old=SECRET, new=SECRET)

    assert SECRET not in repr(change)


def test_a_long_key_is_not_repeated_in_the_path_of_each_change() -> None:
    """Else two profiles of a megabyte, of which each says little, come to many gigabytes."""
    key, names = "K" * 5000, [f"name{number}" for number in range(200)]
    old, new = (written(**{key: {"In": [dict.fromkeys(names, value)]}}) for value in (True, False))

    paths = [path for _, _, path, *_ in diff(old, new)]
    assert [f"K.In[0].{name}" for name in names] == [path[path.index("K.") :] for path in paths]
    assert {MAX_PATH} == {len(path) for path in paths}
    assert {"…"} == {path[0] for path in paths}
    long_name = {**WIFI, "PayloadIdentifier": key}
    assert {MAX_PATH} == {
        len(place) for _, place, *_ in diff(written(long_name), written(CLIP)) if "K" in place
    }
