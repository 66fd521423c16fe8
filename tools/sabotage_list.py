"""The defects that tools/sabotage.py plants, as tests/sabotage/*.toml list them."""

from __future__ import annotations

import dataclasses
import re
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LIST = ROOT / "tests" / "sabotage"
KEYS = ("name", "file", "find", "replace", "tests")

#: Tests that are written here run under the names of the classes that inherit them.
INHERITED = sorted((ROOT / "src" / "pymdm" / "testing").glob("_contract_*.py"))


class BadList(Exception):
    """The list of defects is wrong: nothing was run."""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Defect:
    name: str
    file: str
    find: str
    replace: str
    tests: tuple[str, ...]

    def problem(self) -> str | None:
        path = ROOT / self.file
        if not self.file.startswith("src/pymdm/") or not path.is_file():
            return f"no such file under src/pymdm: {self.file}"
        if (found := path.read_text(encoding="utf-8").count(self.find)) != 1:
            return f"the text to find occurs {found} times in {self.file}, expected once"
        if self.find == self.replace:
            return "replaces the text with itself"
        for test in self.tests:
            if not test.startswith("-") and not there(test):
                return f"no such test: {test}"
        return None if self.tests else "names no test"

    @property
    def is_narrow(self) -> bool:
        """Whether it names functions only."""
        return all("::" in test for test in self.tests)


def there(test: str) -> bool:
    """Whether the file or folder of a test is there and, where one is named, its function."""
    name, *inside = test.split("::")
    path = ROOT / name
    if not path.exists() or not inside:
        return path.exists()
    function = inside[-1].partition("[")[0]
    written = re.compile(rf"^ *(?:async )?def {re.escape(function)}\(", re.MULTILINE)
    return any(written.search(file.read_text(encoding="utf-8")) for file in (path, *INHERITED))


def load(folder: Path = LIST, *, only: str = "") -> list[Defect]:
    """The defects whose name contains ``only``, checked against the source as it is now.

    Raises BadList with every fault found, so that one run is enough to repair them.
    """
    faults: list[str] = []
    defects: dict[str, Defect] = {}
    for path in sorted(folder.glob("*.toml")):
        for number, entry in enumerate(tomllib.loads(path.read_text(encoding="utf-8")).get("defect", []), 1):
            where = f"{path.name}, defect {number}"
            if set(entry) != set(KEYS):
                faults.append(f"{where}: has {sorted(entry)}, expected {sorted(KEYS)}")
                continue
            defect = Defect(**_typed(entry))
            if only.casefold() not in defect.name.casefold():
                continue
            if defect.name in defects:
                faults.append(f"{where}: a second one is called {defect.name!r}")
            elif problem := defect.problem():
                faults.append(f"{where} ({defect.name}): {problem}")
            defects[defect.name] = defect
    if faults:
        raise BadList("\n".join(faults))
    return list(defects.values())


def _typed(entry: dict[str, Any]) -> dict[str, Any]:
    return {
        **{key: str(entry[key]) for key in KEYS[:4]},
        "tests": tuple(str(test) for test in entry["tests"]),
    }
