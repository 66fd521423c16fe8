"""T28: nobody here, not even a test, verifies with OpenSSL's old PKCS #7 code, which has used freed memory.

The package itself starts no programs at all; tests/unit/server/test_no_temporary_files.py shows that.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.source import PACKAGE
from tests.support import ROOT

#: The functions of OpenSSL that must not be asked, by the names that bindings give them.
OLD = ("PKCS7_verify", "pkcs7_verify")


def programs() -> Iterator[Path]:
    yield from sorted(PACKAGE.rglob("*.py"))
    for folder in ("tests", "tools", "benchmarks", "examples"):
        yield from sorted((ROOT / folder).rglob("*.py"))
    yield from (ROOT / "Makefile", ROOT / ".ci" / "run")


def texts(file: Path) -> Iterator[str]:
    """Every string in a program that is not a docstring, or the whole of what is none."""
    source = file.read_text(encoding="utf-8")
    if not any(name in source for name in (*OLD, "smime")):
        return  # most files; parsing them all takes seconds
    if file.suffix != ".py":
        yield source
        return
    tree = ast.parse(source)
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


def old_verifications(file: Path) -> Iterator[str]:
    """The commands and calls in a program that would run the old code, as far as they can be seen in it."""
    words = list(texts(file))
    if file == Path(__file__):
        return
    yield from (text for text in words if any(name in text for name in OLD))
    yield from (text for text in words if "smime" in text.split() and "-verify" in text.split())
    if "smime" in words and "-verify" in words:  # a command in pieces
        yield "smime, -verify"


def test_no_program_here_verifies_with_the_old_code() -> None:
    found = {(file.name, text) for file in programs() for text in old_verifications(file)}

    assert set() == found


def test_such_commands_would_be_seen(tmp_path: Path) -> None:
    file = tmp_path / "x.py"
    for source in (
        """run("openssl smime -verify -in x")""",
        """run(["openssl", "smime", "-verify"])""",
        """library.call("PKCS7_verify")""",
    ):
        file.write_text(source, encoding="utf-8")
        assert [] != list(old_verifications(file)), source
    file.write_text('''"""Never openssl smime -verify."""\nrun("openssl smime -sign")\n''', encoding="utf-8")
    assert [] == list(old_verifications(file))
