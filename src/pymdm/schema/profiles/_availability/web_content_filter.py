"""Which devices take WebContentFilter.

Source: mdm/profiles/com.apple.webcontent-filter.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "WebContentFilter": (
        Support("iOS", "7.0", multiple=True, manual_install=True),
        Support("macOS", "10.15", user_enrollment="forbidden", multiple=True, manual_install=True),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.1", multiple=True, manual_install=True),
    ),
    "WebContentFilter.filter_type": (Support("iOS", "8.0"),),
    "WebContentFilter.safari_history_retention_enabled": (
        Support("iOS visionOS", "26.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "26.0"),
    ),
    "WebContentFilter.auto_filter_enabled": (Support("macOS", NEVER),),
    "WebContentFilter.permitted_urls": (Support("macOS", NEVER),),
    "WebContentFilter.blacklisted_urls": (
        Support("iOS", deprecated="14.5"),
        Support("macOS visionOS", NEVER),
    ),
    "WebContentFilter.deny_list_urls": (Support("iOS", "14.5"), Support("macOS", NEVER)),
    "WebContentFilter.hide_deny_list_urls": (
        Support("iOS", "18.0"),
        Support("macOS", NEVER),
        Support("visionOS", "2.0"),
    ),
    "WebContentFilter.whitelisted_bookmarks": (
        Support("iOS", deprecated="14.5"),
        Support("macOS visionOS", NEVER),
    ),
    "WebContentFilter.allow_list_bookmarks": (Support("iOS", "14.5"), Support("macOS", NEVER)),
    "WebContentFilter.filter_browsers": (Support("macOS", NEVER),),
    "WebContentFilter.filter_data_provider_designated_requirement": (Support("iOS visionOS", NEVER),),
    "WebContentFilter.filter_packets": (Support("iOS visionOS", NEVER),),
    "WebContentFilter.filter_packet_provider_designated_requirement": (Support("iOS visionOS", NEVER),),
    "WebContentFilter.filter_packet_provider_bundle_identifier": (Support("iOS visionOS", NEVER),),
    "WebContentFilter.filter_grade": (Support("iOS visionOS", NEVER),),
    "WebContentFilter.content_filter_uuid": (Support("iOS", "16.0"), Support("macOS", NEVER)),
    "WebContentFilter.filter_urls": (Support("iOS macOS", "26.0"), Support("visionOS", NEVER)),
    "WebContentFilter.url_filter_parameters": (Support("iOS macOS", "26.0"), Support("visionOS", NEVER)),
}
