"""The fake push service is as strict as Apple, and about the body stricter."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pymdm.protocol.push import PushTarget, payload
from pymdm.testing import StubAPNs
from pymdm.testing._apns_rules import Refusal, read_magic
from tests.unit.testing.apns_talk import BODY, HEADERS, TOKEN, TOPIC, Answer, service, talk, targets
from tests.unit.testing.test_apns import enrolled
from tests.unit.testing.tiny_mdm import TinyMDM

A_TARGET = PushTarget(topic=TOPIC, token=bytes.fromhex(TOKEN), push_magic="magic")


def test_a_right_push_is_accepted_and_in_the_log() -> None:
    line = talk()
    answer = line.push({**HEADERS, "apns-collapse-id": "x" * 64, "apns-priority": "5"})
    assert Answer(200) == answer
    assert 36 == len(answer.headers["apns-id"])
    (push,) = line.apns.service.accepted
    assert A_TARGET == push.target
    assert (TOPIC, 1_700_000_000, 5, "x" * 64) == (
        push.headers.topic,
        push.headers.expiration,
        push.headers.priority,
        push.headers.collapse_id,
    )
    assert (1, None, 0) == (line.apns.record.accepted, line.apns.record.broken, line.apns.record.early)


def test_an_apns_id_of_the_client_comes_back() -> None:
    own = "eabeae54-14a8-11e5-b60b-1697f925ec7b"
    assert own == talk().push({**HEADERS, "apns-id": own}).headers["apns-id"]


def test_t66_the_wrong_topic_is_refused() -> None:
    """T66: the topic has to be the certificate's."""
    assert Answer(400, "TopicDisallowed") == talk().push({**HEADERS, "apns-topic": f"{TOPIC}2"})
    assert Answer(400, "BadTopic") == talk().push({**HEADERS, "apns-topic": "com.example.app"})


@pytest.mark.parametrize(
    "body",
    [
        b'{"mdm":"magic","aps":{}}',
        b'{"aps":{"alert":"x"},"mdm":"magic"}',
        b'{"mdm":"magic","mdm":"magic"}',
        b'{"mdm":""}',
        b'{"mdm":1}',
        b'{"mdm":null}',
        b'{"aps":"magic"}',
        b'["mdm","magic"]',
        b'[["mdm","magic"]]',
        b'"magic"',
        b"{}",
        b"{",
        b"\xff",
        b'{"mdm":"magic"}x',
        b'{"mdm":"' + b"a" * 257 + b'"}',
        b"[" * 4000,
    ],
)
def test_t66_a_body_with_anything_but_the_magic_is_refused(body: bytes) -> None:
    """T66: exactly {"mdm": magic}."""
    line = talk()
    assert Answer(400, "BadPayload") == line.push(HEADERS, body)
    assert 0 == line.apns.service.accepted_count


def test_bodies_without_content_or_end_are_refused() -> None:
    assert Answer(400, "PayloadEmpty") == talk().push(HEADERS, b"")
    assert Answer(413, "PayloadTooLarge") == talk().push(HEADERS, b"x" * 4097)


@pytest.mark.parametrize(
    "magic", ["magic", "3C9A7E4F-0000-4000-8000-000000000000", 'a"b', "ü€", "a b", "a" * 256]
)
def test_the_body_that_pymdm_writes_is_read_back(magic: str) -> None:
    assert magic == read_magic(payload(magic))
    assert isinstance(read_magic(payload("a\nb")), Refusal)


