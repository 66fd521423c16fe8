"""EraseDevice, as Apple's schema has it.

Source: mdm/commands/device.erase.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, Model, key, model

__all__ = ["EraseDevice"]


@model
class EraseDevice(Command):
    """Erase the device at once, without asking anyone.

    The acknowledgement can be lost for good: the device is erased all the same. ``pin`` is for Macs
    only: six digits, or four as in 2014.
    """

    request_type: ClassVar[str] = "EraseDevice"

    @model
    class ReturnToService(Model):
        """How the device enrolls again by itself after it was erased."""

        enabled: bool = key("Enabled")
        wifi_profile_data: bytes | None = key("WiFiProfileData", default=None, secret=True)
        mdm_profile_data: bytes | None = key("MDMProfileData", default=None, secret=True)
        bootstrap_token: bytes | None = key("BootstrapToken", default=None, secret=True)
        should_retry_enrollment: bool | None = key("ShouldRetryEnrollment", default=None, if_absent=False)

    preserve_data_plan: bool | None = key("PreserveDataPlan", default=None, if_absent=False)
    disallow_proximity_setup: bool | None = key("DisallowProximitySetup", default=None, if_absent=False)
    pin: str | None = key("PIN", default=None, format="[0-9]{6}|[0-9]{4}", secret=True)
    obliteration_behavior: str | None = key(
        "ObliterationBehavior",
        default=None,
        allowed=("Default", "DoNotObliterate", "ObliterateWithWarning", "Always"),
    )
    return_to_service: ReturnToService | None = key("ReturnToService", default=None)
