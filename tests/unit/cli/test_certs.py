"""``pymdm certs``: from the first request to the renewal, with no key in clear and nothing overwritten."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from base64 import b64decode
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from typer.testing import CliRunner

from pymdm.apns._certificate_file import needs_password, read_key
from pymdm.apns._pem import pem_certificate
from pymdm.apns.vendor import decode_web_request, push_request, verify_web_request
from pymdm.cli import certs_files
from pymdm.cli.app import app
from tests.unit.apns.vendors import NOW
from tests.unit.apns.vendors import vendor as a_vendor
from tests.unit.cli.certs_folder import GOOD, SECRET, mode, names, ok, run, there, vendor_files
from tests.unit.crypto.certs import rsa_key

__all__ = ["there"]

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


def test_a_new_file_and_its_name_are_on_the_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    """After a power cut a key that Apple's request was made with is still there."""
    synced: list[str] = []
    real = os.fsync

    def sync(descriptor: int) -> None:
        found = os.fstat(descriptor)
        synced.append("folder" if stat.S_ISDIR(found.st_mode) else f"file of {found.st_size > 0}")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", sync)
    ok("init")

    assert ["file of True", "folder"] * 2 == synced


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


def test_every_command_has_help_that_fits_a_terminal() -> None:
    for command in ("init", "request", "sign", "join", "renew", "show"):
        done = CliRunner().invoke(app, ["certs", command, "--help"], env={"COLUMNS": "80"}, terminal_width=80)

        assert 0 == done.exit_code
        assert max(map(len, done.stdout.splitlines())) <= 80


def test_without_a_terminal_nobody_is_asked() -> None:
    """The process has neither a terminal nor anything on its standard input."""
    command = [sys.executable, "-m", "pymdm", "certs", "request", "DE"]
    done = subprocess.run(
        command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, start_new_session=True
    )
    assert (1, "") == (done.returncode, done.stdout)
    [told] = done.stderr.splitlines()[1:]
    assert told.startswith("pymdm: push.key: expected a password; there is no terminal to ask at, so give it")
    assert told.endswith("in PYMDM_KEY_PASSWORD or with --password-file FILE")
    assert names() == ["secret"]


def test_a_password_file_may_begin_with_a_byte_order_mark_and_nothing_of_it_is_shown() -> None:
    Path("secret").write_bytes(b"\xef\xbb\xbf" + SECRET.encode() + b"\r\n")
    ok("request", "DE")
    assert read_key(Path("push.key").read_bytes(), password=SECRET)

    Path("secret").write_bytes("gr\u00fcne Wiese".encode("latin-1"))
    told = run("init", password=True).exception
    assert str(told) == "secret: expected a password in UTF-8 in the first line"


def test_what_is_wrong_with_a_request_or_a_key_is_told_with_its_file() -> None:
    vendor_files()
    Path("push.csr").write_bytes(b"no request")
    assert str(run("sign", "push.csr", password=True).exception).startswith(
        "push.csr: expected one certificate"
    )

    Path("push.csr").write_bytes(push_request(rsa_key(0), country="DE"))
    Path("secret").write_text("another password")
    assert str(run("sign", "push.csr", password=True).exception).startswith(
        "vendor.key: expected the password"
    )
