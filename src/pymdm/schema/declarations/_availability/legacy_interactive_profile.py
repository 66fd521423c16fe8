"""Which devices take LegacyInteractiveProfile.

Source: declarative/declarations/configurations/legacy.interactive.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "LegacyInteractiveProfile": (
        Support("iOS", "15.0", shared_device=False, enrollments="supervised device user"),
        Support("macOS", "13.0", user_channel=True, enrollments="supervised user"),
        Support("tvOS", "16.0", enrollments="supervised device"),
        Support("visionOS", "1.1", enrollments="supervised device user"),
        Support("watchOS", NEVER),
    ),
    "LegacyInteractiveProfile.profile_asset_reference": (Support("iOS macOS tvOS visionOS", "27.0"),),
}
