from __future__ import annotations

import base64
import contextlib
import hashlib
import textwrap
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms as asn1_cms
from asn1crypto import x509 as asn1_x509
from cryptography import x509 as cryptography_x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from pymdm.crypto import trust as trust_module
from pymdm.crypto.cms import UnverifiedSigner
from pymdm.crypto.trust import CLOCK_SKEW, IDENTITY_GRACE, VERDICT_TTL, DeviceIdentity, Proof, TrustStore
from pymdm.errors import Reason, SignerUntrusted
from tests.support import shared
from tests.unit.crypto.certs import (
    NOW,
    YEAR,
    FixedCA,
    basic,
    certificate,
    ec_key,
    ed25519_key,
    extension,
    filler,
    purposes,
    rsa_key,
    unknown,
    usage,
)

DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
CA = FixedCA.make(ec_key(0))
FIXED = CA.issue()


def store(ca: FixedCA = CA, **how: Any) -> TrustStore:
    return TrustStore((ca.der,), **how)


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def refusal(der: bytes, trust: TrustStore | None = None, *, now: datetime = NOW) -> Reason:
    with pytest.raises(SignerUntrusted) as caught:
        (trust or store()).check(der, now=now)
    return caught.value.reason


def accepted(der: bytes, trust: TrustStore | None = None, *, now: datetime = NOW) -> DeviceIdentity:
    return (trust or store()).check(der, now=now)


# --- what comes back


def test_an_identity_of_the_pinned_ca_is_trusted_and_described() -> None:
    der = CA.issue()

    identity = store().check(der, now=NOW)

    expected = DeviceIdentity(
        certificate=der,
        fingerprint=sha256(der),
        proof=Proof.MTLS,
        expired=False,
        not_before=NOW - YEAR,
        not_after=NOW + YEAR,
    )
    assert expected == identity


def test_a_signer_proves_by_signature_and_a_connection_by_mtls() -> None:
    der = CA.issue()
    trust = store()
    signer = UnverifiedSigner(certificate=der, fingerprint=sha256(der))

    assert Proof.SIGNATURE is trust.check(signer, now=NOW).proof
    assert Proof.MTLS is trust.check(der, now=NOW).proof


def test_the_certificate_is_not_in_the_repr() -> None:
    assert "certificate=" not in repr(accepted(CA.issue()))


def test_a_self_signed_signer_is_not_an_identity() -> None:
    """T24: a signature that verifies says nothing about trust."""
    der = certificate(key=ec_key(5), signed_by=ec_key(5), issuer="Me", subject="Me")
    signer = UnverifiedSigner(certificate=der, fingerprint=sha256(der))

    with pytest.raises(SignerUntrusted) as caught:
        store().check(signer, now=NOW)
    assert Reason.ISSUER_UNKNOWN is caught.value.reason


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


# --- T11: made for this purpose

CLIENT = purposes("client_auth")


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


# --- T12: dates and revocation


def test_an_expired_identity_is_accepted_and_marked_within_the_grace() -> None:
    """T12."""
    der = CA.issue(not_after=NOW)

    assert not accepted(der, now=NOW).expired
    assert accepted(der, now=NOW + SECOND).expired
    assert accepted(der, now=NOW + IDENTITY_GRACE).expired


def test_an_expired_identity_is_refused_after_the_grace() -> None:
    """T12."""
    assert Reason.EXPIRED is refusal(CA.issue(not_after=NOW), now=NOW + IDENTITY_GRACE + SECOND)


def test_the_end_of_the_grace_is_not_hidden_by_a_remembered_verdict() -> None:
    """T12."""
    der, trust = CA.issue(not_after=NOW), store(identity_grace=DAY)

    assert not accepted(der, trust, now=NOW - SECOND).expired
    assert accepted(der, trust, now=NOW + SECOND).expired
    assert accepted(der, trust, now=NOW + DAY).expired
    assert Reason.EXPIRED is refusal(der, trust, now=NOW + DAY + SECOND)


def test_without_grace_an_expired_identity_is_refused_at_once() -> None:
    assert Reason.EXPIRED is refusal(
        CA.issue(not_after=NOW), store(identity_grace=timedelta(0)), now=NOW + SECOND
    )


