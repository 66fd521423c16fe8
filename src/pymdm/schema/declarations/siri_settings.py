"""SiriSettings, as Apple's schema has it.

Source: declarative/declarations/configurations/siri.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["SiriSettings"]


@model
class SiriSettings(Declaration):
    """What Siri may do."""

    declaration_type: ClassVar[str] = "com.apple.configuration.siri.settings"
    APPLY: ClassVar[str] = "combined"

    enabled: bool | None = key("Enabled", default=None, if_absent=True, combine="boolean-and")
    allow_siri_ai: bool | None = key("AllowSiriAI", default=None, if_absent=True, combine="boolean-and")
    allow_user_generated_content: bool | None = key(
        "AllowUserGeneratedContent", default=None, if_absent=True, combine="boolean-and"
    )
    allow_while_locked: bool | None = key(
        "AllowWhileLocked", default=None, if_absent=True, combine="boolean-and"
    )
    force_profanity_filter: bool | None = key(
        "ForceProfanityFilter", default=None, if_absent=False, combine="boolean-or"
    )
    force_reduce_sensitive_content: bool | None = key(
        "ForceReduceSensitiveContent", default=None, if_absent=False, combine="boolean-or"
    )
