"""The pinned authority of Apple's device certificates, and a stand-in for it (T32)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from pymdm.crypto import cms
from pymdm.crypto.apple import (
    APPLE_DEVICE_CHAIN,
    APPLE_IPHONE_DEVICE_CA,
    PinnedAuthority,
    check_device_chain,
)
from pymdm.crypto.cms import UnverifiedSigner
from pymdm.errors import Reason, SignerUntrusted
from tests.support import shared
from tests.unit.crypto.cms import forge

EXPIRED = datetime(2014, 4, 16, tzinfo=UTC)
ROOT, MIDDLE, DEVICE_CA = (forge.name(f"Fake {part}") for part in ("Root", "Middle", "Device CA"))
ROOT_KEY, MIDDLE_KEY, CA_KEY = forge.rsa_key(10), forge.rsa_key(11), forge.rsa_key(12, 1024)
ROOT_DER = forge.certificate(ROOT_KEY, subject=ROOT, ca=True)
MIDDLE_DER = forge.certificate(MIDDLE_KEY, subject=MIDDLE, issuer=ROOT, issuer_key=ROOT_KEY, ca=True)
CA_DER = forge.certificate(
    CA_KEY,
    subject=DEVICE_CA,
    issuer=MIDDLE,
    issuer_key=MIDDLE_KEY,
    ca=True,
    not_before=EXPIRED - timedelta(7),
    not_after=EXPIRED,
)
CHAIN = tuple(PinnedAuthority.from_certificate(der) for der in (CA_DER, MIDDLE_DER, ROOT_DER))
DEVICE_KEY = forge.rsa_key(13, 1024)
SUBJECT = forge.name("0B5938EB-0000-0000-0000-000000000000")


def _device(**changes: object) -> bytes:
    settings: dict[str, object] = {"subject": SUBJECT, "issuer": DEVICE_CA, "issuer_key": CA_KEY, **changes}
    return forge.certificate(DEVICE_KEY, **settings)  # type: ignore[arg-type]


def _signer(der: bytes) -> UnverifiedSigner:
    return UnverifiedSigner(certificate=der)


def _reason(
    der: bytes,
    certificates: tuple[bytes, ...] = (),
    now: datetime | None = None,
    chain: tuple[PinnedAuthority, ...] = CHAIN,
) -> Reason | None:
    try:
        check_device_chain(_signer(der), certificates, now=now, chain=chain)
    except SignerUntrusted as error:
        return error.reason
    return None


def test_t32_the_real_device_is_apples_with_validity_left_out_and_expired_with_it() -> None:
    verified = cms.verify_attached(shared("vectors/cms/apple_ota_phase2.der").read_bytes(), policy=cms.OTA)

    device = check_device_chain(verified.signer, verified.certificates, now=None)

    assert "0B5938EB-A130-466F-BFA5-BFA950500D03" == device.common_name
    assert verified.signer.fingerprint == device.fingerprint
    assert device == check_device_chain(verified.signer, (), now=None)
    for now in (datetime(2026, 1, 1, tzinfo=UTC), datetime(2023, 1, 1, tzinfo=UTC)):
        with pytest.raises(SignerUntrusted) as caught:
            check_device_chain(verified.signer, verified.certificates, now=now)
        assert Reason.EXPIRED == caught.value.reason


def test_the_pinned_constants_are_those_of_the_real_certificates() -> None:
    pem = shared("vectors/cms/Apple_iPhone_Device_CA_Fullchain.pem").read_bytes()
    certificates = x509.load_pem_x509_certificates(pem)

    assert APPLE_DEVICE_CHAIN == tuple(
        PinnedAuthority.from_certificate(each.public_bytes(serialization.Encoding.DER))
        for each in certificates
    )


@pytest.mark.parametrize("hash_algorithm", [hashes.SHA1(), hashes.SHA256()], ids=["SHA-1", "SHA-256"])
def test_t32_a_device_may_send_the_whole_chain_or_nothing_else(hash_algorithm: hashes.HashAlgorithm) -> None:
    der = _device() if hash_algorithm.name == "sha256" else _sha1_device()

    assert None is _reason(der, (der, CA_DER, MIDDLE_DER, ROOT_DER))
    assert None is _reason(der, (der,))
    assert None is _reason(der, (forge.rsa_signer().certificate,))


def _sha1_device() -> bytes:
    """cryptography signs no certificates with SHA-1 any more: put one together by hand."""
    old = x509.load_der_x509_certificate(_device())
    new = forge.seq(forge.RSA_WITH["sha1"], forge.NULL)
    tbs = old.tbs_certificate_bytes.replace(forge.seq(forge.RSA_WITH["sha256"], forge.NULL), new)
    return forge.seq(tbs, new, forge.tlv(0x03, b"\x00", forge.sign_raw(CA_KEY, tbs, "sha1")))


def test_t32_validity_counts_when_a_time_is_given() -> None:
    der = _device()
    young = (PinnedAuthority.from_certificate(forge.certificate(CA_KEY, subject=DEVICE_CA, ca=True)),)

    assert Reason.EXPIRED == _reason(der, now=datetime(2026, 1, 1, tzinfo=UTC))
    assert None is _reason(der, now=datetime(2026, 1, 1, tzinfo=UTC), chain=young)
    assert Reason.NOT_YET_VALID == _reason(der, now=datetime(2020, 1, 1, tzinfo=UTC), chain=young)
    assert Reason.EXPIRED == _reason(der, now=datetime(2031, 2, 1, tzinfo=UTC), chain=young)


def test_a_certificate_of_another_issuer_is_not_apples() -> None:
    assert Reason.ISSUER_UNKNOWN == _reason(forge.rsa_signer().certificate)
    assert Reason.ISSUER_UNKNOWN == _reason(_device(), chain=APPLE_DEVICE_CHAIN)


def test_t10_a_certificate_of_a_look_alike_authority_is_refused() -> None:
    forged = _device(issuer_key=forge.rsa_key(14))

    assert Reason.CHAIN_INVALID == _reason(forged)


def test_t10_a_look_alike_beside_the_genuine_certificate_is_refused() -> None:
    other_key = forge.certificate(
        forge.rsa_key(14), subject=DEVICE_CA, issuer=MIDDLE, issuer_key=MIDDLE_KEY, ca=True
    )
    no_authority = forge.certificate(CA_KEY, subject=DEVICE_CA, issuer=MIDDLE, issuer_key=MIDDLE_KEY)
    other_issuer = forge.certificate(
        CA_KEY, subject=DEVICE_CA, issuer=MIDDLE, issuer_key=forge.rsa_key(14), ca=True
    )
    other_root = forge.certificate(forge.rsa_key(14), subject=ROOT, ca=True)

    for attached in (other_key, no_authority, other_issuer, other_root):
        assert Reason.CHAIN_INVALID == _reason(_device(), (attached,))


def test_a_device_certificate_that_is_an_authority_is_refused() -> None:
    assert Reason.PURPOSE_WRONG == _reason(_device(ca=True))


def test_links_other_than_rsa_with_sha1_or_sha256_are_refused() -> None:
    assert Reason.CHAIN_INVALID == _reason(_device(hash_algorithm=hashes.SHA512()))
    ec_signed = forge.certificate(DEVICE_KEY, subject=SUBJECT, issuer=DEVICE_CA, issuer_key=forge.ec_key())
    assert Reason.CHAIN_INVALID == _reason(ec_signed)


def test_a_pinned_key_that_is_not_rsa_vouches_for_nothing() -> None:
    import attrs

    spki = (
        forge.ec_key()
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    odd = attrs.evolve(CHAIN[0], public_key=spki)

    assert Reason.CHAIN_INVALID == _reason(_device(), chain=(odd,))


@pytest.mark.parametrize("broken", [b"", b"junk", CA_DER[:-1]])
def test_unreadable_certificates_are_refused(broken: bytes) -> None:
    assert Reason.CHAIN_INVALID == _reason(broken)
    assert Reason.CHAIN_INVALID == _reason(_device(), (broken,))


def test_a_device_without_a_name_and_constraints_is_a_device() -> None:
    old = x509.load_der_x509_certificate(_device(subject=forge.name(), with_key_identifier=False))
    tbs = old.tbs_certificate_bytes
    extensions = forge.tlv(
        0xA3, forge.seq(forge.seq(bytes.fromhex("0603551d13"), b"\x01\x01\xff", forge.tlv(0x04, forge.seq())))
    )
    assert tbs.endswith(extensions)
    body = forge.seq(tbs[4 : -len(extensions)])
    signature = forge.tlv(0x03, b"\x00", forge.sign_raw(CA_KEY, body, "sha256"))
    der = forge.seq(body, forge.seq(forge.RSA_WITH["sha256"], forge.NULL), signature)

    assert "" == check_device_chain(_signer(der), (), now=None, chain=CHAIN).common_name


def test_only_an_authority_with_an_rsa_key_can_be_pinned() -> None:
    for der in (forge.rsa_signer().certificate, forge.certificate(forge.ec_key(), ca=True)):
        with pytest.raises(ValueError, match="CA certificate with an RSA key"):
            PinnedAuthority.from_certificate(der)


def test_repr_shows_names_and_fingerprints_only() -> None:
    assert APPLE_IPHONE_DEVICE_CA.public_key.hex() not in repr(APPLE_IPHONE_DEVICE_CA)
    assert "Apple iPhone Device CA" in repr(APPLE_IPHONE_DEVICE_CA)
