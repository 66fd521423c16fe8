"""What stands between signature and content: T20, T21, T22, T31."""

from __future__ import annotations

import pytest

from pymdm.errors import Reason
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import (
    BODY,
    CONTENT_TYPE,
    DATA,
    EOC,
    MESSAGE_DIGEST,
    Parts,
    attached_reason_for,
    attribute,
    attributes_for,
    reason_for,
    seq,
    set_of,
    tlv,
)

OTHER_BODY = BODY.replace(b"Idle", b"idle")


@pytest.mark.parametrize("attached", [False, True])
def test_t20_signed_attributes_of_another_body_are_refused(attached: bool) -> None:
    parts = Parts.right(attached=attached)
    if attached:
        parts.content = OTHER_BODY
        assert Reason.DIGEST_MISMATCH == attached_reason_for(parts.encode())
    else:
        assert Reason.DIGEST_MISMATCH == reason_for(parts.encode(), OTHER_BODY)


def test_t20_there_is_no_falling_back_to_a_signature_over_the_content() -> None:
    """The signature is right for the bare content, the attributes are for something else."""
    parts = Parts.right(attributes=None)
    parts.attributes = attributes_for(OTHER_BODY)

    assert Reason.DIGEST_MISMATCH == reason_for(parts.encode())
    parts.attributes = attributes_for(BODY)
    assert Reason.SIGNATURE_WRONG == reason_for(parts.encode())


def test_t20_changed_body_without_attributes_is_refused() -> None:
    signed = Parts.right(attributes=None, digest="sha1").encode()

    assert Reason.SIGNATURE_WRONG == reason_for(signed, OTHER_BODY)


_TYPE, _DIGEST = attributes_for(BODY)


_DIGEST_VALUE = _DIGEST[-34:]


_BAD_ATTRIBUTES = {
    "none at all": [attribute(forge.SIGNING_TIME, tlv(0x17, b"260102030405Z"))],
    "no contentType": [_DIGEST],
    "no messageDigest": [_TYPE],
    "two contentTypes": [_TYPE, _TYPE, _DIGEST],
    "two messageDigests": [_TYPE, _DIGEST, _DIGEST],
    "good and bad messageDigest": [_TYPE, _DIGEST, *attributes_for(OTHER_BODY)[1:]],
    "bad and good messageDigest": [_TYPE, *attributes_for(OTHER_BODY)[1:], _DIGEST],
    "two values of contentType": [attribute(CONTENT_TYPE, DATA, DATA), _DIGEST],
    "two values of messageDigest": [_TYPE, attribute(MESSAGE_DIGEST, _DIGEST_VALUE, _DIGEST_VALUE)],
    "no value of contentType": [attribute(CONTENT_TYPE), _DIGEST],
    "no value of messageDigest": [_TYPE, attribute(MESSAGE_DIGEST)],
    "other contentType": [attribute(CONTENT_TYPE, forge.TST_INFO), _DIGEST],
    "messageDigest of another type": [_TYPE, attribute(MESSAGE_DIGEST, tlv(0x0C, _DIGEST_VALUE[2:]))],
    "messageDigest of another length": [_TYPE, attribute(MESSAGE_DIGEST, tlv(0x04, _DIGEST_VALUE[2:22]))],
    "empty messageDigest": [_TYPE, attribute(MESSAGE_DIGEST, tlv(0x04))],
    "value outside the set": [_TYPE, seq(MESSAGE_DIGEST, set_of(), _DIGEST_VALUE)],
    "hidden in another attribute": [attribute(forge.SIGNING_TIME, _TYPE, _DIGEST)],
}


@pytest.mark.parametrize("attributes", _BAD_ATTRIBUTES.values(), ids=_BAD_ATTRIBUTES.keys())
def test_t21_attributes_without_exactly_one_type_and_digest_are_refused(attributes: list[bytes]) -> None:
    parts = Parts.right().sign_attributes(attributes)

    assert Reason.ATTRIBUTES_INVALID == reason_for(parts.encode())


