"""Dictionaries beside commands and payloads: error bodies, manifests, what a device says of itself.

    >>> from pymdm import documents
    >>> documents.UnrecognizedDevice(code="com.apple.unrecognized.device").wire()
    {'code': 'com.apple.unrecognized.device'}

The bodies of HTTP 403 answers, the manifest of an app (``AppManifest``), ``MachineInfo``, the panes of Setup
Assistant that can be skipped (``SkipKeys``).  A class is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pymdm._model import Document
from pymdm.schema import documents as _documents

__all__ = ["Document"]
__all__ += _documents.__all__

if TYPE_CHECKING:  # a __getattr__ would make type checkers take any name for one that exists
    from pymdm.schema.documents import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        if name not in _documents.__all__:
            # With name and obj, Python says which name was meant.
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=_documents)
        return getattr(_documents, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
