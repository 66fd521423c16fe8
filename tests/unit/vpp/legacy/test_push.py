"""The notifications of 2014, by what the table says of them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from pymdm.errors import DecodeError
from pymdm.vpp.legacy import PUSH_TOPIC, PushPull, PushType, decode_push
from tests.unit.vpp.legacy import chapter


def payload(*, alert: object = "", **keys: Any) -> bytes:
    return json.dumps({"aps": {"alert": alert, "badge": 1}, **keys}).encode()


def test_the_table_of_the_chapter_is_all_there() -> None:
    text = chapter.repaired()
    begin = text.index("Alert Message\t")
    rows = [line.split("\t") for line in text[begin : text.index("\n\n", begin)].split("\n")[1:]]
    found = [decode_push(payload(alert=json.loads(row[0]), type=int(row[2][5:]))) for row in rows]

    assert list(PushType) == [push.type for push in found]
    assert [PushPull.NOTHING, PushPull.LICENSES, PushPull.USERS] == [push.pull for push in found]
    assert [json.loads(row[0]) for row in rows] == [push.alert for push in found]
    assert [int(row[1]) for row in rows] == [push.badge for push in found]
    assert f'"{PUSH_TOPIC}"' in text
    for push in found:
        by_alert, written = decode_push(payload(alert=push.alert)), payload(message=f"type={push.type:d}")
        assert push.type == by_alert.type == decode_push(written).type


@pytest.mark.parametrize(
    ("given", "kind", "pull"),
    [
        (payload(type="1"), PushType.LICENSE_BOUGHT, PushPull.LICENSES),
        (payload(type=7), 7, PushPull.EVERYTHING),
        (payload(alert={"body": "User associated"}), PushType.USER_ASSOCIATED, PushPull.USERS),
        (b'{"type": 2}', PushType.USER_ASSOCIATED, PushPull.USERS),
    ],
)
def test_other_forms_are_read(given: bytes, kind: int, pull: PushPull) -> None:
    push = decode_push(given)

    assert (kind, pull) == (push.type, push.pull)


@pytest.mark.parametrize(
    "given",
    [
        b"",
        b"[]",
        payload(),
        payload(alert=7),
        payload(x="type="),
        b'{"aps": 1}',
        payload(x="y" * 4096),
    ],
)
def test_what_is_no_such_notification_is_refused(given: bytes) -> None:
    with pytest.raises(DecodeError):
        decode_push(given)


def test_what_a_push_holds_is_not_shown() -> None:
    assert "canary" not in repr(decode_push(payload(type=1, x="canary")))