@pytest.mark.parametrize(
    "element",
    [
        tlv(0xA0),
        tlv(0xA0, _TYPE, _DIGEST, indefinite=True),
        tlv(0xA0, _TYPE, _DIGEST, b"\x04\x00"),
        tlv(0xA0, _TYPE, _DIGEST, b"\x30\x80" + EOC),
        tlv(0xA0, _TYPE, _DIGEST, b"\x30\x7f"),
        tlv(0xA0, _TYPE, _DIGEST, b"\x30"),
    ],
    ids=["empty", "indefinite", "no sequence", "indefinite attribute", "overrun", "cut"],
)
def test_t21_broken_attributes_are_refused(element: bytes) -> None:
    parts = Parts.right()
    parts.attributes_element = element
    parts.signature = forge.sign_raw(parts.key, b"\x31" + element[1:], "sha256")

    assert reason_for(parts.encode()) in (Reason.ATTRIBUTES_INVALID, Reason.MALFORMED)


@pytest.mark.parametrize("attributes", [None, ()], ids=["no attributes", "attributes"])
def test_t21_content_of_another_type_is_refused(attributes: tuple[bytes, ...] | None) -> None:
    if attributes is not None:
        attributes = tuple(attributes_for(BODY, content_type=forge.TST_INFO))
    parts = Parts.right(attributes=attributes)
    parts.content_type = forge.TST_INFO

    assert Reason.MALFORMED == reason_for(parts.encode())


def _stripped(parts: Parts) -> tuple[bytes, bytes]:
    """The forgery: a signature over attributes, passed off as one over their encoding."""
    assert parts.attributes is not None
    content = set_of(*parts.attributes)
    parts.attributes = None
    return parts.encode(), content


def test_t22_a_set_of_attributes_is_no_content() -> None:
    signed, content = _stripped(Parts.right())

    assert Reason.FORGED_ATTRIBUTES == reason_for(signed, content)


def test_t22_a_set_of_attributes_is_no_attached_content() -> None:
    parts = Parts.right()
    _, content = _stripped(parts)
    parts.content = content

    assert Reason.FORGED_ATTRIBUTES == attached_reason_for(parts.encode())


@pytest.mark.parametrize("attributes", [attributes_for(BODY)[:1], attributes_for(BODY)[1:]])
def test_t22_one_telltale_attribute_is_enough(attributes: list[bytes]) -> None:
    signed, content = _stripped(Parts.right(attributes=attributes))

    assert Reason.FORGED_ATTRIBUTES == reason_for(signed, content)


@pytest.mark.parametrize(
    "content",
    [
        b"1",
        b"1 is the first byte, nothing more",
        b"\x31\x00",
        set_of(attribute(forge.SIGNING_TIME, tlv(0x17, b"260102030405Z"))),
        set_of(*attributes_for(BODY)) + b"x",
        set_of(*attributes_for(BODY))[:-1],
        set_of(*attributes_for(BODY), b"\x04\x00"),
    ],
)
def test_t22_content_that_only_begins_alike_is_content(content: bytes) -> None:
    """No signer hashes such bytes as its attributes, so they cannot have been stripped from anything."""
    assert None is reason_for(Parts.right(content, attributes=None).encode(), content)


def test_t31_attributes_in_another_order_are_hashed_as_received() -> None:
    in_order = sorted(attributes_for(BODY))
    parts = Parts.right(attributes=in_order[::-1])
    assert None is reason_for(parts.encode())

    parts.attributes = in_order
    assert Reason.SIGNATURE_WRONG == reason_for(parts.encode())


def test_t31_the_signature_is_over_a_set_and_not_over_the_tag_on_the_wire() -> None:
    parts = Parts.right()
    assert parts.attributes is not None
    parts.signature = forge.sign_raw(parts.key, tlv(0xA0, *parts.attributes), "sha256")

    assert Reason.SIGNATURE_WRONG == reason_for(parts.encode())


def test_every_changed_byte_of_a_signed_body_is_noticed() -> None:
    for attributes in (None, ()):
        signed = Parts.right(attributes=attributes).encode()
        for position in range(len(BODY)):
            changed = bytearray(BODY)
            changed[position] ^= 1
            assert None is not reason_for(signed, bytes(changed))
