"""examples/push_certificate.py: from the first request to the renewal, in a process of its own."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

from pymdm.apns import PushCertificate
from pymdm.apns._certificate_file import needs_password
from tests.support import ROOT


def example(*words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYMDM_KEY_PASSWORD"}
    return subprocess.run(
        [sys.executable, str(ROOT / "examples" / "push_certificate.py"), *words],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_it_runs_from_the_request_to_the_renewal_and_keeps_the_key_encrypted(tmp_path: Path) -> None:
    done = example(str(tmp_path), PYMDM_KEY_PASSWORD="correct horse battery")
    file = tmp_path / "push.pem"

    assert (0, "") == (done.returncode, done.stderr)
    assert [(335, 30), (355, 10), (364, 1), (365, 0)] == [
        (int(line.split()[1]), int(line.split()[-1]))
        for line in done.stdout.splitlines()
        if line.startswith("after ")
    ]
    assert "refused: expected a certificate with the topic of the one in use" in done.stdout
    assert "('branch', 'school')" in done.stdout
    assert needs_password(file.read_bytes())
    assert 0o600 == stat.S_IMODE(file.stat().st_mode)
    assert PushCertificate.load(file, password="correct horse battery").topic in done.stdout


def test_it_says_what_it_needs() -> None:
    done = example()

    assert (1, "") == (done.returncode, done.stdout)
    assert "PYMDM_KEY_PASSWORD" in done.stderr
