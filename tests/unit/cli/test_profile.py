"""``pymdm profile``: sign, verify, encrypt, decrypt; nothing is overwritten, no password an argument."""

from __future__ import annotations

import plistlib
import stat
from pathlib import Path

import pytest
import typer
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from typer.testing import CliRunner

from pymdm.apns._pem import pem_certificate
from pymdm.cli import _inspect_file, _profile_files, certs_files
from pymdm.cli.app import app
from pymdm.cli.profile import FAILED
from pymdm.crypto import cms
from pymdm.crypto.envelope import Cipher, EnvelopedData
from pymdm.enroll import verify_profile
from tests.unit.cli.profile_folder import OPEN, SECRET, SIGN, encrypted, ok, run, signed, there, told
from tests.unit.crypto.certs import ec_key, rsa_key
from tests.unit.enroll.profiles import BETWEEN, CA, NOW, PLAIN, SIGNER, document

__all__ = ["there"]

COMMANDS = ("sign", "verify", "encrypt", "decrypt", "diff")

# --- sign


def test_a_profile_is_signed_with_the_chain_of_the_certificate_s_file() -> None:
    found = verify_profile(signed())

    assert (PLAIN, SIGNER.certificate, (BETWEEN.der,)) == (
        found.content,
        found.signer.certificate,
        found.chain,
    )
    assert found.signature.is_dated
    assert 0o600 == stat.S_IMODE(Path("signed").stat().st_mode)


def test_it_works_in_a_pipe() -> None:
    made = ok("sign", "-", *SIGN, data=PLAIN, password=True)
    checked = ok("verify", "-", "-o", "-", data=made.stdout_bytes)

    assert PLAIN == checked.stdout_bytes
    assert "verifies, rsa-sha256" in checked.stderr


def test_the_chain_may_have_a_file_of_its_own_and_a_stranger_is_refused() -> None:
    Path("signer.cer").write_bytes(SIGNER.certificate)
    Path("chain.pem").write_bytes(pem_certificate(CA.der) + pem_certificate(BETWEEN.der))
    own = ("sign", "wifi.mobileconfig", "--key", "signer.key", "--certificate", "signer.cer")
    ok(*own, "--chain", "chain.pem", "-o", "signed", password=True)

    assert (BETWEEN.der, CA.der) == verify_profile(Path("signed").read_bytes()).chain
    assert "has issued none" in told(*own, "--chain", "root.pem", "-o", "other", password=True)
    assert not Path("other").exists()


def test_key_and_certificate_may_be_in_one_container() -> None:
    certificates = [x509.load_der_x509_certificate(der) for der in (SIGNER.certificate, BETWEEN.der, CA.der)]
    encryption = serialization.BestAvailableEncryption(SECRET.encode())
    own, *others = certificates
    Path("signer.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", rsa_key(3), own, others, encryption)
    )
    ok("sign", "wifi.mobileconfig", "--key", "signer.p12", "-o", "signed", password=True)

    assert (BETWEEN.der, CA.der) == verify_profile(Path("signed").read_bytes()).chain


def test_a_key_in_clear_and_a_certificate_that_has_ended_are_warned_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clear = rsa_key(3).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    Path("clear.key").write_bytes(clear)
    monkeypatch.setattr("pymdm.cli.profile.utc_now", lambda: NOW.replace(year=2034))
    done = ok("sign", "wifi.mobileconfig", "--key", "clear.key", "--certificate", "fullchain.pem")

    assert "warning: clear.key is not encrypted" in done.stderr
    assert "warning: the signer's certificate is not valid today" in done.stderr


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--key", "signer.key"), "signer.key: expected the certificate beside its private key"),
        (("--key", "signer.key", "--certificate", "root.pem"), "root.pem: expected the certificate of the"),
        (("--key", "signer.key", "--certificate", "wifi.mobileconfig"), "no certificate found"),
        (("--key", "wifi.mobileconfig"), "wifi.mobileconfig: expected a private key"),
    ],
)
def test_a_key_and_a_certificate_that_are_not_a_pair_sign_nothing(words: tuple[str, ...], why: str) -> None:
    assert why in told("sign", "wifi.mobileconfig", *words, "-o", "signed", password=True)
    assert not Path("signed").exists()


def test_a_wrong_password_is_told_and_not_repeated() -> None:
    Path("secret").write_text("another one\n")
    done = run("sign", "wifi.mobileconfig", *SIGN, "-o", "signed", password=True)

    assert "expected the password of the private key; this is not it" in str(done.exception)
    assert "another one" not in f"{done.output}{done.exception}"


