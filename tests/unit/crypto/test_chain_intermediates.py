"""Intermediates between an identity and its pinned CA, and who may be pinned; through `TrustStore`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from asn1crypto import x509 as asn1_x509

from pymdm.crypto.trust import IDENTITY_GRACE, TrustStore
from pymdm.errors import Reason
from tests.unit.crypto.certs import (
    NOW,
    YEAR,
    FixedCA,
    basic,
    ec_key,
    extension,
    purposes,
    rsa_key,
    usage,
)
from tests.unit.crypto.judging import CA, DAY, SECOND, accepted, refusal, sha256, store

# --- intermediates

ROOT = FixedCA.make(ec_key(1), subject="Root")


def below(parent: FixedCA, number: int, subject: str, **how: Any) -> FixedCA:
    return FixedCA.make(ec_key(number), subject=subject, issuer=parent.subject, signed_by=parent.key, **how)


ISSUING = below(ROOT, 2, "Issuing")


def test_an_identity_below_an_intermediate_is_accepted() -> None:
    trust = TrustStore((ROOT.der,), (ISSUING.der,))

    assert accepted(ISSUING.issue(), trust)


def test_without_its_intermediate_the_issuer_is_unknown() -> None:
    assert Reason.ISSUER_UNKNOWN is refusal(ISSUING.issue(), TrustStore((ROOT.der,)))


def test_four_signatures_deep_is_accepted_in_any_order_of_the_file() -> None:
    second = below(ISSUING, 3, "Second")
    third = below(second, 4, "Third")
    trust = TrustStore((ROOT.der,), (third.der, second.der, ISSUING.der))

    assert accepted(third.issue(), trust)


def test_five_signatures_deep_is_refused() -> None:
    second = below(ISSUING, 3, "Second")
    third = below(second, 4, "Third")
    fourth = below(third, 5, "Fourth")

    with pytest.raises(ValueError, match="intermediate certificate 4 is not signed by a CA that is trusted"):
        TrustStore((ROOT.der,), (ISSUING.der, second.der, third.der, fourth.der))


def test_an_intermediate_below_path_length_zero_is_refused() -> None:
    root = FixedCA.make(ec_key(1), subject="Root", extensions=(basic(True, 0),))

    with pytest.raises(ValueError, match="intermediate certificate 1 is not signed by a CA that is trusted"):
        TrustStore((root.der,), (ISSUING.der,))
    assert accepted(root.issue(), TrustStore((root.der,)))


def test_the_path_length_of_an_intermediate_counts_too() -> None:
    issuing = below(ROOT, 2, "Issuing", extensions=(basic(True, 0),))
    second = below(issuing, 3, "Second")

    with pytest.raises(ValueError, match="intermediate certificate 2 is not signed by a CA that is trusted"):
        TrustStore((ROOT.der,), (issuing.der, second.der))


def test_a_lookalike_intermediate_is_refused() -> None:
    """T10."""
    stranger = FixedCA.make(ec_key(8), subject="Root")
    fake = below(stranger, 2, "Issuing")

    with pytest.raises(ValueError, match="not signed by a CA that is trusted"):
        TrustStore((ROOT.der,), (fake.der,))


def test_an_identity_certificate_among_the_intermediates_is_refused() -> None:
    with pytest.raises(ValueError, match="intermediate certificate 1 is no CA"):
        TrustStore((ROOT.der,), (ROOT.issue(),))


def test_an_intermediate_for_other_purposes_is_refused_as_openssl_does() -> None:
    """T11: a CA for web servers below the same root; what it issues often names no purpose at all."""
    usual = (basic(True), usage("key_cert_sign"))
    for_servers = below(ROOT, 2, "Issuing", extensions=(*usual, purposes("server_auth")))
    for_both = below(ROOT, 2, "Issuing", extensions=(*usual, purposes("server_auth", "client_auth")))

    with pytest.raises(ValueError, match="intermediate certificate 1 is for other purposes"):
        TrustStore((ROOT.der,), (for_servers.der,))
    assert accepted(for_both.issue(), TrustStore((ROOT.der,), (for_both.der,)))


def test_an_expired_intermediate_ends_its_identities_after_the_same_grace() -> None:
    issuing = below(ROOT, 2, "Issuing", not_after=NOW)
    trust = TrustStore((ROOT.der,), (issuing.der,))
    der = issuing.issue()

    assert NOW == accepted(der, trust).not_after
    assert accepted(der, trust, now=NOW + DAY).expired
    assert Reason.EXPIRED is refusal(der, trust, now=NOW + IDENTITY_GRACE + SECOND)


def test_a_renewed_intermediate_of_the_same_key_takes_over() -> None:
    old = below(ROOT, 2, "Issuing", not_after=NOW - YEAR)
    trust = TrustStore((ROOT.der,), (old.der, ISSUING.der))

    assert not accepted(ISSUING.issue(), trust).expired


def test_a_revoked_intermediate_ends_its_identities() -> None:
    trust = TrustStore((ROOT.der,), (ISSUING.der,), revoked={sha256(ISSUING.der)})

    assert Reason.REVOKED is refusal(ISSUING.issue(), trust)


# --- pinned CAs


def test_the_dates_of_a_pinned_ca_do_not_count() -> None:
    ca = FixedCA.make(ec_key(0), not_after=NOW - DAY)

    assert not accepted(ca.issue(), store(ca)).expired


@pytest.mark.parametrize(
    ("ca", "text"),
    [
        (lambda: CA.issue(), "CA certificate 1 is no CA; expected the CA that signs"),
        (lambda: CA.issue(extensions=()), "CA certificate 1 is no CA"),
        (
            lambda: FixedCA.make(ec_key(0), extensions=(basic(True), usage("digital_signature"))).der,
            "keyCertSign",
        ),
        (lambda: FixedCA.make(rsa_key(0, 1024)).der, "CA certificate 1 needs an RSA key of 2048 bits"),
        (
            lambda: FixedCA.make(ec_key(0), extensions=(basic(True), _name_constraints())).der,
            "name constraints",
        ),
        (lambda: b"junk", "not one X.509 certificate in DER"),
        (lambda: bytes(9000), "at most 8192 bytes"),
    ],
)
def test_what_cannot_serve_as_a_ca_is_refused(ca: Callable[[], bytes], text: str) -> None:
    with pytest.raises(ValueError, match=text):
        TrustStore((ca(),))


def _name_constraints() -> dict[str, Any]:
    subtree = {"base": asn1_x509.GeneralName("dns_name", "example.com")}
    return extension(
        "name_constraints", asn1_x509.NameConstraints({"permitted_subtrees": [subtree]}), critical=True
    )
