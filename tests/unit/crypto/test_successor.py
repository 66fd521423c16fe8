"""T86: a CA hands over to the next one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography import x509

from pymdm.crypto import CertificateAuthority
from pymdm.crypto.certificates import BACKDATE, CA_VALIDITY
from tests.unit.crypto.certs import NOW, YEAR, FixedCA, ec_key, rsa_key

CA = CertificateAuthority.create("Example Device CA", now=NOW, key=rsa_key(0))


def opened(authority: CertificateAuthority) -> x509.Certificate:
    return x509.load_der_x509_certificate(authority.certificate)


def test_t86_a_successor_has_the_name_but_neither_key_nor_number_of_the_ca_before() -> None:
    successor = CA.successor(now=NOW + YEAR)

    assert "Example Device CA" == successor.common_name
    assert CA.key.public_key() != successor.key.public_key()
    assert opened(CA).serial_number != opened(successor).serial_number
    assert opened(successor).subject == opened(successor).issuer
    opened(successor).verify_directly_issued_by(opened(successor))


def test_t86_a_successor_is_as_narrow_as_the_ca_before() -> None:
    constraints = opened(CA.successor(now=NOW, key=ec_key(1))).extensions.get_extension_for_class(
        x509.BasicConstraints
    )

    assert constraints.critical
    assert x509.BasicConstraints(ca=True, path_length=0) == constraints.value


def test_a_successor_begins_anew() -> None:
    successor = CA.successor(now=NOW + YEAR, key=ec_key(1))

    assert NOW + YEAR - BACKDATE == opened(successor).not_valid_before_utc
    assert NOW + YEAR + CA_VALIDITY == opened(successor).not_valid_after_utc


def test_what_it_is_made_of_may_be_chosen() -> None:
    successor = CA.successor(now=NOW, common_name="Second", valid=timedelta(days=9), key=ec_key(1), serial=7)

    assert "Second" == successor.common_name
    assert 7 == opened(successor).serial_number
    assert NOW + timedelta(days=9) == opened(successor).not_valid_after_utc


def test_the_old_key_under_a_new_certificate_is_no_successor() -> None:
    with pytest.raises(ValueError, match="needs a key of its own"):
        CA.successor(now=NOW, key=rsa_key(0))


def test_a_ca_made_elsewhere_may_have_no_common_name() -> None:
    made = FixedCA.make(rsa_key(0), subject=None, issuer=None)  # type: ignore[arg-type]

    assert "" == CertificateAuthority(certificate=made.der, key=rsa_key(0)).common_name


def test_t86_serial_numbers_have_at_least_64_bits_of_chance() -> None:
    """T86: what nobody can foresee cannot be prepared for; 20 numbers of 159 bits all have more than 64."""
    issued = [
        CA.issue_identity(common_name="x", now=NOW, public_key=ec_key(1).public_key()) for _ in range(20)
    ]
    numbers = {x509.load_der_x509_certificate(each.certificate).serial_number for each in issued}

    assert 20 == len(numbers)
    assert all(number.bit_length() > 64 for number in numbers)


def test_t86_the_ca_signs_no_other_ca() -> None:
    """T86: whatever is asked for, what it issues is the end of a chain."""
    issued = CA.issue_identity(common_name="x", now=NOW, public_key=ec_key(1).public_key())
    constraints = x509.load_der_x509_certificate(issued.certificate).extensions.get_extension_for_class(
        x509.BasicConstraints
    )

    assert not constraints.value.ca
