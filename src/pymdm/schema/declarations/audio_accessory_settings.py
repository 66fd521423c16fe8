"""AudioAccessorySettings, as Apple's schema has it.

Source: declarative/declarations/configurations/audio-accessory.settings.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["AudioAccessorySettings"]


@model
class AudioAccessorySettings(Declaration):
    """How long headphones stay paired that are shared."""

    declaration_type: ClassVar[str] = "com.apple.configuration.audio-accessory.settings"
    APPLY: ClassVar[str] = "combined"

    @model
    class TemporaryPairing(Model):
        """What stands under TemporaryPairing."""

        @model
        class Configuration(Model):
            """What stands under Configuration."""

            @model
            class UnpairingTime(Model):
                """What stands under UnpairingTime."""

                policy: str = key("Policy", allowed=("None", "Hour"))
                hour: int | None = key("Hour", default=None, minimum=0, maximum=23)

            unpairing_time: UnpairingTime = key("UnpairingTime")

        disabled: bool | None = key("Disabled", default=None, if_absent=False, combine="boolean-or")
        configuration: Configuration | None = key("Configuration", default=None, combine="first")

    temporary_pairing: TemporaryPairing | None = key("TemporaryPairing", default=None)
