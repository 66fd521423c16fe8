"""A PostgreSQL server of its own for tests: in a folder that goes away, on a socket in it, on no port."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

#: Debian keeps the programs out of PATH, by version.
_DEBIAN = Path("/usr/lib/postgresql")

# How long PostgreSQL lets two transactions wait for one another before it looks whether they always will.
DEADLOCK_TIMEOUT = "20ms"


def _program(name: str) -> str:
    newest = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[4]), reverse=True)
    found = str(newest[0]) if newest else shutil.which(name)
    if found is None:
        raise RuntimeError(f"{name} is not here: apt-get install postgresql")
    return found


def _run(*command: str) -> None:
    # The server refuses to run as root; Debian's package brings a user for it.
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    done = subprocess.run([*prefix, *command], capture_output=True, text=True, check=False, cwd="/")
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed: {done.stderr}")


@contextlib.contextmanager
def postgresql() -> Iterator[Path]:
    """Start a server; gives the folder of its socket.  Its user and database are both ``postgres``."""
    with tempfile.TemporaryDirectory(prefix="pymdm-pg-") as name:
        folder = Path(name)
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        data = str(folder / "data")
        _run(_program("initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = f"-k {folder} -c listen_addresses= -c deadlock_timeout={DEADLOCK_TIMEOUT} -c fsync=off"
        log = str(folder / "log")
        _run(_program("pg_ctl"), "-D", data, "-o", options, "-l", log, "-w", "start")
        try:
            yield folder
        finally:
            _run(_program("pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop")
