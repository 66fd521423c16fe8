"""Which algorithms and keys count: T27, T28."""

from __future__ import annotations

import pytest
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import dsa, ed25519, rsa

from pymdm.crypto import cms
from pymdm.crypto.cms import _verify
from pymdm.errors import Reason
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import (
    BODY,
    DIGESTS,
    NULL,
    RSA_WITH,
    Parts,
    attached_reason_for,
    reason_for,
    seq,
    tlv,
)


@pytest.mark.parametrize("digest", ["md5", "sha224"])
def test_t27_other_digests_are_refused(digest: str) -> None:
    parts = Parts.right()
    parts.digest_identifiers = [seq(DIGESTS[digest], NULL)]
    parts.digest_identifier = seq(DIGESTS[digest], NULL)

    assert Reason.ALGORITHM_REFUSED == reason_for(parts.encode())


@pytest.mark.parametrize(
    "signature_identifier",
    [
        seq(RSA_WITH["md5"], NULL),
        seq(RSA_WITH["sha1"], NULL),
        seq(RSA_WITH["sha512"], NULL),
        seq(RSA_WITH["sha256"], b"\x04\x00"),
        seq(RSA_WITH["sha256"], NULL, NULL),
        seq(forge.ECDSA_WITH["sha256"]),
        seq(bytes.fromhex("06032b6570")),
        seq(b"\x06\x00"),
        seq(),
        tlv(0x31, RSA_WITH["sha256"], NULL),
        b"\x30\x81\x0d" + RSA_WITH["sha256"] + NULL,
    ],
    ids=[
        "MD5",
        "SHA-1 over SHA-256",
        "SHA-512 over SHA-256",
        "odd parameters",
        "two parameters",
        "ECDSA with an RSA key",
        "Ed25519",
        "empty OID",
        "empty",
        "set",
        "long form",
    ],
)
def test_t27_a_signature_algorithm_that_does_not_fit_is_refused(signature_identifier: bytes) -> None:
    parts = Parts.right()
    parts.signature_identifier = signature_identifier

    assert reason_for(parts.encode()) in (Reason.ALGORITHM_REFUSED, Reason.MALFORMED)


def test_t27_an_rsa_algorithm_with_an_ec_key_is_refused() -> None:
    parts = Parts.right(signer=forge.ec_signer())
    parts.signature_identifier = seq(RSA_WITH["sha256"], NULL)

    assert Reason.ALGORITHM_REFUSED == reason_for(parts.encode())


def _pss(hash_oid: bytes, mask_oid: bytes, salt: int | None, trailer: bytes = b"") -> bytes:
    mask = seq(bytes.fromhex("06092a864886f70d010108"), seq(mask_oid, NULL))
    length = b"" if salt is None else tlv(0xA2, tlv(0x02, bytes((salt,))))
    parameters = seq(tlv(0xA0, seq(hash_oid, NULL)), tlv(0xA1, mask), length, trailer)
    return seq(bytes.fromhex("06092a864886f70d01010a"), parameters)


@pytest.mark.parametrize(
    "identifier",
    [
        _pss(DIGESTS["sha512"], DIGESTS["sha256"], 32),
        _pss(DIGESTS["sha256"], DIGESTS["sha1"], 32),
        _pss(DIGESTS["sha256"], DIGESTS["sha256"], 0),
        _pss(DIGESTS["sha256"], DIGESTS["sha256"], None),
        _pss(DIGESTS["sha256"], DIGESTS["sha256"], 32, tlv(0xA3, tlv(0x02, b"\x02"))),
        seq(bytes.fromhex("06092a864886f70d01010a"), seq()),
        seq(bytes.fromhex("06092a864886f70d01010a")),
    ],
    ids=["hash", "mask hash", "no salt", "default salt", "trailer", "all defaults", "no parameters"],
)
def test_t27_odd_pss_parameters_are_refused(identifier: bytes) -> None:
    good = cms.sign(BODY, forge.rsa_signer(), shape=cms.Shape(detached=True, rsa_padding="pss"))
    known = _pss(DIGESTS["sha256"], DIGESTS["sha256"], 32)
    assert None is reason_for(good, policy=cms.STRICT)
    assert 1 == good.count(known)
    parts = Parts.right()
    parts.signature_identifier = identifier

    assert Reason.ALGORITHM_REFUSED == reason_for(parts.encode(), policy=cms.STRICT)


@pytest.mark.parametrize(
    ("policy", "reason"),
    [
        (cms.MDM_SIGNATURE, Reason.KEY_REFUSED),
        (cms.STRICT, Reason.KEY_REFUSED),
        (cms.PROFILE, Reason.KEY_REFUSED),
        (cms.MACHINE_INFO, None),
        (cms.OTA, None),
    ],
    ids=lambda value: getattr(value, "name", "refused"),
)
def test_t27_a_short_rsa_key_is_for_apples_own_device_certificates_only(
    policy: cms.Policy, reason: Reason | None
) -> None:
    signer = forge.rsa_signer(bits=1024)

    assert reason == attached_reason_for(cms.sign(BODY, signer), policy)


