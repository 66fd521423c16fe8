from __future__ import annotations

import base64
from typing import Any

import pytest
from asn1crypto import cms as asn1_cms
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from pymdm.crypto import CertificateAuthority
from pymdm.crypto.certificates import pkcs12
from pymdm.crypto.cms import APPLE_BER, APPLE_DER, ATTACHED_DER, PrivateKeySigner, sign
from pymdm.crypto.recognize import (
    MAX_RECIPIENTS,
    Encoding,
    FileKind,
    describe_enveloped,
    describe_signed,
    encoding_of,
    recognize,
)
from pymdm.errors import SignatureInvalid
from tests.support import shared
from tests.unit.crypto.certs import NOW, FixedCA, certificate, ec_key, rsa_key

CA = FixedCA.make(rsa_key(0))
DEVICE = CA.issue(rsa_key(1))
SIGNER = PrivateKeySigner(certificate=DEVICE, key=rsa_key(1))
_DER, _PKCS8 = serialization.Encoding.DER, serialization.PrivateFormat.PKCS8
_PLAIN = serialization.NoEncryption()


def request() -> bytes:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "wants one")])
    return x509.CertificateSigningRequestBuilder(name).sign(ec_key(), hashes.SHA256()).public_bytes(_DER)


def envelope(*recipients: bytes) -> bytes:
    builder = pkcs7.PKCS7EnvelopeBuilder().set_data(b"secret")
    for der in recipients:
        builder = builder.add_recipient(x509.load_der_x509_certificate(der))
    return builder.encrypt(_DER, [pkcs7.PKCS7Options.Binary])


def container() -> bytes:
    authority = CertificateAuthority.create("CA", now=NOW, key=rsa_key(0))
    identity = authority.issue_identity(common_name="device", now=NOW)
    return pkcs12(identity, password="x", name="identity")


KINDS: list[tuple[bytes, FileKind]] = [
    (DEVICE, FileKind.CERTIFICATE),
    (certificate(key=ec_key(), signed_by=ec_key()), FileKind.CERTIFICATE),
    (certificate(key=ec_key(), signed_by=ec_key(), serial=0), FileKind.CERTIFICATE),
    (request(), FileKind.CERTIFICATE_REQUEST),
    (sign(b"x", SIGNER), FileKind.SIGNED_DATA),
    (sign(b"x", SIGNER, shape=APPLE_BER), FileKind.SIGNED_DATA),
    (envelope(DEVICE), FileKind.ENVELOPED_DATA),
    (asn1_cms.ContentInfo({"content_type": "data", "content": b"x"}).dump(), FileKind.OTHER_CMS),
    (container(), FileKind.PKCS12),
    (ec_key().private_bytes(_DER, _PKCS8, _PLAIN), FileKind.PRIVATE_KEY),
    (
        ec_key().private_bytes(_DER, serialization.PrivateFormat.TraditionalOpenSSL, _PLAIN),
        FileKind.PRIVATE_KEY,
    ),
    (
        rsa_key().private_bytes(_DER, serialization.PrivateFormat.TraditionalOpenSSL, _PLAIN),
        FileKind.PRIVATE_KEY,
    ),
    (
        ec_key().private_bytes(_DER, _PKCS8, serialization.BestAvailableEncryption(b"x")),
        FileKind.ENCRYPTED_PRIVATE_KEY,
    ),
    (
        ec_key().public_key().public_bytes(_DER, serialization.PublicFormat.SubjectPublicKeyInfo),
        FileKind.PUBLIC_KEY,
    ),
]


@pytest.mark.parametrize(
    ("data", "kind"), KINDS, ids=[f"{n} {kind.value}" for n, (_, kind) in enumerate(KINDS)]
)
def test_a_kind_is_told_by_its_shape(data: bytes, kind: FileKind) -> None:
    assert kind is recognize(data)


@pytest.mark.parametrize(
    ("data", "kind"), KINDS, ids=[f"{n} {kind.value}" for n, (_, kind) in enumerate(KINDS)]
)
def test_what_is_cut_short_or_has_a_tail_is_no_kind(data: bytes, kind: FileKind) -> None:
    assert None is recognize(data[: len(data) // 2])
    assert None is recognize(data + b"\n")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "30",
        "3000",
        "0403010203",
        "3003020105",  # a version alone
        "30050201020500",  # a version that is nothing's
        "300406022a03",  # an identifier of something else
        "30060401000101ff",
        "3007300306012a0500",  # an identifier inside, then nothing that a key has
        "300730050201000500",  # a number inside, then no algorithm
        "30073003040100300000",
        "30053003040100",
        "3009300504010005003000",
    ],
)
def test_other_structures_are_no_kind(text: str) -> None:
    assert None is recognize(bytes.fromhex(text))


