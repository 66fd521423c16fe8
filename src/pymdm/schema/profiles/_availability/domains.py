"""Which devices take Domains.

Source: mdm/profiles/com.apple.domains.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Domains": (
        Support(
            "iOS", "8.0", shared_user=True, user_enrollment="forbidden", multiple=False, manual_install=True
        ),
        Support(
            "macOS",
            "10.10",
            user_channel=True,
            user_enrollment="forbidden",
            multiple=False,
            manual_install=True,
        ),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", user_enrollment="forbidden", multiple=False, manual_install=True),
    ),
    "Domains.email_domains": (Support("visionOS", NEVER),),
    "Domains.web_domains": (Support("macOS", NEVER),),
    "Domains.safari_password_auto_fill_domains": (
        Support("iOS", "9.3", supervised=True),
        Support("macOS", NEVER),
    ),
    "Domains.cross_site_tracking_prevention_relaxed_domains": (
        Support("iOS", "16.2", supervised=True, manual_install=False),
        Support("macOS", "13.1", manual_install=False),
    ),
    "Domains.cross_site_tracking_prevention_relaxed_apps": (
        Support("iOS", "18.0", supervised=True, manual_install=False),
        Support("macOS", "15.0", manual_install=False),
    ),
}
