"""Which devices take SafariSettings.

Source: declarative/declarations/configurations/safari.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SafariSettings": (
        Support("iOS", "26.0", shared_device=False, shared_user=True, enrollments="supervised device"),
        Support("macOS", "26.0", device_channel=False, user_channel=True, enrollments="supervised"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "26.0", enrollments="supervised device"),
    ),
    "SafariSettings.accept_cookies": (
        Support("iOS", enrollments="supervised"),
        Support("macOS visionOS", NEVER),
    ),
    "SafariSettings.allow_disabling_fraud_warning": (
        Support("iOS", enrollments="supervised"),
        Support("macOS visionOS", NEVER),
    ),
    "SafariSettings.allow_history_clearing": (Support("iOS visionOS", enrollments="supervised"),),
    "SafariSettings.allow_java_script": (
        Support("iOS", enrollments="supervised"),
        Support("macOS visionOS", NEVER),
    ),
    "SafariSettings.allow_private_browsing": (Support("iOS visionOS", enrollments="supervised"),),
    "SafariSettings.allow_popups": (
        Support("iOS", enrollments="supervised"),
        Support("macOS visionOS", NEVER),
    ),
    "SafariSettings.allow_summary": (Support("iOS visionOS", enrollments="supervised"),),
    "SafariSettings.privacy": (
        Support("iOS", "27.0", enrollments="supervised"),
        Support("macOS", "27.0"),
        Support("visionOS", NEVER),
    ),
}
