"""Signatures that are made look like those of the real makers."""

from __future__ import annotations

from base64 import b64decode
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives.asymmetric import ed25519

from pymdm.crypto import cms
from pymdm.errors import SignatureInvalid
from tests.support import shared
from tests.unit.crypto.cms import forge
from tests.unit.crypto.cms.forge import BODY, NOW, attributes_for, set_of, tlv


def _parsed(signed: bytes) -> asn1_cms.SignedData:
    return asn1_cms.ContentInfo.load(signed, strict=True)["content"]


def test_the_macos_shape_frames_a_signature_as_macos_does() -> None:
    real = b64decode(shared("vectors/cms/mdmSignatureHeader2.b64").read_text())
    signed = cms.sign(BODY, forge.rsa_signer(), shape=cms.APPLE_BER)
    framing = real.index(b"\xa0\x82")

    assert real[:framing] == signed[:framing]
    assert b"\x00" * 6 == signed[-6:] == real[-6:]


def test_another_parser_reads_what_was_signed() -> None:
    signed_data = _parsed(cms.sign(BODY, forge.rsa_signer(), signing_time=NOW))
    (signer_info,) = signed_data["signer_infos"]

    assert "v1" == signed_data["version"].native
    assert BODY == signed_data["encap_content_info"]["content"].native
    assert ["content_type", "signing_time", "message_digest"] == [
        attribute["type"].native for attribute in signer_info["signed_attrs"]
    ]
    assert NOW == signer_info["signed_attrs"][1]["values"][0].native
    assert forge.rsa_signer().certificate == signed_data["certificates"][0].chosen.dump()


def test_attributes_are_sorted_as_der_wants() -> None:
    (signer_info,) = _parsed(cms.sign(BODY, forge.rsa_signer(), signing_time=NOW))["signer_infos"]
    encoded = [attribute.dump() for attribute in signer_info["signed_attrs"]]

    assert sorted(encoded) == encoded


@pytest.mark.parametrize("encoding", ["ber", "der"])
def test_more_certificates_are_attached_and_der_sorts_them(encoding: Literal["ber", "der"]) -> None:
    more = (forge.rsa_signer(1).certificate, forge.ec_signer().certificate)
    all_of_them = (forge.rsa_signer().certificate, *more)
    signed = cms.sign(BODY, forge.rsa_signer(), certificates=more, shape=cms.Shape(encoding=encoding))

    verified = cms.verify_attached(signed, policy=cms.STRICT)

    assert all_of_them != tuple(sorted(all_of_them))
    assert (all_of_them if encoding == "ber" else tuple(sorted(all_of_them))) == verified.certificates


def test_a_signer_named_by_its_key_has_version_3() -> None:
    signed_data = _parsed(cms.sign(BODY, forge.rsa_signer(), shape=cms.Shape(named_by="key")))

    assert "v3" == signed_data["version"].native
    assert "subject_key_identifier" == signed_data["signer_infos"][0]["sid"].name


def test_streamed_content_comes_in_pieces() -> None:
    content = BODY * 100
    signed = cms.sign(content, forge.rsa_signer(), shape=cms.Shape(encoding="ber"))

    assert content not in signed
    assert content == cms.verify_attached(signed, policy=cms.STRICT).content


@pytest.mark.parametrize("year", [1949, 1950, 2049, 2050])
def test_signing_time_of_any_year_is_read_back(year: int) -> None:
    when = datetime(year, 1, 2, 3, 4, 5, tzinfo=timezone(timedelta(hours=-5)))
    (signer_info,) = _parsed(cms.sign(BODY, forge.rsa_signer(), signing_time=when))["signer_infos"]
    found = {attribute["type"].native: attribute["values"][0] for attribute in signer_info["signed_attrs"]}

    assert when == found["signing_time"].native
    assert ("utc_time" if 1950 <= year < 2050 else "generalized_time") == found["signing_time"].name


def test_naive_signing_time_is_refused() -> None:
    with pytest.raises(ValueError, match="signing_time must be aware"):
        cms.sign(BODY, forge.rsa_signer(), signing_time=datetime(2026, 1, 1))  # noqa: DTZ001


def test_signing_time_without_attributes_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a shape with attributes"):
        cms.sign(BODY, forge.rsa_signer(), shape=cms.APPLE_BER, signing_time=datetime.now(UTC))


@pytest.mark.parametrize("digest", ["sha1", "sha256", "sha384", "sha512"])
def test_an_rsa_signature_may_be_named_without_its_digest(digest: str) -> None:
    """The one name of PKCS #7, which strongSwan wants in SCEP."""
    shape = cms.Shape(digest=digest, rsa_name="rsaEncryption")  # type: ignore[arg-type]
    signed = cms.sign(BODY, forge.rsa_signer(), shape=shape)
    (signer_info,) = _parsed(signed)["signer_infos"]

    assert "rsassa_pkcs1v15" == signer_info["signature_algorithm"]["algorithm"].native
    assert f"rsa-{digest}" == cms.verify_attached(signed, policy=cms.SCEP).algorithm


