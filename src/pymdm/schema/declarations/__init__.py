"""Declarations, credentials, messages of DDM: a module per schema file, loaded when first asked for.

Generated; tools/schema_generator is the place for changes.
"""

from __future__ import annotations

from typing import Any

from pymdm.schema._index import DECLARATIONS
from pymdm.schema._lazy import load

__all__ = list(DECLARATIONS)


def __getattr__(name: str) -> Any:
    return load(__name__, DECLARATIONS, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
