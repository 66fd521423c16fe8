"""MathSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/math.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["MathSettings"]


@model
class MathSettings(Declaration):
    """What the calculators may do."""

    declaration_type: ClassVar[str] = "com.apple.configuration.math.settings"
    APPLY: ClassVar[str] = "combined"

    @model
    class Calculator(Model):
        """What stands under Calculator."""

        @model
        class BasicMode(Model):
            """What stands under BasicMode."""

            add_square_root: bool = key("AddSquareRoot", combine="boolean-or")

        @model
        class ScientificMode(Model):
            """What stands under ScientificMode."""

            enabled: bool = key("Enabled", combine="boolean-and")

        @model
        class ProgrammerMode(Model):
            """What stands under ProgrammerMode."""

            enabled: bool = key("Enabled", combine="boolean-and")

        @model
        class MathNotesMode(Model):
            """What stands under MathNotesMode."""

            enabled: bool = key("Enabled", combine="boolean-and")

        @model
        class InputModes(Model):
            """What stands under InputModes."""

            unit_conversion: bool = key("UnitConversion", combine="boolean-and")
            rpn: bool = key("RPN", combine="boolean-and")

        basic_mode: BasicMode | None = key("BasicMode", default=None)
        scientific_mode: ScientificMode | None = key("ScientificMode", default=None)
        programmer_mode: ProgrammerMode | None = key("ProgrammerMode", default=None)
        math_notes_mode: MathNotesMode | None = key("MathNotesMode", default=None)
        input_modes: InputModes | None = key("InputModes", default=None)

    @model
    class SystemBehavior(Model):
        """What stands under SystemBehavior."""

        keyboard_suggestions: bool = key("KeyboardSuggestions", combine="boolean-and")
        math_notes: bool = key("MathNotes", combine="boolean-and")

    calculator: Calculator | None = key("Calculator", default=None)
    system_behavior: SystemBehavior | None = key("SystemBehavior", default=None)
