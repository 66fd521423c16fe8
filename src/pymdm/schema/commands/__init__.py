"""Commands and their answers, one module per command, each loaded when it is first asked for.

Laid by hand in the form that the schema generator will emit.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from pymdm.schema._index import CLASSES

__all__ = [name for name, module in CLASSES.items() if module.startswith(f"{__name__}.")]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(CLASSES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
