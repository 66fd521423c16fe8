"""The Device Enrollment Program (Automated Device Enrollment): server tokens, devices, profiles.

Names load on first use: whoever only reads a token loads no HTTP client.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymdm.dep.tokens import ServerToken, TokenKeyPair, TokenKeys, TokenWarning

__all__ = [
    "ServerToken",
    "TokenKeyPair",
    "TokenKeys",
    "TokenWarning",
]

_HOMES = {
    "ServerToken": "tokens",
    "TokenKeyPair": "tokens",
    "TokenKeys": "tokens",
    "TokenWarning": "tokens",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
