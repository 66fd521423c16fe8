"""Which devices take AssociatedDomains.

Source: mdm/profiles/com.apple.associated-domains.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AssociatedDomains": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.15", user_approved=True, user_channel=True, multiple=True, manual_install=False),
    ),
    "AssociatedDomains.ConfigurationItem.enable_direct_downloads": (Support("macOS", "11.0"),),
}
