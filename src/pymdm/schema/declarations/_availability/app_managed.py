"""Which devices take AppManaged.

Source: declarative/declarations/configurations/app.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AppManaged": (
        Support("iOS", "17.2", enrollments="supervised device user"),
        Support("macOS", "26.0", user_channel=True, enrollments="supervised user"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.4", enrollments="supervised device user"),
    ),
    "AppManaged.manifest_url": (Support("macOS", NEVER),),
    "AppManaged.app_composed_identifier": (Support("iOS visionOS", NEVER),),
    "AppManaged.ios_app": (Support("iOS visionOS", NEVER),),
    "AppManaged.InstallBehavior.License.vpp_type": (
        Support("iOS", removed="18.0"),
        Support("macOS visionOS", NEVER),
    ),
    "AppManaged.InstallBehavior.version": (Support("iOS visionOS", "26.0"),),
    "AppManaged.InstallBehavior.allow_downloads_over_cellular": (
        Support("iOS", "26.0", enrollments="supervised"),
        Support("macOS visionOS", NEVER),
    ),
    "AppManaged.update_behavior": (Support("iOS visionOS", "26.0"),),
    "AppManaged.include_in_backup": (Support("macOS", NEVER),),
    "AppManaged.attributes": (Support("macOS", NEVER),),
    "AppManaged.Attributes.cellular_slice_uuid": (Support("visionOS", NEVER),),
    "AppManaged.Attributes.hideable": (Support("iOS", "18.1"), Support("visionOS", NEVER)),
    "AppManaged.Attributes.lockable": (Support("iOS", "18.1"), Support("visionOS", NEVER)),
    "AppManaged.Attributes.tap_to_pay_screen_lock": (Support("visionOS", NEVER),),
    "AppManaged.app_config": (Support("iOS", "18.4"), Support("macOS", "27.0")),
    "AppManaged.extension_configs": (Support("iOS", "18.4"), Support("macOS", "27.0")),
    "AppManaged.legacy_app_config_asset_reference": (Support("iOS", "18.4"), Support("macOS", "27.0")),
}