# --- verify


@pytest.mark.parametrize(
    ("ca", "code", "text"),
    [
        ("", 0, "nothing here says that the signer is trusted"),
        ("root.pem", 0, "trusted    a CA of the given file vouches"),
        ("fullchain.pem", 0, "trusted    its very certificate"),
        ("other-ca.pem", FAILED, "the signer is not trusted: issuer is not one of ours"),
    ],
)
def test_who_signed_is_one_thing_and_trust_another(ca: str, code: int, text: str) -> None:
    """T24."""
    signed()
    Path("other-ca.pem").write_bytes(pem_certificate(_other_ca()))
    done = run("verify", "signed", *(("--ca", ca) if ca else ()))

    assert code == done.exit_code
    assert text in done.output
    assert "signer     CN=mdm.example.com" in done.stdout
    assert "chain      CN=Profiles CA" in done.stdout
    assert "profile    com.example.wifi" in done.stdout


def test_a_signer_whose_certificate_nobody_can_read_is_not_trusted_and_the_rest_is_told() -> None:
    """T24: the key in it verifies, so that a signature is there; the exit code is that of the refusal."""
    unreadable = CA.issue(rsa_key(3), outer_digest="sha384")
    Path("odd").write_bytes(cms.sign(PLAIN, cms.PrivateKeySigner(certificate=unreadable, key=rsa_key(3))))
    done = run("verify", "odd", "--ca", "root.pem", "-o", "content")

    assert FAILED == done.exit_code
    assert "the signer is not trusted: " in done.stderr
    assert "signature  verifies, rsa-sha256" in done.stdout
    assert "signer     (not one X.509 certificate" in done.stdout
    assert not Path("content").exists()
    assert "nothing here says that the signer is trusted" in ok("verify", "odd").stdout


def _other_ca() -> bytes:
    from tests.unit.crypto.certs import FixedCA

    return FixedCA.make(ec_key(5), subject="Other Root").der


@pytest.mark.parametrize("broken", ["content", "stripped", "half"])
def test_what_does_not_verify_is_told_and_nothing_is_written(broken: str) -> None:
    """T20, T24."""
    data = signed()
    changed = {"content": data.replace(b"Office", b"0ffice"), "stripped": PLAIN, "half": data[:2000]}
    Path("broken").write_bytes(changed[broken])
    done = run("verify", "broken", "--ca", "root.pem", "-o", "content")

    assert FAILED == done.exit_code
    assert "signature does not verify: " in done.stderr
    assert "" == done.stdout
    assert not Path("content").exists()


def test_the_signed_profile_is_written_as_it_was_signed() -> None:
    signed()
    ok("verify", "signed", "-o", "content")

    assert PLAIN == Path("content").read_bytes()


def test_a_signer_cannot_write_to_the_terminal() -> None:
    """T61."""
    certificate = BETWEEN.issue(rsa_key(3), subject="\x1b[2Jroot")
    Path("evil.pem").write_bytes(pem_certificate(certificate))
    done = ok(
        "sign",
        "wifi.mobileconfig",
        "--key",
        "signer.key",
        "--certificate",
        "evil.pem",
        "-o",
        "s",
        password=True,
    )
    checked = ok("verify", "s")

    assert "\x1b" not in done.output + checked.output
    assert "\\x1b[2Jroot" in checked.stdout


# --- encrypt and decrypt


def test_payloads_are_encrypted_and_come_back() -> None:
    made = plistlib.loads(encrypted())
    done = ok("decrypt", "closed", *OPEN, "-o", "open", password=True)

    assert Cipher.AES_256_CBC is EnvelopedData.read(made["EncryptedPayloadContent"]).cipher
    assert document() == plistlib.loads(Path("open").read_bytes())
    assert 0o600 == stat.S_IMODE(Path("open").stat().st_mode)
    assert "it may hold passwords" in done.stderr


@pytest.mark.parametrize(
    ("name", "cipher"),
    [("3des", Cipher.TRIPLE_DES_CBC), ("aes-128", Cipher.AES_128_CBC), ("aes-192", Cipher.AES_192_CBC)],
)
def test_other_ciphers_are_a_choice(name: str, cipher: Cipher) -> None:
    done = ok("encrypt", "-", "--to", "device.cer", "--cipher", name, data=PLAIN)

    assert cipher is EnvelopedData.read(plistlib.loads(done.stdout_bytes)["EncryptedPayloadContent"]).cipher
    assert 0 != run("encrypt", "wifi.mobileconfig", "--to", "device.cer", "--cipher", "des").exit_code


