"""T73: which files `pymdm serve` opens for writing while it makes keys and is told secrets."""

from __future__ import annotations

import os
from pathlib import Path

import httpx
import pytest

from pymdm.cli.demo_stage import PushListener, ServerProcess
from pymdm.crypto import SealKey
from pymdm.testing import SimulatedDevice, download_profile

CODE, TOKEN = "enrollment-code-of-these-tests", "admin-token-of-these-tests"

#: Loaded by the interpreter first: notes every file that is opened for writing, and every program.
WITNESS = """
import os, sys
_notes = os.open(os.environ["PYMDM_TEST_NOTES"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
def _watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        os.write(_notes, f"{arguments[0]}\\n".encode())
    elif event in ("tempfile.mkstemp", "tempfile.mkdtemp", "subprocess.Popen", "os.posix_spawn", "os.exec"):
        os.write(_notes, f"{event}\\n".encode())
sys.addaudithook(_watch)
"""


@pytest.mark.parametrize("way", ["scep", "pkcs12"])
def test_nothing_but_the_database_and_what_belongs_to_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    """T73: from the first start on: a CA, identities, an escrowed token, a PIN, a profile with a password."""
    (tmp_path / "witness").mkdir()
    (tmp_path / "witness" / "sitecustomize.py").write_text(WITNESS)
    path = [str(tmp_path / "witness"), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, path)))
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    monkeypatch.setenv("PYMDM_TEST_NOTES", str(tmp_path / "notes"))
    database, key = tmp_path / "pymdm.db", tmp_path / "pymdm.key"
    key.touch(mode=0o600)
    key.write_text(SealKey.generate().to_text())
    pushes = PushListener()
    with ServerProcess(
        url="https://mdm.example.com",
        topic="com.apple.mgmt.External.11111111-2222-3333-4444-555555555555",
        stub_apns=pushes.address,
        code=CODE,
        token=TOKEN,
        database=database,
        options=("--enroll-with", way),
    ) as served:
        profile = download_profile(f"{served.devices_url}/enroll", code=CODE)
        mac = SimulatedDevice.from_profile(profile, platform="macOS", via=served.devices_url, seed=way)
        mac.enroll()
        mac.set_bootstrap_token(b"bootstrap")
        answer = httpx.post(
            f"{served.admin_url}/v1/enrollments/{mac.enrollment.id}/commands",
            headers={"Authorization": f"Bearer {TOKEN}"},
            json={"request_type": "DeviceLock", "keys": {"PIN": "480215"}},
            trust_env=False,
        )
        assert 201 == answer.status_code
        assert ["Acknowledged"] == [step.status for step in mac.connect()]
        served._process.terminate()
        assert 0 == served._process.wait(timeout=60)
    pushes.close()

    written = {Path(line).name for line in (tmp_path / "notes").read_text().splitlines()}
    assert {"pymdm.db", "pymdm.db.mark"} <= written, "the witness has seen nothing"
    assert {name for name in written if not name.startswith("pymdm.db")} == set()
