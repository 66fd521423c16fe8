"""Enrollment ids: the five kinds, and every combination of keys that must be refused."""

from __future__ import annotations

import attrs
import pytest

from pymdm.errors import DecodeError, RemoteProtocolError
from pymdm.protocol import Channel, EnrollmentID, EnrollmentKind
from pymdm.protocol.enrollment import MAX_ID_PART, SHARED_IPAD_USER_ID, resolve

UDID = "66ADE930-5FDF-5EC4-8429-15640684C489"
HEX_UDID = "0123456789abcdef0123456789abcdef01234567"

ALLOWED = [
    ({"udid": UDID}, EnrollmentKind.DEVICE, UDID, None),
    ({"udid": HEX_UDID}, EnrollmentKind.DEVICE, HEX_UDID, None),
    ({"udid": UDID, "user_id": "U-1"}, EnrollmentKind.USER, f"{UDID}:U-1", UDID),
    ({"udid": UDID, "user_id": "U-1", "user_short_name": ""}, EnrollmentKind.USER, f"{UDID}:U-1", UDID),
    (
        {"udid": UDID, "user_id": SHARED_IPAD_USER_ID, "user_short_name": "jané@school.example"},
        EnrollmentKind.SHARED_IPAD,
        f"{UDID}:jané@school.example",
        UDID,
    ),
    ({"enrollment_id": "E-1"}, EnrollmentKind.USER_ENROLLMENT_DEVICE, "E-1", None),
    (
        {"enrollment_id": "E-1", "enrollment_user_id": "V-1"},
        EnrollmentKind.USER_ENROLLMENT,
        "E-1:V-1",
        "E-1",
    ),
    (
        {"enrollment_id": "E-1", "enrollment_user_id": "V-1", "user_id": "U-1", "user_short_name": "jane"},
        EnrollmentKind.USER_ENROLLMENT,
        "E-1:V-1",
        "E-1",
    ),
]

REFUSED = [
    ({}, "UDID"),
    ({"udid": UDID, "enrollment_id": "E-1"}, "EnrollmentID"),
    ({"udid": "", "enrollment_id": "E-1"}, "EnrollmentID"),
    ({"udid": UDID, "enrollment_user_id": "V-1"}, "EnrollmentUserID"),
    ({"udid": UDID, "user_id": "U-1", "enrollment_user_id": "V-1"}, "EnrollmentUserID"),
    ({"udid": UDID, "user_short_name": "jane"}, "UserID"),
    ({"udid": UDID, "user_id": SHARED_IPAD_USER_ID}, "UserShortName"),
    ({"udid": UDID, "user_id": SHARED_IPAD_USER_ID, "user_short_name": ""}, "UserShortName"),
    ({"enrollment_id": "E-1", "user_id": "U-1"}, "EnrollmentUserID"),
    ({"enrollment_id": "E-1", "user_short_name": "jane"}, "EnrollmentUserID"),
    ({"user_id": "U-1"}, "UDID"),
    ({"enrollment_user_id": "V-1"}, "UDID"),
    ({"user_short_name": "jane"}, "UDID"),
]

PARTS = [
    ("UDID", lambda text: {"udid": text}),
    ("UserID", lambda text: {"udid": UDID, "user_id": text}),
    ("UserShortName", lambda text: {"udid": UDID, "user_id": SHARED_IPAD_USER_ID, "user_short_name": text}),
    ("EnrollmentID", lambda text: {"enrollment_id": text}),
    ("EnrollmentUserID", lambda text: {"enrollment_id": "E-1", "enrollment_user_id": text}),
]


@pytest.mark.parametrize(("keys", "kind", "text", "parent"), ALLOWED)
def test_each_combination_that_apple_sends_names_one_enrollment(keys, kind, text, parent):
    """T15"""
    found = resolve(**keys)

    assert (kind, text, parent) == (found.kind, found.id, found.parent_id)


@pytest.mark.parametrize(("keys", "path"), REFUSED)
def test_ambiguous_combinations_are_refused(keys, path):
    """T15"""
    with pytest.raises(DecodeError) as caught:
        resolve(**keys)

    assert path == caught.value.path
    assert isinstance(caught.value, RemoteProtocolError)


