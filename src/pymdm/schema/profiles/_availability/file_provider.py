"""Which devices take FileProvider.

Source: mdm/profiles/com.apple.fileproviderd.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "FileProvider": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "11.0",
            user_approved=True,
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=False,
        ),
    ),
    "FileProvider.management_allows_remote_syncing": (Support("macOS", "26.4", user_channel=False),),
    "FileProvider.management_remote_syncing_allow_list": (Support("macOS", "26.4", user_channel=False),),
    "FileProvider.management_allows_known_folder_syncing": (Support("macOS", "15.2", user_channel=False),),
    "FileProvider.management_known_folder_syncing_allow_list": (
        Support("macOS", "15.2", user_channel=False),
    ),
    "FileProvider.management_allows_external_volume_syncing": (Support("macOS", "26.4", user_channel=False),),
    "FileProvider.management_external_volume_syncing_allow_list": (
        Support("macOS", "26.4", user_channel=False),
    ),
    "FileProvider.management_domain_auto_enablement_list": (Support("macOS", "26.4", user_channel=False),),
}
