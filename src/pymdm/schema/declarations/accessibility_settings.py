"""AccessibilitySettings, as Apple's schema has it.

Source: declarative/declarations/configurations/accessibility.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["AccessibilitySettings"]


@model
class AccessibilitySettings(Declaration):
    """Aids for users with disabilities."""

    declaration_type: ClassVar[str] = "com.apple.configuration.accessibility.settings"
    APPLY: ClassVar[str] = "combined"

    @model
    class Vision(Model):
        """What stands under Vision."""

        allow_live_recognition: bool | None = key(
            "AllowLiveRecognition", default=None, if_absent=True, combine="boolean-and"
        )

    vision: Vision | None = key("Vision", default=None)
