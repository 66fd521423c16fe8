"""ActivationSimple, as Apple's schema has it.

Source: declarative/declarations/activations/simple.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["ActivationSimple"]


@model
class ActivationSimple(Declaration):
    """Puts configurations into force, if a predicate holds."""

    declaration_type: ClassVar[str] = "com.apple.activation.simple"

    standard_configurations: Sequence[str] = key("StandardConfigurations")
    predicate: str | None = key("Predicate", default=None)
