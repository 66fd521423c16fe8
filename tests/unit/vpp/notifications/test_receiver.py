"""Who sent a notification is looked at before what it says; and it is done once."""

from __future__ import annotations

import hmac
import json
from typing import Any

import pytest

from pymdm.crypto import Secret
from pymdm.errors import DecodeError, StorageError
from pymdm.stores.vpp import MemoryVPPStore
from pymdm.testing import failpoints
from pymdm.testing._vpp_contract_scene import APP, NOW, UID, VPPScene
from pymdm.vpp import NotificationType
from pymdm.vpp.notifications import MAX_BODY, Notification, Reply, bearer_hash, receive, receiver

BEARER = Secret("what-we-told-apple")


def scene() -> VPPScene:
    made = VPPScene(MemoryVPPStore())
    made.store.keep_bearer_hash(UID, bearer_hash(BEARER))
    return made


def body(name: str = "n", uid: Any = UID, **keys: Any) -> bytes:
    rows = [{"adamId": APP.adam_id, "pricingParam": "STDQ", "serialNumber": "A"}]
    said = {"eventId": "e1", "type": "ASSOCIATE", "result": "SUCCESS", "assignments": rows}
    found = {"notificationId": name, "notificationType": "ASSET_MANAGEMENT", "uId": uid, "notification": said}
    return json.dumps({**found, **keys}).encode()


def send(made: VPPScene, data: bytes, authorization: str | None = f"Bearer {BEARER.reveal()}") -> Reply:
    return receive(data, authorization, made.store, NOW)


def test_a_notification_is_done_and_answered_and_once_more_only_answered() -> None:
    made = scene()
    made.accepted("A")
    first, second = send(made, body()), send(made, body(), f"bearer  {BEARER.reveal()}")

    assert (first.status, first.fresh, second.status, second.fresh) == (200, True, 200, False)
    assert first.notification is not None
    assert first.notification.event_id == "e1"
    assert made.have == ["A"]


@pytest.mark.parametrize(
    "authorization",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        BEARER.reveal(),
        f"Basic {BEARER.reveal()}",
        "Bearer \ud800",
        "Bearer a b",
    ],
)
def test_without_the_token_nothing_is_read_and_nothing_done(
    authorization: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """T52: who does not have it changes nothing."""
    monkeypatch.setattr(Notification, "from_bytes", lambda data: pytest.fail("was read"))
    made = scene()
    made.accepted("A")
    assert send(made, body(), authorization).status == 401
    assert made.have == []


def test_a_location_that_takes_none_is_not_opened_by_an_empty_token() -> None:
    made = VPPScene(MemoryVPPStore())
    for authorization in (None, "Bearer ", f"Bearer {'0' * 64}"):
        assert send(made, body(), authorization).status == 401


def test_all_locations_are_compared_and_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made = scene()
    VPPScene(made.store, "1")
    VPPScene(made.store, "9")
    compared, really = [], hmac.compare_digest

    def digest(one: bytes, other: bytes) -> bool:
        compared.append(other)
        return really(one, other)

    monkeypatch.setattr(receiver.hmac, "compare_digest", digest)
    made.note()
    assert send(made, body()).status == 200
    assert len(compared) == 3


def test_the_token_of_one_location_says_nothing_of_another() -> None:
    made = scene()
    other = VPPScene(made.store, "another")
    other.accepted("A")
    assert send(made, body(uid="another")).status == 401
    assert other.have == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"\xff",
        b"{" * 100_000,
        body(""),
        body("n" * 256),
        body("a\nb"),
        body(uid=None),
        body(notificationType=7),
        body(notification={"assignments": [{"serialNumber": "A"}]}),
        b" " * (MAX_BODY + 1),
    ],
    ids=range(11),
)
def test_what_is_no_notification_is_refused(data: bytes) -> None:
    assert send(scene(), data).status == 400


def test_a_number_is_a_location_too() -> None:
    assert send(scene(), body(uid=int(UID))).status == 200


def test_when_the_store_fails_it_is_to_be_sent_again_and_then_it_is_done() -> None:
    made = scene()
    made.accepted("A")
    with failpoints.armed():
        failpoints.raise_at("vpp.note.before-commit", StorageError("full"))
        assert send(made, body()).status == 503
    assert made.have == []
    assert (send(made, body()).fresh, made.have) == (True, ["A"])


def test_what_cannot_be_known_yet_survives() -> None:
    note = Notification.from_bytes(body(notificationType="NEW_TYPE", notification={"new": [1]}))
    assert (note.type, note.raw["notification"]) == ("NEW_TYPE", {"new": [1]})
    assert note.succeeded is None


def test_each_type_says_what_it_is_about() -> None:
    count = {"adamId": 361309726, "pricingParam": "STDQ", "countDelta": -3}
    note = Notification.from_bytes(body(notificationType="ASSET_COUNT", notification=count))
    assert (note.asset, note.count_delta) == (APP, -3)
    said = {"associatedUsers": [{"clientUserId": "u", "status": "Associated", "inviteCode": "canary"}]}
    note = Notification.from_bytes(body(notificationType="USER_ASSOCIATED", notification=said))
    assert [user.client_user_id for user in note.users] == ["u"]
    assert "canary" not in repr(note)
    said = {"users": [{"clientUserId": 7}], "result": "FAILURE", "type": "RETIRE", "eventId": "e"}
    error = {"errorNumber": 9609, "errorMessage": "of Apple's"}
    note = Notification.from_bytes(
        body(notificationType="USER_MANAGEMENT", notification={**said, "error": error})
    )
    assert note.type is NotificationType.USER_MANAGEMENT
    assert note.error is not None
    assert (note.succeeded, note.error.code, note.users[0].client_user_id) == (False, 9609, "7")


def test_a_notification_that_is_too_long_says_so() -> None:
    with pytest.raises(DecodeError, match="at most"):
        Notification.from_bytes(b" " * (MAX_BODY + 1))