@pytest.mark.parametrize(
    ("change", "status", "reason"),
    [
        ({":method": "GET"}, 405, "MethodNotAllowed"),
        ({":path": "/"}, 404, "BadPath"),
        ({":path": f"/4/device/{TOKEN}"}, 404, "BadPath"),
        ({":scheme": "http"}, 404, "BadPath"),
        ({":path": "/3/device/"}, 400, "MissingDeviceToken"),
        ({":path": f"/3/device/{TOKEN}/"}, 400, "BadDeviceToken"),
        ({":path": "/3/device/abcdefgh"}, 400, "BadDeviceToken"),
        ({":path": "/3/device/" + "ab" * 7}, 400, "BadDeviceToken"),
        ({":path": "/3/device/" + "ab" * 129}, 400, "BadDeviceToken"),
        ({":path": "/3/device/" + "ab " * 32}, 400, "BadDeviceToken"),
        ({"apns-topic": ""}, 400, "BadTopic"),
        ({"apns-push-type": "alert"}, 400, "InvalidPushType"),
        ({"apns-priority": "1"}, 400, "BadPriority"),
        ({"apns-expiration": "soon"}, 400, "BadExpirationDate"),
        ({"apns-expiration": "-1"}, 400, "BadExpirationDate"),
        ({"apns-collapse-id": "x" * 65}, 400, "BadCollapseId"),
        ({"apns-collapse-id": ""}, 400, "BadCollapseId"),
        ({"apns-id": "1"}, 400, "BadMessageId"),
        ({"apns-colapse-id": "x"}, 400, "BadHeader"),
    ],
)
def test_a_wrong_header_gets_the_reason_that_apple_gives(
    change: dict[str, str], status: int, reason: str
) -> None:
    line = talk(strict=False)  # so that the rules of the service are seen, not those of h2
    assert Answer(status, reason) == line.push({**HEADERS, **change})
    assert {(status, reason): 1} == line.apns.service.answers
    assert 1 == line.apns.record.refused


@pytest.mark.parametrize("name", ["connection", "transfer-encoding"])
def test_headers_of_http_1_are_refused(name: str) -> None:
    assert Answer(400, "BadHeader") == talk(strict=False).push({**HEADERS, name: "x"})


@pytest.mark.parametrize(
    ("missing", "reason"), [("apns-topic", "MissingTopic"), ("apns-push-type", "InvalidPushType")]
)
def test_a_missing_header_is_refused(missing: str, reason: str) -> None:
    headers = {name: value for name, value in HEADERS.items() if name != missing}
    assert Answer(400, reason) == talk().push(headers)


def test_a_header_that_comes_twice_is_refused() -> None:
    pairs = [*HEADERS.items(), ("apns-priority", "10")]
    assert Answer(400, "DuplicateHeaders") == talk().push(pairs)


def test_tokens_are_all_good_until_one_is_named() -> None:
    shared = service()
    line = talk(service=shared)
    assert 200 == line.push(HEADERS).status
    first, second = targets(2)
    shared.know(first)
    path = f"/3/device/{first.token.hex()}"
    assert 200 == line.push({**HEADERS, ":path": path}).status
    assert Answer(400, "BadDeviceToken") == line.push({**HEADERS, ":path": f"/3/device/{second.token.hex()}"})
    shared.know(PushTarget(topic=f"{TOPIC}.other", token=second.token, push_magic="x"))
    assert Answer(400, "DeviceTokenNotForTopic") == line.push(
        {**HEADERS, ":path": f"/3/device/{second.token.hex()}"}
    )


def test_f32_a_dead_token_is_answered_with_410_and_since_when() -> None:
    """F32: the timestamp is what a server compares with the last TokenUpdate."""
    shared = service()
    shared.kill(bytes.fromhex(TOKEN), since=datetime(2026, 1, 1, tzinfo=UTC), reason="Unregistered")
    assert Answer(410, "Unregistered", 1_767_225_600_000) == talk(service=shared).push(HEADERS)
    shared.know(A_TARGET)
    assert 200 == talk(service=shared).push(HEADERS).status


def test_simulated_devices_decide_and_are_woken() -> None:
    stub, device = StubAPNs(), enrolled(TinyMDM())
    shared = service(devices=stub, wall=lambda: datetime(2026, 1, 1, tzinfo=UTC))
    target = device.push_target
    line = talk(service=shared)
    line.apns._blocks._topic = target.topic
    headers = {**HEADERS, "apns-topic": target.topic, ":path": f"/3/device/{target.token.hex()}"}
    assert 200 == line.push(headers).status, "without devices every token is good"
    stub.register(device)
    assert Answer(400, "BadDeviceToken") == line.push({**headers, ":path": HEADERS[":path"]})
    assert 200 == line.push(headers, payload("another magic")).status
    assert [True, False] == [push.heeded for push in shared.accepted]
    assert 200 == line.push(headers, payload(target.push_magic)).status
    assert [device] == [woken for woken, _ in stub.deliver()]
    device.remove_mdm_profile()
    assert Answer(410, "Unregistered", 1_767_225_600_000) == line.push(headers)


def test_with_counts_only_nothing_is_kept() -> None:
    line = talk(service=service(count_only=True))
    for _ in range(10):
        line.push(HEADERS, BODY)
    assert (10, []) == (line.apns.service.accepted_count, line.apns.service.accepted)