def test_streamed_signatures_are_ber_and_others_der() -> None:
    assert Encoding.BER is encoding_of(sign(b"x", SIGNER, shape=APPLE_BER))
    assert Encoding.DER is encoding_of(sign(b"x", SIGNER, shape=APPLE_DER))
    assert Encoding.DER is encoding_of(b"\x30\x05")
    assert Encoding.DER is encoding_of(b"\x05\x00" * 5000)


@pytest.mark.parametrize(
    ("shape", "digest", "attributes"), [(APPLE_BER, "sha1", False), (APPLE_DER, "sha256", True)]
)
def test_a_signature_says_how_it_was_made(shape: Any, digest: str, attributes: bool) -> None:
    facts = describe_signed(sign(b"x", SIGNER, shape=shape))

    assert (digest, f"rsa-{digest}", attributes) == (facts.digest, facts.algorithm, facts.with_attributes)
    assert (None, (DEVICE,)) == (facts.content, facts.certificates)


def test_content_is_a_claim_until_it_is_verified() -> None:
    assert b"hello" == describe_signed(sign(b"hello", SIGNER, shape=ATTACHED_DER)).content


def test_algorithms_that_nobody_knows_are_none() -> None:
    md5 = bytes.fromhex("300c06082a864886f70d02050500")
    signed = asn1_cms.ContentInfo.load(sign(b"x", SIGNER))
    signer = signed["content"]["signer_infos"][0]
    signer["digest_algorithm"] = type(signer["digest_algorithm"]).load(md5)

    facts = describe_signed(signed.dump(force=True))

    assert (None, None) == (facts.digest, facts.algorithm)


def test_recipients_of_something_encrypted_are_named() -> None:
    facts = describe_enveloped(envelope(DEVICE, CA.der))

    assert ("CN=Device CA, serial 34", "CN=Device CA, serial 34") == facts.recipients
    assert ("AES-128-CBC", Encoding.DER) == (facts.cipher, facts.encoding)
    assert ("RSA PKCS #1 v1.5",) == facts.transports


@pytest.mark.parametrize(
    ("algorithm", "name"),
    [("rsaes_oaep", "RSA-OAEP"), ("1.2.3.4", "1.2.3.4"), ("rsaes_pkcs1v15", "RSA PKCS #1 v1.5")],
)
def test_the_way_of_the_key_is_named(algorithm: str, name: str) -> None:
    def by(data: Any) -> None:
        data["recipient_infos"][0].chosen["key_encryption_algorithm"] = {"algorithm": algorithm}

    assert (name,) == describe_enveloped(changed(by)).transports


def test_no_more_recipients_are_named_than_anyone_reads() -> None:
    assert MAX_RECIPIENTS == len(describe_enveloped(envelope(*[DEVICE] * (MAX_RECIPIENTS + 1))).recipients)


def changed(edit: Any) -> bytes:
    content = asn1_cms.ContentInfo.load(envelope(DEVICE))
    edit(content["content"])
    return bytes(content.dump(force=True))


def test_a_recipient_may_be_named_by_its_key() -> None:
    def by_key(data: Any) -> None:
        info = data["recipient_infos"][0].chosen
        info["version"] = "v2"
        info["rid"] = asn1_cms.RecipientIdentifier({"subject_key_identifier": b"\x01\x02"})

    assert ("key identifier 0102",) == describe_enveloped(changed(by_key)).recipients


def test_another_kind_of_recipient_and_the_sender_are_passed_over() -> None:
    def by_password(data: Any) -> None:
        data["originator_info"] = {"certs": []}
        data["recipient_infos"] = [
            asn1_cms.RecipientInfo(
                "pwri",
                {
                    "version": "v0",
                    "key_encryption_algorithm": {"algorithm": "aes128_wrap"},
                    "encrypted_key": b"x",
                },
            )
        ]

    facts = describe_enveloped(changed(by_password))

    assert (("by another way than a certificate's RSA key",), ()) == (facts.recipients, facts.transports)


@pytest.mark.parametrize(
    "data", [b"", b"\x30\x00", envelope(DEVICE)[:-1], bytes.fromhex("300f06092a864886f70d010703a0023000")]
)
def test_a_broken_envelope_is_refused(data: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        describe_enveloped(data)


def test_an_envelope_that_ends_before_its_recipients_is_refused() -> None:
    with pytest.raises(SignatureInvalid):
        describe_enveloped(bytes.fromhex("301206092a864886f70d010703a0053003020100"))


def test_the_real_server_token_is_encrypted_to_its_certificate() -> None:
    text = shared("vectors/dep/apple-mdm-client-tests-1-server-token.p7m").read_bytes()
    data = base64.b64decode(text.replace(b"\r\n", b"\n").split(b"\n\n", 1)[1])

    facts = describe_enveloped(data)

    assert ("AES-128-CBC", Encoding.BER) == (facts.cipher, facts.encoding)
    assert facts.recipients[0].startswith("C=DE, OU=com.github.petarov, CN=apple-mdm-client-tests, serial ")
