"""The attributes of a message: each once, with one value, and of a sane size."""

from __future__ import annotations

import pytest

from pymdm.crypto import cms
from pymdm.crypto.scep import FailInfo, PKIStatus, read_message
from pymdm.errors import DecodeError, Reason, SignatureInvalid
from tests.unit.crypto.cms.forge import Parts, attributes_for, seq, set_of, tlv
from tests.unit.crypto.scep.talk import (
    FAIL_INFO,
    MESSAGE_TYPE,
    NONCE,
    RECIPIENT_NONCE,
    SENDER_NONCE,
    STATUS,
    TRANSACTION,
    TRANSACTION_ID,
    attribute,
    attributes,
    client,
    message,
)


def test_a_message_is_read() -> None:
    read = read_message(message(b"content"))

    assert 19 == read.message_type
    assert TRANSACTION == read.transaction_id
    assert NONCE == read.sender_nonce
    assert (None, None, None) == (read.recipient_nonce, read.status, read.fail_info)
    assert client().certificate == read.signer
    assert "sha256" == read.digest
    assert b"content" == read.content


def test_an_answer_is_read() -> None:
    more = [
        attribute(RECIPIENT_NONCE, tlv(0x04, bytes(16))),
        attribute(STATUS, tlv(0x13, b"2")),
        attribute(FAIL_INFO, tlv(0x13, b"4")),
    ]
    read = read_message(message(b"", more=more))

    assert bytes(16) == read.recipient_nonce
    assert PKIStatus.FAILURE is read.status
    assert FailInfo.BAD_CERT_ID is read.fail_info


def test_an_answer_that_failed_may_come_without_content() -> None:
    """RFC 8894, 3.2: there is nothing to carry.  An empty content and none mean the same."""
    own = [each for group in attributes().values() for each in group]
    parts = Parts.right(b"", client(), attributes=[*attributes_for(b""), *own])

    assert b"" == read_message(parts.encode()).content


@pytest.mark.parametrize("tag", [0x0C, 0x13, 0x16])
@pytest.mark.parametrize("text", ["a", "x" * 255, "a+b/c=", "550e8400-e29b-41d4-a716-446655440000", "a_b"])
def test_a_transaction_id_of_any_client_is_read(tag: int, text: str) -> None:
    """Hex, base64, a UUID; PrintableString as it should be, or another type."""
    data = message(b"", transaction_id=[attribute(TRANSACTION_ID, tlv(tag, text.encode()))])

    assert text == read_message(data).transaction_id


@pytest.mark.parametrize("size", [1, 16, 64])
def test_a_nonce_has_up_to_64_bytes(size: int) -> None:
    data = message(b"", sender_nonce=[attribute(SENDER_NONCE, tlv(0x04, bytes(size)))])

    assert bytes(size) == read_message(data).sender_nonce


BAD = {
    "no type": {"message_type": []},
    "type of another tag": {"message_type": [attribute(MESSAGE_TYPE, tlv(0x02, b"\x13"))]},
    "two types": {"message_type": [attribute(MESSAGE_TYPE, tlv(0x13, b"19"))] * 2},
    "type with two values": {"message_type": [attribute(MESSAGE_TYPE, tlv(0x13, b"19"), tlv(0x13, b"17"))]},
    "type with no value": {"message_type": [attribute(MESSAGE_TYPE)]},
    "type that goes on": {"message_type": [seq(MESSAGE_TYPE, set_of(tlv(0x13, b"19")), b"\x05\x00")]},
    "type with an open length": {"message_type": [seq(MESSAGE_TYPE, set_of(b"\x33\x80\x00\x00"))]},
    "an attribute without a type": {"more": [seq(set_of())]},
    "no transaction": {"transaction_id": []},
    "empty transaction": {"transaction_id": [attribute(TRANSACTION_ID, tlv(0x13, b""))]},
    "long transaction": {"transaction_id": [attribute(TRANSACTION_ID, tlv(0x13, b"x" * 256))]},
    "transaction that is not ASCII": {"transaction_id": [attribute(TRANSACTION_ID, tlv(0x0C, b"\xc3\xa4"))]},
    "transaction of several lines": {"transaction_id": [attribute(TRANSACTION_ID, tlv(0x13, b"a\nb"))]},
    "nonce of another tag": {"sender_nonce": [attribute(SENDER_NONCE, tlv(0x13, b"a"))]},
    "empty nonce": {"sender_nonce": [attribute(SENDER_NONCE, tlv(0x04, b""))]},
    "long nonce": {"sender_nonce": [attribute(SENDER_NONCE, tlv(0x04, bytes(65)))]},
    "nonce with two values": {"sender_nonce": [attribute(SENDER_NONCE, tlv(0x04, NONCE), tlv(0x04, NONCE))]},
    "two nonces": {"sender_nonce": [attribute(SENDER_NONCE, tlv(0x04, NONCE))] * 2},
    "unknown status": {"more": [attribute(STATUS, tlv(0x13, b"1"))]},
    "status in words": {"more": [attribute(STATUS, tlv(0x13, b"SUCCESS"))]},
    "unknown fail info": {"more": [attribute(FAIL_INFO, tlv(0x13, b"5"))]},
}


@pytest.mark.parametrize("name", BAD)
def test_attributes_that_could_be_read_in_two_ways_are_refused(name: str) -> None:
    with pytest.raises(DecodeError) as caught:
        read_message(message(b"", **BAD[name]))
    assert "SUCCESS" not in str(caught.value)


def test_attributes_of_others_do_not_matter() -> None:
    other = [attribute(tlv(0x06, b"\x2a\x03"), tlv(0x0C, b"x"), tlv(0x0C, b"y"))]

    assert 19 == read_message(message(b"", more=other * 2)).message_type


def test_without_attributes_it_is_no_message() -> None:
    bare = cms.sign(b"content", client(), shape=cms.Shape(attributes=False))
    with pytest.raises(SignatureInvalid) as caught:
        read_message(bare)
    assert Reason.ATTRIBUTES_INVALID is caught.value.reason


@pytest.mark.parametrize("data", [b"", b"nonsense", bytes(cms.SCEP.max_attached + 1)], ids=len)
def test_what_is_no_signed_message_is_refused(data: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        read_message(data)


def test_what_is_too_large_is_not_looked_at() -> None:
    with pytest.raises(SignatureInvalid) as caught:
        read_message(message(bytes(cms.SCEP.max_attached)))
    assert Reason.TOO_LARGE is caught.value.reason


def test_md5_is_not_among_the_digests() -> None:
    """T27: what a client of before 2010 takes when nothing better is announced."""
    assert {"rsa-sha1"} == {each for each in cms.SCEP.algorithms if "sha1" in each}
    assert not any("md5" in each for each in cms.SCEP.algorithms)
