"""StatusReason, as Apple's schema has it.

Source: declarative/status/statusreason.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping
from typing import Any

from pymdm._model import Document, key, model

__all__ = ["StatusReason"]


@model
class StatusReason(Document):
    """One reason why something is as it is."""

    code: str | None = key("code", default=None, required=True)
    description: str | None = key("description", default=None)
    details: Mapping[str, Any] | None = key("details", default=None)
