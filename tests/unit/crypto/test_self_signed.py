"""A key and the certificate that it made itself; for server tokens see tests/unit/dep."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509

from pymdm.crypto import _rounds, self_signed
from tests.unit.crypto.certs import NOW, ec_key, rsa_key

DAY = timedelta(days=1)


def test_the_serial_number_is_what_was_given_or_random() -> None:
    made = [
        self_signed.self_signed("x", key=ec_key(), now=NOW, valid=DAY, serial=serial)
        for serial in (7, None, None)
    ]
    numbers = [x509.load_der_x509_certificate(der).serial_number for der in made]

    assert 7 == numbers[0]
    assert 3 == len(set(numbers))


def test_a_file_that_would_hash_for_hours_is_not_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    der = self_signed.self_signed("x", key=rsa_key(), now=NOW, valid=DAY)
    data = self_signed.pair_to_pem(der, rsa_key(), password=b"correct horse")

    found, key = self_signed.pair_from_pem(data, password=b"correct horse")
    assert (der, rsa_key().public_key()) == (found, key.public_key())
    monkeypatch.setattr(self_signed, "MAX_ROUNDS", 1_000)
    with pytest.raises(ValueError, match="expected a file whose password is hashed at most"):
        self_signed.pair_from_pem(data, password=b"correct horse")
    assert _rounds.MAX_ROUNDS > 1_000


def test_what_is_no_certificate_is_not_written_as_one() -> None:
    with pytest.raises(ValueError, match=r"not one X\.509 certificate"):
        self_signed.certificate_to_pem(b"x")
