"""Key pairs of server tokens: what is uploaded, and a renewal that leaves what is in use alone."""

from __future__ import annotations

import json
from datetime import timedelta

import attrs
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pymdm.crypto.certificates import CertificateAuthority
from pymdm.dep.tokens import TokenKeyPair, TokenKeys
from pymdm.dep.tokens.keys import MAX_STATE, VALIDITY
from pymdm.dep.tokens.token import OTHER_CERTIFICATE
from pymdm.errors import DecodeError
from tests.unit.crypto.certs import NOW, ec_key, rsa_key
from tests.unit.dep.token_files import NEXT, OTHER, OURS, p7m, token

PASSWORD = "correct horse battery"
BOTH = TokenKeys(current=OURS, staged=NEXT)


def test_a_new_pair_has_an_rsa_2048_key_of_its_own_and_a_certificate_that_is_no_authority() -> None:
    pair, other = TokenKeyPair.create(now=NOW), TokenKeyPair.create(now=NOW)
    found = x509.load_der_x509_certificate(pair.certificate)
    key = found.public_key()

    assert isinstance(key, rsa.RSAPublicKey)
    assert (2048, 65537) == (key.key_size, key.public_numbers().e)
    assert pair.key.public_key() == key != other.key.public_key()
    assert pair.fingerprint != other.fingerprint
    found.verify_directly_issued_by(found)
    assert "sha256" == getattr(found.signature_hash_algorithm, "name", "")
    constraints = found.extensions.get_extension_for_class(x509.BasicConstraints)
    usage = found.extensions.get_extension_for_class(x509.KeyUsage)
    assert (True, False) == (constraints.critical, constraints.value.ca)
    assert usage.value.key_encipherment
    assert usage.value.digital_signature
    assert not usage.value.key_cert_sign
    assert (NOW - timedelta(days=1), NOW + VALIDITY) == (
        found.not_valid_before_utc,
        found.not_valid_after_utc,
    )
    assert NOW + VALIDITY == pair.not_after
    assert "CN=pymdm server token" == found.subject.rfc4514_string()


def test_what_is_uploaded_is_the_certificate_alone() -> None:
    assert OURS.certificate == x509.load_pem_x509_certificate(OURS.certificate_pem).public_bytes(
        serialization.Encoding.DER
    )
    assert b"PRIVATE" not in OURS.certificate_pem


def test_t65_a_pair_shows_neither_key_nor_certificate() -> None:
    """T65"""
    assert "TokenKeyPair()" == repr(OURS)
    assert "TokenKeys(current=TokenKeyPair(), staged=TokenKeyPair())" == repr(BOTH)


def test_what_tokens_cannot_be_encrypted_to_is_no_pair() -> None:
    with pytest.raises(ValueError, match="this is another one"):
        TokenKeyPair(certificate=OURS.certificate, key=NEXT.key)
    with pytest.raises(ValueError, match="needs an RSA key"):
        TokenKeyPair.create(now=NOW, key=ec_key())
    with pytest.raises(ValueError, match="RSA of 2048 bits or more"):
        TokenKeyPair.create(now=NOW, key=rsa_key(0, 1024))
    with pytest.raises(ValueError, match="aware datetime"):
        TokenKeyPair.create(now=NOW.replace(tzinfo=None), key=rsa_key(30))
    ca = CertificateAuthority.create("CA", now=NOW, key=rsa_key(30))
    with pytest.raises(ValueError, match="is a CA's"):
        TokenKeyPair(certificate=ca.certificate, key=rsa_key(30))


def test_a_pair_opens_the_tokens_that_were_encrypted_to_it() -> None:
    sent = p7m(OURS)

    assert token() == OURS.decrypt(sent)
    assert (True, False) == (OURS.opens(sent), NEXT.opens(sent))
    with pytest.raises(DecodeError) as caught:
        NEXT.decrypt(sent)
    assert OTHER_CERTIFICATE == str(caught.value)
    with pytest.raises(DecodeError, match="this file is empty"):
        OURS.opens(b"")


@pytest.mark.parametrize("password", [None, PASSWORD, PASSWORD.encode()])
def test_a_pair_survives_pem(password: str | bytes | None) -> None:
    data = OURS.to_pem(password=password)

    assert (password is not None) == (b"ENCRYPTED" in data)
    found = TokenKeyPair.from_pem(data, password=password)
    assert OURS == found
    assert OURS.key.public_key() == found.key.public_key()


