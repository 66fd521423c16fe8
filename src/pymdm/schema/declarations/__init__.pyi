from pymdm.schema.declarations.accessibility_settings import AccessibilitySettings
from pymdm.schema.declarations.account_caldav import AccountCalDAV
from pymdm.schema.declarations.account_carddav import AccountCardDAV
from pymdm.schema.declarations.account_exchange import AccountExchange
from pymdm.schema.declarations.account_google import AccountGoogle
from pymdm.schema.declarations.account_ldap import AccountLDAP
from pymdm.schema.declarations.account_mail import AccountMail
from pymdm.schema.declarations.account_settings import AccountSettings
from pymdm.schema.declarations.account_subscribed_calendar import AccountSubscribedCalendar
from pymdm.schema.declarations.acme_credential import ACMECredential
from pymdm.schema.declarations.activation_simple import ActivationSimple
from pymdm.schema.declarations.app_managed import AppManaged
from pymdm.schema.declarations.app_settings import AppSettings
from pymdm.schema.declarations.asset_credential_acme import AssetCredentialACME
from pymdm.schema.declarations.asset_credential_certificate import AssetCredentialCertificate
from pymdm.schema.declarations.asset_credential_identity import AssetCredentialIdentity
from pymdm.schema.declarations.asset_credential_scep import AssetCredentialSCEP
from pymdm.schema.declarations.asset_credential_user_name_and_password import (
    AssetCredentialUserNameAndPassword,
)
from pymdm.schema.declarations.asset_data import AssetData
from pymdm.schema.declarations.asset_user_identity import AssetUserIdentity
from pymdm.schema.declarations.audio_accessory_settings import AudioAccessorySettings
from pymdm.schema.declarations.content_caching import ContentCaching
from pymdm.schema.declarations.declaration_base import DeclarationBase
from pymdm.schema.declarations.declaration_items_response import DeclarationItemsResponse
from pymdm.schema.declarations.disk_management_settings import DiskManagementSettings
from pymdm.schema.declarations.extensible_sso import ExtensibleSSO
from pymdm.schema.declarations.external_intelligence_settings import ExternalIntelligenceSettings
from pymdm.schema.declarations.identity_credential import IdentityCredential
from pymdm.schema.declarations.intelligence_settings import IntelligenceSettings
from pymdm.schema.declarations.keyboard_settings import KeyboardSettings
from pymdm.schema.declarations.legacy_interactive_profile import LegacyInteractiveProfile
from pymdm.schema.declarations.legacy_profile import LegacyProfile
from pymdm.schema.declarations.management_organization_information import ManagementOrganizationInformation
from pymdm.schema.declarations.management_properties import ManagementProperties
from pymdm.schema.declarations.management_server_capabilities import ManagementServerCapabilities
from pymdm.schema.declarations.management_status_subscriptions import ManagementStatusSubscriptions
from pymdm.schema.declarations.management_test import ManagementTest
from pymdm.schema.declarations.math_settings import MathSettings
from pymdm.schema.declarations.migration_assistant_settings import MigrationAssistantSettings
from pymdm.schema.declarations.network_dns_proxy import NetworkDNSProxy
from pymdm.schema.declarations.network_dns_settings import NetworkDNSSettings
from pymdm.schema.declarations.network_relay import NetworkRelay
from pymdm.schema.declarations.network_vpn_always_on import NetworkVPNAlwaysOn
from pymdm.schema.declarations.network_vpn_ikev2 import NetworkVPNIKEv2
from pymdm.schema.declarations.network_vpn_ipsec import NetworkVPNIPSec
from pymdm.schema.declarations.network_vpn_plugin import NetworkVPNPlugin
from pymdm.schema.declarations.package import Package
from pymdm.schema.declarations.passcode_settings import PasscodeSettings
from pymdm.schema.declarations.safari_bookmarks import SafariBookmarks
from pymdm.schema.declarations.safari_extension_settings import SafariExtensionSettings
from pymdm.schema.declarations.safari_settings import SafariSettings
from pymdm.schema.declarations.scep_credential import SCEPCredential
from pymdm.schema.declarations.screen_sharing_connection import ScreenSharingConnection
from pymdm.schema.declarations.screen_sharing_connection_group import ScreenSharingConnectionGroup
from pymdm.schema.declarations.screen_sharing_host_settings import ScreenSharingHostSettings
from pymdm.schema.declarations.security_certificate import SecurityCertificate
from pymdm.schema.declarations.security_identity import SecurityIdentity
from pymdm.schema.declarations.security_passkey_attestation import SecurityPasskeyAttestation
from pymdm.schema.declarations.services_background_tasks import ServicesBackgroundTasks
from pymdm.schema.declarations.services_configuration_files import ServicesConfigurationFiles
from pymdm.schema.declarations.siri_settings import SiriSettings
from pymdm.schema.declarations.software_update_enforcement_specific import SoftwareUpdateEnforcementSpecific
from pymdm.schema.declarations.software_update_settings import SoftwareUpdateSettings
from pymdm.schema.declarations.status_report import StatusReport
from pymdm.schema.declarations.tokens_response import TokensResponse
from pymdm.schema.declarations.user_name_and_password_credential import UserNameAndPasswordCredential
from pymdm.schema.declarations.watch_enrollment import WatchEnrollment
from pymdm.schema.declarations.web_content_filter_plugin import WebContentFilterPlugin

__all__ = [
    "ACMECredential",
    "AccessibilitySettings",
    "AccountCalDAV",
    "AccountCardDAV",
    "AccountExchange",
    "AccountGoogle",
    "AccountLDAP",
    "AccountMail",
    "AccountSettings",
    "AccountSubscribedCalendar",
    "ActivationSimple",
    "AppManaged",
    "AppSettings",
    "AssetCredentialACME",
    "AssetCredentialCertificate",
    "AssetCredentialIdentity",
    "AssetCredentialSCEP",
    "AssetCredentialUserNameAndPassword",
    "AssetData",
    "AssetUserIdentity",
    "AudioAccessorySettings",
    "ContentCaching",
    "DeclarationBase",
    "DeclarationItemsResponse",
    "DiskManagementSettings",
    "ExtensibleSSO",
    "ExternalIntelligenceSettings",
    "IdentityCredential",
    "IntelligenceSettings",
    "KeyboardSettings",
    "LegacyInteractiveProfile",
    "LegacyProfile",
    "ManagementOrganizationInformation",
    "ManagementProperties",
    "ManagementServerCapabilities",
    "ManagementStatusSubscriptions",
    "ManagementTest",
    "MathSettings",
    "MigrationAssistantSettings",
    "NetworkDNSProxy",
    "NetworkDNSSettings",
    "NetworkRelay",
    "NetworkVPNAlwaysOn",
    "NetworkVPNIKEv2",
    "NetworkVPNIPSec",
    "NetworkVPNPlugin",
    "Package",
    "PasscodeSettings",
    "SCEPCredential",
    "SafariBookmarks",
    "SafariExtensionSettings",
    "SafariSettings",
    "ScreenSharingConnection",
    "ScreenSharingConnectionGroup",
    "ScreenSharingHostSettings",
    "SecurityCertificate",
    "SecurityIdentity",
    "SecurityPasskeyAttestation",
    "ServicesBackgroundTasks",
    "ServicesConfigurationFiles",
    "SiriSettings",
    "SoftwareUpdateEnforcementSpecific",
    "SoftwareUpdateSettings",
    "StatusReport",
    "TokensResponse",
    "UserNameAndPasswordCredential",
    "WatchEnrollment",
    "WebContentFilterPlugin",
]
