"""Apple's schema files as the tests read them: on their own, without a line of the generator."""

from __future__ import annotations

import functools
import importlib
import re
from pathlib import Path
from typing import Any

import pytest

from pymdm import schema
from tests.support import shared

yaml = pytest.importorskip("yaml", reason="PyYAML reads Apple's schema files")

#: libyaml, where it was built in, reads them in a third of the time.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

PACKAGES = ("commands", "profiles", "declarations", "status", "documents")

#: Written by hand: the check-ins, and the base class of all payloads.
BY_HAND = re.compile(r"docs/|mdm/checkin/|mdm/profiles/CommonPayloadKeys")


@functools.cache
def folder() -> Path:
    """The schema folder; skips, and says so, where it is not beside the checkout."""
    return shared("apple-device-management")


@functools.cache
def paths() -> tuple[str, ...]:
    """The files that have generated classes."""
    found = (str(path.relative_to(folder())) for path in sorted(folder().rglob("*.yaml")))
    return tuple(path for path in found if not BY_HAND.match(path))


@functools.cache
def document(path: str) -> dict[str, Any]:
    """One file, as it is."""
    return dict(yaml.load((folder() / path).read_text(encoding="utf-8"), Loader=LOADER))


@functools.cache
def modules() -> dict[str, Any]:
    """The generated module of each file, by what the module itself says of its source."""
    found = {}
    for package in PACKAGES:
        classes = vars(schema._index)[package.upper()]
        for stem in sorted(set(classes.values())):
            module = importlib.import_module(f"pymdm.schema.{package}.{stem}")
            source = re.search(r"^Source: (.+)$", module.__doc__ or "", re.MULTILINE)
            assert source is not None, module.__name__
            found[source[1]] = module
    return found


def classes(path: str) -> list[type[Any]]:
    """The top classes of a file: one, and for a command with an answer two."""
    module = modules()[path]
    return sorted((getattr(module, name) for name in module.__all__), key=lambda cls: len(cls.__name__))
