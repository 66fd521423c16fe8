"""The address of a device at Apple's push service."""

from __future__ import annotations

import json

import attrs
import pytest

from pymdm.errors import RemoteProtocolError
from pymdm.protocol import PushTarget
from pymdm.protocol.push import (
    MAX_PUSH_MAGIC,
    MAX_TOKEN,
    MAX_TOPIC,
    MIN_TOKEN,
    TOPIC_PREFIX,
    check_push_target,
    payload,
)

GOOD = PushTarget(topic=TOPIC_PREFIX + "External.1", token=b"\xab" * 32, push_magic="4F2B-MAGIC")


def test_a_push_carries_the_magic_and_nothing_else():
    """T66"""
    assert b'{"mdm":"4F2B-MAGIC"}' == payload(GOOD.push_magic)


@pytest.mark.parametrize("magic", ['quo"te', "back\\slash", "ümlaut", "\ud800"])
def test_the_payload_is_json_whatever_the_magic(magic):
    assert {"mdm": magic} == json.loads(payload(magic))


def test_a_good_target_comes_back():
    assert GOOD is check_push_target(GOOD)
    assert GOOD is check_push_target(GOOD, topic=GOOD.topic)


@pytest.mark.parametrize("size", [MIN_TOKEN, len(b"fakeToken"), 32, 100, MAX_TOKEN])
def test_tokens_may_have_another_length_than_today(size):
    check_push_target(attrs.evolve(GOOD, token=bytes(size)))


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"topic": ""}, "Topic"),
        ({"topic": TOPIC_PREFIX}, "Topic"),
        ({"topic": "com.example.mgmt.1"}, "Topic"),
        ({"topic": TOPIC_PREFIX + "ä"}, "Topic"),
        ({"topic": TOPIC_PREFIX + "a b"}, "Topic"),
        ({"topic": TOPIC_PREFIX + "a\r\nx-evil: 1"}, "Topic"),
        ({"topic": TOPIC_PREFIX + "a" * MAX_TOPIC}, "Topic"),
        ({"push_magic": ""}, "PushMagic"),
        ({"push_magic": "a\n"}, "PushMagic"),
        ({"push_magic": "a" * (MAX_PUSH_MAGIC + 1)}, "PushMagic"),
        ({"token": b""}, "Token"),
        ({"token": bytes(MIN_TOKEN - 1)}, "Token"),
        ({"token": bytes(MAX_TOKEN + 1)}, "Token"),
    ],
)
def test_a_target_that_no_push_could_reach_is_refused(change, key):
    """T16"""
    with pytest.raises(RemoteProtocolError, match=f"^{key}:"):
        check_push_target(attrs.evolve(GOOD, **change))


def test_a_foreign_topic_is_refused():
    """T16"""
    with pytest.raises(RemoteProtocolError, match=r"^Topic:"):
        check_push_target(GOOD, topic=TOPIC_PREFIX + "ours")


def test_token_and_magic_are_not_shown():
    """T65"""
    assert "MAGIC" not in repr(GOOD)
    assert "xab" not in repr(GOOD)
