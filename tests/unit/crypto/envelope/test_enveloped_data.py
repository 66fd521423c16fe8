"""Cutting an EnvelopedData apart without opening it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pymdm.crypto.envelope import MAX_ENVELOPED, Cipher, EnvelopedData
from pymdm.errors import DecodeError
from tests.unit.crypto.cms.forge import DATA, SIGNED_DATA, rsa_key, rsa_signer, seq, set_of, tlv
from tests.unit.crypto.envelope.enveloping import CIPHERS, VECTOR, Parts, recipient

CERTIFICATE = rsa_signer(40).certificate


def right() -> Parts:
    return Parts.right(CERTIFICATE, rsa_key(40))


def test_the_parts_are_the_bytes_as_received() -> None:
    parts = right()
    read = EnvelopedData.read(parts.encode())

    assert Cipher.AES_128_CBC is read.cipher
    assert VECTOR == read.vector
    assert parts.content == read.encrypted_content
    assert 1 == len(read.recipients)
    assert read.recipients[0] == read.recipient(CERTIFICATE)
    assert None is read.recipient(rsa_signer(41).certificate)


def test_nothing_of_it_shows() -> None:
    assert "encrypted_content" not in repr(EnvelopedData.read(right().encode()))


@pytest.mark.parametrize("cipher", CIPHERS)
def test_the_cipher_is_known_by_its_identifier(cipher: str) -> None:
    oid, size, block = CIPHERS[cipher]
    read = EnvelopedData.read(Parts.right(CERTIFICATE, rsa_key(40), cipher=cipher).encode())

    assert read.cipher is not None
    assert oid == read.cipher.oid
    assert (size, block) == (read.cipher.key_size, read.cipher.block_size)


def test_an_unknown_cipher_is_none() -> None:
    parts = right()
    parts.algorithm = seq(bytes.fromhex("06082a864886f70d0302"))
    read = EnvelopedData.read(parts.encode())

    assert None is read.cipher
    assert b"" == read.vector


def test_sixteen_recipients_are_read_and_no_more() -> None:
    parts = right()
    parts.recipients = parts.recipients * 16
    assert 16 == len(EnvelopedData.read(parts.encode()).recipients)

    parts.recipients.append(parts.recipients[0])
    with pytest.raises(DecodeError):
        EnvelopedData.read(parts.encode())


def test_what_is_too_large_is_not_looked_at() -> None:
    with pytest.raises(DecodeError, match="at most 65536 bytes"):
        EnvelopedData.read(bytes(MAX_ENVELOPED + 1))


def changed(**how: bytes | list[bytes]) -> Callable[[], bytes]:
    def make() -> bytes:
        parts = right()
        for name, value in how.items():
            setattr(parts, name, value)
        return parts.encode()

    return make


AES = CIPHERS["aes128"][0]
MALFORMED: dict[str, Callable[[], bytes]] = {
    "nothing": lambda: b"",
    "a tag": lambda: b"\x30",
    "a byte behind": lambda: right().encode() + b"\x00",
    "cut": lambda: right().encode()[:-1],
    "signed data": changed(outer_type=SIGNED_DATA),
    "no version": changed(version=b""),
    "recipients in a sequence": changed(recipients_element=seq()),
    "no recipients at all": changed(recipients_element=b""),
    "recipient of no known kind": changed(recipients=[tlv(0xA5, b"")]),
    "recipient that is empty": changed(recipients=[seq()]),
    "recipient that goes on": changed(
        recipients=[seq(tlv(0x02, b"\x00"), seq(), seq(), tlv(0x04, b""), b"\x05\x00")]
    ),
    "recipient with a name of a number": changed(
        recipients=[recipient(CERTIFICATE, b"", name=tlv(0x02, b"\x01"))]
    ),
    "cipher that is no sequence": changed(algorithm=set_of(AES, tlv(0x04, VECTOR))),
    "no vector": changed(algorithm=seq(AES)),
    "short vector": changed(algorithm=seq(AES, tlv(0x04, VECTOR[:15]))),
    "something behind the vector": changed(algorithm=seq(AES, tlv(0x04, VECTOR), b"\x05\x00")),
    "no content": changed(content_element=b""),
    "content of another kind": changed(content_element=tlv(0x04, bytes(16))),
    "pieces of another kind": changed(content_element=tlv(0xA0, tlv(0x02, bytes(16)))),
    "pieces that do not end": changed(content_element=b"\xa0\x80" + tlv(0x04, bytes(16))),
    "something behind the content": changed(content_element=tlv(0x80, bytes(16)) + b"\x05\x00"),
    "no type of content": changed(content_type=b""),
    "two types of content": changed(content_type=DATA + DATA),
    "unprotected of another kind": changed(unprotected=seq()),
    "something behind the unprotected": changed(unprotected=tlv(0xA1, b"") + b"\x05\x00"),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_everything_else_is_refused(name: str) -> None:
    with pytest.raises(DecodeError, match="expected one CMS EnvelopedData message"):
        EnvelopedData.read(MALFORMED[name]())
