from pymdm.schema.profiles.accessibility import Accessibility
from pymdm.schema.profiles.accounts import Accounts
from pymdm.schema.profiles.acme_certificate import ACMECertificate
from pymdm.schema.profiles.active_directory_certificate import ActiveDirectoryCertificate
from pymdm.schema.profiles.aim_account import AIMAccount
from pymdm.schema.profiles.air_play import AirPlay
from pymdm.schema.profiles.air_play_security import AirPlaySecurity
from pymdm.schema.profiles.air_print import AirPrint
from pymdm.schema.profiles.apn import APN
from pymdm.schema.profiles.app_layer_vpn import AppLayerVPN
from pymdm.schema.profiles.app_lock import AppLock
from pymdm.schema.profiles.app_store import AppStore
from pymdm.schema.profiles.app_to_app_layer_vpn_mapping import AppToAppLayerVPNMapping
from pymdm.schema.profiles.associated_domains import AssociatedDomains
from pymdm.schema.profiles.autonomous_single_app_mode import AutonomousSingleAppMode
from pymdm.schema.profiles.caldav import CalDAV
from pymdm.schema.profiles.carddav import CardDAV
from pymdm.schema.profiles.cellular import Cellular
from pymdm.schema.profiles.cellular_private_network import CellularPrivateNetwork
from pymdm.schema.profiles.certificate_pem import CertificatePEM
from pymdm.schema.profiles.certificate_pkcs1 import CertificatePKCS1
from pymdm.schema.profiles.certificate_pkcs12 import CertificatePKCS12
from pymdm.schema.profiles.certificate_preference import CertificatePreference
from pymdm.schema.profiles.certificate_revocation import CertificateRevocation
from pymdm.schema.profiles.certificate_root import CertificateRoot
from pymdm.schema.profiles.certificate_transparency import CertificateTransparency
from pymdm.schema.profiles.conference_room_display import ConferenceRoomDisplay
from pymdm.schema.profiles.content_caching import ContentCaching
from pymdm.schema.profiles.declarations import Declarations
from pymdm.schema.profiles.desktop import Desktop
from pymdm.schema.profiles.directory_service import DirectoryService
from pymdm.schema.profiles.dns_proxy import DNSProxy
from pymdm.schema.profiles.dns_settings import DNSSettings
from pymdm.schema.profiles.dock import Dock
from pymdm.schema.profiles.domains import Domains
from pymdm.schema.profiles.education_configuration import EducationConfiguration
from pymdm.schema.profiles.energy_saver import EnergySaver
from pymdm.schema.profiles.exchange_active_sync import ExchangeActiveSync
from pymdm.schema.profiles.exchange_web_services import ExchangeWebServices
from pymdm.schema.profiles.extensible_single_sign_on import ExtensibleSingleSignOn
from pymdm.schema.profiles.extensible_single_sign_on_kerberos import ExtensibleSingleSignOnKerberos
from pymdm.schema.profiles.fde_recovery_key_escrow import FDERecoveryKeyEscrow
from pymdm.schema.profiles.fde_recovery_key_redirection import FDERecoveryKeyRedirection
from pymdm.schema.profiles.file_provider import FileProvider
from pymdm.schema.profiles.file_vault import FileVault
from pymdm.schema.profiles.file_vault_options import FileVaultOptions
from pymdm.schema.profiles.finder import Finder
from pymdm.schema.profiles.firewall import Firewall
from pymdm.schema.profiles.first_active_ethernet import FirstActiveEthernet
from pymdm.schema.profiles.first_ethernet import FirstEthernet
from pymdm.schema.profiles.font import Font
from pymdm.schema.profiles.global_ethernet import GlobalEthernet
from pymdm.schema.profiles.global_http_proxy import GlobalHTTPProxy
from pymdm.schema.profiles.global_preferences import GlobalPreferences
from pymdm.schema.profiles.google_account import GoogleAccount
from pymdm.schema.profiles.home_screen_layout import HomeScreenLayout
from pymdm.schema.profiles.identification import Identification
from pymdm.schema.profiles.identity_preference import IdentityPreference
from pymdm.schema.profiles.jabber_account import JabberAccount
from pymdm.schema.profiles.ldap import LDAP
from pymdm.schema.profiles.lights_out_management import LightsOutManagement
from pymdm.schema.profiles.lock_screen_message import LockScreenMessage
from pymdm.schema.profiles.login_items_managed_items import LoginItemsManagedItems
from pymdm.schema.profiles.login_window import LoginWindow
from pymdm.schema.profiles.login_window_login_items import LoginWindowLoginItems
from pymdm.schema.profiles.login_window_scripts import LoginWindowScripts
from pymdm.schema.profiles.macos_server_account import MacOSServerAccount
from pymdm.schema.profiles.mail import Mail
from pymdm.schema.profiles.managed_menu_extras import ManagedMenuExtras
from pymdm.schema.profiles.managed_preferences import ManagedPreferences
from pymdm.schema.profiles.mdm import MDM
from pymdm.schema.profiles.media_management_allowed_media import MediaManagementAllowedMedia
from pymdm.schema.profiles.media_management_disc_burning import MediaManagementDiscBurning
from pymdm.schema.profiles.mobile_accounts import MobileAccounts
from pymdm.schema.profiles.network_proxy_configuration import NetworkProxyConfiguration
from pymdm.schema.profiles.network_usage_rules import NetworkUsageRules
from pymdm.schema.profiles.notifications import Notifications
from pymdm.schema.profiles.ns_extension_management import NSExtensionManagement
from pymdm.schema.profiles.parental_controls_application_restrictions import (
    ParentalControlsApplicationRestrictions,
)
from pymdm.schema.profiles.parental_controls_content_filter import ParentalControlsContentFilter
from pymdm.schema.profiles.parental_controls_dashboard_widget_restrictions import (
    ParentalControlsDashboardWidgetRestrictions,
)
from pymdm.schema.profiles.parental_controls_dictation_and_profanity import (
    ParentalControlsDictationAndProfanity,
)
from pymdm.schema.profiles.parental_controls_dictionary import ParentalControlsDictionary
from pymdm.schema.profiles.parental_controls_game_center import ParentalControlsGameCenter
from pymdm.schema.profiles.parental_controls_time_limits import ParentalControlsTimeLimits
from pymdm.schema.profiles.passcode import Passcode
from pymdm.schema.profiles.printing import Printing
from pymdm.schema.profiles.privacy_preferences_policy_control import PrivacyPreferencesPolicyControl
from pymdm.schema.profiles.profile_removal_password import ProfileRemovalPassword
from pymdm.schema.profiles.relay import Relay
from pymdm.schema.profiles.restrictions import Restrictions
from pymdm.schema.profiles.scep import SCEP
from pymdm.schema.profiles.screensaver import Screensaver
from pymdm.schema.profiles.screensaver_user import ScreensaverUser
from pymdm.schema.profiles.second_active_ethernet import SecondActiveEthernet
from pymdm.schema.profiles.second_ethernet import SecondEthernet
from pymdm.schema.profiles.security_preferences import SecurityPreferences
from pymdm.schema.profiles.service_management_managed_login_items import ServiceManagementManagedLoginItems
from pymdm.schema.profiles.setup_assistant import SetupAssistant
from pymdm.schema.profiles.share_kit import ShareKit
from pymdm.schema.profiles.single_sign_on import SingleSignOn
from pymdm.schema.profiles.smart_card import SmartCard
from pymdm.schema.profiles.software_update import SoftwareUpdate
from pymdm.schema.profiles.subscribed_calendars import SubscribedCalendars
from pymdm.schema.profiles.system_extensions import SystemExtensions
from pymdm.schema.profiles.system_logging import SystemLogging
from pymdm.schema.profiles.system_migration import SystemMigration
from pymdm.schema.profiles.system_policy_control import SystemPolicyControl
from pymdm.schema.profiles.system_policy_kernel_extensions import SystemPolicyKernelExtensions
from pymdm.schema.profiles.system_policy_managed import SystemPolicyManaged
from pymdm.schema.profiles.system_policy_rule import SystemPolicyRule
from pymdm.schema.profiles.system_preferences import SystemPreferences
from pymdm.schema.profiles.third_active_ethernet import ThirdActiveEthernet
from pymdm.schema.profiles.third_ethernet import ThirdEthernet
from pymdm.schema.profiles.time_machine import TimeMachine
from pymdm.schema.profiles.time_server import TimeServer
from pymdm.schema.profiles.top_level import TopLevel
from pymdm.schema.profiles.tv_remote import TVRemote
from pymdm.schema.profiles.user_preferences import UserPreferences
from pymdm.schema.profiles.vpn import VPN
from pymdm.schema.profiles.wapi_identity_certificate import WAPIIdentityCertificate
from pymdm.schema.profiles.web_clip import WebClip
from pymdm.schema.profiles.web_content_filter import WebContentFilter
from pymdm.schema.profiles.wifi import WiFi
from pymdm.schema.profiles.wifi_managed_settings import WiFiManagedSettings
from pymdm.schema.profiles.xsan import Xsan
from pymdm.schema.profiles.xsan_preferences import XsanPreferences

