"""What every generated class is made of: fields with their wire facts, one codec, one availability rule.

A schema class says each thing once.  Its annotation is the type, `key` holds the rest::

    @model
    class DeviceLock(Command):
        request_type: ClassVar[str] = "DeviceLock"

        message: str | None = key("Message", default=None)
        pin: str | None = key("PIN", default=None, secret=True)

Modules that define such classes must not postpone annotations (no ``from __future__ import
annotations``): the codec reads them.
"""

from __future__ import annotations

from ._base import Model, model
from ._command import Answer, Command, Raw
from ._fields import key
from ._support import NEVER, Availability, Outcome, Support

__all__ = [
    "NEVER",
    "Answer",
    "Availability",
    "Command",
    "Model",
    "Outcome",
    "Raw",
    "Support",
    "key",
    "model",
]
