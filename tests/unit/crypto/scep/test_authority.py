"""What an authority hands out to anybody."""

from __future__ import annotations

import pytest

from pymdm.crypto import CertificateAuthority, TrustStore, cms
from pymdm.crypto.scep import ca_cert, capabilities, next_ca_cert, read_ca_cert, read_next_ca_cert
from pymdm.errors import DecodeError, SignatureInvalid, SignerUntrusted
from tests.unit.crypto.cms.forge import ec_key, rsa_key
from tests.unit.crypto.scep.talk import AUTHORITY, NOW

SIGNER = cms.PrivateKeySigner(certificate=AUTHORITY.certificate, key=AUTHORITY.key)
NEXT = AUTHORITY.successor(now=NOW, key=rsa_key(56))


def test_the_capabilities_are_those_that_keep_old_clients_from_worse() -> None:
    """Without SHA-1 an old client takes MD5, without DES3 single DES; with AES a new one takes neither."""
    body = capabilities()

    assert "text/plain" == body.content_type
    assert [
        b"AES",
        b"DES3",
        b"POSTPKIOperation",
        b"Renewal",
        b"SCEPStandard",
        b"SHA-1",
        b"SHA-256",
        b"SHA-512",
    ] == body.data.split(b"\n")


def test_the_next_ca_is_announced_only_when_there_is_one() -> None:
    assert b"GetNextCACert" not in capabilities().data
    assert b"GetNextCACert" in capabilities(next_ca=True).data.split(b"\n")


def test_one_certificate_is_sent_as_it_is() -> None:
    body = ca_cert((AUTHORITY.certificate,))

    assert "application/x-x509-ca-cert" == body.content_type
    assert AUTHORITY.certificate == body.data
    assert (AUTHORITY.certificate,) == read_ca_cert(body.data)


def test_a_chain_is_sent_as_signed_data_without_signer() -> None:
    chain = (AUTHORITY.certificate, NEXT.certificate)
    body = ca_cert(chain)

    assert "application/x-x509-ca-ra-cert" == body.content_type
    assert chain == read_ca_cert(body.data)


def test_no_certificate_is_no_answer() -> None:
    with pytest.raises(ValueError, match="expected 1 to 16 certificates"):
        ca_cert(())


@pytest.mark.parametrize(
    "data",
    [b"", b"nonsense", cms.certificates_only((b"\x30\x00",)), cms.sign(b"", SIGNER)],
    ids=["nothing", "nonsense", "no certificate inside", "a signed message"],
)
def test_what_is_no_certificate_is_refused(data: bytes) -> None:
    with pytest.raises(DecodeError, match="expected a certificate in DER"):
        read_ca_cert(data)


# --- T86: rollover


def test_t86_the_next_ca_is_vouched_for_by_the_present_one() -> None:
    """T86."""
    body = next_ca_cert((NEXT.certificate,), authority=AUTHORITY)

    assert "application/x-x509-next-ca-cert" == body.content_type
    assert (NEXT.certificate,) == read_next_ca_cert(body.data, authority=AUTHORITY.certificate)


def test_t86_a_next_ca_that_somebody_else_announces_is_not_believed() -> None:
    """T86: also one of the same name."""
    impostor = CertificateAuthority.create("Example Device CA", now=NOW, key=rsa_key(57))
    body = next_ca_cert((impostor.certificate,), authority=impostor)
    with pytest.raises(SignerUntrusted):
        read_next_ca_cert(body.data, authority=AUTHORITY.certificate)
    with pytest.raises(SignatureInvalid):
        read_next_ca_cert(cms.certificates_only((impostor.certificate,)), authority=AUTHORITY.certificate)


def test_t86_a_signed_message_with_something_else_in_it_is_no_next_ca() -> None:
    data = cms.sign(b"something else", SIGNER)
    with pytest.raises(DecodeError, match="SignedData with certificates and no signer"):
        read_next_ca_cert(data, authority=AUTHORITY.certificate)


def test_t86_both_cas_are_trusted_during_the_overlap() -> None:
    """T86: identities of before live on, those of after are known at once; later only the successor's are."""
    old = AUTHORITY.issue_identity(common_name="old", now=NOW, public_key=ec_key().public_key())
    new = NEXT.issue_identity(common_name="new", now=NOW, public_key=ec_key().public_key())
    both = NEXT.trust_store(also=(AUTHORITY.certificate,))

    for issued in (old, new):
        assert issued.fingerprint == _judged(both, issued.certificate)
    with pytest.raises(SignerUntrusted):
        _judged(NEXT.trust_store(), old.certificate)


def _judged(store: TrustStore, certificate: bytes) -> bytes:
    return store.check(certificate, now=NOW).fingerprint


def test_an_ec_authority_announces_nobody() -> None:
    authority = CertificateAuthority.create("EC", now=NOW, key=ec_key())
    with pytest.raises(ValueError, match="RSA key"):
        next_ca_cert((NEXT.certificate,), authority=authority)
