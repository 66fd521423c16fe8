from __future__ import annotations

import base64
import contextlib
import textwrap
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509 as cryptography_x509
from hypothesis import given
from hypothesis import strategies as st

from pymdm.crypto import trust as trust_module
from pymdm.crypto.cms import UnverifiedSigner
from pymdm.crypto.trust import CLOCK_SKEW, IDENTITY_GRACE, VERDICT_TTL, DeviceIdentity, Proof, TrustStore
from pymdm.errors import Reason, SignerUntrusted
from tests.unit.crypto.certs import (
    NOW,
    YEAR,
    FixedCA,
    certificate,
    ec_key,
    filler,
    other_signature,
)
from tests.unit.crypto.judging import CA, CLIENT, DAY, SECOND, accepted, refusal, sha256, store

FIXED = CA.issue()


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
    signer = UnverifiedSigner(certificate=der)

    assert Proof.SIGNATURE is trust.check(signer, now=NOW).proof
    assert Proof.MTLS is trust.check(der, now=NOW).proof


def test_the_certificate_is_not_in_the_repr() -> None:
    assert "certificate=" not in repr(accepted(CA.issue()))


def test_a_self_signed_signer_is_not_an_identity() -> None:
    """T24: a signature that verifies says nothing about trust."""
    der = certificate(key=ec_key(5), signed_by=ec_key(5), issuer="Me", subject="Me")
    signer = UnverifiedSigner(certificate=der)

    with pytest.raises(SignerUntrusted) as caught:
        store().check(signer, now=NOW)
    assert Reason.ISSUER_UNKNOWN is caught.value.reason


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
    twin = other_signature(der)

    assert sha256(der) != accepted(twin).fingerprint
    assert Reason.REVOKED is refusal(twin, store(revoked={sha256(der)}))
    assert Reason.REVOKED is refusal(der, store(revoked={sha256(twin)}))


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
    other = FixedCA.make(ec_key(1), subject="Root")
    glued = (pem(CA.der).rstrip() + pem(other.der)).replace(b"\n", b"\r\n")
    trust = TrustStore.from_pem(glued)

    assert accepted(CA.issue(), trust)
    assert accepted(other.issue(), trust)


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


def test_a_store_without_any_ca_is_refused() -> None:
    with pytest.raises(ValueError, match="expected at least one CA certificate"):
        TrustStore(())