__all__ = [
    "APN",
    "LDAP",
    "MDM",
    "SCEP",
    "VPN",
    "ACMECertificate",
    "AIMAccount",
    "Accessibility",
    "Accounts",
    "ActiveDirectoryCertificate",
    "AirPlay",
    "AirPlaySecurity",
    "AirPrint",
    "AppLayerVPN",
    "AppLock",
    "AppStore",
    "AppToAppLayerVPNMapping",
    "AssociatedDomains",
    "AutonomousSingleAppMode",
    "CalDAV",
    "CardDAV",
    "Cellular",
    "CellularPrivateNetwork",
    "CertificatePEM",
    "CertificatePKCS1",
    "CertificatePKCS12",
    "CertificatePreference",
    "CertificateRevocation",
    "CertificateRoot",
    "CertificateTransparency",
    "ConferenceRoomDisplay",
    "ContentCaching",
    "DNSProxy",
    "DNSSettings",
    "Declarations",
    "Desktop",
    "DirectoryService",
    "Dock",
    "Domains",
    "EducationConfiguration",
    "EnergySaver",
    "ExchangeActiveSync",
    "ExchangeWebServices",
    "ExtensibleSingleSignOn",
    "ExtensibleSingleSignOnKerberos",
    "FDERecoveryKeyEscrow",
    "FDERecoveryKeyRedirection",
    "FileProvider",
    "FileVault",
    "FileVaultOptions",
    "Finder",
    "Firewall",
    "FirstActiveEthernet",
    "FirstEthernet",
    "Font",
    "GlobalEthernet",
    "GlobalHTTPProxy",
    "GlobalPreferences",
    "GoogleAccount",
    "HomeScreenLayout",
    "Identification",
    "IdentityPreference",
    "JabberAccount",
    "LightsOutManagement",
    "LockScreenMessage",
    "LoginItemsManagedItems",
    "LoginWindow",
    "LoginWindowLoginItems",
    "LoginWindowScripts",
    "MacOSServerAccount",
    "Mail",
    "ManagedMenuExtras",
    "ManagedPreferences",
    "MediaManagementAllowedMedia",
    "MediaManagementDiscBurning",
    "MobileAccounts",
    "NSExtensionManagement",
    "NetworkProxyConfiguration",
    "NetworkUsageRules",
    "Notifications",
    "ParentalControlsApplicationRestrictions",
    "ParentalControlsContentFilter",
    "ParentalControlsDashboardWidgetRestrictions",
    "ParentalControlsDictationAndProfanity",
    "ParentalControlsDictionary",
    "ParentalControlsGameCenter",
    "ParentalControlsTimeLimits",
    "Passcode",
    "Printing",
    "PrivacyPreferencesPolicyControl",
    "ProfileRemovalPassword",
    "Relay",
    "Restrictions",
    "Screensaver",
    "ScreensaverUser",
    "SecondActiveEthernet",
    "SecondEthernet",
    "SecurityPreferences",
    "ServiceManagementManagedLoginItems",
    "SetupAssistant",
    "ShareKit",
    "SingleSignOn",
    "SmartCard",
    "SoftwareUpdate",
    "SubscribedCalendars",
    "SystemExtensions",
    "SystemLogging",
    "SystemMigration",
    "SystemPolicyControl",
    "SystemPolicyKernelExtensions",
    "SystemPolicyManaged",
    "SystemPolicyRule",
    "SystemPreferences",
    "TVRemote",
    "ThirdActiveEthernet",
    "ThirdEthernet",
    "TimeMachine",
    "TimeServer",
    "TopLevel",
    "UserPreferences",
    "WAPIIdentityCertificate",
    "WebClip",
    "WebContentFilter",
    "WiFi",
    "WiFiManagedSettings",
    "Xsan",
    "XsanPreferences",
]
