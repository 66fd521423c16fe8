"""The front door of the package: every name is there, and loads its module only when used."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import pymdm.protocol


@pytest.mark.parametrize("name", pymdm.protocol.__all__)
def test_every_public_name_resolves_and_is_listed(name):
    pymdm.protocol.__dict__.pop(name, None)

    found = getattr(pymdm.protocol, name)

    assert found is getattr(pymdm.protocol, name)
    assert name in dir(pymdm.protocol)


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'Nonsense'"):
        pymdm.protocol.Nonsense  # noqa: B018


def test_type_checkers_see_the_names_that_there_are():
    source = Path(pymdm.protocol.__file__).read_text("utf-8")
    checked = {
        alias.name
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
    }

    assert set(pymdm.protocol.__all__) == checked


def test_importing_the_package_loads_none_of_its_modules():
    code = (
        "import sys, pymdm.protocol; print(sorted(m for m in sys.modules if m.startswith('pymdm.protocol.')))"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]" == done.stdout.strip()
