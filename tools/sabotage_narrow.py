"""Names in the lists of defects the function that catches each, instead of a file of them.

A whole file says little about what guards a line, and all that passes in it before the red test takes time.
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.support import rows_cited
from tools.sabotage_copy import Run
from tools.sabotage_list import INHERITED, LIST, ROOT, Defect, there

#: Functions below this take the time of a process, whatever they do: the first of them is as good as any.
QUICK_SECONDS = 0.2

#: The last key of an entry, on one line or on several.
TESTS = re.compile(r"^tests = \[.*?\]$", re.DOTALL | re.MULTILINE)


def narrow(defect: Defect, run: Run) -> str | None:
    """The best of the tests that went red, as pytest takes it; None where none is fit.

    One that cites the rows of docs/threats.md in the defect's name, if there are any; one that fails by
    itself rather than by what it is given; a plain one rather than one of many examples; a quick one.
    """
    rows = rows_cited(defect.name)
    found = {test.partition("[")[0]: phase for test, phase in reversed(run.red)}
    order = list(dict.fromkeys(test.partition("[")[0] for test, _ in run.red))
    seconds = dict.fromkeys(order, 0.0)
    for test, taken in run.times.items():
        if (function := test.partition("[")[0]) in seconds:
            seconds[function] += taken
    fit = [test for test in order if there(test) and rows <= rows_cited(said(test))]

    def rank(test: str) -> tuple[bool, bool, float]:
        taken = seconds[test]
        return (
            found[test] != "call",
            test.startswith("tests/property/"),
            0.0 if taken < QUICK_SECONDS else taken,
        )

    # min gives the first of equals, which is the order of the file.
    return min(fit, key=rank, default=None)


def said(test: str) -> str:
    """What a test's function and the sentence above its file say; checks of stores stand elsewhere."""
    name, _, function = test.partition("::")
    texts = []
    for path in (ROOT / name, *INHERITED):
        source = path.read_text(encoding="utf-8")
        tree = ast.parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name == function.rpartition("::")[2]:
                texts += [ast.get_source_segment(source, node) or "", ast.get_docstring(tree) or ""]
    return "\n".join(texts)


def rewrite(defect: Defect, test: str, folder: Path = LIST) -> bool:
    """Puts one test in the place of those of a defect, and leaves the rest of its list as it is written."""
    for path in sorted(folder.glob("*.toml")):
        before, name, after = path.read_text(encoding="utf-8").partition(f'\nname = "{defect.name}"\n')
        if name:
            if found := TESTS.search(after):
                after = f'{after[: found.start()]}tests = ["{test}"]{after[found.end() :]}'
                path.write_text(before + name + after, encoding="utf-8")
            return bool(found)
    return False
