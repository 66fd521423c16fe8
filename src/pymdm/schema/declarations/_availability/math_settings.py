"""Which devices take MathSettings.

Source: declarative/declarations/configurations/math.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "MathSettings": (
        Support("iOS", "18.0", shared_device=False, shared_user=True, enrollments="supervised"),
        Support("macOS", "15.0", device_channel=False, user_channel=True, enrollments="supervised"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "MathSettings.Calculator.programmer_mode": (Support("iOS", NEVER),),
    "MathSettings.Calculator.InputModes.rpn": (Support("iOS", NEVER),),
}
