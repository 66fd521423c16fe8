"""Restrictions, as Apple's schema has it.

Source: mdm/profiles/com.apple.applicationaccess.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["Restrictions"]


@model
class Restrictions(Payload):
    """What users of a device may not do."""

    payload_type: ClassVar[str] = "com.apple.applicationaccess"

    allow_account_modification: bool | None = key("allowAccountModification", default=None, if_absent=True)
    allow_activity_continuation: bool | None = key("allowActivityContinuation", default=None, if_absent=True)
    allow_adding_game_center_friends: bool | None = key(
        "allowAddingGameCenterFriends", default=None, if_absent=True
    )
    allow_air_drop: bool | None = key("allowAirDrop", default=None, if_absent=True)
    allow_air_play_incoming_requests: bool | None = key(
        "allowAirPlayIncomingRequests", default=None, if_absent=True
    )
    allow_air_print: bool | None = key("allowAirPrint", default=None, if_absent=True)
    allow_air_print_credentials_storage: bool | None = key(
        "allowAirPrintCredentialsStorage", default=None, if_absent=True
    )
    allow_air_printi_beacon_discovery: bool | None = key(
        "allowAirPrintiBeaconDiscovery", default=None, if_absent=True
    )
    allow_app_cellular_data_modification: bool | None = key(
        "allowAppCellularDataModification", default=None, if_absent=True
    )
    allow_app_clips: bool | None = key("allowAppClips", default=None, if_absent=True)
    allow_app_installation: bool | None = key("allowAppInstallation", default=None, if_absent=True)
    allow_apple_intelligence_report: bool | None = key(
        "allowAppleIntelligenceReport", default=None, if_absent=True
    )
    allow_apple_personalized_advertising: bool | None = key(
        "allowApplePersonalizedAdvertising", default=None, if_absent=True
    )
    allow_app_removal: bool | None = key("allowAppRemoval", default=None, if_absent=True)
    allow_apps_to_be_hidden: bool | None = key("allowAppsToBeHidden", default=None, if_absent=True)
    allow_apps_to_be_locked: bool | None = key("allowAppsToBeLocked", default=None, if_absent=True)
    allow_ard_remote_management_modification: bool | None = key(
        "allowARDRemoteManagementModification", default=None, if_absent=True
    )
    allow_assistant: bool | None = key("allowAssistant", default=None, if_absent=True)
    allow_assistant_user_generated_content: bool | None = key(
        "allowAssistantUserGeneratedContent", default=None, if_absent=True
    )
    allow_assistant_while_locked: bool | None = key("allowAssistantWhileLocked", default=None, if_absent=True)
    allow_auto_correction: bool | None = key("allowAutoCorrection", default=None, if_absent=True)
    allow_auto_dim: bool | None = key("allowAutoDim", default=None, if_absent=True)
    allow_automatic_app_downloads: bool | None = key(
        "allowAutomaticAppDownloads", default=None, if_absent=True
    )
    allow_automatic_screen_saver: bool | None = key("allowAutomaticScreenSaver", default=None, if_absent=True)
    allow_auto_unlock: bool | None = key("allowAutoUnlock", default=None, if_absent=True)
    allow_bluetooth_modification: bool | None = key(
        "allowBluetoothModification", default=None, if_absent=True
    )
    allow_bluetooth_sharing_modification: bool | None = key(
        "allowBluetoothSharingModification", default=None, if_absent=True
    )
    allow_bookstore: bool | None = key("allowBookstore", default=None, if_absent=True)
    allow_bookstore_erotica: bool | None = key("allowBookstoreErotica", default=None, if_absent=True)
    allow_call_recording: bool | None = key("allowCallRecording", default=None, if_absent=True)
    allow_camera: bool | None = key("allowCamera", default=None, if_absent=True)
    allow_cellular_plan_modification: bool | None = key(
        "allowCellularPlanModification", default=None, if_absent=True
    )
    allow_chat: bool | None = key("allowChat", default=None, if_absent=True)
    allow_cloud_address_book: bool | None = key("allowCloudAddressBook", default=None, if_absent=True)
    allow_cloud_backup: bool | None = key("allowCloudBackup", default=None, if_absent=True)
    allow_cloud_bookmarks: bool | None = key("allowCloudBookmarks", default=None, if_absent=True)
    allow_cloud_calendar: bool | None = key("allowCloudCalendar", default=None, if_absent=True)
    allow_cloud_desktop_and_documents: bool | None = key(
        "allowCloudDesktopAndDocuments", default=None, if_absent=True
    )
    allow_cloud_document_sync: bool | None = key("allowCloudDocumentSync", default=None, if_absent=True)
    allow_cloud_freeform: bool | None = key("allowCloudFreeform", default=None, if_absent=True)
    allow_cloud_keychain_sync: bool | None = key("allowCloudKeychainSync", default=None, if_absent=True)
    allow_cloud_mail: bool | None = key("allowCloudMail", default=None, if_absent=True)
    allow_cloud_notes: bool | None = key("allowCloudNotes", default=None, if_absent=True)
    allow_cloud_photo_library: bool | None = key("allowCloudPhotoLibrary", default=None, if_absent=True)
    allow_cloud_private_relay: bool | None = key("allowCloudPrivateRelay", default=None, if_absent=True)
    allow_cloud_reminders: bool | None = key("allowCloudReminders", default=None, if_absent=True)
    allow_content_caching: bool | None = key("allowContentCaching", default=None, if_absent=True)
    allow_continuous_path_keyboard: bool | None = key(
        "allowContinuousPathKeyboard", default=None, if_absent=True
    )
    allow_default_browser_modification: bool | None = key(
        "allowDefaultBrowserModification", default=None, if_absent=True
    )
    allow_default_calling_app_modification: bool | None = key(
        "allowDefaultCallingAppModification", default=None, if_absent=True
    )
    allow_default_messaging_app_modification: bool | None = key(
        "allowDefaultMessagingAppModification", default=None, if_absent=True
    )
    allow_definition_lookup: bool | None = key("allowDefinitionLookup", default=None, if_absent=True)
    allow_device_name_modification: bool | None = key(
        "allowDeviceNameModification", default=None, if_absent=True
    )
    allow_device_sleep: bool | None = key("allowDeviceSleep", default=None, if_absent=True)
    allow_diagnostic_submission: bool | None = key("allowDiagnosticSubmission", default=None, if_absent=True)
    allow_diagnostic_submission_modification: bool | None = key(
        "allowDiagnosticSubmissionModification", default=None, if_absent=True
    )
    allow_dictation: bool | None = key("allowDictation", default=None, if_absent=True)
    allowed_camera_restriction_bundle_ids: Sequence[str] | None = key(
        "allowedCameraRestrictionBundleIDs", default=None
    )
    allowed_external_intelligence_workspace_ids: Sequence[str] | None = key(
        "allowedExternalIntelligenceWorkspaceIDs", default=None
    )
    allow_enabling_restrictions: bool | None = key("allowEnablingRestrictions", default=None, if_absent=True)
    allow_enterprise_app_trust: bool | None = key("allowEnterpriseAppTrust", default=None, if_absent=True)
    allow_enterprise_book_backup: bool | None = key("allowEnterpriseBookBackup", default=None, if_absent=True)
    allow_enterprise_book_metadata_sync: bool | None = key(
        "allowEnterpriseBookMetadataSync", default=None, if_absent=True
    )
    allow_erase_content_and_settings: bool | None = key(
        "allowEraseContentAndSettings", default=None, if_absent=True
    )
    allow_esim_modification: bool | None = key("allowESIMModification", default=None, if_absent=True)
    allow_esim_outgoing_transfers: bool | None = key(
        "allowESIMOutgoingTransfers", default=None, if_absent=True
    )
    allow_explicit_content: bool | None = key("allowExplicitContent", default=None, if_absent=True)
    allow_external_intelligence_integrations: bool | None = key(
        "allowExternalIntelligenceIntegrations", default=None, if_absent=True
    )
    allow_external_intelligence_integrations_sign_in: bool | None = key(
        "allowExternalIntelligenceIntegrationsSignIn", default=None, if_absent=True
    )
    allow_file_sharing_modification: bool | None = key(
        "allowFileSharingModification", default=None, if_absent=True
    )
    allow_files_network_drive_access: bool | None = key(
        "allowFilesNetworkDriveAccess", default=None, if_absent=True
    )
    allow_files_usb_drive_access: bool | None = key("allowFilesUSBDriveAccess", default=None, if_absent=True)
    allow_find_my_device: bool | None = key("allowFindMyDevice", default=None, if_absent=True)
    allow_find_my_friends: bool | None = key("allowFindMyFriends", default=None, if_absent=True)
    allow_find_my_friends_modification: bool | None = key(
        "allowFindMyFriendsModification", default=None, if_absent=True
    )
    allow_fingerprint_for_unlock: bool | None = key("allowFingerprintForUnlock", default=None, if_absent=True)
    allow_fingerprint_modification: bool | None = key(
        "allowFingerprintModification", default=None, if_absent=True
    )
    allow_game_center: bool | None = key("allowGameCenter", default=None, if_absent=True)
    allow_genmoji: bool | None = key("allowGenmoji", default=None, if_absent=True)
    allow_global_background_fetch_when_roaming: bool | None = key(
        "allowGlobalBackgroundFetchWhenRoaming", default=None, if_absent=True
    )
    allow_host_pairing: bool | None = key("allowHostPairing", default=None, if_absent=True)
    allow_image_playground: bool | None = key("allowImagePlayground", default=None, if_absent=True)
    allow_image_wand: bool | None = key("allowImageWand", default=None, if_absent=True)
    allow_in_app_purchases: bool | None = key("allowInAppPurchases", default=None, if_absent=True)
    allow_internet_sharing_modification: bool | None = key(
        "allowInternetSharingModification", default=None, if_absent=True
    )
    allow_iphone_mirroring: bool | None = key("allowiPhoneMirroring", default=None, if_absent=True)
    allow_iphone_widgets_on_mac: bool | None = key("allowiPhoneWidgetsOnMac", default=None, if_absent=True)
    allow_itunes: bool | None = key("allowiTunes", default=None, if_absent=True)
    allow_itunes_file_sharing: bool | None = key("allowiTunesFileSharing", default=None, if_absent=True)
    allow_keyboard_shortcuts: bool | None = key("allowKeyboardShortcuts", default=None, if_absent=True)
    allow_listed_app_bundle_ids: Sequence[str] | None = key("allowListedAppBundleIDs", default=None)
    allow_live_voicemail: bool | None = key("allowLiveVoicemail", default=None, if_absent=True)
    allow_local_user_creation: bool | None = key("allowLocalUserCreation", default=None, if_absent=True)
    allow_lock_screen_control_center: bool | None = key(
        "allowLockScreenControlCenter", default=None, if_absent=True
    )
    allow_lock_screen_notifications_view: bool | None = key(
        "allowLockScreenNotificationsView", default=None, if_absent=True
    )
    allow_lock_screen_today_view: bool | None = key("allowLockScreenTodayView", default=None, if_absent=True)
    allow_mail_privacy_protection: bool | None = key(
        "allowMailPrivacyProtection", default=None, if_absent=True
    )
    allow_mail_smart_replies: bool | None = key("allowMailSmartReplies", default=None, if_absent=True)
    allow_mail_summary: bool | None = key("allowMailSummary", default=None, if_absent=True)
    allow_managed_apps_cloud_sync: bool | None = key(
        "allowManagedAppsCloudSync", default=None, if_absent=True
    )
    allow_managed_to_write_unmanaged_contacts: bool | None = key(
        "allowManagedToWriteUnmanagedContacts", default=None, if_absent=False
    )
    allow_marketplace_app_installation: bool | None = key(
        "allowMarketplaceAppInstallation", default=None, if_absent=True
    )
    allow_media_sharing_modification: bool | None = key(
        "allowMediaSharingModification", default=None, if_absent=True
    )
    allow_multiplayer_gaming: bool | None = key("allowMultiplayerGaming", default=None, if_absent=True)
    allow_music_service: bool | None = key("allowMusicService", default=None, if_absent=True)
    allow_news: bool | None = key("allowNews", default=None, if_absent=True)
    allow_nfc: bool | None = key("allowNFC", default=None, if_absent=True)
    allow_notes_transcription: bool | None = key("allowNotesTranscription", default=None, if_absent=True)
    allow_notes_transcription_summary: bool | None = key(
        "allowNotesTranscriptionSummary", default=None, if_absent=True
    )
    allow_notifications_modification: bool | None = key(
        "allowNotificationsModification", default=None, if_absent=True
    )
    allow_open_from_managed_to_unmanaged: bool | None = key(
        "allowOpenFromManagedToUnmanaged", default=None, if_absent=True
    )
    allow_open_from_unmanaged_to_managed: bool | None = key(
        "allowOpenFromUnmanagedToManaged", default=None, if_absent=True
    )
    allow_ota_pki_updates: bool | None = key("allowOTAPKIUpdates", default=None, if_absent=True)
    allow_paired_watch: bool | None = key("allowPairedWatch", default=None, if_absent=True)
    allow_passbook_while_locked: bool | None = key("allowPassbookWhileLocked", default=None, if_absent=True)
    allow_passcode_modification: bool | None = key("allowPasscodeModification", default=None, if_absent=True)
    allow_password_auto_fill: bool | None = key("allowPasswordAutoFill", default=None, if_absent=True)
    allow_password_proximity_requests: bool | None = key(
        "allowPasswordProximityRequests", default=None, if_absent=True
    )
    allow_password_sharing: bool | None = key("allowPasswordSharing", default=None, if_absent=True)
    allow_personal_hotspot_modification: bool | None = key(
        "allowPersonalHotspotModification", default=None, if_absent=True
    )
    allow_personalized_handwriting_results: bool | None = key(
        "allowPersonalizedHandwritingResults", default=None, if_absent=True
    )
    allow_photo_stream: bool | None = key("allowPhotoStream", default=None, if_absent=True)
    allow_podcasts: bool | None = key("allowPodcasts", default=None, if_absent=True)
    allow_predictive_keyboard: bool | None = key("allowPredictiveKeyboard", default=None, if_absent=True)
    allow_printer_sharing_modification: bool | None = key(
        "allowPrinterSharingModification", default=None, if_absent=True
    )
    allow_proximity_setup_to_new_device: bool | None = key(
        "allowProximitySetupToNewDevice", default=None, if_absent=True
    )
    allow_radio_service: bool | None = key("allowRadioService", default=None, if_absent=True)
    allow_rapid_security_response_installation: bool | None = key(
        "allowRapidSecurityResponseInstallation", default=None, if_absent=True
    )
    allow_rapid_security_response_removal: bool | None = key(
        "allowRapidSecurityResponseRemoval", default=None, if_absent=True
    )
    allow_rcs_messaging: bool | None = key("allowRCSMessaging", default=None, if_absent=True)
    allow_remote_apple_events_modification: bool | None = key(
        "allowRemoteAppleEventsModification", default=None, if_absent=True
    )
    allow_remote_app_pairing: bool | None = key("allowRemoteAppPairing", default=None, if_absent=True)
    allow_remote_screen_observation: bool | None = key(
        "allowRemoteScreenObservation", default=None, if_absent=True
    )
    allow_rosetta_usage_awareness: bool | None = key(
        "allowRosettaUsageAwareness", default=None, if_absent=True
    )
    allow_safari: bool | None = key("allowSafari", default=None, if_absent=True)
    allow_safari_history_clearing: bool | None = key(
        "allowSafariHistoryClearing", default=None, if_absent=True
    )
    allow_safari_private_browsing: bool | None = key(
        "allowSafariPrivateBrowsing", default=None, if_absent=True
    )
    allow_safari_summary: bool | None = key("allowSafariSummary", default=None, if_absent=True)
    allow_satellite_connection: bool | None = key("allowSatelliteConnection", default=None, if_absent=True)
    allow_screen_shot: bool | None = key("allowScreenShot", default=None, if_absent=True)
    allow_shared_device_temporary_session: bool | None = key(
        "allowSharedDeviceTemporarySession", default=None, if_absent=True
    )
    allow_shared_stream: bool | None = key("allowSharedStream", default=None, if_absent=True)
    allow_siri_ai: bool | None = key("allowSiriAI", default=None, if_absent=True)
    allow_spell_check: bool | None = key("allowSpellCheck", default=None, if_absent=True)
    allow_spotlight_internet_results: bool | None = key(
        "allowSpotlightInternetResults", default=None, if_absent=True
    )
    allow_startup_disk_modification: bool | None = key(
        "allowStartupDiskModification", default=None, if_absent=True
    )
    allow_system_app_removal: bool | None = key("allowSystemAppRemoval", default=None, if_absent=True)
    allow_time_machine_backup: bool | None = key("allowTimeMachineBackup", default=None, if_absent=True)
    allow_ui_app_installation: bool | None = key("allowUIAppInstallation", default=None, if_absent=True)
    allow_ui_configuration_profile_installation: bool | None = key(
        "allowUIConfigurationProfileInstallation", default=None, if_absent=True
    )
    allow_universal_control: bool | None = key("allowUniversalControl", default=None, if_absent=True)
    allow_unmanaged_to_read_managed_contacts: bool | None = key(
        "allowUnmanagedToReadManagedContacts", default=None, if_absent=False
    )
    allow_unpaired_external_boot_to_recovery: bool | None = key(
        "allowUnpairedExternalBootToRecovery", default=None, if_absent=False
    )
    allow_untrusted_tls_prompt: bool | None = key("allowUntrustedTLSPrompt", default=None, if_absent=True)
    allow_usb_restricted_mode: bool | None = key("allowUSBRestrictedMode", default=None, if_absent=True)
    allow_video_conferencing: bool | None = key("allowVideoConferencing", default=None, if_absent=True)
    allow_video_conferencing_remote_control: bool | None = key(
        "allowVideoConferencingRemoteControl", default=None, if_absent=True
    )
    allow_visual_intelligence_summary: bool | None = key(
        "allowVisualIntelligenceSummary", default=None, if_absent=True
    )
    allow_voice_dialing: bool | None = key("allowVoiceDialing", default=None, if_absent=True)
    allow_vpn_creation: bool | None = key("allowVPNCreation", default=None, if_absent=True)
    allow_wallpaper_modification: bool | None = key(
        "allowWallpaperModification", default=None, if_absent=True
    )
    allow_web_distribution_app_installation: bool | None = key(
        "allowWebDistributionAppInstallation", default=None, if_absent=True
    )
    allow_writing_tools: bool | None = key("allowWritingTools", default=None, if_absent=True)
    autonomous_single_app_mode_permitted_app_ids: Sequence[str] | None = key(
        "autonomousSingleAppModePermittedAppIDs", default=None
    )
    blacklisted_app_bundle_ids: Sequence[str] | None = key("blacklistedAppBundleIDs", default=None)
    blocked_app_bundle_ids: Sequence[str] | None = key("blockedAppBundleIDs", default=None)
    denied_iccids_for_imessage_face_time: Sequence[str] | None = key(
        "deniedICCIDsForiMessageFaceTime", default=None
    )
    denied_iccids_for_rcs: Sequence[str] | None = key("deniedICCIDsForRCS", default=None)
    enforced_fingerprint_timeout: int | None = key(
        "enforcedFingerprintTimeout", default=None, if_absent=172800
    )
    enforced_software_update_delay: int | None = key(
        "enforcedSoftwareUpdateDelay", default=None, if_absent=30, minimum=1, maximum=90
    )
    enforced_software_update_major_os_deferred_install_delay: int | None = key(
        "enforcedSoftwareUpdateMajorOSDeferredInstallDelay", default=None, if_absent=30, minimum=1, maximum=90
    )
    enforced_software_update_minor_os_deferred_install_delay: int | None = key(
        "enforcedSoftwareUpdateMinorOSDeferredInstallDelay", default=None, if_absent=30, minimum=1, maximum=90
    )
    enforced_software_update_non_os_deferred_install_delay: int | None = key(
        "enforcedSoftwareUpdateNonOSDeferredInstallDelay", default=None, if_absent=30, minimum=1, maximum=90
    )
    force_air_drop_unmanaged: bool | None = key("forceAirDropUnmanaged", default=None, if_absent=False)
    force_air_play_incoming_requests_pairing_password: bool | None = key(
        "forceAirPlayIncomingRequestsPairingPassword", default=None, if_absent=False
    )
    force_air_play_outgoing_requests_pairing_password: bool | None = key(
        "forceAirPlayOutgoingRequestsPairingPassword", default=None, if_absent=False
    )
    force_air_print_trusted_tls_requirement: bool | None = key(
        "forceAirPrintTrustedTLSRequirement", default=None, if_absent=False
    )
    force_assistant_profanity_filter: bool | None = key(
        "forceAssistantProfanityFilter", default=None, if_absent=False
    )
    force_authentication_before_auto_fill: bool | None = key(
        "forceAuthenticationBeforeAutoFill", default=None, if_absent=False
    )
    force_automatic_date_and_time: bool | None = key(
        "forceAutomaticDateAndTime", default=None, if_absent=False
    )
    force_bypass_screen_capture_alert: bool | None = key(
        "forceBypassScreenCaptureAlert", default=None, if_absent=False
    )
    force_classroom_automatically_join_classes: bool | None = key(
        "forceClassroomAutomaticallyJoinClasses", default=None, if_absent=False
    )
    force_classroom_request_permission_to_leave_classes: bool | None = key(
        "forceClassroomRequestPermissionToLeaveClasses", default=None, if_absent=False
    )
    force_classroom_unprompted_app_and_device_lock: bool | None = key(
        "forceClassroomUnpromptedAppAndDeviceLock", default=None, if_absent=False
    )
    force_classroom_unprompted_screen_observation: bool | None = key(
        "forceClassroomUnpromptedScreenObservation", default=None, if_absent=False
    )
    force_delayed_app_software_updates: bool | None = key(
        "forceDelayedAppSoftwareUpdates", default=None, if_absent=False
    )
    force_delayed_major_software_updates: bool | None = key(
        "forceDelayedMajorSoftwareUpdates", default=None, if_absent=False
    )
    force_delayed_software_updates: bool | None = key(
        "forceDelayedSoftwareUpdates", default=None, if_absent=False
    )
    force_encrypted_backup: bool | None = key("forceEncryptedBackup", default=None, if_absent=False)
    force_itunes_store_password_entry: bool | None = key(
        "forceITunesStorePasswordEntry", default=None, if_absent=False
    )
    force_limit_ad_tracking: bool | None = key("forceLimitAdTracking", default=None, if_absent=False)
    force_on_device_only_dictation: bool | None = key(
        "forceOnDeviceOnlyDictation", default=None, if_absent=False
    )
    force_on_device_only_translation: bool | None = key(
        "forceOnDeviceOnlyTranslation", default=None, if_absent=False
    )
    force_preserve_esim_on_erase: bool | None = key("forcePreserveESIMOnErase", default=None, if_absent=False)
    force_watch_wrist_detection: bool | None = key("forceWatchWristDetection", default=None, if_absent=False)
    force_wifi_power_on: bool | None = key("forceWiFiPowerOn", default=None, if_absent=False)
    force_wifi_to_allowed_networks_only: bool | None = key(
        "forceWiFiToAllowedNetworksOnly", default=None, if_absent=False
    )
    force_wifi_whitelisting: bool | None = key("forceWiFiWhitelisting", default=None, if_absent=False)
    rating_apps: int | None = key("ratingApps", default=None, if_absent=1000, minimum=0, maximum=1000)
    rating_apps_exempted_bundle_ids: Sequence[str] | None = key("ratingAppsExemptedBundleIDs", default=None)
    rating_movies: int | None = key("ratingMovies", default=None, if_absent=1000, minimum=0, maximum=1000)
    rating_region: str | None = key(
        "ratingRegion", default=None, allowed=("us", "au", "ca", "de", "fr", "ie", "jp", "nz", "gb")
    )
    rating_tv_shows: int | None = key("ratingTVShows", default=None, if_absent=1000, minimum=0, maximum=1000)
    require_managed_pasteboard: bool | None = key("requireManagedPasteboard", default=None, if_absent=False)
    safari_accept_cookies: float | None = key(
        "safariAcceptCookies", default=None, if_absent=2.0, allowed=(0.0, 1.0, 1.5, 2.0)
    )
    safari_allow_auto_fill: bool | None = key("safariAllowAutoFill", default=None, if_absent=True)
    safari_allow_java_script: bool | None = key("safariAllowJavaScript", default=None, if_absent=True)
    safari_allow_popups: bool | None = key("safariAllowPopups", default=None, if_absent=True)
    safari_force_fraud_warning: bool | None = key("safariForceFraudWarning", default=None, if_absent=False)
    whitelisted_app_bundle_ids: Sequence[str] | None = key("whitelistedAppBundleIDs", default=None)