def test_pem_that_is_no_pair_is_refused() -> None:
    whole = OURS.to_pem()
    certificate, key = OURS.certificate_pem, whole[len(OURS.certificate_pem) :]

    assert OURS == TokenKeyPair.from_pem(key + b"text\n" + certificate)
    for data in (b"", certificate, key, whole + NEXT.certificate_pem, whole + key):
        with pytest.raises(ValueError, match="expected one private key and its certificate in PEM"):
            TokenKeyPair.from_pem(data)
    with pytest.raises(ValueError, match="this is another one"):
        TokenKeyPair.from_pem(NEXT.certificate_pem + key)
    with pytest.raises(ValueError, match="is the password right"):
        TokenKeyPair.from_pem(OURS.to_pem(password=PASSWORD), password="wrong")


# --- staged and current


def test_the_first_pair_is_staged_until_its_token_comes() -> None:
    keys = TokenKeys().stage(OURS)
    assert (None, OURS) == (keys.current, keys.staged)

    found, after = keys.open(p7m(OURS))

    assert token() == found
    assert TokenKeys(current=OURS) == after
    assert TokenKeys(staged=OURS) == keys, "a value does not change"


def test_while_a_renewal_is_under_way_the_pair_in_use_stays_in_use() -> None:
    keys = TokenKeys(current=OURS).stage(NEXT)
    assert BOTH == keys

    found, after = keys.open(p7m(OURS))

    assert (token(), BOTH) == (found, after)
    found, after = keys.open(p7m(NEXT))
    assert (token(), TokenKeys(current=NEXT)) == (found, after)


def test_a_token_for_neither_pair_is_refused() -> None:
    for keys in (BOTH, TokenKeys(), TokenKeys(current=OURS)):
        with pytest.raises(DecodeError) as caught:
            keys.open(p7m(OTHER))
        assert OTHER_CERTIFICATE == str(caught.value)
    with pytest.raises(DecodeError, match="this file is empty"):
        BOTH.open(b"")


def test_a_pair_that_waits_for_its_token_is_not_lost_by_mistake() -> None:
    with pytest.raises(ValueError, match="expected no key pair that waits for its token; there is one"):
        BOTH.stage(OTHER)
    assert BOTH == BOTH.stage(NEXT)
    assert attrs.evolve(BOTH, staged=OTHER) == BOTH.stage(OTHER, instead=True)
    with pytest.raises(ValueError, match="this is the one in use"):
        TokenKeys(current=OURS).stage(OURS)


# --- stored


@pytest.mark.parametrize("keys", [TokenKeys(), TokenKeys(current=OURS), TokenKeys(staged=NEXT), BOTH])
def test_keys_survive_json(keys: TokenKeys) -> None:
    data = keys.to_json(password=PASSWORD)

    assert keys == TokenKeys.from_json(data, password=PASSWORD)
    assert b"BEGIN PRIVATE KEY" not in data
    assert keys == TokenKeys.from_json(keys.to_json())


def test_a_wrong_password_is_told() -> None:
    data = BOTH.to_json(password=PASSWORD)

    with pytest.raises(ValueError, match="is the password right"):
        TokenKeys.from_json(data, password="wrong")
    with pytest.raises(ValueError, match="needs its password"):
        TokenKeys.from_json(data)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b"[" * 50_000,
        b'{"format":"pymdm-dep-keys-2"}',
        b'{"format":"pymdm-dep-keys-1","later":"x"}',
        b'{"format":"pymdm-dep-keys-1","current":5}',
        BOTH.to_json() + b" " * MAX_STATE,
    ],
    ids=range(9),
)
def test_what_is_no_stored_keys_is_told_so(data: bytes) -> None:
    with pytest.raises(DecodeError, match="expected the key pairs of server tokens, as pymdm writes them"):
        TokenKeys.from_json(data)


def test_stored_keys_whose_parts_were_exchanged_are_refused() -> None:
    found = json.loads(BOTH.to_json())
    found["current"] = found["current"].split("-----BEGIN PRIVATE")[0]

    with pytest.raises(ValueError, match="expected one private key and its certificate"):
        TokenKeys.from_json(json.dumps(found).encode())
