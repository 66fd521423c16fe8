"""Pushes, their headers and their outcomes as values."""

from __future__ import annotations

import attrs
import pytest

from pymdm.apns.outcome import (
    MAX_BODY,
    MAX_COLLAPSE_ID,
    MAX_EXPIRATION,
    Push,
    PushHeaders,
    PushOutcome,
    PushReason,
    Verdict,
)
from tests.unit.apns.engines import HEADERS, block, target

PUSH = Push(target(), HEADERS)


def test_headers_are_one_line_each_in_apples_names() -> None:
    kind = PushHeaders(topic="com.apple.mgmt.x", expiration=0, priority=5, collapse_id="one")

    assert (
        (b"apns-topic", b"com.apple.mgmt.x"),
        (b"apns-push-type", b"mdm"),
        (b"apns-priority", b"5"),
        (b"apns-expiration", b"0"),
        (b"apns-collapse-id", b"one"),
    ) == kind.fields
    assert hash(kind) == hash(attrs.evolve(kind))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("topic", "com.example.app"),
        ("topic", "com.apple.mgmt."),
        ("topic", "com.apple.mgmt.x\r\nx: y"),
        ("topic", "com.apple.mgmt." + "x" * 256),
        ("expiration", -1),
        ("expiration", MAX_EXPIRATION + 1),
        ("priority", 9),
        ("collapse_id", ""),
        ("collapse_id", "a b"),
        ("collapse_id", "ä"),
        ("collapse_id", "x" * (MAX_COLLAPSE_ID + 1)),
        ("collapse_id", "x\n"),
    ],
)
def test_headers_that_apple_would_refuse_are_refused_here(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"{name}: expected"):
        attrs.evolve(HEADERS, **{name: value})  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [True, 1.5, "0", None])
def test_an_expiration_is_a_whole_number(value: object) -> None:
    with pytest.raises(TypeError, match="expiration: expected"):
        PushHeaders(topic=HEADERS.topic, expiration=value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value"),
    [("expiration", MAX_EXPIRATION), ("priority", 1), ("collapse_id", "~" * MAX_COLLAPSE_ID)],
)
def test_headers_at_the_edge_are_taken(name: str, value: object) -> None:
    assert value == getattr(attrs.evolve(HEADERS, **{name: value}), name)  # type: ignore[arg-type]


def test_neither_token_nor_magic_shows_in_a_repr() -> None:
    push = Push(target(token=b"\xab" * 32, magic="SECRET"), HEADERS)
    shown = repr(push) + repr(PushOutcome(push, 410, b"", b'{"reason":"Unregistered"}'))

    assert "Unregistered" in shown
    assert not any(secret in shown for secret in ("SECRET", "abab", "\\xab"))


def test_outcomes_are_equal_if_they_say_the_same() -> None:
    body = b'{"reason":"Unregistered","timestamp":1}'
    one = PushOutcome(PUSH, 410, b"", body)
    other = PushOutcome(Push(PUSH.target, HEADERS, "other"), 410, b"\x8d", b" " + body)

    assert one == other
    assert hash(one) == hash(other)
    assert one != PushOutcome(PUSH, 410, b"", b'{"reason":"Unregistered","timestamp":2}')
    assert one != PushOutcome(PUSH, 200)
    assert one != 410


@pytest.mark.parametrize(
    ("status", "reason", "verdict"),
    [
        (200, None, Verdict.DELIVERED),
        (400, PushReason.BAD_DEVICE_TOKEN, Verdict.DEAD_TOKEN),
        (410, PushReason.EXPIRED_TOKEN, Verdict.DEAD_TOKEN),
        (410, "Whatever", Verdict.DEAD_TOKEN),
        (400, PushReason.BAD_TOPIC, Verdict.CERTIFICATE),
        (400, PushReason.TOPIC_DISALLOWED, Verdict.CERTIFICATE),
        (403, PushReason.BAD_CERTIFICATE, Verdict.CERTIFICATE),
        (400, PushReason.IDLE_TIMEOUT, Verdict.TRY_LATER),
        (429, PushReason.TOO_MANY_REQUESTS, Verdict.TRY_LATER),
        (500, PushReason.INTERNAL_SERVER_ERROR, Verdict.TRY_LATER),
        (503, PushReason.SHUTDOWN, Verdict.TRY_LATER),
        (0, PushReason.NO_ANSWER, Verdict.TRY_LATER),
        (0, PushReason.NO_CONNECTION, Verdict.TRY_LATER),
        (0, PushReason.NOT_SENT, Verdict.REFUSED),
        (400, PushReason.BAD_COLLAPSE_ID, Verdict.REFUSED),
        (413, PushReason.PAYLOAD_TOO_LARGE, Verdict.REFUSED),
        (302, None, Verdict.REFUSED),
    ],
)
def test_each_reason_says_what_to_do(status: int, reason: str | None, verdict: Verdict) -> None:
    assert verdict is PushOutcome(PUSH, status, reason=reason).verdict


def test_the_reason_of_an_outcome_without_an_answer_is_ours() -> None:
    found = PushOutcome(PUSH, 0, reason=PushReason.NO_ANSWER)

    assert ("NoAnswer", False, 0) == (found.reason, found.delivered, found.attempts)
    assert (None, None, None) == (found.timestamp, found.apns_id, found.retry_after)
    assert PUSH.target is found.target


@pytest.mark.parametrize(
    ("written", "year"),
    [
        (b"1700000000000", 2023),
        (b"1", 1970),
        (b"253402300799999", 9999),
        (b"253402300800000", None),
        (b"0", None),
        (b"-5", None),
        (b"true", None),
        (b'"1700000000000"', None),
        (b"1e400", None),
        (b"9" * 4_000, None),
        (b"9" * 400, None),
    ],
)
def test_a_timestamp_is_a_moment_or_nothing(written: bytes, year: int | None) -> None:
    found = PushOutcome(PUSH, 410, b"", b'{"timestamp":' + written + b"}").timestamp

    assert year == (found.year if found else None)


def test_a_body_over_the_limit_is_not_read() -> None:
    body = b'{"reason":"BadTopic"}'

    assert "BadTopic" == PushOutcome(PUSH, 400, b"", body.ljust(MAX_BODY)).reason
    assert "HTTP 400" == PushOutcome(PUSH, 400, b"", body.ljust(MAX_BODY + 1)).reason


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("30", 30), ("0", 0), ("soon", None), ("", None), ("-1", None), ("9" * 9, None), ("¹", None)],
)
def test_retry_after_is_seconds_or_nothing(value: str, seconds: int | None) -> None:
    assert seconds == PushOutcome(PUSH, 429, ((b"retry-after", value.encode()),)).retry_after


@pytest.mark.parametrize(
    ("headers", "apns_id"),
    [
        (b"", None),
        (b"\x88", None),
        (b"\x88" + block(("apns-id", "abc")), "abc"),
        (b"\x88" + block(("apns-id", "abc"), huffman=False), "abc"),
        (b"\x88\x00\x07apns", None),
        (b"\x88\xbe", None),
        (b"\x88\x00\x07apns-id\x02\xff\xfe", "\N{REPLACEMENT CHARACTER}" * 2),
        (((b":status", b"200"), (b"apns-id", b"abc")), "abc"),
    ],
)
def test_apples_id_is_read_when_asked_for(headers: bytes, apns_id: str | None) -> None:
    found = PushOutcome(PUSH, 200, headers)

    assert apns_id == found.apns_id == found.apns_id
