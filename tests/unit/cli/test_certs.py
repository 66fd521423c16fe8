"""``pymdm certs``: from the first request to the renewal, with no key in clear and nothing overwritten."""

from __future__ import annotations

import json
import os
import plistlib
import stat
from base64 import b64decode, b64encode
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from typer.testing import CliRunner, Result

from pymdm.apns import PushCertificate, vendor, vendor_request
from pymdm.apns._certificate_file import encrypted_key, needs_password, read_key
from pymdm.apns._pem import pem_certificate
from pymdm.apns.vendor import decode_web_request, push_request, verify_web_request
from pymdm.cli import certs_files
from pymdm.cli._inspect_report import Outcome
from pymdm.cli.app import app
from pymdm.cli.certs_renewal import UNUSABLE
from pymdm.testing import FAKE_TOPIC, FakePushCA, fake_push_certificate
from tests.unit.apns.vendors import NOW, Vendor
from tests.unit.apns.vendors import vendor as a_vendor
from tests.unit.cli.inspecting import look, part, text, verdict
from tests.unit.crypto.certs import YEAR, ec_key, rsa_key

SECRET = "correct horse battery"
CA = FakePushCA.create(now=NOW, key=ec_key(7))
PUSH = fake_push_certificate(now=NOW, ca=CA, key=rsa_key(0))
GOOD = a_vendor()


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, in the year of the certificates, with the tests' authorities for Apple's."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(certs_files.PASSWORD, raising=False)
    for function in (vendor.vendor_chain, vendor.sign_push_request):
        defaults = {**(function.__kwdefaults__ or {}), "pins": GOOD.pins}
        monkeypatch.setattr(function, "__kwdefaults__", defaults)
    monkeypatch.setattr("pymdm.cli.certs.utc_now", lambda: NOW)
    monkeypatch.setattr("pymdm.cli.certs_renewal.utc_now", lambda: NOW)
    (tmp_path / "secret").write_text(f"{SECRET}\n")
    return tmp_path


def run(*words: str, typed: str = "", password: bool = False) -> Result:
    more = ("--password-file", "secret") if password else ()
    return CliRunner().invoke(app, ["certs", *words, *more], input=typed)


def ok(*words: str, typed: str = "", password: bool = True) -> Result:
    done = run(*words, typed=typed, password=password)
    assert 0 == done.exit_code, (done.output, done.exception)
    return done


def vendor_files(by: Vendor = GOOD) -> None:
    Path("vendor.cer").write_bytes(by.own)
    Path("vendor.key").write_bytes(encrypted_key(rsa_key(1), SECRET))
    Path("AppleWWDRCAG3.cer").write_bytes(by.intermediate)
    Path("AppleIncRootCertificate.cer").write_bytes(pem_certificate(by.root))


def names() -> list[str]:
    return sorted(found.name for found in Path().iterdir())


def mode(name: str) -> int:
    return stat.S_IMODE(Path(name).stat().st_mode)


# --- keys and requests


@pytest.mark.parametrize(("words", "stem"), [(("init",), "vendor"), (("request", "de"), "push")])
def test_a_key_is_made_encrypted_and_for_its_owner_alone(words: tuple[str, ...], stem: str) -> None:
    """T65, T73: at no moment is it on the disk in clear."""
    done = ok(*words, typed=f"{SECRET}\n{SECRET}\n", password=False)
    key = Path(f"{stem}.key").read_bytes()

    assert 0o600 == mode(f"{stem}.key")
    assert needs_password(key)
    assert SECRET not in done.output
    request = x509.load_pem_x509_csr(Path(f"{stem}.csr").read_bytes())
    assert read_key(key, password=SECRET).public_key() == request.public_key()
    assert sorted(("secret", f"{stem}.csr", f"{stem}.key")) == names()


def test_the_request_has_country_and_organization_and_may_be_der() -> None:
    ok("request", "de", "--organization", "Example", "--der")
    request = x509.load_der_x509_csr(Path("push.csr").read_bytes())

    assert "C=DE,O=Example,CN=MDM Push" == request.subject.rfc4514_string()


def test_a_country_that_is_none_costs_no_key() -> None:
    assert "two letters" in str(run("request", "DEU", password=True).exception)
    assert ["secret"] == names()