@pytest.mark.parametrize(("path", "keys"), PARTS, ids=[path for path, _ in PARTS])
@pytest.mark.parametrize(
    "text", ["", "A:B", ":", "A\n", "A\x00", "A\x1b[2J", "\u202eA", "A" * (MAX_ID_PART + 1)]
)
def test_no_part_may_forge_another_id_or_a_log_line(path, keys, text):
    """T15: a device that calls itself "Victim:User" would read that user's queue."""
    with pytest.raises(DecodeError) as caught:
        resolve(**keys(text))

    assert path == caught.value.path
    assert len(text) < 2 or text not in str(caught.value)


@pytest.mark.parametrize(("path", "keys"), PARTS, ids=[path for path, _ in PARTS])
def test_the_longest_part_is_taken(path, keys):
    assert resolve(**keys("A" * MAX_ID_PART)).id.endswith("A")


@pytest.mark.parametrize("text", ["A B", "Ä"])
@pytest.mark.parametrize("key", ["udid", "enrollment_id"])
def test_device_ids_are_ascii_without_spaces(key, text):
    with pytest.raises(DecodeError):
        resolve(**{key: text})


def test_case_is_not_folded():
    assert resolve(udid="ab") != resolve(udid="AB")
    assert resolve(udid=UDID, user_id=SHARED_IPAD_USER_ID.lower()).kind is EnrollmentKind.USER


@pytest.mark.parametrize(("keys", "kind", "text", "parent"), ALLOWED)
def test_wire_keys_name_the_same_enrollment_again(keys, kind, text, parent):
    first = resolve(**keys)
    names = {
        "UDID": "udid",
        "UserID": "user_id",
        "UserShortName": "user_short_name",
        "EnrollmentID": "enrollment_id",
        "EnrollmentUserID": "enrollment_user_id",
    }

    again = resolve(**{names[key]: value for key, value in first.wire_keys().items()})

    assert attrs.astuple(first) == attrs.astuple(again)


def test_ids_are_equal_by_their_text_alone():
    device = EnrollmentID(kind=EnrollmentKind.DEVICE, id="A")
    byod = EnrollmentID(kind=EnrollmentKind.USER_ENROLLMENT_DEVICE, id="A")

    assert device == byod
    assert hash(device) == hash(byod)
    assert device != EnrollmentID(kind=EnrollmentKind.DEVICE, id="B")
    assert str(device) == "A"


@pytest.mark.parametrize(
    ("kind", "device_kind"),
    [
        (EnrollmentKind.USER, EnrollmentKind.DEVICE),
        (EnrollmentKind.SHARED_IPAD, EnrollmentKind.DEVICE),
        (EnrollmentKind.USER_ENROLLMENT, EnrollmentKind.USER_ENROLLMENT_DEVICE),
    ],
)
def test_a_user_belongs_to_a_device(kind, device_kind):
    user = EnrollmentID(kind=kind, id="A:B", parent_id="A")

    assert Channel.USER is user.channel
    assert "A" == user.device_id
    assert ("A", device_kind, None) == (user.device.id, user.device.kind, user.device.parent_id)


@pytest.mark.parametrize("kind", [EnrollmentKind.DEVICE, EnrollmentKind.USER_ENROLLMENT_DEVICE])
def test_a_device_is_its_own_device(kind):
    device = EnrollmentID(kind=kind, id="A")

    assert Channel.DEVICE is device.channel
    assert "A" == device.device_id
    assert device is device.device


@pytest.mark.parametrize(
    ("kind", "text", "parent"),
    [
        (EnrollmentKind.DEVICE, "", None),
        (EnrollmentKind.DEVICE, "A:B", None),
        (EnrollmentKind.DEVICE, "A", "A"),
        (EnrollmentKind.USER, "A", "A"),
        (EnrollmentKind.USER, "A:B", None),
        (EnrollmentKind.USER, "A:B", "C"),
        (EnrollmentKind.USER, "A:", "A"),
        (EnrollmentKind.USER, ":B", ""),
    ],
)
def test_an_id_that_contradicts_its_kind_cannot_be_built(kind, text, parent):
    with pytest.raises(ValueError, match="enrollment"):
        EnrollmentID(kind=kind, id=text, parent_id=parent)


def test_the_values_of_the_kinds_are_the_names_that_nanomdm_uses():
    assert {"Device", "User", "User Enrollment (Device)", "User Enrollment", "Shared iPad"} == {
        kind.value for kind in EnrollmentKind
    }
