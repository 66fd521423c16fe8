"""Which devices take SiriSettings.

Source: declarative/declarations/configurations/siri.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SiriSettings": (
        Support("iOS", "26.4", shared_device=False, shared_user=True, enrollments="supervised"),
        Support("macOS", "26.4", user_channel=True, enrollments="supervised"),
        Support("tvOS", "27.0", enrollments="supervised"),
        Support("visionOS watchOS", "26.4", enrollments="supervised"),
    ),
    "SiriSettings.enabled": (Support("watchOS", NEVER),),
    "SiriSettings.allow_siri_ai": (
        Support("iOS", "27.0", shared_user=False),
        Support("macOS visionOS", "27.0"),
        Support("tvOS watchOS", NEVER),
    ),
    "SiriSettings.allow_user_generated_content": (Support("macOS tvOS visionOS", NEVER),),
    "SiriSettings.allow_while_locked": (Support("macOS tvOS visionOS", NEVER),),
    "SiriSettings.force_profanity_filter": (Support("tvOS visionOS watchOS", NEVER),),
    "SiriSettings.force_reduce_sensitive_content": (
        Support("iOS macOS", "27.0"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
}