@pytest.mark.parametrize("words", [("init",), ("request", "DE")])
@pytest.mark.parametrize("kind", ["key", "csr"])
def test_nothing_is_overwritten_not_even_a_link(words: tuple[str, ...], kind: str) -> None:
    name = f"{'vendor' if words == ('init',) else 'push'}.{kind}"
    Path(name).symlink_to("elsewhere")
    done = run(*words, password=True)

    assert isinstance(done.exception, FileExistsError)
    assert f"{name}: expected no such file; nothing is overwritten, name another" == str(done.exception)
    assert sorted((name, "secret")) == names()


def test_nothing_is_left_when_the_disk_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    assert isinstance(run("init", password=True).exception, OSError)
    assert ["secret"] == names()


# --- passwords


def test_a_password_comes_from_a_file_the_environment_or_a_prompt(monkeypatch: pytest.MonkeyPatch) -> None:
    ok("request", "DE", "--folder", ".")
    monkeypatch.setenv(certs_files.PASSWORD, SECRET)
    ok("init", password=False)

    for name in ("push.key", "vendor.key"):
        read_key(Path(name).read_bytes(), password=SECRET)


@pytest.mark.parametrize("words", [("init",), ("request",), ("sign",), ("join",), ("renew",), ("show",)])
def test_no_command_takes_a_password_as_an_argument(words: tuple[str, ...]) -> None:
    """Arguments are seen by everybody on the machine."""
    commands = typer.main.get_command(app).commands["certs"].commands  # type: ignore[attr-defined]
    options = [option for found in commands[words[0]].params for option in found.opts]

    assert ["--password-file"] == [option for option in options if "password" in option]


@pytest.mark.parametrize(
    ("typed", "told"),
    [("short\nshort\n", "8 characters or more"), (f"{SECRET}\nanother\n", "do not match")],
)
def test_a_bad_password_costs_no_key(typed: str, told: str) -> None:
    done = run("request", "DE", typed=typed)

    assert 0 != done.exit_code
    assert told in f"{done.output}{done.exception}"
    assert ["secret"] == names()


def test_an_empty_password_file_is_named() -> None:
    Path("secret").write_text("\n")

    assert "secret: expected a password in the first line" == str(run("init", password=True).exception)


# --- signing


def test_a_request_is_signed_for_the_portal() -> None:
    vendor_files()
    ok("request", "DE")
    done = ok("sign", "push.csr")
    data = Path("push.b64").read_bytes()
    verified = verify_web_request(decode_web_request(data), now=NOW, pins=GOOD.pins)

    assert x509.load_pem_x509_csr(Path("push.csr").read_bytes()).public_key() == verified.request.public_key
    assert "https://identity.apple.com/pushcert" in done.stdout
    assert "" == done.stderr
    assert "sha256" in done.stdout
    assert b"PRIVATE" not in b64decode(data)


def test_sha1_is_signed_with_on_request_and_the_chain_may_come_in_one_file() -> None:
    vendor_files()
    Path("push.csr").write_bytes(push_request(rsa_key(0), country="DE"))
    Path("chain.pem").write_bytes(pem_certificate(GOOD.own) + pem_certificate(GOOD.intermediate))
    ok("sign", "push.csr", "--certificate", "chain.pem", "--sha1", "--output", "old.b64")
    verified = verify_web_request(decode_web_request(Path("old.b64").read_bytes()), pins=GOOD.pins)

    assert "sha1" == verified.digest.value


