"""ManagedPreferences, as Apple's schema has it.

Source: mdm/profiles/com.apple.ManagedClient.preferences.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["ManagedPreferences"]


@model
class ManagedPreferences(Payload):
    """Preferences of any app of a Mac, by domain."""

    payload_type: ClassVar[str] = "com.apple.ManagedClient.preferences"

    @model
    class PayloadContent(Model):
        """The preferences of one domain."""

        @model
        class Settings(Model):
            """One of Forced and others."""

            mcx_preference_settings: Mapping[str, Any] = key("mcx_preference_settings", secret=True)

        forced: Sequence[Settings] | None = key("Forced", default=None)
        set_once: Sequence[Settings] | None = key("Set-Once", default=None)

    payload_content: Mapping[str, PayloadContent] = key("PayloadContent")
