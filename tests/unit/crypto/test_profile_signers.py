"""Who may sign profiles: a CA vouches, or the certificate itself is pinned; nobody becomes a device by it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from pymdm.crypto import TrustStore, cms, fingerprint
from pymdm.crypto.cms import PrivateKeySigner, VerifiedSignature
from pymdm.crypto.profile_signers import ProfileSigners, TrustedSigner, order_chain
from pymdm.enroll.signed_profile import verify_profile
from pymdm.errors import Reason, SignerUntrusted
from tests.unit.crypto.certs import (
    NOW,
    YEAR,
    FixedCA,
    basic,
    certificate,
    ec_key,
    other_signature,
    purposes,
    rsa_key,
    unknown,
    usage,
)
from tests.unit.enroll.profiles import BETWEEN, CA, PLAIN, SIGNER, WEB

SIGNERS = ProfileSigners([CA.der])
SIGN = usage("digital_signature")


def signed(der: bytes, *others: bytes, key: Any = None) -> VerifiedSignature:
    signer = PrivateKeySigner(certificate=der, key=key or ec_key(9))
    return verify_profile(cms.sign(PLAIN, signer, certificates=others)).signature


def refusal(verified: VerifiedSignature, signers: ProfileSigners = SIGNERS, **how: Any) -> Reason:
    with pytest.raises(SignerUntrusted) as caught:
        signers.check(verified, **({"now": NOW} | how))
    return caught.value.reason


def good(*others: bytes) -> VerifiedSignature:
    return signed(SIGNER.certificate, *others, key=rsa_key(3))


def test_a_certificate_for_web_servers_signs_profiles_and_is_no_device() -> None:
    """T24, T11: devices take it for a profile, and a TrustStore must not take it for a device."""
    verified = good(BETWEEN.der)
    found = SIGNERS.check(verified, now=NOW)

    assert isinstance(found, TrustedSigner)
    assert (SIGNER.certificate, False) == (found.certificate, found.pinned)
    assert verified.signer.fingerprint == found.fingerprint
    with pytest.raises(SignerUntrusted, match=Reason.PURPOSE_WRONG.value):
        TrustStore([CA.der], [BETWEEN.der]).check(verified.signer, now=NOW)


def test_the_intermediate_has_to_come_along_or_be_trusted_itself() -> None:
    assert Reason.ISSUER_UNKNOWN is refusal(good())
    assert ProfileSigners([BETWEEN.der]).check(good(), now=NOW).fingerprint == good().signer.fingerprint


def test_of_the_right_name_alone_nobody_is_an_authority() -> None:
    """T10: an impostor's intermediate comes along, with the name of the real one and of its issuer."""
    impostor = FixedCA.make(rsa_key(2), subject="Profiles CA", issuer="Profiles Root")
    evil = impostor.issue(ec_key(9), subject="mdm.example.com", extensions=WEB)

    assert Reason.ISSUER_UNKNOWN is refusal(signed(evil, impostor.der))
    assert Reason.CHAIN_INVALID is refusal(signed(evil, impostor.der, BETWEEN.der))


def test_who_is_no_authority_does_not_become_one_by_coming_along() -> None:
    evil = certificate(
        key=ec_key(9), signed_by=rsa_key(3), issuer="mdm.example.com", subject="me", extensions=(SIGN,)
    )

    assert Reason.ISSUER_UNKNOWN is refusal(signed(evil, SIGNER.certificate, BETWEEN.der))


def test_an_intermediate_of_intermediates_counts_within_the_limits() -> None:
    chain, below = [BETWEEN], []
    for number in range(4):
        above = chain[-1]
        chain.append(
            FixedCA.make(
                ec_key(20 + number), subject=f"CA {number}", issuer=above.subject, signed_by=above.key
            )
        )
    for ca in chain[1:]:
        leaf = ca.issue(extensions=(SIGN,), subject="signer", serial=99)
        below.append(signed(leaf, *(each.der for each in reversed(chain))))

    for verified in below[:2]:  # root, "Profiles CA", CA 0, CA 1, signer: four signatures
        assert SIGNERS.check(verified, now=NOW)
    assert Reason.ISSUER_UNKNOWN is refusal(below[3])


def test_a_signer_may_be_pinned_by_itself_even_if_it_is_a_ca() -> None:
    """As people do who sign with what `openssl req -x509` made."""
    own = certificate(
        key=ec_key(9), signed_by=ec_key(9), issuer="me", subject="me", extensions=(basic(True),)
    )
    alone = certificate(key=ec_key(9), signed_by=ec_key(9), issuer="me", subject="me")

    assert ProfileSigners([own]).check(signed(own), now=NOW).pinned
    assert ProfileSigners([alone, CA.der]).check(signed(alone), now=NOW).pinned
    assert Reason.ISSUER_UNKNOWN is refusal(signed(alone))


def test_a_pinned_certificate_that_is_no_ca_vouches_for_nobody() -> None:
    alone = certificate(key=ec_key(8), signed_by=ec_key(8), issuer="me", subject="me")
    below = certificate(key=ec_key(9), signed_by=ec_key(8), issuer="me", subject="you", serial=99)

    assert Reason.ISSUER_UNKNOWN is refusal(signed(below, alone), ProfileSigners([alone]))


