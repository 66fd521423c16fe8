"""Which devices take KeyboardSettings.

Source: declarative/declarations/configurations/keyboard.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "KeyboardSettings": (
        Support("iOS", "26.4", shared_device=False, shared_user=True, enrollments="supervised"),
        Support("macOS", "26.4", user_channel=True, enrollments="supervised"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "KeyboardSettings.allow_auto_correction": (Support("macOS", NEVER),),
    "KeyboardSettings.allow_predictive_text": (Support("macOS", NEVER),),
    "KeyboardSettings.allow_slide_to_type": (Support("macOS", NEVER),),
    "KeyboardSettings.allow_spell_check": (Support("macOS", NEVER),),
    "KeyboardSettings.allow_text_replacement": (Support("macOS", NEVER),),
}
