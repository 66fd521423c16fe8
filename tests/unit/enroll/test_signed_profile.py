"""Profiles are signed so that devices take them, and nothing of a changed one is believed."""

from __future__ import annotations

import plistlib

import attrs
import pytest
from asn1crypto import cms as asn1_cms
from cryptography.hazmat.primitives.asymmetric import ec

from pymdm.crypto import cms
from pymdm.crypto.cms import PrivateKeySigner, Signer
from pymdm.enroll import sign_profile, verify_profile
from pymdm.errors import DecodeError, LocalProtocolError, Reason, SignatureInvalid
from tests.unit.crypto.certs import rsa_key
from tests.unit.crypto.cms import forge
from tests.unit.enroll.profiles import BETWEEN, CA, NOW, PLAIN, SIGNER, WEB, written

SIGNED = sign_profile(PLAIN, signer=SIGNER, chain=(BETWEEN.der,), signing_time=NOW)


def refusal(data: bytes) -> Reason:
    with pytest.raises(SignatureInvalid) as caught:
        verify_profile(data)
    return caught.value.reason


def test_what_is_signed_comes_back_byte_for_byte_with_its_signer_and_chain() -> None:
    found = verify_profile(SIGNED)

    assert PLAIN == found.content
    assert SIGNER.certificate == found.signer.certificate
    assert (BETWEEN.der,) == found.chain
    assert ("rsa-sha256", "PROFILE") == (found.signature.algorithm, found.signature.policy)
    assert "com.example.wifi" == found.profile.identifier
    assert {"kept": True} == found.profile.extra["NewInSomeFutureSystem"]


def test_it_is_der_and_names_its_signature_as_devices_have_always_known_it() -> None:
    read = asn1_cms.ContentInfo.load(SIGNED, strict=True)
    (info,) = read["content"]["signer_infos"]

    assert SIGNED == read.dump(force=True)
    assert "rsassa_pkcs1v15" == info["signature_algorithm"]["algorithm"].native
    assert "data" == read["content"]["encap_content_info"]["content_type"].native


@pytest.mark.parametrize(
    ("curve", "algorithm"),
    [("secp256r1", "ecdsa-sha256"), ("secp384r1", "ecdsa-sha384"), ("secp521r1", "ecdsa-sha512")],
)
def test_each_curve_signs_with_a_digest_of_its_size(curve: str, algorithm: str) -> None:
    signed = sign_profile(PLAIN, signer=forge.ec_signer(curve))

    assert algorithm == verify_profile(signed).signature.algorithm


def test_a_key_elsewhere_signs_by_the_same_name() -> None:
    """An HSM holds the key: all that pymdm knows is its certificate."""

    asked: list[str] = []

    class Module:
        certificate = SIGNER.certificate

        def sign(self, data: bytes, algorithm: str) -> bytes:
            asked.append(algorithm)
            return SIGNER.sign(data, algorithm)

    module: Signer = Module()
    assert PLAIN == verify_profile(sign_profile(PLAIN, signer=module)).content
    assert ["rsa-sha256"] == asked


@pytest.mark.parametrize("key", [rsa_key(1), ec.generate_private_key(ec.SECP256R1())])
def test_nothing_leaves_that_was_signed_with_another_key(key: object) -> None:
    class Wrong:
        certificate = SIGNER.certificate

        def sign(self, data: bytes, algorithm: str) -> bytes:
            if isinstance(key, ec.EllipticCurvePrivateKey):
                return b"not a signature"
            return PrivateKeySigner(certificate=b"", key=rsa_key(1)).sign(data, algorithm)

    with pytest.raises(ValueError, match="expected the key of the signer's certificate"):
        sign_profile(PLAIN, signer=Wrong())


