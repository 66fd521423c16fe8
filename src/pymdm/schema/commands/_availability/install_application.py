"""Which devices take InstallApplication.

Source: mdm/commands/application.install.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "InstallApplication": (
        Support("iOS", "5.0", right="AllowAppInstallation"),
        Support("macOS", "10.9", right="AllowAppInstallation", user_channel=True),
        Support("tvOS", "10.2", right="AllowAppInstallation"),
        Support("visionOS", "1.1", right="AllowAppInstallation"),
        Support("watchOS", "10.0", right="AllowAppInstallation"),
    ),
    "InstallApplication.identifier": (Support("iOS", "7.0"),),
    "InstallApplication.options": (Support("iOS", "7.0"),),
    "InstallApplication.manifest_url": (Support("iOS", "7.0"),),
    "InstallApplication.management_flags": (Support("macOS", "11.0", user_enrollment="forbidden"),),
    "InstallApplication.configuration": (Support("iOS", "7.0"), Support("macOS", "11.0")),
    "InstallApplication.attributes": (Support("iOS", "7.0"), Support("macOS", NEVER)),
    "InstallApplication.Attributes.vpn_uuid": (Support("tvOS", NEVER),),
    "InstallApplication.Attributes.content_filter_uuid": (
        Support("iOS", "16.0"),
        Support("tvOS watchOS", NEVER),
    ),
    "InstallApplication.Attributes.dns_proxy_uuid": (Support("iOS", "16.0"), Support("tvOS watchOS", NEVER)),
    "InstallApplication.Attributes.relay_uuid": (Support("iOS", "17.0"), Support("tvOS watchOS", NEVER)),
    "InstallApplication.Attributes.associated_domains": (Support("iOS", "13.0"), Support("tvOS", NEVER)),
    "InstallApplication.Attributes.associated_domains_enable_direct_downloads": (
        Support("iOS", "14.0"),
        Support("tvOS", NEVER),
    ),
    "InstallApplication.Attributes.removable": (Support("iOS tvOS", "14.0"),),
    "InstallApplication.Attributes.tap_to_pay_screen_lock": (
        Support("iOS", "16.4"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "InstallApplication.Attributes.cellular_slice_uuid": (
        Support("iOS", "17.0"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "InstallApplication.Attributes.hideable": (
        Support("iOS", "18.1"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "InstallApplication.Attributes.lockable": (
        Support("iOS", "18.1"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "InstallApplication.change_management_state": (
        Support("iOS", "9.0", user_enrollment="forbidden"),
        Support("macOS", "11.0", user_enrollment="forbidden"),
        Support("visionOS", user_enrollment="forbidden"),
    ),
    "InstallApplication.install_as_managed": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", user_enrollment="forbidden"),
    ),
    "InstallApplication.ios_app": (Support("iOS tvOS visionOS watchOS", NEVER), Support("macOS", "11.0")),
}
