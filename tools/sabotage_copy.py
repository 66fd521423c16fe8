"""A copy of pymdm's source to plant defects in, and the process that runs tests against it."""

from __future__ import annotations

import compileall
import contextlib
import dataclasses
import json
import os
import py_compile
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from tools.sabotage_list import ROOT, Defect

OPTIONS = ("-q", "-p", "no:cacheprovider")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Run:
    """What came of running tests.

    ``code`` is pytest's (None: it hung); ``seconds`` are those on the clock, ``work`` those of a processor;
    ``red`` names each test that failed, and in which phase; ``times`` are the seconds of each test that ran.
    """

    code: int | None
    output: str
    seconds: float
    work: float
    red: tuple[tuple[str, str], ...] = ()
    times: dict[str, float] = dataclasses.field(default_factory=dict)


class Copy:
    """A private src folder.  Use it in a ``with`` statement."""

    def __init__(self, folder: Path, source: Path = ROOT / "src") -> None:
        self.folder = folder
        self.source = folder / "src"
        shutil.copytree(source, self.source, ignore=shutil.ignore_patterns("__pycache__"))
        # Never compared with its source: only ``planted`` edits that, and takes it out of the way.
        mode = py_compile.PycInvalidationMode.UNCHECKED_HASH
        compileall.compile_dir(self.source, quiet=2, invalidation_mode=mode)
        self._nursery = subprocess.Popen(
            [sys.executable, "-b", "-m", "tools.sabotage_nursery"],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(self.source),
                "PYMDM_SOURCE": str(self.source),
                "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        # Its standard input ends with this, and so does it.
        self._nursery.communicate()

    def run(
        self, tests: Sequence[str], *, timeout: float, first_only: bool = True, bytecode: bool = False
    ) -> Run:
        """Runs tests in a process of their own; with ``first_only`` until the first goes red.

        With ``bytecode`` what pytest compiles is kept for the runs to come: not while a defect is planted.
        """
        output, told = self.folder / "output", self.folder / "told"
        told.unlink(missing_ok=True)
        options = [*OPTIONS, f"--basetemp={self.folder / 'tmp'}", *(["-x"] if first_only else [])]
        answer = self._ask(
            arguments=[*options, *tests],
            output=str(output),
            told=str(told),
            timeout=timeout,
            bytecode=bytecode,
        )
        found = json.loads(told.read_text(encoding="utf-8")) if told.exists() else {"red": [], "seconds": {}}
        return Run(
            code=answer["code"],
            seconds=answer["seconds"],
            work=answer["work"],
            output=output.read_text(encoding="utf-8", errors="replace"),
            red=tuple((test, phase) for test, phase in found["red"]),
            times=found["seconds"],
        )

    def _ask(self, **wanted: Any) -> dict[str, Any]:
        nursery = self._nursery
        assert nursery.stdin
        assert nursery.stdout
        nursery.stdin.write(json.dumps(wanted) + "\n")
        nursery.stdin.flush()
        if not (line := nursery.stdout.readline()):
            raise RuntimeError(f"the process that runs the tests has ended with {nursery.wait()}")
        return dict(json.loads(line))

    @contextlib.contextmanager
    def planted(self, defect: Defect) -> Iterator[None]:
        """The defect in place; afterwards the file, its time and its bytecode are as they were."""
        path = self.folder / defect.file
        sound, kept = path.read_bytes(), path.stat()
        aside = self.folder / "aside"
        aside.mkdir()
        compiled = [
            found.rename(aside / found.name) for found in (path.parent / "__pycache__").glob(f"{path.stem}.*")
        ]
        path.write_text(
            sound.decode("utf-8").replace(defect.find, defect.replace), encoding="utf-8", newline=""
        )
        try:
            yield
        finally:
            path.write_bytes(sound)
            os.utime(path, ns=(kept.st_atime_ns, kept.st_mtime_ns))
            for found in compiled:
                found.rename(path.parent / "__pycache__" / found.name)
            aside.rmdir()
