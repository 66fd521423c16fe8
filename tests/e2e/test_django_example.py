"""examples/django_app.py: devices enroll with it, over Django's own server in a process of its own."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import httpx

from .examples import device, enrolls_and_answers, environment, is_told, process

PROGRAM = "examples/django_app.py"


def test_devices_enroll_and_answer(tmp_path: Path) -> None:
    environ = environment(tmp_path)
    with process(PROGRAM, "migrate", environ=environ) as migration:
        migration.line_with("pymdm.0001_initial... OK")
        assert 0 == migration.process.wait(timeout=60)

    with process(PROGRAM, "runserver", "--noreload", "127.0.0.1:0", environ=environ) as server:
        [port] = re.findall(r":(\d+)/", server.line_with("server at http"))
        for platform in ("macOS", "iOS"):
            phone = device(platform=platform, via=f"http://127.0.0.1:{port}", seed=platform)
            enrolls_and_answers(phone)
            assert is_told(phone, server.line_with(phone.machine.serial_number))
        assert 405 == httpx.get(f"http://127.0.0.1:{port}/mdm", trust_env=False).status_code

    with sqlite3.connect(environ["MDM_DATABASE"]) as database:
        assert [(2,)] == database.execute("SELECT COUNT(*) FROM pymdm_enrollment").fetchall()
    database.close()
