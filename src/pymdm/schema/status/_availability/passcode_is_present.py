"""Which devices take PasscodeIsPresent.

Source: declarative/status/passcode.is-present.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "PasscodeIsPresent": (
        Support("iOS", "16.0", shared_user=True, enrollments="supervised device user local"),
        Support("macOS tvOS", NEVER),
        Support("visionOS", "1.1", enrollments="supervised device user local"),
        Support("watchOS", "10.0", enrollments="supervised local"),
    ),
}
