"""Which devices take SkipKeys.

Source: other/skipkeys.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SkipKeys": (
        Support("iOS", "7.0", always_skippable=True),
        Support("macOS", "10.9", always_skippable=True),
        Support("tvOS", "10.2", always_skippable=True),
        Support("visionOS", "26.0", always_skippable=True),
        Support("watchOS", NEVER),
    ),
    "SkipKeys.skip_keys=Accessibility": (
        Support("iOS tvOS visionOS", NEVER),
        Support("macOS", "11.0", always_skippable=False),
    ),
    "SkipKeys.skip_keys=AccessibilityAppearance": (
        Support("iOS", "17.0"),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=ActionButton": (Support("iOS", "17.0"), Support("macOS tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=Android": (Support("iOS", "9.0"), Support("macOS tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=Appearance": (
        Support("iOS", "13.0"),
        Support("macOS", "10.14"),
        Support("tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=AppStore": (
        Support("iOS", "14.3"),
        Support("macOS", "11.1"),
        Support("tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=Biometric": (
        Support("iOS", "8.1"),
        Support("macOS", "10.12.4"),
        Support("tvOS", NEVER),
    ),
    "SkipKeys.skip_keys=CameraButton": (Support("iOS", "18.0"), Support("macOS tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=DeviceFeaturesTour": (Support("iOS", "27.0"), Support("macOS tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=DeviceToDeviceMigration": (
        Support("iOS", "12.4"),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=DisplayTone": (
        Support("iOS", "9.3.2", deprecated="15.0"),
        Support("macOS", "10.13.6", deprecated="12.0"),
        Support("tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=EnableLockdownMode": (
        Support("iOS", "17.1"),
        Support("macOS", "14.0"),
        Support("tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=FileVault": (Support("iOS tvOS visionOS", NEVER), Support("macOS", "10.10")),
    "SkipKeys.skip_keys=HomeButtonSensitivity": (
        Support("iOS", "10.0", deprecated="15.0"),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=iCloudDiagnostics": (
        Support("iOS tvOS visionOS", NEVER),
        Support("macOS", "10.12.4"),
    ),
    "SkipKeys.skip_keys=iCloudStorage": (Support("iOS tvOS visionOS", NEVER), Support("macOS", "10.13.4")),
    "SkipKeys.skip_keys=iMessageAndFaceTime": (Support("iOS", "12.0"), Support("macOS tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=Intelligence": (
        Support("iOS", "18.0"),
        Support("macOS", "15.0"),
        Support("tvOS", NEVER),
    ),
    "SkipKeys.skip_keys=Keyboard": (
        Support("iOS", "13.0", always_skippable=False),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=LiquidGlass": (Support("iOS macOS", "27.0"), Support("tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=Location": (Support("macOS", "10.11"),),
    "SkipKeys.skip_keys=MessagingActivationUsingPhoneNumber": (
        Support("iOS", "10.0"),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=Multitasking": (Support("iOS", "26.0"), Support("macOS tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=OnBoarding": (
        Support("iOS", "11.0", deprecated="14.0"),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=OSShowcase": (
        Support("iOS", "26.0", removed="27.0"),
        Support("macOS", "26.1", removed="27.0"),
        Support("tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=Passcode": (Support("tvOS", NEVER),),
    "SkipKeys.skip_keys=Payment": (
        Support("iOS", "8.1"),
        Support("macOS", "10.12.4"),
        Support("tvOS", NEVER),
    ),
    "SkipKeys.skip_keys=Privacy": (Support("iOS tvOS", "11.3"), Support("macOS", "10.13.4")),
    "SkipKeys.skip_keys=Restore": (Support("tvOS visionOS", NEVER),),
    "SkipKeys.skip_keys=RestoreCompleted": (Support("iOS", "14.0"), Support("macOS tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=ScreenSaver": (Support("iOS macOS visionOS", NEVER),),
    "SkipKeys.skip_keys=Safety": (Support("iOS", "16.0"), Support("macOS tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=SafetyAndHandling": (
        Support("iOS", "18.4", always_skippable=False),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=ScreenTime": (
        Support("iOS", "12.0"),
        Support("macOS", "10.15"),
        Support("tvOS", NEVER),
    ),
    "SkipKeys.skip_keys=SIMSetup": (Support("iOS", "12.0"), Support("macOS tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=Siri": (Support("macOS", "10.12"),),
    "SkipKeys.skip_keys=SoftwareUpdate": (
        Support("iOS", "12.0"),
        Support("macOS", "15.4"),
        Support("tvOS", NEVER),
    ),
    "SkipKeys.skip_keys=SpokenLanguage": (
        Support("iOS", "13.0", always_skippable=False),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=TapToSetup": (
        Support("iOS macOS visionOS", NEVER),
        Support("tvOS", always_skippable=False),
    ),
    "SkipKeys.skip_keys=TermsOfAddress": (
        Support("iOS", "16.0", always_skippable=False),
        Support("macOS", "13.0", always_skippable=False),
        Support("tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=Tips": (Support("iOS macOS tvOS", NEVER),),
    "SkipKeys.skip_keys=TVHomeScreenSync": (Support("iOS macOS visionOS", NEVER), Support("tvOS", "11.0")),
    "SkipKeys.skip_keys=TVProviderSignIn": (Support("iOS macOS visionOS", NEVER), Support("tvOS", "11.0")),
    "SkipKeys.skip_keys=TVRoom": (Support("iOS macOS visionOS", NEVER), Support("tvOS", "11.4")),
    "SkipKeys.skip_keys=UnlockWithWatch": (Support("iOS tvOS visionOS", NEVER), Support("macOS", "15.0")),
    "SkipKeys.skip_keys=UpdateCompleted": (
        Support("iOS", "14.0"),
        Support("macOS", "26.1"),
        Support("tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=Wallpaper": (
        Support("iOS tvOS visionOS", NEVER),
        Support("macOS", "14.1", removed="26.0"),
    ),
    "SkipKeys.skip_keys=WatchMigration": (Support("iOS", "11.0"), Support("macOS tvOS visionOS", NEVER)),
    "SkipKeys.skip_keys=WebContentFiltering": (
        Support("iOS", "18.2", removed="26.1"),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "SkipKeys.skip_keys=Welcome": (Support("iOS", "13.0"), Support("macOS", "15.0"), Support("tvOS", NEVER)),
    "SkipKeys.skip_keys=Zoom": (Support("iOS", "8.3", deprecated="17.0"), Support("macOS tvOS", NEVER)),
}
