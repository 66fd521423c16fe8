"""PrivacyPreferencesPolicyControl, as Apple's schema has it.

Source: mdm/profiles/com.apple.TCC.configuration-profile-policy.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["PrivacyPreferencesPolicyControl"]


@model
class PrivacyPreferencesPolicyControl(Payload):
    """Which apps of a Mac may see what, without asking."""

    payload_type: ClassVar[str] = "com.apple.TCC.configuration-profile-policy"

    @model
    class Services(Model):
        """Apps by what they may see or do."""

        @model
        class IdentityDict(Model):
            """One app or tool, how it is recognised, and whether it may."""

            identifier: str = key("Identifier")
            identifier_type: str = key("IdentifierType", allowed=("bundleID", "path"))
            code_requirement: str = key("CodeRequirement")
            static_code: bool | None = key("StaticCode", default=None, if_absent=False)
            allowed: bool | None = key("Allowed", default=None)
            authorization: str | None = key(
                "Authorization",
                default=None,
                allowed=("Allow", "Deny", "AllowStandardUserToSetSystemService"),
            )
            comment: str | None = key("Comment", default=None)
            ae_receiver_identifier: str | None = key("AEReceiverIdentifier", default=None)
            ae_receiver_identifier_type: str | None = key(
                "AEReceiverIdentifierType", default=None, allowed=("bundleID", "path")
            )
            ae_receiver_code_requirement: str | None = key("AEReceiverCodeRequirement", default=None)

        address_book: Sequence[IdentityDict] | None = key("AddressBook", default=None)
        calendar: Sequence[IdentityDict] | None = key("Calendar", default=None)
        reminders: Sequence[IdentityDict] | None = key("Reminders", default=None)
        photos: Sequence[IdentityDict] | None = key("Photos", default=None)
        camera: Sequence[IdentityDict] | None = key("Camera", default=None)
        microphone: Sequence[IdentityDict] | None = key("Microphone", default=None)
        accessibility: Sequence[IdentityDict] | None = key("Accessibility", default=None)
        post_event: Sequence[IdentityDict] | None = key("PostEvent", default=None)
        system_policy_all_files: Sequence[IdentityDict] | None = key("SystemPolicyAllFiles", default=None)
        system_policy_sys_admin_files: Sequence[IdentityDict] | None = key(
            "SystemPolicySysAdminFiles", default=None
        )
        apple_events: Sequence[IdentityDict] | None = key("AppleEvents", default=None)
        media_library: Sequence[IdentityDict] | None = key("MediaLibrary", default=None)
        file_provider_presence: Sequence[IdentityDict] | None = key("FileProviderPresence", default=None)
        listen_event: Sequence[IdentityDict] | None = key("ListenEvent", default=None)
        screen_capture: Sequence[IdentityDict] | None = key("ScreenCapture", default=None)
        speech_recognition: Sequence[IdentityDict] | None = key("SpeechRecognition", default=None)
        system_policy_desktop_folder: Sequence[IdentityDict] | None = key(
            "SystemPolicyDesktopFolder", default=None
        )
        system_policy_documents_folder: Sequence[IdentityDict] | None = key(
            "SystemPolicyDocumentsFolder", default=None
        )
        system_policy_downloads_folder: Sequence[IdentityDict] | None = key(
            "SystemPolicyDownloadsFolder", default=None
        )
        system_policy_network_volumes: Sequence[IdentityDict] | None = key(
            "SystemPolicyNetworkVolumes", default=None
        )
        system_policy_removable_volumes: Sequence[IdentityDict] | None = key(
            "SystemPolicyRemovableVolumes", default=None
        )
        system_policy_app_bundles: Sequence[IdentityDict] | None = key("SystemPolicyAppBundles", default=None)
        system_policy_app_data: Sequence[IdentityDict] | None = key("SystemPolicyAppData", default=None)
        bluetooth_always: Sequence[IdentityDict] | None = key("BluetoothAlways", default=None)

    services: Services = key("Services")