def test_an_endless_grace_is_possible() -> None:
    trust = store(identity_grace=timedelta.max)

    assert accepted(CA.issue(not_after=NOW), trust, now=NOW + 900 * YEAR).expired


def test_a_certificate_without_end_is_accepted() -> None:
    end = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)

    assert end == accepted(CA.issue(not_after=end)).not_after


def test_a_negative_grace_is_refused() -> None:
    with pytest.raises(ValueError, match="identity_grace must not be negative"):
        store(identity_grace=-DAY)


def test_an_identity_from_the_future_is_refused_but_for_a_little_skew() -> None:
    """T12."""
    der = CA.issue(not_before=NOW)

    assert accepted(der, now=NOW - CLOCK_SKEW)
    assert Reason.NOT_YET_VALID is refusal(der, now=NOW - CLOCK_SKEW - SECOND)


def test_a_revoked_identity_is_refused() -> None:
    """T12."""
    der = CA.issue()

    assert Reason.REVOKED is refusal(der, store(revoked={sha256(der)}))


def test_revocation_counts_at_once_also_for_remembered_identities() -> None:
    """T12."""
    der = CA.issue()
    revoked: set[bytes] = set()
    trust = store(revoked=revoked)

    assert accepted(der, trust)
    revoked.add(sha256(der))

    assert Reason.REVOKED is refusal(der, trust)
    revoked.clear()
    assert accepted(der, trust)


@pytest.mark.parametrize("size", [0, 600])
def test_a_revoked_identity_does_not_come_back_with_the_other_ecdsa_signature(size: int) -> None:
    """T12: (r, n - s) is as valid as (r, s), but the certificate has another fingerprint."""
    der = CA.issue(extensions=(CLIENT, filler(size)))
    twin = _twin(der)

    assert sha256(der) != accepted(twin).fingerprint
    assert Reason.REVOKED is refusal(twin, store(revoked={sha256(der)}))
    assert Reason.REVOKED is refusal(der, store(revoked={sha256(twin)}))


def _twin(der: bytes) -> bytes:
    parsed = asn1_x509.Certificate.load(der)
    r, s = decode_dss_signature(parsed["signature_value"].native)
    parsed["signature_value"] = encode_dss_signature(r, ec.SECP256R1.group_order - s)
    return bytes(parsed.dump(force=True))


def test_what_the_revocation_list_raises_passes_through() -> None:
    class Broken:
        def __contains__(self, item: object) -> bool:
            raise OSError("database is away")

    with pytest.raises(OSError, match="database is away"):
        store(revoked=Broken()).check(CA.issue(), now=NOW)


# --- bytes that are no certificate


@pytest.mark.parametrize(
    "change",
    [
        lambda der: b"",
        lambda der: b"\x30",
        lambda der: b"\x30\x82",
        lambda der: der[:-1],
        lambda der: der + b"\x00",
        lambda der: der[4:],
        lambda der: b"\x30\x80" + der[4:] + b"\x00\x00",
        lambda der: b"\x30\x84\xff\xff\xff\xff" + der[4:],
        lambda der: b"not a certificate",
        lambda der: bytes(500),
    ],
)
def test_what_is_no_certificate_is_malformed(change: Callable[[bytes], bytes]) -> None:
    assert Reason.MALFORMED is refusal(change(CA.issue()))


def test_a_huge_certificate_is_refused_unread() -> None:

    assert Reason.TOO_LARGE is refusal(CA.issue(extensions=(CLIENT, filler(9000))))


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


def test_a_store_without_any_ca_is_refused() -> None:
    with pytest.raises(ValueError, match="expected at least one CA certificate"):
        TrustStore(())


# --- files


def pem(der: bytes, label: str = "CERTIFICATE") -> bytes:
    text = "\n".join(textwrap.wrap(base64.b64encode(der).decode(), 64))
    return f"-----BEGIN {label}-----\n{text}\n-----END {label}-----\n".encode()


def test_every_certificate_of_a_file_is_trusted(tmp_path: Path) -> None:
    other = FixedCA.make(ec_key(7), subject="Other CA")
    path = tmp_path / "ca.pem"
    path.write_bytes(b"subject=/CN=Device CA\n" + pem(CA.der) + pem(other.der))

    trust = TrustStore.from_file(path, identity_grace=DAY, revoked={sha256(b"x")})

    assert accepted(CA.issue(), trust)
    assert accepted(other.issue(), trust)
    assert Reason.EXPIRED is refusal(CA.issue(not_after=NOW), trust, now=NOW + 2 * DAY)


