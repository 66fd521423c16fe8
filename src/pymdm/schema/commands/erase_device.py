"""EraseDevice: the facts of mdm/commands/device.erase.yaml.

Laid by hand, in the form that the schema generator will emit.
"""

from typing import ClassVar

from pymdm._model import NEVER, Command, Model, Support, key, model

__all__ = ["EraseDevice"]


@model
class EraseDevice(Command):
    """Erase the device at once, without asking anyone.

    The acknowledgement can be lost for good: the device is erased all the same.  ``pin`` is for
    Macs only: six digits, or four as in 2014.
    """

    request_type: ClassVar[str] = "EraseDevice"
    SUPPORT: ClassVar[tuple[Support, ...]] = (
        Support("iOS", "4.0", right="AllowDeviceErase", user_enrollment="forbidden"),
        Support("macOS", "10.7", right="AllowDeviceErase", user_enrollment="forbidden"),
        Support("tvOS", "10.2", right="AllowDeviceErase"),
        Support("visionOS", "1.1", right="AllowDeviceErase", user_enrollment="forbidden"),
        Support("watchOS", "10.0", right="AllowDeviceErase"),
    )

    @model
    class ReturnToService(Model):
        """How the device enrolls again by itself after it was erased."""

        enabled: bool = key("Enabled")
        wifi_profile_data: bytes | None = key("WiFiProfileData", default=None, secret=True)
        mdm_profile_data: bytes | None = key("MDMProfileData", default=None, secret=True)
        bootstrap_token: bytes | None = key(
            "BootstrapToken",
            default=None,
            secret=True,
            support=(Support("iOS", "26.0"), Support("tvOS", NEVER)),
        )
        should_retry_enrollment: bool | None = key(
            "ShouldRetryEnrollment",
            default=None,
            if_absent=False,
            support=(Support("iOS", "27.0"), Support("tvOS visionOS", NEVER)),
        )

    preserve_data_plan: bool | None = key(
        "PreserveDataPlan",
        default=None,
        if_absent=False,
        support=(Support("iOS", "11.0"), Support("macOS tvOS visionOS", NEVER)),
    )
    disallow_proximity_setup: bool | None = key(
        "DisallowProximitySetup",
        default=None,
        if_absent=False,
        support=(
            Support("iOS", "11.3", shared_ipad="forbidden"),
            Support("macOS tvOS visionOS watchOS", NEVER),
        ),
    )
    pin: str | None = key(
        "PIN",
        default=None,
        format="[0-9]{6}|[0-9]{4}",
        secret=True,
        support=(Support("iOS tvOS visionOS watchOS", NEVER), Support("macOS", "10.8")),
    )
    obliteration_behavior: str | None = key(
        "ObliterationBehavior",
        default=None,
        allowed=("Default", "DoNotObliterate", "ObliterateWithWarning", "Always"),
        support=(Support("iOS tvOS visionOS watchOS", NEVER), Support("macOS", "12.0")),
    )
    return_to_service: ReturnToService | None = key(
        "ReturnToService",
        default=None,
        support=(
            Support("iOS", "17.0"),
            Support("macOS watchOS", NEVER),
            Support("tvOS", "18.0"),
            Support("visionOS", "26.0"),
        ),
    )