@pytest.mark.parametrize(
    ("signer", "padding", "name"),
    [(forge.rsa_signer(), "pss", "rsassa_pss"), (forge.ec_signer(), "pkcs1", "sha256_ecdsa")],
    ids=["PSS", "EC"],
)
def test_other_signatures_keep_their_name(signer: cms.PrivateKeySigner, padding: str, name: str) -> None:
    shape = cms.Shape(rsa_padding=padding, rsa_name="rsaEncryption")  # type: ignore[arg-type]
    (signer_info,) = _parsed(cms.sign(BODY, signer, shape=shape))["signer_infos"]

    assert name == signer_info["signature_algorithm"]["algorithm"].native


NAME = bytes.fromhex("060a6086480186f845010907")  # the transactionID of SCEP
VALUE = tlv(0x13, b"transaction")


def test_further_attributes_are_signed_along() -> None:
    signed = cms.sign(BODY, forge.rsa_signer(), also_signed={NAME: VALUE})
    (signer_info,) = _parsed(signed)["signer_infos"]

    assert forge.attribute(NAME, VALUE) in [each.dump() for each in signer_info["signed_attrs"]]
    assert BODY == cms.verify_attached(signed, policy=cms.SCEP).content
    with pytest.raises(SignatureInvalid, match="wrong signature"):
        cms.verify_attached(signed.replace(b"transaction", b"transactiom"), policy=cms.SCEP)


def test_further_attributes_need_attributes() -> None:
    with pytest.raises(ValueError, match="needs a shape with attributes"):
        cms.sign(BODY, forge.rsa_signer(), shape=cms.APPLE_BER, also_signed={NAME: VALUE})


@pytest.mark.parametrize("name", [forge.CONTENT_TYPE, forge.MESSAGE_DIGEST, forge.SIGNING_TIME])
def test_attributes_that_sign_writes_itself_are_not_written_twice(name: bytes) -> None:
    with pytest.raises(ValueError, match="written by sign itself"):
        cms.sign(BODY, forge.rsa_signer(), also_signed={name: VALUE})


def test_t22_content_that_would_pass_for_attributes_is_not_signed_bare() -> None:
    """Such a signature could be turned into one over a content of the attacker's choice."""
    content = set_of(*attributes_for(BODY))

    with pytest.raises(ValueError, match="set of signed attributes"):
        cms.sign(content, forge.rsa_signer(), shape=cms.APPLE_BER)
    assert content == cms.verify_attached(cms.sign(content, forge.rsa_signer()), policy=cms.STRICT).content


def test_pss_with_sha1_is_refused() -> None:
    with pytest.raises(ValueError, match="PSS needs SHA-2"):
        cms.sign(BODY, forge.rsa_signer(), shape=cms.Shape(digest="sha1", rsa_padding="pss"))


def test_a_key_of_another_kind_is_refused() -> None:
    key = ed25519.Ed25519PrivateKey.generate()
    signer = cms.PrivateKeySigner(certificate=forge.certificate(key), key=forge.rsa_key())

    with pytest.raises(ValueError, match="must be RSA or EC"):
        cms.sign(BODY, signer)


def test_a_certificate_without_key_identifier_cannot_be_named_by_it() -> None:
    key = forge.rsa_key()
    signer = cms.PrivateKeySigner(certificate=forge.certificate(key, with_key_identifier=False), key=key)

    with pytest.raises(ValueError, match="no subject key identifier"):
        cms.sign(BODY, signer, shape=cms.Shape(named_by="key"))


def test_any_holder_of_a_key_may_be_the_signer() -> None:
    class KeyService:
        certificate = forge.ec_signer().certificate

        def __init__(self) -> None:
            self.asked: list[tuple[bytes, str]] = []

        def sign(self, data: bytes, algorithm: str) -> bytes:
            self.asked.append((data, algorithm))
            return forge.ec_signer().sign(data, algorithm)

    service = KeyService()
    signed = cms.sign(BODY, service, shape=cms.APPLE_DER)

    assert "ecdsa-sha256" == cms.verify_detached(signed, BODY, policy=cms.STRICT).algorithm
    assert [(set_of(*attributes_for(BODY)), "ecdsa-sha256")] == service.asked


def test_repr_of_a_signer_shows_no_key() -> None:
    assert "PrivateKeySigner()" == repr(forge.rsa_signer())


def test_a_large_element_has_a_long_length() -> None:
    content = bytes(70_000)

    assert tlv(0x04, content) in cms.sign(content, forge.rsa_signer())
