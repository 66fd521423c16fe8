"""Sealed values and key files, and the files that people call their push certificate."""

from __future__ import annotations

import contextlib
import functools
import random
import warnings
from collections.abc import Callable, Sequence

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from pymdm.apns.certificate import PushCertificate
from pymdm.crypto import SealKey
from pymdm.crypto.cms._ber import INTEGER
from pymdm.crypto.pkcs12 import pkcs12_certificates
from pymdm.crypto.sealed import describe_sealed
from pymdm.errors import StorageError
from pymdm.testing import FakePushCA, fake_push_certificate
from tests.fuzz.keys import NOW, ec_key, rsa_key
from tests.fuzz.mutate import Node, any_of, changed_bytes, changed_text, parse
from tests.fuzz.readers import Reader, Readers, der_or_bytes

RING = SealKey((bytes(range(32)), bytes(32)))
PASSWORD = "correct horse"
TEXTS = (b"", b"x", bytes(200))


def _sealed() -> tuple[bytes, ...]:
    made = [ring.seal(text, kind="k", owner="o") for ring in (RING, SealKey((bytes(32),))) for text in TEXTS]
    return *made, RING.check_value()


def _open(data: bytes) -> None:
    describe_sealed(data)
    with contextlib.suppress(StorageError):
        RING.verify_check_value(data)
    RING.rewrap(data, kind="k", owner="o")
    assert RING.open(data, kind="k", owner="o") in TEXTS, "a text that nobody has sealed"


@functools.cache
def _push() -> PushCertificate:
    ca = FakePushCA.create(now=NOW, key=ec_key())
    return fake_push_certificate(now=NOW, ca=ca, key=rsa_key(1))


def _pems() -> tuple[bytes, ...]:
    return _push().to_pem(), _push().to_pem(password=PASSWORD)


def _containers() -> tuple[bytes, ...]:
    own = x509.load_der_x509_certificate(_push().certificate)
    rounds = serialization.PrivateFormat.PKCS12.encryption_builder().kdf_rounds(1_000)
    old = rounds.key_cert_algorithm(pkcs12.PBES.PBESv1SHA1And3KeyTripleDESCBC).build(PASSWORD.encode())
    new = rounds.key_cert_algorithm(pkcs12.PBES.PBESv2SHA256AndAES256CBC).build(PASSWORD.encode())
    return tuple(
        pkcs12.serialize_key_and_certificates(b"push", rsa_key(1), own, None, how)
        for how in (old, new, serialization.NoEncryption())
    )


def _pem(data: bytes) -> None:
    for password in (None, PASSWORD):
        try:
            found = PushCertificate.from_pem(data, password=password)
        except ValueError as error:
            refused = error
        else:
            assert found.topic
            return
    raise refused


def _container(data: bytes) -> object:
    return _in_ber(lambda: PushCertificate.from_pkcs12(data, password=PASSWORD))


def _in_ber(read: Callable[[], object]) -> object:
    """Containers in BER are read, with a warning of `cryptography` that it may be otherwise one day."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="PKCS#12 bundle could not be parsed as DER")
        return read()


_DASHES = (
    b"-----BEGIN CERTIFICATE-----",
    b"-----END CERTIFICATE-----",
    b"-----BEGIN PRIVATE KEY-----",
    b"\n",
    b"=",
)


def _slow(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """Some number made large, such as that of the rounds of a derivation."""
    root = parse(data)
    if root is None:
        return changed_bytes(data, dice, others)
    numbers = [siblings[place] for siblings, place in root.walk() if siblings[place].tag == INTEGER]
    if numbers:
        dice.choice(numbers).inside = dice.choice(
            (b"\x00\xff\xff\xff", b"\x10\x00\x00", b"\x7f\xff\xff\xff\xff")
        )
    return b"".join(node.encode() for node in root.inside if isinstance(node, Node))


_LINES = (b"pymdm-seal", b"key", b"1", b"#", b" ", b"\n", b"=", b"A" * 44, b"\xc3\xa9", b"\t")
_TARGET = Readers(
    {
        "sealed value": Reader(seeds=_sealed, read=_open, change=changed_bytes),
        "key file": Reader(
            seeds=lambda: (RING.to_text().encode(), SealKey((bytes(32),)).to_text().encode()),
            read=lambda data: SealKey.parse(data.decode("utf-8", "replace")),
            also=(ValueError,),
            change=any_of(changed_text(*_LINES), changed_bytes),
        ),
        "push certificate": Reader(
            seeds=_pems, read=_pem, also=(ValueError,), change=any_of(changed_text(*_DASHES), changed_bytes)
        ),
        "PKCS#12": Reader(
            seeds=_containers, read=_container, also=(ValueError,), change=any_of(der_or_bytes, _slow)
        ),
        "certificates of a PKCS#12": Reader(
            seeds=_containers,
            read=lambda data: _in_ber(lambda: pkcs12_certificates(data, password=PASSWORD)),
            also=(ValueError,),
            change=any_of(der_or_bytes, _slow),
        ),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
