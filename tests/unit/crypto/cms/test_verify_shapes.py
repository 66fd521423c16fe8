"""What has to verify: every shape that devices, servers and tools really send (T23)."""

from __future__ import annotations

import itertools
from base64 import b64encode

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from pymdm.crypto import cms
from pymdm.crypto.cms import _certificate
from pymdm.crypto.cms._algorithms import ALGORITHM_BY_NAME
from pymdm.errors import Reason, SignatureInvalid
from tests.support import shared
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import BODY, EOC, NULL, Parts, attached_reason_for, reason_for, seq, tlv

ANYTHING = cms.Policy(
    name="ANYTHING",
    algorithms=frozenset(ALGORITHM_BY_NAME),
    minimum_rsa_bits=1024,
    attributes_required=False,
    max_attached=100_000,
)


@pytest.mark.parametrize(
    "signer", [forge.rsa_signer(), *map(forge.ec_signer, ("secp256r1", "secp384r1", "secp521r1"))]
)
@pytest.mark.parametrize("named_by", ["issuer and serial", "key"])
def test_every_shape_that_is_signed_verifies(signer: cms.PrivateKeySigner, named_by: str) -> None:
    for attributes, digest, encoding, detached in itertools.product(
        (True, False), ("sha1", "sha256", "sha384", "sha512"), ("ber", "der"), (True, False)
    ):
        shape = cms.Shape(
            attributes=attributes,
            digest=digest,  # type: ignore[arg-type]
            encoding=encoding,  # type: ignore[arg-type]
            detached=detached,
            named_by=named_by,  # type: ignore[arg-type]
        )
        signed = cms.sign(BODY, signer, shape=shape)

        if detached:
            verified = cms.verify_detached(signed, BODY, policy=ANYTHING)
        else:
            verified = cms.verify_attached(signed, policy=ANYTHING)

        assert BODY == verified.content
        assert signer.certificate == verified.signer.certificate
        assert (signer.certificate,) == verified.certificates
        assert digest == verified.digest
        assert attributes == verified.with_attributes
        assert "ANYTHING" == verified.policy


def test_t23_the_real_signature_of_macos_verifies() -> None:
    header = shared("vectors/cms/mdmSignatureHeader2.b64").read_text().strip()
    body = shared("vectors/cms/mdmSignatureBody2.plist").read_bytes()

    verified = cms.verify_header(header, body)

    assert body == verified.content
    assert "rsa-sha1" == verified.algorithm
    assert not verified.with_attributes
    certificate = x509.load_der_x509_certificate(verified.signer.certificate)
    assert "" == certificate.subject.rfc4514_string()
    assert 34 == certificate.serial_number
    assert "CN=ca,OU=SCEP CA,O=scep,C=US" == certificate.issuer.rfc4514_string()
    assert certificate.fingerprint(hashes.SHA256()) == verified.signer.fingerprint


def test_any_changed_byte_of_the_real_body_fails() -> None:
    header = shared("vectors/cms/mdmSignatureHeader2.b64").read_text().strip()
    body = shared("vectors/cms/mdmSignatureBody2.plist").read_bytes()

    for position in range(len(body)):
        changed = bytearray(body)
        changed[position] ^= 0x20
        with pytest.raises(SignatureInvalid):
            cms.verify_header(header, bytes(changed))


def test_t23_the_real_over_the_air_message_of_an_apple_device_verifies_only_where_its_short_key_may() -> None:
    signed = shared("vectors/cms/apple_ota_phase2.der").read_bytes()

    verified = cms.verify_attached(signed, policy=cms.OTA)

    assert b"78897E40-F532-5DE0-A7DC-56BAC5CEEB9C" in verified.content
    assert verified.content.startswith(b"<?xml")
    assert verified.content.endswith(b"</plist>\n")
    assert 4 == len(verified.certificates)
    assert Reason.KEY_REFUSED == attached_reason_for(signed, cms.MDM_SIGNATURE)


def test_signature_without_names_or_with_a_strange_serial_number_verifies() -> None:
    key = forge.rsa_key()
    certificates = [
        forge.certificate(key, subject=forge.name(), issuer=forge.name("ca")),
        forge.certificate(key, subject=forge.name(), issuer=forge.name()),
        forge.certificate(key, serial=2**158 + 1),
    ]

    for der in certificates:
        signer = cms.PrivateKeySigner(certificate=der, key=key)
        assert None is reason_for(cms.sign(BODY, signer, shape=cms.APPLE_BER))


