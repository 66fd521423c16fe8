"""Which devices take ExtensibleSSO.

Source: declarative/declarations/configurations/extensible-sso.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ExtensibleSSO": (
        Support("iOS", "27.0", shared_device=False, shared_user=True, enrollments="supervised device user"),
        Support("macOS", "27.0", user_channel=True, enrollments="supervised user"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "27.0", enrollments="supervised device user"),
    ),
    "ExtensibleSSO.platform_sso": (Support("iOS visionOS", NEVER),),
    "ExtensibleSSO.PlatformSSO.use_shared_device_keys": (Support("macOS", user_channel=False),),
    "ExtensibleSSO.PlatformSSO.Policies.always_use_login_ui": (Support("macOS", "27.2"),),
    "ExtensibleSSO.PlatformSSO.additional_http_headers": (Support("macOS", "27.2"),),
}
