"""Finds the code blocks of a Markdown page; tests/docs runs them.

A block opens with three or more backticks and one word.  Python blocks of a page run in order and share
their names, as a reader would type them.
"""

from __future__ import annotations

import dataclasses
import re
import sys
import textwrap
import types
from pathlib import Path

FENCE = re.compile(r"^(?P<indent> *)(?P<ticks>```+)(?P<info>[^`\n]*)$")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Block:
    page: Path
    line: int  # of the first line of code
    info: str  # what follows the backticks: "python", "console", ...
    code: str


def blocks(page: Path) -> list[Block]:
    """All code blocks of a page, top to bottom.

    Raises ValueError for a block that is never closed.
    """
    found: list[Block] = []
    lines = page.read_text(encoding="utf-8").splitlines()
    number = 0
    while number < len(lines):
        opening = FENCE.match(lines[number])
        number += 1
        if opening is None:
            continue
        first = number
        while number < len(lines) and lines[number].strip() != opening["ticks"]:
            number += 1
        if number == len(lines):
            raise ValueError(f"{page}:{first}: a code block is never closed")
        code = textwrap.dedent("\n".join(lines[first:number])) + "\n"
        found.append(Block(page=page, line=first + 1, info=opening["info"].strip(), code=code))
        number += 1
    return found


def run_page(page: Path) -> int:
    """Runs the page's Python blocks as one program; returns how many there were.

    A failure names the page and its line.  The names live in a real module, because classes
    defined on a page look up their annotations there.
    """
    module = types.ModuleType(f"snippets_{re.sub(r'[^a-zA-Z0-9]', '_', page.stem)}")
    module.__file__ = str(page)
    python = [block for block in blocks(page) if block.info == "python"]
    sys.modules[module.__name__] = module
    try:
        for block in python:
            code = compile("\n" * (block.line - 1) + block.code, str(page), "exec", dont_inherit=True)
            exec(code, module.__dict__)  # our own documentation
    finally:
        del sys.modules[module.__name__]
    return len(python)
