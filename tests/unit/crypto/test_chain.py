"""The path to a pinned CA, and what a certificate must be made for; through `TrustStore.check`."""

from __future__ import annotations

import base64
import warnings
from typing import Any

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec

from pymdm.crypto import trust as trust_module
from pymdm.crypto._x509 import parse_certificate
from pymdm.crypto.trust import TrustStore
from pymdm.errors import Reason, SignerUntrusted
from tests.support import shared
from tests.unit.crypto.certs import (
    NOW,
    FixedCA,
    basic,
    certificate,
    ec_key,
    ed25519_key,
    extension,
    purposes,
    rsa_key,
    unknown,
    usage,
)
from tests.unit.crypto.judging import CA, CLIENT, accepted, refusal, sha256, store

# --- T10: the chain is verified with keys


def test_lookalike_ca_of_the_same_name_is_refused() -> None:
    """T10."""
    lookalike = FixedCA.make(ec_key(7), subject="Device CA")

    assert Reason.CHAIN_INVALID is refusal(lookalike.issue())


def test_lookalike_ca_with_another_kind_of_key_is_refused() -> None:
    """T10."""
    lookalike = FixedCA.make(rsa_key(7), subject="Device CA")

    assert Reason.CHAIN_INVALID is refusal(lookalike.issue())


def test_self_signed_identity_that_names_our_ca_is_refused() -> None:
    """T10."""
    der = certificate(key=ec_key(5), signed_by=ec_key(5), issuer="Device CA", subject="Device CA")

    assert Reason.CHAIN_INVALID is refusal(der)


def test_an_issuer_that_is_not_pinned_is_unknown() -> None:
    assert Reason.ISSUER_UNKNOWN is refusal(FixedCA.make(ec_key(7), subject="Other CA").issue())


@pytest.mark.parametrize("key", [ec_key(0), rsa_key(0)], ids=["ec", "rsa"])
def test_any_changed_byte_of_what_was_signed_is_refused(key: Any) -> None:
    ca = FixedCA.make(key)
    trust = store(ca)
    der = ca.issue()
    start = 8  # inside what is signed

    for position in range(start, len(der), 7):
        changed = bytearray(der)
        changed[position] ^= 1
        with pytest.raises(SignerUntrusted):
            trust.check(bytes(changed), now=NOW)


def test_two_pinned_cas_of_one_name_both_count() -> None:
    renewed = FixedCA.make(ec_key(7), subject="Device CA")
    trust = TrustStore((CA.der, renewed.der))

    assert accepted(CA.issue(), trust)
    assert accepted(renewed.issue(), trust)


# --- signature algorithms


@pytest.mark.parametrize("digest", ["sha256", "sha384"])
@pytest.mark.parametrize("key", [ec_key(0), rsa_key(0)], ids=["ec", "rsa"])
def test_todays_algorithms_are_accepted(key: Any, digest: str) -> None:
    ca = FixedCA.make(key)

    assert accepted(ca.issue(digest=digest), store(ca))


def test_rsa_without_null_parameters_is_accepted() -> None:
    ca = FixedCA.make(rsa_key(0))

    assert accepted(ca.issue(null_parameters=False), store(ca))


@pytest.mark.parametrize("key", [ec_key(0), rsa_key(0)], ids=["ec", "rsa"])
def test_sha1_counts_below_a_ca_of_its_time(key: Any) -> None:
    ca = FixedCA.make(key, digest="sha1")

    assert accepted(ca.issue(), store(ca))


@pytest.mark.parametrize("key", [ec_key(0), rsa_key(0)], ids=["ec", "rsa"])
def test_sha1_is_refused_below_a_ca_of_today(key: Any) -> None:
    ca = FixedCA.make(key)

    assert Reason.ALGORITHM_REFUSED is refusal(ca.issue(digest="sha1"), store(ca))


def test_md5_is_always_refused() -> None:
    ca = FixedCA.make(rsa_key(0), digest="md5")

    assert Reason.ALGORITHM_REFUSED is refusal(ca.issue(), store(ca))


def test_two_different_signature_algorithms_in_one_certificate_are_refused() -> None:
    assert Reason.MALFORMED is refusal(CA.issue(outer_digest="sha384"))


def test_t12_a_certificate_has_one_fingerprint_whatever_bits_of_its_signature_are_called_unused() -> None:
    """Found by `make fuzz`: with one unsigned byte changed a revoked identity lived on as another."""
    ca = FixedCA.make(rsa_key(0))
    issued = (ca.issue(serial=serial) for serial in range(1, 100))
    der = next(der for der in issued if der[-1] % 2 == 0)  # else the change is no DER at all
    at = len(der) - 256 - 1

    assert 0 == der[at]
    assert sha256(der) == accepted(der, store(ca)).fingerprint
    assert Reason.MALFORMED is refusal(der[:at] + b"\x01" + der[at + 1 :], store(ca))


def test_an_empty_name_in_an_extension_is_no_other_exception_where_warnings_are_errors() -> None:
    """Found by `make fuzz`: `cryptography` warns of it."""
    empty = asn1_x509.GeneralName("directory_name", asn1_x509.Name.build({"common_name": ""}))
    named = extension(
        "authority_key_identifier",
        asn1_x509.AuthorityKeyIdentifier(
            {"authority_cert_issuer": [empty], "authority_cert_serial_number": 1}
        ),
    )
    der = CA.issue(extensions=(usage("digital_signature"), purposes("client_auth"), named))

    assert Reason.MALFORMED is refusal(der)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert sha256(der) == accepted(der).fingerprint


