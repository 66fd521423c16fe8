"""Which devices take PrivacyPreferencesPolicyControl.

Source: mdm/profiles/com.apple.TCC.configuration-profile-policy.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "PrivacyPreferencesPolicyControl": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS",
            "10.14",
            user_approved=True,
            user_enrollment="forbidden",
            multiple=True,
            manual_install=False,
        ),
    ),
    "PrivacyPreferencesPolicyControl.Services.IdentityDict.authorization": (Support("macOS", "11.0"),),
    "PrivacyPreferencesPolicyControl.Services.camera": (Support("macOS", deprecated="27.0"),),
    "PrivacyPreferencesPolicyControl.Services.CameraIdentityDict.authorization": (Support("macOS", "11.0"),),
    "PrivacyPreferencesPolicyControl.Services.microphone": (Support("macOS", deprecated="27.0"),),
    "PrivacyPreferencesPolicyControl.Services.MicrophoneIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.accessibility": (Support("macOS", deprecated="27.0"),),
    "PrivacyPreferencesPolicyControl.Services.AccessibilityIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.media_library": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.MediaLibraryIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.file_provider_presence": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.FileProviderPresenceIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.listen_event": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.ListenEventIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.screen_capture": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.ScreenCaptureIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.speech_recognition": (
        Support("macOS", "10.15", deprecated="27.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.SpeechRecognitionIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.system_policy_desktop_folder": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.SystemPolicyDesktopFolderIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.system_policy_documents_folder": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.SystemPolicyDocumentsFolderIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.system_policy_downloads_folder": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.SystemPolicyDownloadsFolderIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.system_policy_network_volumes": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.SystemPolicyNetworkVolumesIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.system_policy_removable_volumes": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.SystemPolicyRemovableVolumesIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.system_policy_app_bundles": (Support("macOS", "13.0"),),
    "PrivacyPreferencesPolicyControl.Services.SystemPolicyAppBundlesIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.system_policy_app_data": (Support("macOS", "14.0"),),
    "PrivacyPreferencesPolicyControl.Services.SystemPolicyAppDataIdentityDict.authorization": (
        Support("macOS", "11.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.bluetooth_always": (
        Support("macOS", "11.0", deprecated="27.0"),
    ),
}
