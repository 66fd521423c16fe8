"""KeyboardSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/keyboard.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["KeyboardSettings"]


@model
class KeyboardSettings(Declaration):
    """What the keyboard suggests, corrects and looks up."""

    declaration_type: ClassVar[str] = "com.apple.configuration.keyboard.settings"
    APPLY: ClassVar[str] = "combined"

    allow_auto_correction: bool | None = key(
        "AllowAutoCorrection", default=None, if_absent=True, combine="boolean-and"
    )
    allow_definition_lookup: bool | None = key(
        "AllowDefinitionLookup", default=None, if_absent=True, combine="boolean-and"
    )
    allow_dictation: bool | None = key("AllowDictation", default=None, if_absent=True, combine="boolean-and")
    allow_math_keyboard_suggestions: bool | None = key(
        "AllowMathKeyboardSuggestions", default=None, if_absent=True, combine="boolean-and"
    )
    allow_predictive_text: bool | None = key(
        "AllowPredictiveText", default=None, if_absent=True, combine="boolean-and"
    )
    allow_slide_to_type: bool | None = key(
        "AllowSlideToType", default=None, if_absent=True, combine="boolean-and"
    )
    allow_spell_check: bool | None = key(
        "AllowSpellCheck", default=None, if_absent=True, combine="boolean-and"
    )
    allow_text_replacement: bool | None = key(
        "AllowTextReplacement", default=None, if_absent=True, combine="boolean-and"
    )
