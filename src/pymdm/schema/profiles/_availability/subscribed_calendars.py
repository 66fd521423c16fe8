"""Which devices take SubscribedCalendars.

Source: mdm/profiles/com.apple.subscribedcalendar.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SubscribedCalendars": (
        Support("iOS", "4.0", shared_device=False, shared_user=True, multiple=True, manual_install=True),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "1.1", multiple=True, manual_install=True),
    ),
    "SubscribedCalendars.vpn_uuid": (Support("iOS", "14.0"),),
}
