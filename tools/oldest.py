"""The unit tests with the oldest versions that pyproject.toml allows (T74).

A floor that nobody tries is a guess: what is installed beside it moves on.  Makes .venv-oldest with each
library of pymdm and of its extras at its floor, and everything that only tests need as it comes.

    python tools/oldest.py [argument of pytest ...]
"""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import venv
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parent.parent
VENV: Final = ROOT / ".venv-oldest"

#: Not tried here: a wheel of PostgreSQL's client is of no use without the server.
LEFT_OUT: Final = frozenset({"psycopg"})

_REQUIREMENT: Final = re.compile(r"(?P<name>[A-Za-z0-9_.-]+)(\[[^]]*\])?>=(?P<floor>[0-9.]+)")


def floors(project: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Name and lowest version of each library that pymdm, or one of its extras, asks for.

    Raises:
        ValueError: one has no floor, or more than that.
    """
    extras = project["optional-dependencies"]
    for wanted in [*project["dependencies"], *(each for name in sorted(extras) for each in extras[name])]:
        if wanted.startswith("pymdm["):
            continue
        found = _REQUIREMENT.fullmatch(wanted)
        if found is None:
            raise ValueError(f"expected a name and a floor, such as attrs>=24.2, found {wanted}")
        if found["name"] not in LEFT_OUT:
            yield found["name"], found["floor"]


def main(arguments: list[str]) -> int:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    pinned = [f"{name}=={floor}" for name, floor in floors(pyproject["project"])]
    names = {line.partition("==")[0] for line in pinned}
    tools = [
        wanted
        for wanted in pyproject["dependency-groups"]["test"]
        if isinstance(wanted, str) and re.split(r"[\[>=]", wanted)[0] not in names
    ]
    print("oldest:", *pinned, flush=True)
    venv.create(VENV, clear=True, with_pip=True)
    python = str(VENV / "bin" / "python")
    pip = [python, "-m", "pip", "-q", "--disable-pip-version-check", "install"]
    subprocess.run([*pip, *pinned, *tools], check=True)
    subprocess.run([*pip, "--no-deps", "--editable", str(ROOT)], check=True)
    tests = arguments or ["tests/unit", "--ignore=tests/unit/schema"]
    return subprocess.run([python, "-b", "-m", "pytest", "-q", *tests], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
