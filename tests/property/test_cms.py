"""Whatever is done to a signature, only SignatureInvalid comes out, and nothing unsigned passes as signed."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from pymdm.crypto import cms
from pymdm.crypto.cms import _ber
from pymdm.crypto.cms._signed_data import SignedData
from pymdm.errors import SignatureInvalid
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import BODY

MUTATIONS = 20_000

SHAPES = {
    "BER": (forge.rsa_signer(), cms.APPLE_BER),
    "DER": (forge.rsa_signer(), cms.APPLE_DER),
    "EC": (forge.ec_signer(), cms.APPLE_DER),
    "key": (forge.rsa_signer(), cms.Shape(encoding="ber", detached=True, named_by="key")),
}


def _mutated(data: bytes, dice: random.Random) -> bytes:
    """One to three changes: a bit, a byte, a cut, a repetition, a swap, or a length made indefinite."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(changed))
        size = dice.randint(1, 16)
        match dice.randrange(6):
            case 0:
                changed[at] ^= 1 << dice.randrange(8)
            case 1:
                changed[at] = dice.choice((0x00, 0x04, 0x24, 0x30, 0x31, 0x80, 0x82, 0x84, 0xA0, 0xA1, 0xFF))
            case 2:
                del changed[at : at + size]
            case 3:
                changed[at:at] = changed[at : at + size]
            case 4:
                other = dice.randrange(len(changed))
                changed[at], changed[other] = changed[other], changed[at]
            case _:
                changed[at : at + 2] = b"\x30\x80"
        if not changed:
            changed = bytearray(b"\x00")
    return bytes(changed)


def _verdict(signed: bytes) -> cms.VerifiedSignature | None:
    try:
        return cms.verify_detached(signed, BODY, policy=cms.MDM_SIGNATURE)
    except SignatureInvalid:
        return None


@pytest.mark.parametrize("name", SHAPES)
def test_no_mutation_lets_another_exception_out_or_changes_what_was_signed(name: str) -> None:
    """A mutation may survive only in bytes that no CMS signature protects.

    Those are: the form of lengths, the versions, digestAlgorithms (as long as the right one is in it), the
    way an algorithm identifier is spelled, certificates other than the signer's, the parts of the signer's
    certificate that are not its name, number and key (which its issuer signs, and the trust store checks),
    and unsigned attributes.  What is left is compared: content, key, attributes, signature.
    """
    signer, shape = SHAPES[name]
    signed = cms.sign(BODY, signer, shape=shape, signing_time=forge.NOW if shape.attributes else None)
    original = SignedData(signed)
    key = _key(signer.certificate)
    dice = random.Random(f"cms {name}")  # a fixed seed for each shape

    survived = 0
    for _ in range(MUTATIONS // len(SHAPES)):
        mutated = _mutated(signed, dice)
        verified = _verdict(mutated)
        if verified is None or mutated == signed:
            continue
        survived += 1
        read = SignedData(mutated)
        assert BODY == verified.content
        assert key == _key(verified.signer.certificate)
        assert original.attributes == read.attributes
        assert signer.certificate == verified.signer.certificate or original.name == read.name
        assert original.signature == read.signature
    assert survived < MUTATIONS // len(SHAPES) // 2


def _key(certificate: bytes) -> object:
    from pymdm.crypto.cms._certificate import read_certificate

    return read_certificate(certificate).load_key()


def test_no_single_bit_of_what_is_signed_may_change() -> None:
    """Every bit of the attributes and of an RSA signature counts."""
    signed = cms.sign(BODY, forge.rsa_signer(), shape=cms.APPLE_DER)
    read = SignedData(signed)
    assert read.attributes is not None
    for part in (read.attributes[2:], read.signature):
        start = signed.index(part)
        for position in range(start, start + len(part)):
            changed = bytearray(signed)
            changed[position] ^= 1 << (position % 8)
            assert None is _verdict(bytes(changed))


def _hostile_bytes(dice: random.Random) -> Iterator[bytes]:
    """Nested tags and lengths without sense."""
    tags = (0x02, 0x04, 0x06, 0x24, 0x30, 0x31, 0x80, 0xA0, 0xA1, 0x1F)
    lengths = (0x00, 0x01, 0x05, 0x7F, 0x80, 0x81, 0x82, 0x84, 0x85, 0xFF)
    yield b""
    for _ in range(3000):
        size = dice.randint(1, 60)
        yield bytes(dice.choice(tags if index % 2 == 0 else lengths) for index in range(size))
        yield dice.randbytes(size)


def test_no_bytes_let_another_exception_out() -> None:
    prefix = cms.sign(BODY, forge.rsa_signer(), shape=cms.APPLE_BER)
    dice = random.Random("cms bytes")
    for data in _hostile_bytes(dice):
        for signed in (data, prefix[: dice.randrange(60)] + data):
            assert None is _verdict(signed)


def test_the_cursor_never_moves_backwards_or_beyond_the_end() -> None:
    for data in _hostile_bytes(random.Random("cms cursor")):
        for read in (_ber.skip, lambda data, at, end: _ber.octets(data, at, end)[1]):
            try:
                at = read(data, 0, len(data))
            except SignatureInvalid:
                continue
            assert 0 < at <= len(data)
