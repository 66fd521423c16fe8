"""A folder in which `pymdm profile` works."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pymdm.apns._certificate_file import encrypted_key
from pymdm.apns._pem import pem_certificate
from pymdm.cli import certs_files
from pymdm.cli.app import app
from tests.unit.crypto.certs import NOW, rsa_key
from tests.unit.enroll.profiles import BETWEEN, CA, DEVICE, OTHER_DEVICE, PLAIN, SIGNER

SECRET = "correct horse battery"
SIGN = ("--key", "signer.key", "--certificate", "fullchain.pem")
OPEN = ("--key", "device.pem")

# Made once: deriving keys from passwords takes its time.
FILES = {
    "secret": f"{SECRET}\n".encode(),
    "wifi.mobileconfig": PLAIN,
    "signer.key": encrypted_key(rsa_key(3), SECRET),
    "fullchain.pem": pem_certificate(SIGNER.certificate) + pem_certificate(BETWEEN.der),
    "root.pem": pem_certificate(CA.der),
    "device.pem": encrypted_key(rsa_key(1), SECRET) + pem_certificate(DEVICE),
    "device.cer": DEVICE,
    "other.pem": encrypted_key(rsa_key(2), SECRET) + pem_certificate(OTHER_DEVICE),
}


@pytest.fixture(autouse=True)
def there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, in the year of the certificates."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(certs_files.PASSWORD, raising=False)
    for module in ("profile", "profile_diff", "inspect"):
        monkeypatch.setattr(f"pymdm.cli.{module}.utc_now", lambda: NOW)
    for name, data in FILES.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def run(*words: str, data: bytes = b"", password: bool = False, command: str = "profile") -> Result:
    more = ("--password-file", "secret") if password else ()
    return CliRunner().invoke(app, [command, *words, *more], input=data)


def ok(*words: str, data: bytes = b"", password: bool = False, command: str = "profile") -> Result:
    done = run(*words, data=data, password=password, command=command)
    assert 0 == done.exit_code, (done.output, done.exception)
    return done


def told(*words: str, password: bool = False) -> str:
    """Why it was refused."""
    done = run(*words, password=password)
    assert 0 != done.exit_code
    return str(done.exception)


def signed(output: str = "signed", file: str = "wifi.mobileconfig") -> bytes:
    ok("sign", file, *SIGN, "-o", output, password=True)
    return Path(output).read_bytes()


def encrypted(output: str = "closed", file: str = "wifi.mobileconfig") -> bytes:
    ok("encrypt", file, "--to", "device.cer", "-o", output)
    return Path(output).read_bytes()