def test_encrypted_then_signed_is_the_order_and_decrypting_leaves_the_signature_out() -> None:
    encrypted()
    signed("sent", "closed")
    done = ok("decrypt", "sent", "--key", "device.pem", "--certificate", "device.cer", password=True)

    assert document() == plistlib.loads(done.stdout_bytes)
    assert "note: it was signed; what is written is not" in done.stderr
    signed()
    assert "encrypt first, then sign" in told("encrypt", "signed", "--to", "device.cer")


def test_nothing_is_decrypted_behind_a_signature_that_does_not_verify() -> None:
    """T20."""
    encrypted()
    Path("sent2").write_bytes(signed("sent", "closed").replace(b"Office", b"0ffice"))
    done = run("decrypt", "sent2", *OPEN, password=True)

    assert "the content is not what was signed" in str(done.exception)
    assert "" == done.stdout


def test_another_device_decrypts_nothing() -> None:
    encrypted()

    assert "it is for another one" in told("decrypt", "closed", "--key", "other.pem", password=True)
    assert "this one is in clear" in told("decrypt", "wifi.mobileconfig", *OPEN, password=True)


@pytest.mark.parametrize(
    ("to", "why"),
    [
        ("ec.cer", "ec.cer: the recipient's certificate needs an RSA key"),
        ("root.pem", "root.pem: the recipient's key may not encrypt|is a CA's"),
        ("fullchain.pem", "fullchain.pem: expected one certificate"),
        ("device.pem", "device.pem: a private key is among the certificates"),
    ],
)
def test_a_certificate_to_which_nothing_can_be_encrypted_is_named(to: str, why: str) -> None:
    Path("ec.cer").write_bytes(CA.issue(ec_key(1)))
    done = run("encrypt", "wifi.mobileconfig", "--to", to, "-o", "closed")

    assert any(each in str(done.exception) for each in why.split("|"))
    assert not Path("closed").exists()


# --- of all of them


@pytest.mark.parametrize(
    "words",
    [
        ("sign", "wifi.mobileconfig", *SIGN),
        ("verify", "signed"),
        ("encrypt", "wifi.mobileconfig", "--to", "device.cer"),
        ("decrypt", "closed", *OPEN),
    ],
)
def test_nothing_is_overwritten_not_even_a_link_and_no_password_is_asked_for_it(
    words: tuple[str, ...],
) -> None:
    signed()
    encrypted()
    Path("output").symlink_to("elsewhere")
    done = run(*words, "-o", "output")

    assert isinstance(done.exception, FileExistsError)
    assert "Password" not in done.output
    assert not Path("elsewhere").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_takes_a_password_as_an_argument(command: str) -> None:
    """T65: arguments are seen by everybody on the machine."""
    commands = typer.main.get_command(app).commands["profile"].commands  # type: ignore[attr-defined]
    options = [option for found in commands[command].params for option in found.opts]

    assert [] == [option for option in options if "pass" in option and option != "--password-file"]


def test_a_password_may_be_typed_or_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    ok("sign", "wifi.mobileconfig", *SIGN, "-o", "typed", data=f"{SECRET}\n".encode())
    monkeypatch.setenv(certs_files.PASSWORD, SECRET)
    ok("sign", "wifi.mobileconfig", *SIGN, "-o", "named")

    for name in ("typed", "named"):
        verify_profile(Path(name).read_bytes())


def test_a_terminal_gets_text_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_profile_files.typer, "get_binary_stream", lambda _: Terminal())

    with pytest.raises(ValueError, match="a file or a pipe"):
        _profile_files.write_profile("-", b"\x30\x80", told="")
    _profile_files.write_profile("-", b"<?xml", told="")


class Terminal:
    def isatty(self) -> bool:
        return True

    def write(self, data: bytes) -> None:
        assert data == b"<?xml"

    def flush(self) -> None: ...


def test_an_endless_profile_ends() -> None:
    with Path("endless").open("wb") as file:
        file.truncate(_inspect_file.MAX_FILE + 1)

    assert "expected at most" in told("verify", "endless")


def test_every_command_has_help_that_fits_a_terminal() -> None:
    for command in COMMANDS:
        done = CliRunner().invoke(
            app, ["profile", command, "--help"], env={"COLUMNS": "80"}, terminal_width=80
        )

        assert 0 == done.exit_code
        assert max(map(len, done.stdout.splitlines())) <= 80
