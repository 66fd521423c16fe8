"""Whatever is done to a SCEP message, an envelope or a certificate request, only pymdm's errors come out.

And nothing that was changed passes for what was sent.
"""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from pymdm.crypto.cms import certificates_only, read_certificates_only
from pymdm.crypto.csr import CertificateRequest, make_csr, parse_csr
from pymdm.crypto.envelope import EVERY_CIPHER, Cipher, EnvelopedData, decrypt_enveloped, encrypt_enveloped
from pymdm.crypto.scep import (
    SCEPRefused,
    decode_query_message,
    decode_request,
    decode_response,
    encode_success,
    next_ca_cert,
    read_ca_cert,
    read_message,
    read_next_ca_cert,
)
from pymdm.errors import PymdmError
from tests.unit.crypto.scep.talk import (
    AUTHORITY,
    NONCE,
    TRANSACTION,
    client,
    dice,
    identity,
    message,
    request,
)

MUTATIONS = 3_000
ISSUED, _ = identity()
CLIENT = client()
CSR = make_csr(CLIENT.key)
ENVELOPE = encrypt_enveloped(CSR, recipient=AUTHORITY.certificate, random=dice, cipher=Cipher.AES_128_CBC)
REQUEST = request(CLIENT)
ANSWER = encode_success(
    decode_request(REQUEST, authority=AUTHORITY), ISSUED.certificate, authority=AUTHORITY, random=dice
)


def mutated(data: bytes, dice: random.Random) -> bytes:
    """One to three changes: a bit, a byte, a cut, a repetition, a swap, or a length made indefinite."""
    changed = bytearray(data)
    for _ in range(dice.randint(1, 3)):
        at = dice.randrange(len(changed))
        size = dice.randint(1, 16)
        match dice.randrange(6):
            case 0:
                changed[at] ^= 1 << dice.randrange(8)
            case 1:
                changed[at] = dice.choice(
                    (0x00, 0x04, 0x06, 0x24, 0x30, 0x31, 0x80, 0x82, 0x84, 0xA0, 0xA1, 0xFF)
                )
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


def opened(data: bytes) -> bytes:
    return decrypt_enveloped(data, certificate=AUTHORITY.certificate, key=AUTHORITY.key, ciphers=EVERY_CIPHER)


def answered(data: bytes) -> object:
    return decode_response(
        data,
        signer=CLIENT,
        authorities=(AUTHORITY.certificate,),
        transaction_id=TRANSACTION,
        sender_nonce=NONCE,
    )


READERS: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "request": (REQUEST, lambda data: decode_request(data, authority=AUTHORITY)),
    "answer": (ANSWER, answered),
    "envelope": (ENVELOPE, opened),
    "parts of an envelope": (ENVELOPE, EnvelopedData.read),
    "certificate request": (CSR, parse_csr),
    "certificates": (certificates_only((ISSUED.certificate, CLIENT.certificate)), read_certificates_only),
    "CA certificate": (AUTHORITY.certificate, read_ca_cert),
    "chain": (certificates_only((ISSUED.certificate,)), read_ca_cert),
    "next CA": (
        next_ca_cert((ISSUED.certificate,), authority=AUTHORITY).data,
        lambda data: read_next_ca_cert(data, authority=AUTHORITY.certificate),
    ),
    "query": (b"MIIBAA+/", lambda data: decode_query_message(data.decode("latin-1"))),
}


@pytest.mark.parametrize("name", READERS)
def test_no_mutation_lets_another_exception_out(name: str) -> None:
    good, read = READERS[name]
    numbers = random.Random(f"scep {name}")
    read(good)
    for _ in range(MUTATIONS // 3):
        try:
            read(mutated(good, numbers))
        except PymdmError:
            continue


def test_no_mutation_of_what_is_inside_a_signature_lets_another_exception_out() -> None:
    """An attacker signs what he likes, so envelopes and attributes arrive broken under a good signature."""
    numbers = random.Random("scep inside")
    for _ in range(MUTATIONS // 10):
        data = message(mutated(ENVELOPE, numbers), CLIENT)
        try:
            read = decode_request(data, authority=AUTHORITY)
        except SCEPRefused:
            continue
        assert CLIENT.key.public_key() == read.public_key


def test_no_mutation_of_the_request_in_a_good_envelope_lets_another_exception_out() -> None:
    numbers = random.Random("scep innermost")
    for _ in range(MUTATIONS // 10):
        csr = mutated(CSR, numbers)
        if csr == CSR:
            continue
        inner = encrypt_enveloped(csr, recipient=AUTHORITY.certificate, random=dice)
        with pytest.raises(SCEPRefused):
            decode_request(message(inner, CLIENT), authority=AUTHORITY)


def test_no_mutation_changes_who_asks_for_what() -> None:
    """What survives differs only in bytes that no signature covers: forms of lengths, extra certificates."""
    original = read_message(REQUEST)
    numbers = random.Random("scep meaning")
    survived = 0
    for _ in range(MUTATIONS):
        try:
            read = read_message(mutated(REQUEST, numbers))
        except PymdmError:
            continue
        survived += 1
        assert (original.message_type, original.transaction_id) == (read.message_type, read.transaction_id)
        assert (original.sender_nonce, original.content) == (read.sender_nonce, read.content)
    assert survived < MUTATIONS // 2


def test_no_bit_of_a_certificate_request_may_change() -> None:
    for position in range(len(CSR)):
        changed = bytearray(CSR)
        changed[position] ^= 1 << (position % 8)
        assert None is _request_or_none(bytes(changed))


def _request_or_none(data: bytes) -> CertificateRequest | None:
    try:
        return parse_csr(data)
    except PymdmError:
        return None