@pytest.mark.parametrize("serial", [b"\x00", b"\xff", b"\x80\x00", b"\x00\x00\x01"], ids=bytes.hex)
def test_serial_numbers_that_no_standard_allows_verify_all_the_same(serial: bytes) -> None:
    """A device cannot choose the number in its certificate, and whether it matters is for the trust store."""
    good = forge.rsa_signer().certificate
    odd = _with_serial(good, serial)
    parts = Parts.right()
    parts.certificates = [odd]
    issuer = x509.load_der_x509_certificate(good).issuer.public_bytes()
    parts.sid = seq(issuer, tlv(0x02, serial))

    assert None is reason_for(parts.encode())


def test_version_1_certificate_verifies() -> None:
    """No [0] version, no extensions: some old authorities."""
    good = forge.rsa_signer().certificate
    parsed = x509.load_der_x509_certificate(good)
    tbs = parsed.tbs_certificate_bytes
    extensions = tbs.index(b"\xa3")
    while tlv(0xA3, tbs[extensions:][2:]) != tbs[extensions:]:
        extensions = tbs.index(b"\xa3", extensions + 1)
    body = tbs[4 + 5 : extensions]
    parts = Parts.right()
    parts.certificates = [
        seq(seq(body), seq(forge.RSA_WITH["sha256"], NULL), tlv(0x03, b"\x00", parsed.signature))
    ]

    assert None is reason_for(parts.encode())
    parts.sid = forge.key_identifier(good)
    assert Reason.NO_CERTIFICATE == reason_for(parts.encode())


@pytest.mark.parametrize(
    ("digest_identifier", "signature_identifier"),
    [
        (seq(forge.DIGESTS["sha256"]), seq(forge.RSA_ENCRYPTION, NULL)),
        (seq(forge.DIGESTS["sha256"]), seq(forge.RSA_ENCRYPTION)),
        (seq(forge.DIGESTS["sha256"], NULL), seq(forge.RSA_WITH["sha256"], NULL)),
        (seq(forge.DIGESTS["sha256"]), seq(forge.RSA_WITH["sha256"])),
    ],
    ids=["rsaEncryption", "rsaEncryption without NULL", "sha256WithRSA", "without NULL"],
)
def test_all_spellings_of_an_rsa_signature_verify(
    digest_identifier: bytes, signature_identifier: bytes
) -> None:
    """smallstep/pkcs7 (mdmb, NanoMDM's simulator) writes the one, OpenSSL the other."""
    parts = Parts.right()
    parts.digest_identifier = digest_identifier
    parts.signature_identifier = signature_identifier

    assert None is reason_for(parts.encode())


@pytest.mark.parametrize("tail", [NULL, b""], ids=["NULL", "plain"])
def test_all_spellings_of_an_ec_signature_verify(tail: bytes) -> None:
    for oid in (forge.ECDSA_WITH["sha256"], bytes.fromhex("06072a8648ce3d0201")):
        parts = Parts.right(signer=forge.ec_signer())
        parts.signature_identifier = seq(oid, tail)

        assert None is reason_for(parts.encode())


@pytest.mark.parametrize("digest", ["sha256", "sha384", "sha512"])
def test_pss_verifies_where_the_policy_lets_it_in(digest: str) -> None:
    signed = cms.sign(BODY, forge.rsa_signer(), shape=cms.Shape(digest=digest, rsa_padding="pss"))  # type: ignore[arg-type]

    assert f"rsa-pss-{digest}" == cms.verify_attached(signed, policy=cms.STRICT).algorithm
    assert None is attached_reason_for(signed, cms.PROFILE)
    assert Reason.ALGORITHM_REFUSED == attached_reason_for(signed, cms.MACHINE_INFO)


def test_signature_in_the_outer_layers_of_ber_verifies() -> None:
    parts = Parts.right(attributes=None, digest="sha1", attached=True)
    parts.indefinite = True
    parts.content_element = tlv(
        0xA0,
        tlv(0x24, tlv(0x24, tlv(0x04, BODY[:7]), tlv(0x04)), tlv(0x04, BODY[7:]), indefinite=True),
        indefinite=True,
    )

    assert BODY == cms.verify_attached(parts.encode(), policy=cms.OTA).content


def test_signature_value_in_pieces_verifies() -> None:
    parts = Parts.right()
    parts.signature_element = tlv(0x24, tlv(0x04, parts.signature[:100]), tlv(0x04, parts.signature[100:]))

    assert None is reason_for(parts.encode())


