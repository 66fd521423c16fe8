"""What every generated class is made of: fields with their wire facts, one codec, one availability rule.

A schema class says each thing once.  Its annotation is the type, `key` holds the rest::

    @model
    class DeviceLock(Command):
        request_type: ClassVar[str] = "DeviceLock"

        message: str | None = key("Message", default=None)
        pin: str | None = key("PIN", default=None, secret=True)

Modules that define such classes must not postpone annotations (no ``from __future__ import
annotations``): the codec reads them.  Which devices take what stands in a module of its own; see
`pymdm._model._rows`.
"""

from __future__ import annotations

from ._base import Model, model
from ._checked import Checked, DeprecatedBySchema
from ._command import Answer, Command, Raw
from ._fields import key
from ._kinds import Credential, Declaration, Document, Payload, StatusItem, Tagged
from ._raw import RawDeclaration, RawPayload
from ._rows import Rows
from ._rules import Choice, at_least_one, at_most_one, exactly_one
from ._support import NEVER, Availability, Outcome, Support

__all__ = [
    "NEVER",
    "Answer",
    "Availability",
    "Checked",
    "Choice",
    "Command",
    "Credential",
    "Declaration",
    "DeprecatedBySchema",
    "Document",
    "Model",
    "Outcome",
    "Payload",
    "Raw",
    "RawDeclaration",
    "RawPayload",
    "Rows",
    "StatusItem",
    "Support",
    "Tagged",
    "at_least_one",
    "at_most_one",
    "exactly_one",
    "key",
    "model",
]
