"""The status items that devices report in declarative management, each with its type.

    >>> from pymdm import status
    >>> status.DeviceModelFamily.read("Mac").value
    'Mac'

A class is loaded when it is first used; `pymdm.schema.status_item_class` finds one by the name of the item.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pymdm._model import StatusItem
from pymdm.schema import status as _status

__all__ = ["StatusItem"]
__all__ += _status.__all__

if TYPE_CHECKING:  # a __getattr__ would make type checkers take any name for one that exists
    from pymdm.schema.status import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        if name not in _status.__all__:
            # With name and obj, Python says which name was meant.
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=_status)
        return getattr(_status, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
