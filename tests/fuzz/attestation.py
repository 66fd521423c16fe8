"""Chains of attestations: what verifies is about the device and the question that were asked for."""

from __future__ import annotations

import functools
import random
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric import ec

from pymdm.crypto.attestation import OIDS, verify_attestation
from pymdm.errors import EnrollmentMismatch
from pymdm.testing import attestation as fake
from tests.fuzz.keys import NOW, ec_key
from tests.fuzz.readers import Reader, Readers, der_or_bytes

NONCE, SERIAL = b"nonce" * 4, "C02XYZ"


@functools.cache
def _apple() -> fake.FakeAttestation:
    """As FakeAttestation.create makes them, with keys that stay the same."""
    root_key, key = ec_key(ec.SECP384R1), ec_key()
    root_name, name = fake._name("Fake Attestation Root CA"), fake._name("Fake Attestation Sub CA 1")
    until = NOW + fake._CA_LIFETIME
    root = fake._builder(root_name, root_name, root_key.public_key(), NOW, until, number=1)
    between = fake._builder(name, root_name, key.public_key(), NOW, until, number=2)
    return fake.FakeAttestation(
        root_certificate=fake._signed(root, root_key, ca=True),
        intermediate=fake._signed(between, root_key, ca=True),
        key=key,
    )


def _pack(chain: Sequence[bytes]) -> bytes:
    """A chain as one input: lengths of four bytes."""
    return b"".join(len(der).to_bytes(4, "big") + der for der in chain)


def _unpack(data: bytes) -> list[bytes]:
    chain, at = [], 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        chain.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    return chain


def _seeds() -> tuple[bytes, ...]:
    apple = _apple()
    whole = apple.issue(
        now=NOW, serial_number=SERIAL, udid="UDID", os_version="15.5", sip_status=0, freshness=NONCE
    )
    private = apple.issue(now=NOW, freshness=NONCE)
    return _pack(whole), _pack((*whole, apple.root_certificate)), _pack(private)


def _change_chain(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """One certificate changed, dropped, repeated, or out of its place."""
    chain = _unpack(data)
    place = dice.randrange(len(chain))
    ders = [der for other in others for der in _unpack(other)]
    match dice.randrange(6):
        case 0:
            del chain[place]
        case 1:
            chain.insert(dice.randrange(len(chain) + 1), dice.choice(ders))
        case 2:
            dice.shuffle(chain)
        case _:
            chain[place] = der_or_bytes(chain[place], dice, ders)
    return _pack(chain)


def _issued(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """A leaf whose values are odd, rightly signed."""
    values = {
        oid: dice.choice(
            (b"", SERIAL.encode(), b"\x0c\x06C02XYZ", dice.randbytes(dice.randrange(40)), b"\x02\x01\xff")
        )
        for oid in dice.sample(sorted([*OIDS.values(), "1.2.840.113635.100.8.99.1"]), dice.randrange(6))
    }
    return _pack(_apple().issue(now=NOW, extra=values, public_key=ec_key().public_key()))


def _read(data: bytes) -> None:
    chain = _unpack(data)
    for asked in ({}, {"nonce": NONCE}, {"serial_number": SERIAL}, {"udid": "UDID"}, {"acme_token": "token"}):
        try:
            found = verify_attestation(chain, now=NOW, root=_apple().root, **asked)
        except EnrollmentMismatch:
            assert asked, "nothing was asked for"
            continue
        said = found.properties
        assert asked.get("nonce", said.freshness) == said.freshness
        assert asked.get("serial_number", said.serial_number) == said.serial_number
        assert asked.get("udid", said.udid) == said.udid
        assert repr(said)


_TARGET = Readers(
    {
        "chain": Reader(seeds=_seeds, read=_read, change=_change_chain),
        "values": Reader(seeds=_seeds, read=_read, change=_issued),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
