"""What is written by hand, against the files of Apple's that it was written after."""

from __future__ import annotations

import random
from typing import Any

import pytest

from pymdm._model import Payload
from pymdm._model._fields import fields_of
from pymdm.dep.skip_items import SKIP_ITEMS
from pymdm.documents import SkipKeys
from pymdm.protocol import decode_checkin, plist
from tests.unit.schema import apple, judge

CHECK_INS = (
    "authenticate",
    "checkout",
    "declarativemanagement",
    "getbootstraptoken",
    "gettoken",
    "returntoservice",
    "setbootstraptoken",
    "tokenupdate",
    "userauthenticate",
)

DEVICE, USER_ENROLLMENT = {"UDID": "66ADE930"}, {"EnrollmentID": "E1"}


def check_in(name: str) -> dict[str, Any]:
    return apple.document(f"mdm/checkin/{name}.yaml")


def test_all_check_ins_are_looked_at() -> None:
    there = {path.stem for path in (apple.folder() / "mdm" / "checkin").glob("*.yaml")}
    assert set(CHECK_INS) == there


@pytest.mark.parametrize("whole", [True, False], ids=["all keys", "required keys"])
@pytest.mark.parametrize("sender", [DEVICE, USER_ENROLLMENT], ids=["device", "user enrollment"])
@pytest.mark.parametrize("name", CHECK_INS)
def test_a_check_in_knows_every_key_of_its_file(name: str, sender: dict[str, str], whole: bool) -> None:
    """A device sends its UDID with user keys of that kind, or an EnrollmentID: never both."""
    text = check_in(name)
    wire = judge.example(text["payloadkeys"], random.Random(17), whole=whole)
    wire = {key: value for key, value in wire.items() if key not in ("UDID", "EnrollmentID")}
    if sender is USER_ENROLLMENT:
        if name == "userauthenticate":
            return  # a user of a Mac, who is not enrolled
        wire = {key: value for key, value in wire.items() if key not in ("UserID", "UserShortName")}
    else:
        wire.pop("EnrollmentUserID", None)
    message = decode_checkin(plist.dumps({**wire, **sender, "MessageType": text["payload"]["requesttype"]}))
    assert {} == message.extra
    assert text["payload"]["requesttype"] == message.message_type


def test_the_keys_of_all_payloads_are_those_of_the_file() -> None:
    keys = {key["key"]: key for key in apple.document("mdm/profiles/CommonPayloadKeys.yaml")["payloadkeys"]}
    ours = {field.key.wire: field for field in fields_of(Payload)}
    assert keys.keys() - {"PayloadType"} == ours.keys()
    assert [] == [
        name for name, field in ours.items() if field.key.required != (keys[name]["presence"] == "required")
    ]
    assert {name: keys[name].get("rangelist", []) for name in ours} == {
        name: list(field.key.allowed) for name, field in ours.items()
    }


def test_the_panes_that_enrollment_profiles_skip_are_those_of_the_file() -> None:
    (panes,) = fields_of(SkipKeys)
    assert 54 == len(panes.key.allowed)
    assert SKIP_ITEMS >= set(panes.key.allowed)
