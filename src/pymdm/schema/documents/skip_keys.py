"""SkipKeys, as Apple's schema has it.

Source: other/skipkeys.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence

from pymdm._model import Document, key, model

__all__ = ["SkipKeys"]


@model
class SkipKeys(Document):
    """Panes of Setup Assistant to leave out; `check` tells which a device has."""

    skip_keys: Sequence[str] = key(
        "SkipKeys",
        allowed=(
            "Accessibility",
            "AccessibilityAppearance",
            "ActionButton",
            "Android",
            "Appearance",
            "AppleID",
            "AppStore",
            "Biometric",
            "CameraButton",
            "DeviceFeaturesTour",
            "DeviceToDeviceMigration",
            "Diagnostics",
            "DisplayTone",
            "EnableLockdownMode",
            "FileVault",
            "HomeButtonSensitivity",
            "iCloudDiagnostics",
            "iCloudStorage",
            "iMessageAndFaceTime",
            "Intelligence",
            "Keyboard",
            "LiquidGlass",
            "Location",
            "MessagingActivationUsingPhoneNumber",
            "Multitasking",
            "OnBoarding",
            "OSShowcase",
            "Passcode",
            "Payment",
            "Privacy",
            "Restore",
            "RestoreCompleted",
            "ScreenSaver",
            "Safety",
            "SafetyAndHandling",
            "ScreenTime",
            "SIMSetup",
            "Siri",
            "SoftwareUpdate",
            "SpokenLanguage",
            "TapToSetup",
            "TermsOfAddress",
            "Tips",
            "TOS",
            "TVHomeScreenSync",
            "TVProviderSignIn",
            "TVRoom",
            "UnlockWithWatch",
            "UpdateCompleted",
            "Wallpaper",
            "WatchMigration",
            "WebContentFiltering",
            "Welcome",
            "Zoom",
        ),
    )