def test_t27_an_rsa_key_that_is_too_long_is_refused() -> None:
    """Checking costs the square of the length, and the sender picks the key."""
    good = forge.rsa_signer().certificate
    numbers = forge.rsa_key().public_key().public_numbers()
    long_modulus = rsa.RSAPublicNumbers(numbers.e, (1 << 8200) + 1).public_key()
    long_exponent = rsa.RSAPublicNumbers((1 << 2040) + 1, numbers.n).public_key()

    for key in (long_modulus, long_exponent):
        parts = Parts.right()
        parts.certificates = [_with_key(good, key)]
        assert Reason.KEY_REFUSED == reason_for(parts.encode())


def test_t27_other_kinds_of_key_are_refused() -> None:
    parts = Parts.right()
    curve = cms.PrivateKeySigner(
        certificate=forge.certificate(forge.ec_key("secp256k1")), key=forge.ec_key("secp256k1")
    )
    assert Reason.KEY_REFUSED == reason_for(Parts.right(signer=curve).encode())
    for key in (ed25519.Ed25519PrivateKey.generate(), dsa.generate_private_key(1024)):
        der = forge.certificate(key, subject=forge.name("device 0"))
        parts.certificates = [der]
        assert reason_for(parts.encode()) in (Reason.KEY_REFUSED, Reason.ALGORITHM_REFUSED)


def test_t27_a_key_that_is_none_is_refused() -> None:
    good = forge.rsa_signer().certificate
    for spki in (
        seq(seq(forge.RSA_ENCRYPTION, NULL), tlv(0x03, b"\x00nonsense")),
        seq(seq(bytes.fromhex("06072a8648ce3d0201"), b"\x06\x01\x2a"), tlv(0x03, b"\x00\x04")),
    ):
        parts = Parts.right()
        parts.certificates = [_with_spki(good, spki)]
        assert Reason.KEY_REFUSED == reason_for(parts.encode())


def test_t27_an_algorithm_that_this_openssl_does_not_have_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    class Key:
        def verify(self, *_: object) -> None:
            raise UnsupportedAlgorithm("as under FIPS")

    class Certificate:
        key_kind = "rsa"
        bits = 2048

        key = Key()

    monkeypatch.setattr(_verify, "_signer_certificate", lambda _: Certificate())

    assert Reason.ALGORITHM_REFUSED == reason_for(Parts.right().encode())


@pytest.mark.parametrize(
    ("policy", "shape"),
    [
        (cms.STRICT, cms.Shape(digest="sha1")),
        (cms.STRICT, cms.Shape(attributes=False)),
        (cms.MDM_SIGNATURE, cms.Shape(rsa_padding="pss")),
    ],
    ids=["SHA-1", "no attributes", "PSS"],
)
def test_t27_what_a_policy_does_not_name_is_refused(policy: cms.Policy, shape: cms.Shape) -> None:
    refused = attached_reason_for(cms.sign(BODY, forge.rsa_signer(), shape=shape), policy)

    assert refused in (Reason.ALGORITHM_REFUSED, Reason.ATTRIBUTES_INVALID)


def test_t27_sha1_with_an_ec_key_is_no_profile() -> None:
    signed = cms.sign(BODY, forge.ec_signer(), shape=cms.Shape(digest="sha1"))

    assert Reason.ALGORITHM_REFUSED == attached_reason_for(signed, cms.PROFILE)


@pytest.mark.parametrize(
    "identifiers",
    [[], [seq(DIGESTS["sha1"], NULL)], [seq(DIGESTS["md5"], NULL)], [b"\x30\x00"]],
    ids=["empty", "another", "unknown", "empty identifier"],
)
def test_t28_a_digest_that_was_not_announced_is_refused(identifiers: list[bytes]) -> None:
    """An empty list is what made OpenSSL's PKCS7_verify use freed memory."""
    parts = Parts.right()
    parts.digest_identifiers = identifiers

    assert Reason.ALGORITHM_REFUSED == reason_for(parts.encode())


def test_t28_a_list_of_something_else_is_refused() -> None:
    parts = Parts.right()
    parts.digest_identifiers = [b"\x04\x00"]

    assert Reason.MALFORMED == reason_for(parts.encode())


def _with_key(der: bytes, key: rsa.RSAPublicKey) -> bytes:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return _with_spki(der, key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


def _with_spki(der: bytes, spki: bytes) -> bytes:
    """The certificate with another key."""
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    parsed = x509.load_der_x509_certificate(der)
    old = parsed.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    tbs = parsed.tbs_certificate_bytes
    at = tbs.index(old)
    body = tbs[4:at] + spki + tbs[at + len(old) :]
    return seq(seq(body), seq(RSA_WITH["sha256"], NULL), tlv(0x03, b"\x00", parsed.signature))