def test_what_ends_soon_and_a_key_in_clear_are_warned_of() -> None:
    soon = a_vendor(own_ends=NOW + timedelta(days=9))
    vendor_files(soon)
    Path("vendor.key").write_bytes(
        rsa_key(1).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    Path("push.csr").write_bytes(push_request(rsa_key(0), country="DE"))
    done = ok("sign", "push.csr")

    assert "warning: the vendor certificate ends on 2024-06-10" in done.stderr
    assert "warning: vendor.key is not encrypted" in done.stderr


def test_nothing_is_signed_that_apple_would_refuse_and_no_password_is_asked_for_it() -> None:
    vendor_files()
    Path("push.csr").write_bytes(push_request(rsa_key(0, 1024), country="DE"))
    assert "2048 bits or more" in str(run("sign", "push.csr").exception)

    Path("push.csr").write_bytes(push_request(rsa_key(0), country="DE"))
    Path("AppleWWDRCAG3.cer").write_bytes(GOOD.root)
    assert "get AppleWWDRCAG3.cer" in str(run("sign", "push.csr").exception)

    Path("AppleWWDRCAG3.cer").write_bytes(b"<html>")
    assert str(run("sign", "push.csr").exception).startswith("AppleWWDRCAG3.cer: no certificate found")
    assert not Path("push.b64").exists()


def test_a_signed_request_is_not_overwritten() -> None:
    Path("push.b64").write_bytes(b"x")

    assert "push.b64: expected no such file" in str(run("sign", "push.csr").exception)


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

    assert str(run("renew", "push.pem").exception).startswith("push.pem: expected a private key")


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


# --- inspect


def test_inspect_knows_a_push_certificate_and_when_it_ends() -> None:
    late = PUSH.not_after - timedelta(days=9)
    report = look(PUSH.certificate, now=NOW)

    assert ("push certificate", ()) == (report.kind, report.notes)
    assert FAKE_TOPIC == report.facts["topic"]
    assert "renew it at" in look(pem_certificate(PUSH.certificate), now=late).notes[0]
    assert "certificate" == look(CA.certificate, now=NOW).kind


def test_inspect_takes_a_signed_request_apart() -> None:
    vendor_files()
    Path("push.csr").write_bytes(push_request(rsa_key(0), country="DE"))
    ok("sign", "push.csr")
    data = Path("push.b64").read_bytes()

    for form in (data, b64decode(data)):
        report = look(form, now=NOW)
        assert "signed push certificate request" == report.kind
        assert "certificate request" == part(report, "request").kind
        assert ["request", "certificate 1", "certificate 2", "certificate 3"] == [
            name for name, _ in report.parts
        ]
    assert Outcome.FAILS is verdict(report).outcome  # Apple's authorities are others
    assert "these are others" in report.problems[0]
    assert "Apple would refuse it: certificate chain does not verify" in text(data, now=NOW)
    assert 3 == CliRunner().invoke(app, ["inspect", "push.b64"]).exit_code


def test_inspect_finds_that_a_signed_request_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    vendor_files()
    Path("push.csr").write_bytes(push_request(rsa_key(0), country="DE"))
    ok("sign", "push.csr")
    defaults = {"now": None, "pins": GOOD.pins}
    monkeypatch.setattr(vendor_request.verify_web_request, "__kwdefaults__", defaults)
    report = look(Path("push.b64").read_bytes(), now=NOW)

    assert Outcome.VERIFIES is verdict(report).outcome
    assert "signed with sha256" in verdict(report).text
    assert () == report.problems
    assert ("to upload at identity.apple.com/pushcert: Renew, if there is one already",) == report.notes
    assert "verifies" == json.loads(json.dumps(report.as_json()))["verdict"]["outcome"]


def test_inspect_tells_what_is_wrong_with_a_request_that_is_cut_short() -> None:
    chain = b"".join(map(pem_certificate, GOOD.chain)).decode()
    wide = chain.replace("-----BEGIN CERTIFICATE-----\n", "-----BEGIN CERTIFICATE-----\n\n", 1)
    for chain_text, told in ((chain, "expected one PKCS #10"), (wide, "expected lines of 64 characters")):
        value = {
            "PushCertRequestCSR": "MIID",
            "PushCertCertificateChain": chain_text,
            "PushCertSignature": "AAAA",
        }
        report = look(b64encode(plistlib.dumps(value)), now=NOW)

        assert "malformed" == verdict(report).reason
        assert [told in problem for problem in report.problems] == [True]


def test_every_command_has_help_that_fits_a_terminal() -> None:
    for command in ("init", "request", "sign", "join", "renew", "show"):
        done = CliRunner().invoke(app, ["certs", command, "--help"], env={"COLUMNS": "80"}, terminal_width=80)

        assert 0 == done.exit_code
        assert max(map(len, done.stdout.splitlines())) <= 80
