"""T73: what a server makes, reads and is told leaves no trace in files but its own."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pymdm

PACKAGE = Path(pymdm.__file__ or "").parent

#: The demonstration starts processes and keeps its database in a folder of its own; nothing in it is real.
EXEMPT = ("cli/demo.py", "cli/demo_stage.py", "testing/")

FORBIDDEN = {"tempfile", "subprocess", "multiprocessing", "pty"}

LIFE = """
import os, sys
from pathlib import Path
folder = Path(sys.argv[1])
written = set()
def watch(event, arguments):
    if event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR):
        written.add(str(arguments[0]))
    elif event in ("tempfile.mkstemp", "tempfile.mkdtemp", "subprocess.Popen", "os.posix_spawn", "os.exec"):
        written.add(event)
from tests.unit.server.scene import scene
from pymdm.crypto import SealKey
from pymdm.server import EnrollWith
from pymdm.server.authorities import keep_authorities
from pymdm.server.kept import KeptState
from pymdm.service.machine import utc_now
from pymdm.stores.sqlite import SQLiteStore
from pymdm.stores.sqlite._opening import migrate
database = folder / "mdm.db"
sys.addaudithook(watch)
seal = SealKey.generate()
with SQLiteStore(database, seal=seal) as store:
    authorities = keep_authorities(KeptState(store, clock=utc_now), now=utc_now())
    for way in EnrollWith:
        mdm = scene(store=store, authority=authorities, changed={"enroll_with": way}, clock=utc_now)
        device = mdm.device(seed=way.value)
        device.set_bootstrap_token(b"bootstrap")
        place = f"/v1/enrollments/{device.enrollment.id}/commands"
        lock = {"request_type": "DeviceLock", "keys": {"PIN": "480215"}}
        assert 201 == mdm.admin("POST", place, lock).status
        [step] = device.connect()
        assert "Acknowledged" == step.status
    store.rewrap()
migrate(database)
print(sorted(name for name in written if not name.startswith(str(database))))
"""


def test_a_servers_life_writes_its_database_and_the_mark_beside_it_and_no_other_file(tmp_path: Path) -> None:
    """T73: a CA is made, identities in both ways, tokens are escrowed, a PIN goes out, keys are changed."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", LIFE, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )

    assert ("[]\n", "") == (done.stdout, done.stderr)
    assert {"mdm.db", "mdm.db.mark"} == {path.name for path in tmp_path.iterdir()}


def test_nothing_in_the_package_can_make_temporary_files_or_start_programs() -> None:
    """T73: where a module needs it one day, this test asks whether a key could get there."""
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        place = path.relative_to(PACKAGE).as_posix()
        if place.startswith(EXEMPT):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            found += [(place, name) for name in names if name.split(".")[0] in FORBIDDEN]
            if isinstance(node, ast.Attribute) and node.attr in ("system", "popen", "mkfifo"):
                found += [(place, node.attr)] if ast.unparse(node.value) == "os" else []

    assert [] == found
