"""A folder in which `pymdm certs` works, with authorities of the tests in place of Apple's."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pymdm.apns import vendor
from pymdm.apns._certificate_file import encrypted_key
from pymdm.apns._pem import pem_certificate
from pymdm.cli import certs_files
from pymdm.cli.app import app
from pymdm.testing import FakePushCA, fake_push_certificate
from tests.unit.apns.vendors import NOW, Vendor
from tests.unit.apns.vendors import vendor as a_vendor
from tests.unit.crypto.certs import ec_key, rsa_key

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