def test_indefinite_certificate_set_signer_set_and_signer_verify() -> None:
    parts = Parts.right()
    signer_info = bytearray(parts.signer_info())
    assert 0x82 == signer_info[1]
    indefinite_signer = b"\x30\x80" + bytes(signer_info[4:]) + EOC
    inner = (
        parts.version,
        forge.set_of(*parts.digest_identifiers),
        seq(parts.content_type),
        tlv(0xA0, *parts.certificates, indefinite=True),
        tlv(0x31, indefinite_signer, indefinite=True),
    )
    signed = seq(forge.SIGNED_DATA, tlv(0xA0, seq(*inner)))

    assert None is reason_for(signed)


def test_other_certificates_revocation_lists_and_unsigned_attributes_are_passed_over() -> None:
    parts = Parts.right()
    stranger = forge.rsa_signer(1).certificate
    parts.certificates = [
        tlv(0xA1, b"\x30\x00"),
        stranger,
        *parts.certificates,
        tlv(0xA3, b"x", indefinite=False),
    ]
    parts.revocation_lists = tlv(
        0xA1, seq(b"\x05\x00"), tlv(0x30, tlv(0x30, indefinite=True), indefinite=True)
    )
    parts.unsigned = tlv(0xA1, forge.attribute(forge.SIGNING_TIME, tlv(0x04, b"x")))

    verified = cms.verify_detached(parts.encode(), BODY, policy=cms.MDM_SIGNATURE)

    assert (stranger, forge.rsa_signer().certificate) == verified.certificates


def test_signing_time_and_other_attributes_are_no_obstacle() -> None:
    parts = Parts.right()
    more = forge.attribute(forge.SIGNING_TIME, tlv(0x17, b"260102030405Z"))
    unknown = seq(tlv(0x06, b"\x2a\x03"), forge.set_of(tlv(0x0C, b"x"), tlv(0x0C, b"y")))
    parts.sign_attributes([more, *forge.attributes_for(BODY), unknown])

    assert None is reason_for(parts.encode())


def test_digest_may_be_announced_among_others_and_spelled_otherwise() -> None:
    parts = Parts.right()
    parts.digest_identifiers = [
        seq(forge.DIGESTS["sha1"], NULL),
        seq(forge.DIGESTS["sha256"]),
        seq(b"\x06\x01\x2a"),
    ]

    assert None is reason_for(parts.encode())


def test_critical_key_identifier_names_a_signer_too() -> None:
    key = forge.rsa_key()
    der = forge.certificate(key, critical_key_identifier=True)
    signer = cms.PrivateKeySigner(certificate=der, key=key)

    assert None is reason_for(cms.sign(BODY, signer, shape=cms.Shape(detached=True, named_by="key")))


def test_certificate_attached_twice_is_one_certificate() -> None:
    parts = Parts.right()
    parts.certificates *= 2

    assert None is reason_for(parts.encode())


def test_empty_content_verifies() -> None:
    for shape in (cms.ATTACHED_DER, cms.Shape(attributes=False, encoding="ber")):
        assert (
            b""
            == cms.verify_attached(cms.sign(b"", forge.rsa_signer(), shape=shape), policy=cms.PROFILE).content
        )


def test_certificate_too_large_for_the_cache_verifies_every_time() -> None:
    key = forge.rsa_key()
    der = forge.certificate(key, subject=forge.name(*("x" * 60 for _ in range(70))))
    signed = cms.sign(BODY, cms.PrivateKeySigner(certificate=der, key=key), shape=cms.APPLE_DER)

    assert len(der) > _certificate.MAX_CACHED_CERTIFICATE
    assert None is reason_for(signed)
    assert None is reason_for(signed)


def test_header_is_the_base64_of_a_detached_signature() -> None:
    header = b64encode(cms.sign(BODY, forge.rsa_signer(), shape=cms.APPLE_DER)).decode()

    assert "MDM_SIGNATURE" == cms.verify_header(header, BODY).policy
    assert "STRICT" == cms.verify_header(header, BODY, policy=cms.STRICT).policy


def _with_serial(der: bytes, serial: bytes) -> bytes:
    """The certificate with another serial number.  Its own signature is wrong then, which no test asks."""
    parsed = x509.load_der_x509_certificate(der)
    tbs = parsed.tbs_certificate_bytes
    old = tlv(0x02, b"\x22")
    at = tbs.index(old)
    body = tbs[4:at] + tlv(0x02, serial) + tbs[at + len(old) :]
    return seq(seq(body), seq(forge.RSA_WITH["sha256"], NULL), tlv(0x03, b"\x00", parsed.signature))
