"""Which devices take Restrictions.

Source: mdm/profiles/com.apple.applicationaccess.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "Restrictions": (
        Support("iOS", "4.0", shared_user=True, multiple=True, manual_install=True),
        Support("macOS", "10.7", user_channel=True, multiple=True, manual_install=True),
        Support("tvOS", "9.0", multiple=True, manual_install=True),
        Support("visionOS", "1.1", multiple=True, manual_install=True),
        Support("watchOS", "10.0", multiple=True, manual_install=True),
    ),
    "Restrictions.allow_account_modification": (
        Support("iOS", "7.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "14.0", user_enrollment="forbidden"),
        Support("tvOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
        Support("watchOS", supervised=True),
    ),
    "Restrictions.allow_activity_continuation": (
        Support("iOS", "8.0", user_enrollment="forbidden"),
        Support("macOS", "10.15", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_adding_game_center_friends": (
        Support("iOS", "4.2.1", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.13", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_air_drop": (
        Support("iOS", "7.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.13", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_air_play_incoming_requests": (
        Support("iOS visionOS watchOS", NEVER),
        Support("macOS", "12.3", user_enrollment="forbidden"),
        Support("tvOS", "10.2", supervised=True),
    ),
    "Restrictions.allow_air_print": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_air_print_credentials_storage": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_air_printi_beacon_discovery": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_app_cellular_data_modification": (
        Support("iOS", "7.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_app_clips": (
        Support("iOS", "14.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_app_installation": (
        Support("iOS", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
        Support("watchOS", supervised=True),
    ),
    "Restrictions.allow_apple_intelligence_report": (
        Support(
            "iOS",
            "18.4",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS", "15.4", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_apple_personalized_advertising": (
        Support("iOS", "14.0", user_enrollment="forbidden"),
        Support("macOS", "12.0", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_app_removal": (
        Support("iOS", "4.2.1", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", supervised=True),
    ),
    "Restrictions.allow_apps_to_be_hidden": (
        Support("iOS", "18.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_apps_to_be_locked": (
        Support("iOS", "18.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_ard_remote_management_modification": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_assistant": (
        Support("iOS", "5.0", deprecated="26.4"),
        Support("macOS", "14.0", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", deprecated="26.4"),
    ),
    "Restrictions.allow_assistant_user_generated_content": (
        Support("iOS", "7.0", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", deprecated="26.4", supervised=True),
    ),
    "Restrictions.allow_assistant_while_locked": (
        Support("iOS", "5.1", deprecated="26.4"),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", deprecated="26.4"),
    ),
    "Restrictions.allow_auto_correction": (
        Support("iOS", "8.1.3", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_auto_dim": (
        Support("iOS", "17.4", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_automatic_app_downloads": (
        Support("iOS", "9.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", supervised=True),
    ),
    "Restrictions.allow_automatic_screen_saver": (
        Support("iOS macOS visionOS watchOS", NEVER),
        Support("tvOS", "15.4", supervised=True),
    ),
    "Restrictions.allow_auto_unlock": (
        Support("iOS", "14.5", shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS", "10.12", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_bluetooth_modification": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "13.0", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "27.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_bluetooth_sharing_modification": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_bookstore": (
        Support("iOS", "6.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "15.0", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_bookstore_erotica": (
        Support("iOS", "6.0", user_enrollment="forbidden"),
        Support("macOS", "15.0", user_enrollment="forbidden"),
        Support("tvOS", "11.3", deprecated="17.0"),
        Support("visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_call_recording": (
        Support("iOS", "18.1", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS", "26.0", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_camera": (
        Support("iOS", user_enrollment="forbidden"),
        Support("macOS", "10.11", user_enrollment="forbidden"),
        Support("tvOS", "17.0"),
        Support("visionOS", "2.0", user_enrollment="forbidden"),
        Support("watchOS", NEVER),
    ),
    "Restrictions.allow_cellular_plan_modification": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_chat": (
        Support("iOS", "5.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "27.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_address_book": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_backup": (
        Support("iOS", "5.0", user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_bookmarks": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_calendar": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_desktop_and_documents": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12.4", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_document_sync": (
        Support("iOS", "5.0", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS", "10.11", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_freeform": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_keychain_sync": (
        Support("iOS", "7.0", user_enrollment="forbidden"),
        Support("macOS", "10.12", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_mail": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_notes": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_photo_library": (
        Support("iOS", "9.0", user_enrollment="forbidden"),
        Support("macOS", "10.12", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_private_relay": (
        Support("iOS", "15.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "12.0", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_cloud_reminders": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.12", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_content_caching": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.13", user_channel=False, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_continuous_path_keyboard": (
        Support("iOS", "13.0", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_default_browser_modification": (
        Support("iOS", "18.2", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.2", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_default_calling_app_modification": (
        Support("iOS", "18.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_default_messaging_app_modification": (
        Support("iOS", "18.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_definition_lookup": (
        Support("iOS", "8.1.3", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.11", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_device_name_modification": (
        Support("iOS", "9.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "14.0", user_enrollment="forbidden"),
        Support("tvOS", "11.0", supervised=True),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
        Support("watchOS", NEVER),
    ),
    "Restrictions.allow_device_sleep": (
        Support("iOS macOS visionOS watchOS", NEVER),
        Support("tvOS", "13.0", supervised=True),
    ),
    "Restrictions.allow_diagnostic_submission": (
        Support("iOS", "6.0"),
        Support("macOS", "10.13"),
        Support("tvOS", NEVER),
        Support("visionOS", "2.0"),
    ),
    "Restrictions.allow_diagnostic_submission_modification": (
        Support("iOS", "9.3.2", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_dictation": (
        Support("iOS", "10.3", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.13", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allowed_camera_restriction_bundle_ids": (
        Support(
            "iOS",
            "26.0",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
            manual_install=False,
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allowed_external_intelligence_workspace_ids": (
        Support(
            "iOS",
            "18.3",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
            manual_install=False,
        ),
        Support("macOS", "15.3", deprecated="26.4", user_enrollment="forbidden", manual_install=False),
        Support("tvOS watchOS", NEVER),
        Support(
            "visionOS",
            "2.4",
            deprecated="26.4",
            supervised=True,
            user_enrollment="forbidden",
            manual_install=False,
        ),
    ),
    "Restrictions.allow_enabling_restrictions": (
        Support("iOS", "8.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_enterprise_app_trust": (
        Support("iOS", "9.0", user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_enterprise_book_backup": (
        Support("iOS", "8.0"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_enterprise_book_metadata_sync": (
        Support("iOS", "8.0"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_erase_content_and_settings": (
        Support("iOS", "8.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "12.0", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_esim_modification": (
        Support("iOS", "12.1", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_esim_outgoing_transfers": (
        Support("iOS", "18.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_explicit_content": (
        Support("iOS", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "15.0", user_enrollment="forbidden"),
        Support("tvOS", "11.3", supervised=True),
        Support("visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_external_intelligence_integrations": (
        Support("iOS", "18.2", deprecated="26.4", shared_ipad="forbidden"),
        Support("macOS", "15.2", deprecated="26.4"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.4", deprecated="26.4"),
    ),
    "Restrictions.allow_external_intelligence_integrations_sign_in": (
        Support(
            "iOS",
            "18.2",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS", "15.2", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.4", deprecated="26.4"),
    ),
    "Restrictions.allow_file_sharing_modification": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_files_network_drive_access": (
        Support("iOS", "13.1", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_files_usb_drive_access": (
        Support("iOS", "13.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_find_my_device": (
        Support("iOS", "13.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.15", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_find_my_friends": (
        Support("iOS", "13.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.15", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_find_my_friends_modification": (
        Support("iOS", "7.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_fingerprint_for_unlock": (
        Support("iOS", "7.0", user_enrollment="forbidden"),
        Support("macOS", "10.12.4", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_fingerprint_modification": (
        Support("iOS", "8.3", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "14.0", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_game_center": (
        Support("iOS", "6.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.13", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_genmoji": (
        Support(
            "iOS",
            "18.0",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS", "15.0", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.4", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_global_background_fetch_when_roaming": (
        Support("iOS", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_host_pairing": (
        Support("iOS", "7.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_image_playground": (
        Support(
            "iOS",
            "18.0",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS", "15.0", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.4", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_image_wand": (
        Support(
            "iOS",
            "18.0",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.4", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_in_app_purchases": (
        Support("iOS", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_internet_sharing_modification": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_iphone_mirroring": (
        Support("iOS", "18.0", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS", "15.0", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_iphone_widgets_on_mac": (
        Support("iOS", "17.0", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_itunes": (
        Support("iOS", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_itunes_file_sharing": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.13", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_keyboard_shortcuts": (
        Support("iOS", "9.0", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_listed_app_bundle_ids": (
        Support("iOS", "15.0", deprecated="27.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS watchOS", NEVER),
        Support("tvOS", "15.0", deprecated="27.0", supervised=True),
        Support("visionOS", "27.0", deprecated="27.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_live_voicemail": (
        Support("iOS", "17.2", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS", "26.0", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_local_user_creation": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_lock_screen_control_center": (
        Support("iOS", "7.0"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_lock_screen_notifications_view": (
        Support("iOS", "7.0"),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "Restrictions.allow_lock_screen_today_view": (
        Support("iOS", "7.0"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_mail_privacy_protection": (
        Support("iOS", "15.2", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_mail_smart_replies": (
        Support(
            "iOS",
            "18.4",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS", "15.4", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.4", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_mail_summary": (
        Support(
            "iOS",
            "18.1",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS", "15.1", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.4", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_managed_apps_cloud_sync": (
        Support("iOS", "8.0"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0"),
    ),
    "Restrictions.allow_managed_to_write_unmanaged_contacts": (
        Support("iOS", "12.0", user_enrollment="forbidden", manual_install=False),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", user_enrollment="forbidden", manual_install=False),
    ),
    "Restrictions.allow_marketplace_app_installation": (
        Support("iOS", "17.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_media_sharing_modification": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "15.1", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_multiplayer_gaming": (
        Support("iOS", "4.1", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.13", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_music_service": (
        Support("iOS", "9.3", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.12", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_news": (
        Support("iOS", "9.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_nfc": (
        Support("iOS", "14.2", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_notes_transcription": (
        Support(
            "iOS",
            "18.4",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS", "15.4", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_notes_transcription_summary": (
        Support(
            "iOS",
            "18.3",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS", "15.3", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_notifications_modification": (
        Support("iOS", "9.3", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_open_from_managed_to_unmanaged": (
        Support("iOS", "7.0"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0"),
    ),
    "Restrictions.allow_open_from_unmanaged_to_managed": (
        Support("iOS", "7.0"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0"),
    ),
    "Restrictions.allow_ota_pki_updates": (
        Support("iOS", "7.0", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_paired_watch": (
        Support("iOS", "9.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_passbook_while_locked": (
        Support("iOS", "6.0", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_passcode_modification": (
        Support("iOS", "9.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.13", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_password_auto_fill": (
        Support("iOS", "12.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.14", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_password_proximity_requests": (
        Support("iOS", "12.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.14", user_enrollment="forbidden"),
        Support("tvOS", "12.0", removed="26.4", supervised=True),
        Support("visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_password_sharing": (
        Support("iOS", "12.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.14", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_personal_hotspot_modification": (
        Support("iOS", "12.2", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_personalized_handwriting_results": (
        Support(
            "iOS",
            "18.0",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_photo_stream": (
        Support("iOS", "5.0", deprecated="17.0", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_podcasts": (
        Support("iOS", "8.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_predictive_keyboard": (
        Support("iOS", "8.1.3", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_printer_sharing_modification": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_proximity_setup_to_new_device": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_radio_service": (
        Support("iOS", "9.3", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_rapid_security_response_installation": (
        Support(
            "iOS", "16.0", deprecated="26.0", removed="27.0", supervised=True, user_enrollment="forbidden"
        ),
        Support("macOS", "13.0", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_rapid_security_response_removal": (
        Support(
            "iOS", "16.0", deprecated="26.0", removed="27.0", supervised=True, user_enrollment="forbidden"
        ),
        Support("macOS", "13.0", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_rcs_messaging": (
        Support("iOS", "18.1", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_remote_apple_events_modification": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_remote_app_pairing": (
        Support("iOS macOS visionOS watchOS", NEVER),
        Support("tvOS", "10.2", supervised=True),
    ),
    "Restrictions.allow_remote_screen_observation": (
        Support("iOS", "9.3"),
        Support("macOS", "10.14.4"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_rosetta_usage_awareness": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "26.4", user_enrollment="forbidden", manual_install=False),
    ),
    "Restrictions.allow_safari": (
        Support("iOS", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_safari_history_clearing": (
        Support("iOS visionOS", "26.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "26.0", user_enrollment="forbidden", manual_install=False),
        Support("tvOS watchOS", NEVER),
    ),
    "Restrictions.allow_safari_private_browsing": (
        Support("iOS visionOS", "26.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "26.0", user_enrollment="forbidden", manual_install=False),
        Support("tvOS watchOS", NEVER),
    ),
    "Restrictions.allow_safari_summary": (
        Support(
            "iOS",
            "18.4",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS", "15.4", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.4", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_satellite_connection": (
        Support("iOS", "18.2", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_screen_shot": (
        Support("iOS", "3.1"),
        Support("macOS", "10.14.4"),
        Support("tvOS", NEVER),
        Support("visionOS", "2.0"),
    ),
    "Restrictions.allow_shared_device_temporary_session": (
        Support("iOS", "13.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_shared_stream": (
        Support("iOS", "6.0", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_siri_ai": (
        Support("iOS", "27.0", deprecated="27.0", shared_ipad="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_spell_check": (
        Support("iOS", "8.1.3", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_spotlight_internet_results": (
        Support("iOS", "8.0", user_enrollment="forbidden"),
        Support("macOS", "10.11", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_startup_disk_modification": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_system_app_removal": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_time_machine_backup": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "14.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_ui_app_installation": (
        Support("iOS", "9.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
        Support("watchOS", supervised=True),
    ),
    "Restrictions.allow_ui_configuration_profile_installation": (
        Support("iOS", "6.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "13.0", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_universal_control": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "13.0", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_unmanaged_to_read_managed_contacts": (
        Support("iOS", "12.0", manual_install=False),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", manual_install=False),
    ),
    "Restrictions.allow_unpaired_external_boot_to_recovery": (
        Support("iOS", "14.5", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_untrusted_tls_prompt": (
        Support("iOS", "5.0", user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", user_enrollment="forbidden"),
    ),
    "Restrictions.allow_usb_restricted_mode": (
        Support("iOS", "11.4.1", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "13.0", user_channel=False, user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_video_conferencing": (
        Support("iOS", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_video_conferencing_remote_control": (
        Support("iOS", "18.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_visual_intelligence_summary": (
        Support(
            "iOS",
            "18.3",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_voice_dialing": (
        Support("iOS", deprecated="17.0", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_vpn_creation": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.allow_wallpaper_modification": (
        Support("iOS", "9.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.13", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_web_distribution_app_installation": (
        Support("iOS", "17.5", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.allow_writing_tools": (
        Support(
            "iOS",
            "18.0",
            deprecated="26.4",
            supervised=True,
            shared_ipad="forbidden",
            user_enrollment="forbidden",
        ),
        Support("macOS", "15.0", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.4", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.autonomous_single_app_mode_permitted_app_ids": (
        Support("iOS", "7.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.blacklisted_app_bundle_ids": (
        Support("iOS", "9.3", deprecated="15.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS visionOS watchOS", NEVER),
        Support("tvOS", "11.0", deprecated="15.0", supervised=True),
    ),
    "Restrictions.blocked_app_bundle_ids": (
        Support("iOS", "15.0", deprecated="27.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS watchOS", NEVER),
        Support("tvOS", "15.0", deprecated="27.0", supervised=True),
        Support("visionOS", "27.0", deprecated="27.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.denied_iccids_for_imessage_face_time": (
        Support("iOS", "26.0", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.denied_iccids_for_rcs": (
        Support("iOS", "26.0", supervised=True, shared_ipad="forbidden", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.enforced_fingerprint_timeout": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "12.0", user_enrollment="forbidden"),
    ),
    "Restrictions.enforced_software_update_delay": (
        Support(
            "iOS", "11.3", deprecated="26.0", removed="27.0", supervised=True, user_enrollment="forbidden"
        ),
        Support("macOS", "10.13.4", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support("tvOS", "12.2", deprecated="26.0", removed="27.0", supervised=True),
        Support("visionOS watchOS", NEVER),
    ),
    "Restrictions.enforced_software_update_major_os_deferred_install_delay": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.3", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
    ),
    "Restrictions.enforced_software_update_minor_os_deferred_install_delay": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.3", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
    ),
    "Restrictions.enforced_software_update_non_os_deferred_install_delay": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.3", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
    ),
    "Restrictions.force_air_drop_unmanaged": (
        Support("iOS", "9.0"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0"),
    ),
    "Restrictions.force_air_play_incoming_requests_pairing_password": (
        Support("iOS macOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_air_play_outgoing_requests_pairing_password": (
        Support("iOS", "7.1"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_air_print_trusted_tls_requirement": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_assistant_profanity_filter": (
        Support("iOS", "5.0", deprecated="26.4", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.13", deprecated="26.4", user_enrollment="forbidden"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_authentication_before_auto_fill": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.force_automatic_date_and_time": (
        Support("iOS", "12.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS watchOS", NEVER),
        Support("tvOS", "12.2", supervised=True),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.force_bypass_screen_capture_alert": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "15.1", manual_install=False),
    ),
    "Restrictions.force_classroom_automatically_join_classes": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.14.4", supervised=True, user_enrollment="forbidden", manual_install=False),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_classroom_request_permission_to_leave_classes": (
        Support("iOS", "11.3", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.14.4", supervised=True, user_enrollment="forbidden", manual_install=False),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_classroom_unprompted_app_and_device_lock": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.14.4", supervised=True, user_enrollment="forbidden", manual_install=False),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_classroom_unprompted_screen_observation": (
        Support("iOS", "11.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.14.4", supervised=True, user_enrollment="forbidden", manual_install=False),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_delayed_app_software_updates": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
    ),
    "Restrictions.force_delayed_major_software_updates": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.3", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
    ),
    "Restrictions.force_delayed_software_updates": (
        Support(
            "iOS", "11.3", deprecated="26.0", removed="27.0", supervised=True, user_enrollment="forbidden"
        ),
        Support("macOS", "10.13", deprecated="26.0", removed="27.0", user_enrollment="forbidden"),
        Support("tvOS", "12.2", deprecated="26.0", removed="27.0", supervised=True),
        Support("visionOS watchOS", NEVER),
    ),
    "Restrictions.force_encrypted_backup": (Support("macOS tvOS visionOS watchOS", NEVER),),
    "Restrictions.force_itunes_store_password_entry": (
        Support("iOS", "6.0", deprecated="17.0", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_limit_ad_tracking": (
        Support("iOS", "7.0", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_on_device_only_dictation": (
        Support("iOS", "14.5", deprecated="26.4"),
        Support("macOS", "14.0", deprecated="26.4"),
        Support("tvOS", NEVER),
        Support("visionOS", "2.0", deprecated="26.4"),
        Support("watchOS", deprecated="26.4"),
    ),
    "Restrictions.force_on_device_only_translation": (
        Support("iOS", "15.0", deprecated="26.4"),
        Support("macOS tvOS visionOS", NEVER),
        Support("watchOS", deprecated="26.4"),
    ),
    "Restrictions.force_preserve_esim_on_erase": (
        Support("iOS", "17.2", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_watch_wrist_detection": (
        Support("iOS", "8.2"),
        Support("macOS tvOS visionOS", NEVER),
    ),
    "Restrictions.force_wifi_power_on": (
        Support("iOS", "13.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.force_wifi_to_allowed_networks_only": (
        Support("iOS", "14.5", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.force_wifi_whitelisting": (
        Support("iOS", "10.3", deprecated="14.5", supervised=True, user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.rating_apps": (
        Support("iOS", user_enrollment="forbidden"),
        Support("macOS", "15.0", user_enrollment="forbidden"),
        Support("tvOS", "11.3"),
        Support("visionOS watchOS", NEVER),
    ),
    "Restrictions.rating_apps_exempted_bundle_ids": (
        Support("iOS", "26.1", user_enrollment="forbidden", manual_install=False),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.rating_movies": (
        Support("iOS", user_enrollment="forbidden"),
        Support("macOS", "15.0", user_enrollment="forbidden"),
        Support("tvOS", "11.3"),
        Support("visionOS watchOS", NEVER),
    ),
    "Restrictions.rating_region": (Support("visionOS watchOS", NEVER),),
    "Restrictions.rating_tv_shows": (
        Support("iOS", user_enrollment="forbidden"),
        Support("macOS", "15.0", user_enrollment="forbidden"),
        Support("tvOS", "11.3"),
        Support("visionOS watchOS", NEVER),
    ),
    "Restrictions.require_managed_pasteboard": (
        Support("iOS", "15.0"),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "2.0"),
    ),
    "Restrictions.safari_accept_cookies": (
        Support("iOS", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.safari_allow_auto_fill": (
        Support("iOS", supervised=True, user_enrollment="forbidden"),
        Support("macOS", "10.13", user_enrollment="forbidden"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "2.0", supervised=True, user_enrollment="forbidden"),
    ),
    "Restrictions.safari_allow_java_script": (
        Support("iOS", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.safari_allow_popups": (
        Support("iOS", user_enrollment="forbidden"),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "Restrictions.safari_force_fraud_warning": (Support("macOS tvOS visionOS watchOS", NEVER),),
    "Restrictions.whitelisted_app_bundle_ids": (
        Support("iOS", "9.3", deprecated="15.0", supervised=True, user_enrollment="forbidden"),
        Support("macOS visionOS watchOS", NEVER),
        Support("tvOS", "11.0", deprecated="15.0", supervised=True),
    ),
}
