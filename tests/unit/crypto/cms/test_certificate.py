"""What is read of a certificate, and what is remembered."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest
from cryptography import x509

from pymdm.crypto import cms
from pymdm.crypto.cms import _certificate
from pymdm.errors import Reason, SignatureInvalid
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import NULL, RSA_WITH, seq, tlv


def test_a_certificate_is_read_once_while_it_is_remembered() -> None:
    der = forge.rsa_signer().certificate
    first = _certificate.read_certificate(der)

    assert first is _certificate.read_certificate(bytes(bytearray(der)))
    assert first.load_key() is first.key
    cms.forget_certificates()
    assert first is not _certificate.read_certificate(der)


def test_the_cache_is_bounded() -> None:
    assert _certificate.CACHE_ENTRIES == _certificate._remembered.cache_parameters()["maxsize"]


def test_many_threads_read_the_same_certificate() -> None:
    signed = cms.sign(forge.BODY, forge.rsa_signer(), shape=cms.APPLE_DER)

    def verify(_: int) -> bytes:
        cms.forget_certificates()
        return cms.verify_detached(signed, forge.BODY, policy=cms.STRICT).signer.fingerprint

    with ThreadPoolExecutor(8) as pool:
        fingerprints = set(pool.map(verify, range(200)))

    assert {sha256(forge.rsa_signer().certificate).digest()} == fingerprints


def test_key_identifier_is_that_of_the_extension() -> None:
    key = forge.rsa_key()
    expected = x509.SubjectKeyIdentifier.from_public_key(key.public_key()).digest

    for critical in (False, True):
        der = forge.certificate(key, critical_key_identifier=critical)
        assert expected == _certificate.subject_key_identifier(der)
    assert None is _certificate.subject_key_identifier(forge.certificate(key, with_key_identifier=False))


def _certificate_with(behind_key: bytes, *, tbs_only: bool = False) -> bytes:
    """A version 3 certificate with these elements behind the key."""
    parsed = x509.load_der_x509_certificate(forge.rsa_signer().certificate)
    tbs = parsed.tbs_certificate_bytes
    extensions = tlv(0xA3, seq(*(_extension(each) for each in parsed.extensions)))
    assert tbs.endswith(extensions)
    body = tbs[4 : -len(extensions)] + behind_key
    return seq(seq(body), seq(RSA_WITH["sha256"], NULL), tlv(0x03, b"\x00", parsed.signature))


def _extension(extension: x509.Extension[x509.ExtensionType]) -> bytes:
    oid = {"2.5.29.19": "0603551d13", "2.5.29.14": "0603551d0e"}[extension.oid.dotted_string]
    critical = b"\x01\x01\xff" if extension.critical else b""
    return seq(bytes.fromhex(oid), critical, tlv(0x04, extension.value.public_bytes()))


IDENTIFIER = seq(bytes.fromhex("0603551d0e"), tlv(0x04, tlv(0x04, b"id")))


@pytest.mark.parametrize(
    ("behind_key", "expected"),
    [
        (b"", None),
        (tlv(0x81, b"\x00x"), None),
        (tlv(0x81, b"\x00x") + tlv(0x82, b"\x00y") + tlv(0xA3, seq(IDENTIFIER)), b"id"),
        (tlv(0xA3, seq()), None),
        (tlv(0xA3, seq(seq(b"\x06\x01\x2a", tlv(0x04)), IDENTIFIER)), b"id"),
    ],
)
def test_key_identifier_is_found_wherever_it_may_stand(behind_key: bytes, expected: bytes | None) -> None:
    assert expected == _certificate.subject_key_identifier(_certificate_with(behind_key))


@pytest.mark.parametrize(
    "behind_key",
    [
        b"\x05\x00",
        tlv(0xA3, indefinite=True),
        tlv(0xA3, b"\x04\x00"),
        tlv(0xA3, seq(b"\x04\x00")),
        tlv(0xA3, seq(seq(bytes.fromhex("0603551d0e"), tlv(0x0C, b"id")))),
        tlv(0xA3, seq(seq(bytes.fromhex("0603551d0e"), tlv(0x04, b"id")))),
        tlv(0xA3, seq(seq(bytes.fromhex("0603551d0e")))),
    ],
)
def test_broken_extensions_are_refused_when_they_are_needed(behind_key: bytes) -> None:
    der = _certificate_with(behind_key)
    _certificate.read_certificate(der)

    with pytest.raises(SignatureInvalid) as caught:
        _certificate.subject_key_identifier(der)

    assert Reason.MALFORMED == caught.value.reason


def test_every_cut_or_longer_certificate_is_refused() -> None:
    der = forge.rsa_signer().certificate
    for broken in (*(der[:size] for size in range(len(der))), der + b"\x00"):
        with pytest.raises(SignatureInvalid):
            _certificate.read_certificate(broken)


def test_the_key_is_the_one_that_a_strict_reader_finds() -> None:
    for signer in (forge.rsa_signer(), forge.ec_signer("secp384r1")):
        read = _certificate.read_certificate(signer.certificate)
        strict = x509.load_der_x509_certificate(signer.certificate)

        assert strict.public_key() == read.load_key()
        assert strict.issuer.public_bytes() == read.issuer_and_serial[: -len(b"\x02\x01\x22")]


def test_repr_of_a_signer_shows_the_fingerprint_and_no_certificate() -> None:
    signer = _certificate.read_certificate(forge.rsa_signer().certificate).signer

    assert f"UnverifiedSigner(fingerprint={signer.fingerprint.hex()})" == repr(signer)
