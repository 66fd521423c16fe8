"""Which devices take EducationConfiguration.

Source: mdm/profiles/com.apple.education.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "EducationConfiguration": (
        Support("iOS", "9.3", multiple=False, manual_install=True),
        Support(
            "macOS", "10.14", device_channel=False, user_channel=True, multiple=False, manual_install=True
        ),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "EducationConfiguration.GroupsItem.image_url": (
        Support("iOS", deprecated="9.3.1"),
        Support("macOS", NEVER),
    ),
    "EducationConfiguration.UsersItem.full_screen_image_url": (
        Support("iOS", deprecated="9.3.1"),
        Support("macOS", NEVER),
    ),
    "EducationConfiguration.screen_observation_permission_modification_allowed": (Support("iOS", "10.3"),),
}
