"""Push certificates and keys in the forms that files have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from pymdm.apns._certificate_file import encrypted_key
from pymdm.apns._pem import pem_certificate
from pymdm.testing import FAKE_TOPIC, FakePushCA, fake_push_certificate
from tests.unit.crypto.certs import ec_key, rsa_key

NOW = datetime(2024, 6, 1, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CA = FakePushCA.create(now=NOW, key=ec_key(7))
PUSH = fake_push_certificate(now=NOW, ca=CA, key=rsa_key(0))
PEM = PUSH.to_pem()
CERTIFICATE = pem_certificate(PUSH.certificate)
SECRET = "correct horse"


def certified(topic: str | None = FAKE_TOPIC, number: int = 0, **how: object) -> bytes:
    return CA.certify(rsa_key(number).public_key(), now=NOW, topic=topic, **how)  # type: ignore[arg-type]


def key_pem(number: int = 0, password: str | None = None) -> bytes:
    if password is not None:
        return encrypted_key(rsa_key(number), password)
    return rsa_key(number).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def key_der(password: bytes | None = None) -> bytes:
    encryption = (
        serialization.NoEncryption() if password is None else serialization.BestAvailableEncryption(password)
    )
    return rsa_key(0).private_bytes(serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, encryption)


def container(password: bytes | None = SECRET.encode(), *, key: object = None, leaf: bool = True) -> bytes:
    encryption = (
        serialization.NoEncryption() if password is None else serialization.BestAvailableEncryption(password)
    )
    own = x509.load_der_x509_certificate(PUSH.certificate) if leaf else None
    above = [x509.load_der_x509_certificate(CA.certificate)]
    return pkcs12.serialize_key_and_certificates(
        b"push",
        rsa_key(0) if key is None else None,
        own,
        above,
        encryption,
    )
