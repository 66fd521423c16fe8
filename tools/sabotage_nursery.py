"""The process that tools/sabotage.py forks one from for each defect: everything imported but pymdm.

`python -m tools.sabotage_nursery`, with lines of JSON on both ends.  Half a second of each run went into
importing pytest, hypothesis and the libraries; here that is done once.  Nothing of pymdm and none of its
tests is ever imported before the fork, so each child sees the copy as it lies on the disk at that time.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import random
import resource
import signal
import sys
import threading
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

from tools.sabotage_guard import Guard

#: What tests and pymdm import and what takes time.  A missing one would be missing for the tests as well.
PRELOADED = (
    "_hypothesis_pytestplugin",
    "alembic.command",
    "alembic.runtime.migration",
    "asn1crypto.cms",
    "asn1crypto.csr",
    "asn1crypto.x509",
    "asyncio",
    "attrs",
    "cryptography.hazmat.primitives.asymmetric.rsa",
    "cryptography.hazmat.primitives.serialization.pkcs12",
    "cryptography.hazmat.primitives.serialization.pkcs7",
    "cryptography.x509",
    "django.db.models",
    "django.test",
    "fastapi",
    "flask",
    "h2.connection",
    "httpx",
    "hypothesis",
    "hypothesis.strategies",
    "multiprocessing",
    "oauthlib.oauth1",
    "plistlib",
    "pytest",
    "rich.console",
    "sqlalchemy",
    "sqlalchemy.dialects.postgresql.psycopg",
    "sqlalchemy.dialects.sqlite",
    "sqlite3",
    "starlette.applications",
    "typer",
    "typer.testing",
    "uvicorn",
    "waitress",
    "werkzeug.serving",
    "wsgiref.simple_server",
    "xml.parsers.expat",
    "yaml",
)

#: How a child ends that did not come to an end of pytest; pytest's own codes are 0 to 5.
CRASHED = 70

#: Between two looks whether a child has ended; some hundredth of what the shortest takes.
PAUSE_SECONDS = 0.005


def preload() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in PRELOADED:
            importlib.import_module(name)
    ours = sorted(name for name in sys.modules if name.partition(".")[0] in ("pymdm", "tests"))
    if ours:
        raise SystemExit(f"imported before the fork, and therefore without any defect: {ours[:3]}")
    if threading.active_count() != 1:
        raise SystemExit(f"threads do not survive a fork: {threading.enumerate()}")
    gc.collect()
    gc.freeze()


def bear(wanted: dict[str, Any]) -> int:
    """Forks the child that runs the tests; gives its number, which is also that of its group."""
    pid = os.fork()
    if pid:
        return pid
    code = CRASHED
    try:
        os.setsid()
        nothing = os.open(os.devnull, os.O_RDONLY)
        output = os.open(wanted["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        for theirs, ours in ((nothing, 0), (output, 1), (output, 2)):
            os.dup2(theirs, ours)
        os.close(nothing)
        os.close(output)
        random.seed()
        if not wanted["bytecode"]:
            sys.dont_write_bytecode = True
            os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        code = run(wanted)
    except BaseException:  # noqa: BLE001 - whatever it was, it was not a test
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError, ValueError):
            sys.stdout.flush()
            sys.stderr.flush()
        os._exit(code)


def run(wanted: dict[str, Any]) -> int:
    # Given as it is: what pytest loads by name it wants to rewrite, and this one is imported.
    import _hypothesis_pytestplugin  # type: ignore[import-untyped]
    import pytest

    guard = Guard()
    sys.argv = ["pytest", *wanted["arguments"]]
    code = int(pytest.main(wanted["arguments"], plugins=[guard, _hypothesis_pytestplugin]))
    Path(wanted["told"]).write_text(
        json.dumps({"red": guard.red, "seconds": guard.seconds}), encoding="utf-8"
    )
    return code


def tend(pid: int, timeout: float, parent: int) -> int | None:
    """The child's code once it has ended; None if it did not in time.  A signal's is negative."""
    ends = time.monotonic() + timeout
    try:
        while time.monotonic() < ends and os.getppid() == parent:
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                return os.waitstatus_to_exitcode(status)
            time.sleep(PAUSE_SECONDS)
    except KeyboardInterrupt:
        kill(pid)
        raise
    kill(pid)
    return None


def kill(pid: int) -> None:
    """Ends a child with all that it started: a server left over would go on holding its port."""
    with contextlib.suppress(ProcessLookupError):
        # Where it has no group of its own yet.
        os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parent = os.getppid()
    preload()
    for line in sys.stdin:
        wanted = json.loads(line)
        used, began = processor_seconds(), time.monotonic()
        code = tend(bear(wanted), wanted["timeout"], parent)
        seconds, work = time.monotonic() - began, processor_seconds() - used
        print(json.dumps({"code": code, "seconds": seconds, "work": work}), flush=True)


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
