"""DirectoryService, as Apple's schema has it.

Source: mdm/profiles/com.apple.DirectoryService.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["DirectoryService"]


@model
class DirectoryService(Payload):
    """How a Mac joins Active Directory."""

    payload_type: ClassVar[str] = "com.apple.DirectoryService.managed"

    host_name: str = key("HostName")
    user_name: str | None = key("UserName", default=None)
    password: str | None = key("Password", default=None, secret=True)
    client_id: str | None = key("ClientID", default=None)
    description: str | None = key("Description", default=None)
    ad_organizational_unit: str | None = key("ADOrganizationalUnit", default=None)
    ad_mount_style: str | None = key("ADMountStyle", default=None)
    ad_create_mobile_account_at_login_flag: bool | None = key(
        "ADCreateMobileAccountAtLoginFlag", default=None, if_absent=False
    )
    ad_create_mobile_account_at_login: bool | None = key(
        "ADCreateMobileAccountAtLogin", default=None, if_absent=False
    )
    ad_warn_user_before_creating_ma_flag: bool | None = key(
        "ADWarnUserBeforeCreatingMAFlag", default=None, if_absent=False
    )
    ad_warn_user_before_creating_ma: bool | None = key(
        "ADWarnUserBeforeCreatingMA", default=None, if_absent=False
    )
    ad_force_home_local_flag: bool | None = key("ADForceHomeLocalFlag", default=None, if_absent=False)
    ad_force_home_local: bool | None = key("ADForceHomeLocal", default=None, if_absent=False)
    ad_use_windows_unc_path_flag: bool | None = key("ADUseWindowsUNCPathFlag", default=None, if_absent=False)
    ad_use_windows_unc_path: bool | None = key("ADUseWindowsUNCPath", default=None, if_absent=False)
    ad_allow_multi_domain_auth_flag: bool | None = key(
        "ADAllowMultiDomainAuthFlag", default=None, if_absent=False
    )
    ad_allow_multi_domain_auth: bool | None = key("ADAllowMultiDomainAuth", default=None, if_absent=False)
    ad_default_user_shell_flag: bool | None = key("ADDefaultUserShellFlag", default=None, if_absent=False)
    ad_default_user_shell: str | None = key("ADDefaultUserShell", default=None)
    ad_map_uid_attribute_flag: bool | None = key("ADMapUIDAttributeFlag", default=None, if_absent=False)
    ad_map_uid_attribute: str | None = key("ADMapUIDAttribute", default=None)
    ad_map_gid_attribute_flag: bool | None = key("ADMapGIDAttributeFlag", default=None, if_absent=False)
    ad_map_gid_attribute: str | None = key("ADMapGIDAttribute", default=None)
    ad_map_ggid_attribute_flag: bool | None = key("ADMapGGIDAttributeFlag", default=None, if_absent=False)
    ad_map_ggid_attribute: str | None = key("ADMapGGIDAttribute", default=None)
    ad_preferred_dc_server_flag: bool | None = key("ADPreferredDCServerFlag", default=None, if_absent=False)
    ad_preferred_dc_server: str | None = key("ADPreferredDCServer", default=None)
    ad_domain_admin_group_list_flag: bool | None = key(
        "ADDomainAdminGroupListFlag", default=None, if_absent=False
    )
    ad_domain_admin_group_list: Sequence[str] | None = key("ADDomainAdminGroupList", default=None)
    ad_namespace_flag: bool | None = key("ADNamespaceFlag", default=None, if_absent=False)
    ad_namespace: str | None = key("ADNamespace", default=None)
    ad_packet_sign_flag: bool | None = key("ADPacketSignFlag", default=None, if_absent=False)
    ad_packet_sign: str | None = key("ADPacketSign", default=None)
    ad_packet_encrypt_flag: bool | None = key("ADPacketEncryptFlag", default=None, if_absent=False)
    ad_packet_encrypt: str | None = key("ADPacketEncrypt", default=None)
    ad_restrict_ddns_flag: bool | None = key("ADRestrictDDNSFlag", default=None, if_absent=False)
    ad_restrict_ddns: Sequence[str] | None = key("ADRestrictDDNS", default=None)
    ad_trust_change_pass_interval_days_flag: bool | None = key(
        "ADTrustChangePassIntervalDaysFlag", default=None, if_absent=False
    )
    ad_trust_change_pass_interval_days: int | None = key("ADTrustChangePassIntervalDays", default=None)
