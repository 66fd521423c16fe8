"""ManagementProperties, as Apple's schema has it.

Source: declarative/declarations/management/properties.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, model

__all__ = ["ManagementProperties"]


@model
class ManagementProperties(Declaration):
    """Anything that predicates may ask for."""

    declaration_type: ClassVar[str] = "com.apple.management.properties"
