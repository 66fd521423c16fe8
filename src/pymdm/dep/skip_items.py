"""Panes of Setup Assistant that a profile can skip, by Apple's names.

Those that one system knows another ignores.  Source: Apple's SkipKeys, as of OS 27; the first seven are in
the MDM reference 2014, Define Profile.
"""

from __future__ import annotations

from typing import Final

__all__ = ["SKIP_ITEMS"]

SKIP_ITEMS: Final = frozenset(
    {
        "Passcode",
        "Location",
        "Restore",
        "AppleID",
        "TOS",
        "Siri",
        "Diagnostics",
        "Accessibility",
        "AccessibilityAppearance",
        "ActionButton",
        "Android",
        "Appearance",
        "AppStore",
        "Biometric",
        "CameraButton",
        "DeviceFeaturesTour",
        "DeviceToDeviceMigration",
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
        "MessagingActivationUsingPhoneNumber",
        "Multitasking",
        "OnBoarding",
        "OSShowcase",
        "Payment",
        "Privacy",
        "RestoreCompleted",
        "Safety",
        "SafetyAndHandling",
        "ScreenSaver",
        "ScreenTime",
        "SIMSetup",
        "SoftwareUpdate",
        "SpokenLanguage",
        "TapToSetup",
        "TermsOfAddress",
        "Tips",
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
    }
)
"""All that are known here.  A profile may name others, if told so: Apple adds some with every system."""