def test_a_certificate_with_a_signature_of_nothing_is_refused() -> None:
    """Found by `make fuzz`."""
    der = CA.issue()
    tbs = parse_certificate(der).tbs
    cut = tbs + parse_certificate(der).algorithm + b"\x03\x00"

    assert Reason.MALFORMED is refusal(b"\x30\x82" + len(cut).to_bytes(2, "big") + cut)


# --- T11: made for this purpose


@pytest.mark.parametrize(
    "extensions",
    [
        (),
        (usage("digital_signature"),),
        (usage("digital_signature", "key_encipherment"),),
        (CLIENT,),
        (purposes("client_auth", "server_auth"),),
        (purposes("email_protection", "client_auth"),),
        (purposes("any_extended_key_usage", "client_auth"),),
        (basic(False),),
        (basic(False), usage("digital_signature"), CLIENT),
        (unknown(critical=False),),
    ],
)
def test_purposes_of_an_identity_are_accepted(extensions: tuple[dict[str, Any], ...]) -> None:
    """T11: the EKU matrix, what passes."""
    assert accepted(CA.issue(extensions=extensions))


@pytest.mark.parametrize(
    "extensions",
    [
        (purposes("server_auth"),),
        (purposes("code_signing", "email_protection"),),
        (purposes("any_extended_key_usage"),),
        (purposes("1.3.6.1.5.5.8.2.2"),),
        (basic(True),),
        (basic(True), usage("digital_signature", "key_cert_sign"), CLIENT),
        (usage("key_encipherment"), CLIENT),
        (usage("key_cert_sign"),),
        (CLIENT, unknown(critical=True)),
    ],
)
def test_certificates_for_another_purpose_are_refused(extensions: tuple[dict[str, Any], ...]) -> None:
    """T11: the EKU matrix, what does not."""
    assert Reason.PURPOSE_WRONG is refusal(CA.issue(extensions=extensions))


def test_the_pinned_ca_is_no_identity_itself() -> None:
    """T11."""
    assert Reason.PURPOSE_WRONG is refusal(CA.der)


def test_an_extension_that_is_there_twice_is_refused() -> None:
    assert Reason.MALFORMED is refusal(CA.issue(extensions=(basic(False), basic(True))))


# --- keys


@pytest.mark.parametrize(
    "key", [rsa_key(0), rsa_key(0, 3072), ec_key(3), ec.generate_private_key(ec.SECP384R1())]
)
def test_keys_that_are_strong_enough_are_accepted(key: Any) -> None:
    assert accepted(CA.issue(key))


@pytest.mark.parametrize(
    "key",
    [rsa_key(0, 1024), ec.generate_private_key(ec.SECP192R1()), ed25519_key()],
    ids=["rsa-1024", "p192", "ed25519"],
)
def test_keys_that_are_weak_or_strange_are_refused(key: Any) -> None:
    """T27's rule for keys, on identities."""
    assert Reason.KEY_REFUSED is refusal(CA.issue(key))


# --- real oddities


@pytest.mark.parametrize("serial", [0, -1, -(1 << 70), 1, 34, (1 << 200) + 1])
def test_odd_serial_numbers_are_accepted(serial: int) -> None:
    der = CA.issue(serial=serial)

    assert sha256(der) == accepted(der).fingerprint


@pytest.mark.parametrize("serial", [0, -1, -(1 << 70), 34])
@pytest.mark.parametrize("critical", [False, True])
def test_an_identity_may_name_an_authority_with_an_odd_serial_number(serial: int, *, critical: bool) -> None:
    """Found by `make fuzz`: `cryptography` warns of it, and is going to refuse it."""
    issuer = asn1_x509.GeneralName("directory_name", asn1_x509.Name.build({"common_name": "Root"}))
    value = asn1_x509.AuthorityKeyIdentifier(
        {"authority_cert_issuer": [issuer], "authority_cert_serial_number": serial}
    )
    named = extension("authority_key_identifier", value, critical=critical)
    der = CA.issue(extensions=(usage("digital_signature"), purposes("client_auth"), named))

    if critical:
        assert Reason.PURPOSE_WRONG is refusal(der)
    else:
        assert sha256(der) == accepted(der).fingerprint


@pytest.mark.parametrize("serial", [0, -5])
def test_an_odd_serial_number_is_signed_like_any_other(serial: int) -> None:
    """What stands in for it while the certificate is read must not be what is verified."""
    der = CA.issue(serial=serial)
    stands_in = der.replace(b"\x02\x01" + serial.to_bytes(1, "big", signed=True), b"\x02\x01\x01", 1)

    assert stands_in != der
    assert Reason.CHAIN_INVALID is refusal(stands_in)


def test_empty_subject_and_no_alternative_name_are_accepted() -> None:
    assert accepted(CA.issue(subject=None))


def test_a_real_identity_from_2021_passes_all_but_the_foreign_ca() -> None:
    """The signer of a captured Mdm-Signature: empty subject, serial 34, SHA-256, RSA-2048."""
    header = shared("vectors/cms/mdmSignatureHeader2.b64").read_bytes()
    signed = asn1_cms.ContentInfo.load(base64.b64decode(header))
    der = signed["content"]["certificates"][0].dump()
    trust = TrustStore((FixedCA.make(rsa_key(0), subject="ca").der,))

    assert Reason.ISSUER_UNKNOWN is refusal(der, trust)
    trust_module.check_purpose(trust_module.parse_certificate(der))
