"""A file that would make its reader work for hours is refused before the work begins."""

from __future__ import annotations

import time
from base64 import encodebytes

import pytest

from pymdm.apns.certificate import PushCertificate
from pymdm.crypto._rounds import MAX_ROUNDS, rounds_of, rounds_of_pem
from pymdm.crypto.pkcs12 import pkcs12_certificates
from tests.fuzz.mutate import Node, parse
from tests.unit.apns.push_files import PEM, SECRET, container, key_der, key_pem
from tests.unit.crypto.cms.forge import seq, tlv

SALT = tlv(0x04, bytes(8))
MANY = b"\x01\x00\x00\x00"  # seconds, not hours, in case it is not refused


def number(value: int) -> bytes:
    return tlv(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def slow(data: bytes) -> bytes:
    """The file with millions of rounds in place of the last number that follows a salt."""
    root = parse(data)
    assert root is not None
    after_salt = [
        siblings[place]
        for siblings, place in root.walk()
        if place and siblings[place].tag == 0x02 and siblings[place - 1].tag == 0x04
    ]
    after_salt[-1].inside = MANY
    return b"".join(node.encode() for node in root.inside if isinstance(node, Node))


def test_the_rounds_of_every_derivation_are_added_up() -> None:
    assert 2_048 == rounds_of(seq(SALT, number(2_048)))
    assert 3_000 == rounds_of(seq(seq(SALT, number(1_000), number(32)), tlv(0x04, seq(SALT, number(2_000)))))
    assert 2**17 == rounds_of(seq(SALT, number(2**14), number(8), number(1)))
    assert 0 == rounds_of(seq(number(5), SALT, seq(number(7))))


def test_strings_in_pieces_and_open_lengths_hide_no_rounds() -> None:
    inside = seq(SALT, number(9_000))
    pieces = tlv(0x24, tlv(0x04, inside[:7]), tlv(0x04, inside[7:]))

    assert 9_000 == rounds_of(tlv(0x30, pieces, indefinite=True))
    assert 9_000 == rounds_of(tlv(0x30, seq(SALT, number(9_000)), indefinite=True))


@pytest.mark.parametrize("data", [b"", b"\x30", b"\x30\x80", b"\x30\x03\x04\x01", bytes(100), b"\xff" * 100])
def test_what_is_no_der_asks_for_nothing(data: bytes) -> None:
    assert 0 == rounds_of(data) == rounds_of_pem(data)


def test_files_as_tools_write_them_stay_far_below_the_limit() -> None:
    assert 2_048 <= rounds_of(container()) < 100_000 < MAX_ROUNDS
    assert 2_048 <= rounds_of(key_der(b"x")) < 100_000
    assert rounds_of(key_der(b"x")) == rounds_of_pem(key_pem(password="x"))


def test_a_container_that_hashes_for_hours_is_refused_at_once() -> None:
    """Found by `make fuzz`."""
    before = time.process_time()
    for read in (PushCertificate.from_pkcs12, pkcs12_certificates):
        with pytest.raises(ValueError, match="hashed at most"):
            read(slow(container()), password=SECRET)
    assert time.process_time() - before < 0.5


def test_a_private_key_that_hashes_for_hours_is_refused_at_once() -> None:
    body = encodebytes(slow(key_der(b"x")))
    pem = b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + body + b"-----END ENCRYPTED PRIVATE KEY-----\n"
    before = time.process_time()
    with pytest.raises(ValueError, match="hashed at most"):
        PushCertificate.from_pem(PEM[: PEM.index(b"-----BEGIN PRIVATE")] + pem, password="x")
    assert time.process_time() - before < 0.5