@pytest.mark.parametrize(
    ("extensions", "reason"),
    [
        ((basic(True), usage("digital_signature", "key_cert_sign")), Reason.PURPOSE_WRONG),
        ((usage("key_encipherment"),), Reason.PURPOSE_WRONG),
        ((unknown(critical=True),), Reason.PURPOSE_WRONG),
        ((SIGN, unknown(critical=False)), None),
        ((usage("non_repudiation"), purposes("email_protection")), None),
        ((purposes("code_signing"),), None),
        ((), None),
    ],
)
def test_what_the_certificate_was_made_for(extensions: Any, reason: Reason | None) -> None:
    verified = signed(CA.issue(extensions=extensions, subject="signer"))

    if reason is None:
        assert SIGNERS.check(verified, now=NOW)
    else:
        assert reason is refusal(verified)


def test_dates_count_and_those_of_an_intermediate_too() -> None:
    """T12: unlike a device, a signer gets no days of grace."""
    verified = good(BETWEEN.der)

    assert Reason.EXPIRED is refusal(verified, now=NOW + YEAR + timedelta(seconds=1))
    assert Reason.NOT_YET_VALID is refusal(verified, now=NOW - YEAR - timedelta(minutes=6))
    assert SIGNERS.check(verified, now=NOW - YEAR - timedelta(minutes=4))
    short = FixedCA.make(
        rsa_key(4), subject="Profiles CA", issuer="Profiles Root", signed_by=rsa_key(0), not_after=NOW
    )
    assert Reason.EXPIRED is refusal(good(short.der), now=NOW + timedelta(seconds=1))


@pytest.mark.parametrize("first", ["old", "new"])
def test_beside_its_renewal_an_expired_intermediate_does_no_harm(first: str) -> None:
    """T12: both have the key that signed, and the order of certificates in a message means nothing."""
    old = FixedCA.make(
        rsa_key(4),
        subject="Profiles CA",
        issuer="Profiles Root",
        signed_by=rsa_key(0),
        not_after=NOW - timedelta(days=1),
    )
    both = (old.der, BETWEEN.der) if first == "old" else (BETWEEN.der, old.der)
    signer = PrivateKeySigner(certificate=SIGNER.certificate, key=rsa_key(3))
    message = cms.sign(PLAIN, signer, shape=cms.Shape(encoding="ber"), certificates=both)

    verified = verify_profile(message).signature
    assert both == verified.certificates[1:]
    assert SIGNERS.check(verified, now=NOW).not_after > NOW


@pytest.mark.parametrize("which", ["signer", "intermediate"])
def test_a_revoked_signer_or_intermediate_is_refused(which: str) -> None:
    """T12."""
    der = SIGNER.certificate if which == "signer" else BETWEEN.der
    revoked = {fingerprint(der)}

    assert Reason.REVOKED is refusal(good(BETWEEN.der), ProfileSigners([CA.der], revoked=revoked))


def test_a_revoked_intermediate_does_not_come_back_with_the_other_ecdsa_signature() -> None:
    """T12: who signs attaches the chain, and (r, n - s) is as valid as (r, s), under another fingerprint."""
    root = FixedCA.make(ec_key(0), subject="EC Root")
    between = FixedCA.make(ec_key(1), subject="EC CA", issuer="EC Root", signed_by=ec_key(0))
    leaf = between.issue(ec_key(9), subject="mdm.example.com", extensions=(SIGN,))
    twin = other_signature(between.der)

    assert ProfileSigners([root.der]).check(signed(leaf, twin), now=NOW)
    for revoked, attached in ((between.der, twin), (twin, between.der)):
        signers = ProfileSigners([root.der], revoked={fingerprint(revoked)})
        assert Reason.REVOKED is refusal(signed(leaf, attached), signers)


def test_a_certificate_that_cannot_be_parsed_is_refused_with_its_signature_good() -> None:
    odd = CA.issue(extensions=(SIGN,), outer_digest="sha384")

    assert Reason.MALFORMED is refusal(signed(odd))
    assert SIGNERS.check(good(BETWEEN.der, odd), now=NOW)  # and beside another it is no matter


def test_a_store_of_nothing_or_nonsense_is_refused() -> None:
    for trusted in ([], [b"x"]):
        with pytest.raises(ValueError):
            ProfileSigners(trusted)
    with pytest.raises(ValueError, match="no certificate found"):
        ProfileSigners.from_pem(b"hello")
    assert ProfileSigners.from_pem(CA.der).check(good(BETWEEN.der), now=NOW)


def test_a_chain_is_ordered_by_name_and_the_rest_told_apart() -> None:
    stranger = FixedCA.make(rsa_key(2), subject="stranger").der

    found = order_chain(SIGNER.certificate, (stranger, CA.der, BETWEEN.der, SIGNER.certificate, CA.der))
    assert ((BETWEEN.der, CA.der), (stranger,)) == found


def test_a_short_key_is_refused_whatever_the_signature_was_checked_by() -> None:
    weak = rsa_key(0, 1024)
    der = CA.issue(weak, extensions=(SIGN,), subject="signer")
    made = cms.sign(PLAIN, PrivateKeySigner(certificate=der, key=weak))

    assert Reason.KEY_REFUSED is refusal(cms.verify_attached(made, policy=cms.OTA))
