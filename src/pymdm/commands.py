"""The commands that pymdm knows, with their answers, by the names that Apple gave them.

    >>> from pymdm import commands
    >>> lock = commands.DeviceLock(pin="123456", message="Please call +49 30 1234")
    >>> body = lock.encode(uuid="0001")

`Raw` is the command that the schema does not know yet; ``extra`` of any command holds keys that it
does not know.  A class is loaded when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pymdm._model import Answer, Availability, Command, DeprecatedBySchema, Outcome, Raw
from pymdm.schema import commands as _commands

__all__ = ["Answer", "Availability", "Command", "DeprecatedBySchema", "Outcome", "Raw"]
__all__ += _commands.__all__

if TYPE_CHECKING:  # a __getattr__ would make type checkers take any name for one that exists
    from pymdm.schema.commands import *  # noqa: F403
else:

    def __getattr__(name: str) -> Any:
        if name not in _commands.__all__:
            # With name and obj, Python says which name was meant.
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}", name=name, obj=_commands)
        return getattr(_commands, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