def test_a_file_with_one_der_certificate_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "ca.cer"
    path.write_bytes(CA.der)

    assert accepted(CA.issue(), TrustStore.from_file(str(path)))


def test_glued_pem_blocks_and_windows_line_ends_are_read() -> None:
    glued = (pem(CA.der).rstrip() + pem(ROOT.der)).replace(b"\n", b"\r\n")
    trust = TrustStore.from_pem(glued)

    assert accepted(CA.issue(), trust)
    assert accepted(ROOT.issue(), trust)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "no certificate found"),
        (b"hello", "no certificate found; expected PEM"),
        (pem(CA.der) + pem(b"secret", "PRIVATE KEY"), "a private key is among the certificates"),
        (pem(CA.der) + pem(b"secret", "RSA PRIVATE KEY"), "a private key is among the certificates"),
        (pem(CA.der) + pem(b"request", "CERTIFICATE REQUEST"), "PEM block 2 is not a CERTIFICATE"),
        (pem(CA.der) + pem(b"junk"), "PEM block 2 does not hold a readable certificate"),
        (b"-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----", "PEM block 1 does not hold"),
        (pem(CA.der) * 65, "more than 64 certificates"),
        (CA.der[:-1], "not one X.509 certificate in DER"),
    ],
)
def test_a_file_that_cannot_be_trusted_is_refused_by_name(content: bytes, text: str, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    path.write_bytes(content)

    with pytest.raises(ValueError, match=r"ca\.pem: .*" + text) as caught:
        TrustStore.from_file(path)
    assert "secret" not in str(caught.value)


def test_a_missing_file_stays_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        TrustStore.from_file(tmp_path / "none.pem")


# --- remembered verdicts


def test_a_verdict_is_remembered_and_renewed_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    judged: list[bytes] = []
    parse = trust_module.parse_certificate
    monkeypatch.setattr(trust_module, "parse_certificate", lambda der: judged.append(der) or parse(der))
    der, trust = CA.issue(), store()

    trust.check(der, now=NOW)
    trust.check(bytes(bytearray(der)), now=NOW + VERDICT_TTL)
    assert 1 == len(judged)
    trust.check(der, now=NOW + VERDICT_TTL + SECOND)
    assert 2 == len(judged)
    trust.check(der, now=NOW)  # a clock that was set back
    assert 3 == len(judged)


def test_only_the_latest_accepted_identities_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust_module, "MAX_VERDICTS", 2)
    trust = store()
    first, second, third = (CA.issue(serial=serial) for serial in (1, 2, 3))

    for der in (first, second, first, third):
        trust.check(der, now=NOW)
    refusal(FixedCA.make(ec_key(7)).issue(), trust)

    assert [first, third] == list(trust._verdicts)


def test_threads_share_a_store() -> None:
    trust = store()
    identities = [CA.issue(serial=serial) for serial in range(1, 9)]
    wrong: list[object] = []

    def work() -> None:
        for _ in range(50):
            for der in identities:
                found = trust.check(der, now=NOW)
                if found.certificate != der:
                    wrong.append(found)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [] == wrong


def test_a_naive_time_is_refused() -> None:
    with pytest.raises(TypeError):
        store().check(CA.issue(), now=NOW.replace(tzinfo=None))


def test_the_certificates_of_these_tests_are_real_ones() -> None:
    """An independent parser and verifier agrees with what the builder makes."""
    identity = cryptography_x509.load_der_x509_certificate(CA.issue())

    identity.verify_directly_issued_by(cryptography_x509.load_der_x509_certificate(CA.der))


@pytest.fixture(scope="module")
def trust() -> TrustStore:
    return store()


@given(st.integers(0, 400), st.binary(max_size=8), st.integers(0, 8))
def test_whatever_the_bytes_the_answer_is_an_identity_or_a_refusal(
    trust: TrustStore, position: int, inserted: bytes, removed: int
) -> None:
    """A damaged certificate is refused with a reason; nothing else escapes."""
    der = FIXED
    damaged = der[:position] + inserted + der[position + removed :]
    with contextlib.suppress(SignerUntrusted):
        assert der == trust.check(damaged, now=NOW).certificate
