"""``pymdm certs join``, ``renew`` and ``show``: what Apple issued, checked before it is used."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12

from pymdm.apns import PushCertificate
from pymdm.apns._certificate_file import encrypted_key, needs_password, read_key
from pymdm.apns._pem import pem_certificate
from pymdm.cli.certs_renewal import UNUSABLE
from pymdm.testing import FAKE_TOPIC, fake_push_certificate
from tests.unit.apns.vendors import NOW
from tests.unit.cli.certs_folder import CA, PUSH, SECRET, mode, ok, run, there
from tests.unit.crypto.certs import YEAR, rsa_key

__all__ = ["there"]

# --- after Apple


def test_apples_certificate_is_joined_with_its_key_which_stays_encrypted() -> None:
    Path("MDM_Example.pem").write_bytes(pem_certificate(PUSH.certificate) + CA.pem)
    Path("push.key").write_bytes(encrypted_key(rsa_key(0), SECRET))
    done = ok("join", "MDM_Example.pem")

    assert PUSH == PushCertificate.load("push.pem", password=SECRET, now=NOW)
    assert 0o600 == mode("push.pem")
    assert f"topic {FAKE_TOPIC}" in done.stdout


def test_a_key_in_clear_is_encrypted_when_it_is_joined() -> None:
    Path("MDM_Example.pem").write_bytes(pem_certificate(PUSH.certificate))
    Path("push.key").write_bytes(PUSH.to_pem())
    ok("join", "MDM_Example.pem")

    assert needs_password(Path("push.pem").read_bytes())


@pytest.mark.parametrize("number", [0, 1])
def test_a_certificate_of_another_key_or_time_is_not_joined(number: int) -> None:
    old = fake_push_certificate(now=NOW - 2 * YEAR, ca=CA, key=rsa_key(0))
    Path("MDM_Example.pem").write_bytes(pem_certificate(old.certificate))
    Path("push.key").write_bytes(encrypted_key(rsa_key(number), SECRET))
    told = str(run("join", "MDM_Example.pem", password=True).exception)

    assert told.startswith("MDM_Example.pem: expected")
    assert ("it expired on" if number == 0 else "this is another one") in told
    assert not Path("push.pem").exists()


def container(password: str) -> bytes:
    leaf = x509.load_der_x509_certificate(PUSH.certificate)
    encryption = serialization.BestAvailableEncryption(password.encode())
    return pkcs12.serialize_key_and_certificates(b"push", PUSH.key, leaf, None, encryption)


def test_a_container_is_joined_with_the_key_that_it_brings() -> None:
    Path("push.p12").write_bytes(container(SECRET))
    assert "--key" in str(run("join", "push.p12", "--key", "push.key", password=True).exception)
    ok("join", "push.p12")

    joined = PushCertificate.load("push.pem", password=SECRET, now=NOW)
    assert PUSH.certificate == joined.certificate


def test_a_short_password_of_a_container_is_not_taken_over(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("push.p12").write_bytes(container("short"))
    monkeypatch.setenv("PYMDM_KEY_PASSWORD", "short")

    assert "8 characters or more" in str(run("join", "push.p12").exception)


def test_what_is_no_certificate_is_told_before_a_password_is_asked_for() -> None:
    Path("push.key").write_bytes(encrypted_key(rsa_key(0), SECRET))
    Path("push.csr").write_bytes(encrypted_key(rsa_key(0), SECRET))
    told = str(run("join", "push.csr").exception)

    assert told == "push.csr: expected a push certificate; there is no certificate at all"


# --- renewal


@pytest.mark.parametrize("name", ["push.pem", "push.p12"])
def test_a_renewal_begins_with_a_request_for_the_same_key(name: str) -> None:
    in_use(name)
    done = ok("renew", name)
    request = x509.load_pem_x509_csr(Path("push-renewal.csr").read_bytes())

    assert rsa_key(0).public_key() == request.public_key()
    assert "press Renew" in done.stdout
    assert f"{PUSH.serial:X}" in done.stdout
    assert f"The topic has to stay {FAKE_TOPIC}." in done.stdout


def test_a_renewal_may_have_a_new_key_and_then_needs_no_old_one() -> None:
    Path("push.pem").write_bytes(pem_certificate(PUSH.certificate))
    ok("renew", "push.pem", "--new-key", "push-2.key", "--country", "de")
    request = x509.load_pem_x509_csr(Path("push-renewal.csr").read_bytes())

    key = read_key(Path("push-2.key").read_bytes(), password=SECRET)
    assert key.public_key() == request.public_key()
    assert 0o600 == mode("push-2.key")
    assert "C=DE,CN=MDM Push" == request.subject.rfc4514_string()


def test_a_renewed_certificate_is_joined_with_the_key_of_the_old_one() -> None:
    in_use("push.pem")
    new = fake_push_certificate(now=NOW + timedelta(minutes=5), ca=CA, key=rsa_key(0))
    Path("MDM_new.pem").write_bytes(pem_certificate(new.certificate))
    done = ok("renew", "push.pem", "--certificate", "MDM_new.pem")

    renewed = PushCertificate.load("push-renewed.pem", password=SECRET, now=NOW)
    assert (new.fingerprint, FAKE_TOPIC) == (renewed.fingerprint, renewed.topic)
    assert "Same topic" in done.stdout


def test_a_renewed_certificate_of_another_topic_is_refused() -> None:
    """F35."""
    in_use("push.pem")
    new = fake_push_certificate("com.apple.mgmt.External.other", now=NOW, ca=CA, key=rsa_key(0))
    Path("MDM_new.pem").write_bytes(pem_certificate(new.certificate))
    done = run("renew", "push.pem", "--certificate", "MDM_new.pem", password=True)

    assert "each has to be enrolled anew" in str(done.exception)
    assert not Path("push-renewed.pem").exists()


def test_a_renewal_needs_a_key_and_says_where_it_looked() -> None:
    Path("push.pem").write_bytes(pem_certificate(PUSH.certificate))

    assert str(run("renew", "push.pem").exception).startswith("push.pem: expected the private key beside")


def in_use(name: str) -> None:
    if name.endswith(".p12"):
        Path(name).write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"push",
                rsa_key(0),
                x509.load_der_x509_certificate(PUSH.certificate),
                None,
                serialization.BestAvailableEncryption(SECRET.encode()),
            )
        )
    else:
        Path(name).write_bytes(PUSH.to_pem(password=SECRET))


# --- looking


def test_show_tells_topic_and_dates_and_needs_no_password() -> None:
    in_use("push.pem")
    done = ok("show", "push.pem", password=False)

    assert [
        f"topic        {FAKE_TOPIC}",
        "valid from   2024-06-01 11:50 UTC",
        "valid until  2025-06-01 12:00 UTC",
        f"serial       {PUSH.serial:X}",
        f"sha256       {PUSH.fingerprint.hex()}",
        "key          encrypted",
    ] == done.stdout.splitlines()
    assert "" == done.stderr


def test_show_says_where_the_key_is_and_whether_it_fits() -> None:
    Path("push.cer").write_bytes(PUSH.certificate)
    Path("push.pem").write_bytes(PUSH.to_pem())
    in_use("push.p12")

    assert "key          not in this file" in ok("show", "push.cer", password=False).stdout
    assert "matches, and is NOT encrypted" in ok("show", "push.pem", password=False).stdout
    assert "key          encrypted" in ok("show", "push.p12").stdout


@pytest.mark.parametrize(
    ("days", "code", "told"),
    [(31, 0, ""), (29, 0, "ends on 2025"), (-1, UNUSABLE, "has expired"), (366, UNUSABLE, "")],
)
def test_show_warns_and_fails_for_what_cannot_be_used(
    monkeypatch: pytest.MonkeyPatch, days: int, code: int, told: str
) -> None:
    monkeypatch.setattr("pymdm.cli.certs_renewal.utc_now", lambda: PUSH.not_after - timedelta(days=days))
    in_use("push.pem")
    done = run("show", "push.pem")

    assert code == done.exit_code
    assert told in done.stderr
    assert bool(told) == bool(done.stderr)


def test_show_names_the_file_that_is_no_push_certificate() -> None:
    Path("x.pem").write_bytes(CA.pem)

    assert str(run("show", "x.pem").exception).startswith("x.pem: expected a push certificate")


def test_the_certificate_in_use_is_no_renewal() -> None:
    Path("push.pem").write_bytes(PUSH.to_pem())
    done = run("renew", "push.pem", "--certificate", "push.pem", password=True)

    assert str(done.exception) == "push.pem: expected the new certificate; this is the one in use"


def test_a_key_in_clear_that_others_can_read_is_shown_as_such() -> None:
    Path("push.pem").write_bytes(PUSH.to_pem())
    for mode_, told in ((0o644, True), (0o600, False)):
        Path("push.pem").chmod(mode_)
        assert told == ("others can read the file: chmod 600" in ok("show", "push.pem").stdout)