def test_the_chain_is_put_in_order_and_a_stranger_is_refused() -> None:
    signed = sign_profile(PLAIN, signer=SIGNER, chain=(CA.der, BETWEEN.der, CA.der, SIGNER.certificate))

    assert (BETWEEN.der, CA.der) == verify_profile(signed).chain
    with pytest.raises(ValueError, match="has issued none of the others"):
        sign_profile(PLAIN, signer=SIGNER, chain=(CA.der,))


@pytest.mark.parametrize(
    ("profile", "error", "told"),
    [
        (SIGNED, LocalProtocolError, "not signed yet"),
        (plistlib.dumps(plistlib.loads(PLAIN), fmt=plistlib.FMT_BINARY), LocalProtocolError, "XML"),
        (plistlib.dumps({"Status": "Idle"}), DecodeError, "PayloadType"),
        (b"hello", DecodeError, "expected"),
    ],
)
def test_only_a_profile_is_signed_and_only_once(profile: bytes, error: type[Exception], told: str) -> None:
    with pytest.raises(error, match=told):
        sign_profile(profile, signer=SIGNER)


def test_a_profile_that_nobody_would_read_is_not_signed() -> None:
    huge = written(Font=bytes(cms.PROFILE.max_attached * 3 // 4))

    with pytest.raises(LocalProtocolError, match="at most 4194304 bytes with its signature"):
        sign_profile(huge, signer=SIGNER)


# --- hostile


def test_a_stripped_signature_is_no_signature() -> None:
    """T24: what is inside is not handed out as if it had been verified."""
    assert Reason.NO_SIGNATURE is refusal(PLAIN)
    assert Reason.MALFORMED is refusal(SIGNED[:-1])


def test_swapped_content_does_not_verify() -> None:
    """T20: the attributes still carry a good signature."""
    other = PLAIN.replace(b"Office", b"0ffice")

    assert Reason.DIGEST_MISMATCH is refusal(SIGNED.replace(PLAIN, other))


@pytest.mark.parametrize("evil_first", [False, True])
def test_a_second_signer_does_not_hide_behind_the_first(evil_first: bool) -> None:
    """T19."""
    read = asn1_cms.ContentInfo.load(SIGNED)
    evil = forge.rsa_signer(1)
    other = asn1_cms.ContentInfo.load(sign_profile(PLAIN, signer=evil))["content"]
    both = [*read["content"]["signer_infos"], *other["signer_infos"]]
    read["content"]["signer_infos"] = asn1_cms.SignerInfos(both[::-1] if evil_first else both)
    read["content"]["certificates"].append(other["certificates"][0])

    assert Reason.SEVERAL_SIGNERS is refusal(read.dump(force=True))


def test_no_signer_is_no_signature() -> None:
    """T18."""
    read = asn1_cms.ContentInfo.load(SIGNED)
    read["content"]["signer_infos"] = asn1_cms.SignerInfos([])

    assert Reason.NO_SIGNER is refusal(read.dump(force=True))


def test_something_else_that_is_signed_is_no_profile() -> None:
    with pytest.raises(DecodeError):
        verify_profile(cms.sign(b"hello", SIGNER))


def test_a_short_key_signs_nothing() -> None:
    weak = PrivateKeySigner(
        certificate=CA.issue(rsa_key(0, 1024), subject="weak", extensions=WEB), key=rsa_key(0, 1024)
    )

    with pytest.raises(ValueError, match="RSA of 2048 bits"):
        sign_profile(PLAIN, signer=weak)


def test_no_content_shows_in_a_repr() -> None:
    """T65."""
    found = verify_profile(SIGNED)

    assert "CANARY" not in repr(found)
    assert "content" not in repr(attrs.evolve(found))


def test_a_chain_with_a_certificate_that_nobody_reads_is_no_chain_and_the_signature_stays_good() -> None:
    odd = CA.issue(rsa_key(5), outer_digest="sha384")
    found = verify_profile(cms.sign(PLAIN, SIGNER, certificates=(BETWEEN.der, odd)))

    assert (PLAIN, ()) == (found.content, found.chain)
