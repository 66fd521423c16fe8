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
    "PrivacyPreferencesPolicyControl.Services.camera": (Support("macOS", deprecated="27.0"),),
    "PrivacyPreferencesPolicyControl.Services.microphone": (Support("macOS", deprecated="27.0"),),
    "PrivacyPreferencesPolicyControl.Services.accessibility": (Support("macOS", deprecated="27.0"),),
    "PrivacyPreferencesPolicyControl.Services.media_library": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.file_provider_presence": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.listen_event": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.screen_capture": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.speech_recognition": (
        Support("macOS", "10.15", deprecated="27.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.system_policy_desktop_folder": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.system_policy_documents_folder": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.system_policy_downloads_folder": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.system_policy_network_volumes": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.system_policy_removable_volumes": (Support("macOS", "10.15"),),
    "PrivacyPreferencesPolicyControl.Services.system_policy_app_bundles": (Support("macOS", "13.0"),),
    "PrivacyPreferencesPolicyControl.Services.system_policy_app_data": (Support("macOS", "14.0"),),
    "PrivacyPreferencesPolicyControl.Services.bluetooth_always": (
        Support("macOS", "11.0", deprecated="27.0"),
    ),
    "PrivacyPreferencesPolicyControl.Services.IdentityDict.authorization": (Support("macOS", "11.0"),),
}
