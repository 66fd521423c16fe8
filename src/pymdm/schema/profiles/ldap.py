"""LDAP, as Apple's schema has it.

Source: mdm/profiles/com.apple.ldap.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["LDAP"]


@model
class LDAP(Payload):
    """An LDAP directory for addresses."""

    payload_type: ClassVar[str] = "com.apple.ldap.account"

    @model
    class LDAPSearchSettingsItem(Model):
        """Where in the directory one search begins, and how deep it goes."""

        ldap_search_setting_description: str | None = key("LDAPSearchSettingDescription", default=None)
        ldap_search_setting_search_base: str = key("LDAPSearchSettingSearchBase")
        ldap_search_setting_scope: str | None = key(
            "LDAPSearchSettingScope",
            default=None,
            if_absent="LDAPSearchSettingScopeSubtree",
            allowed=(
                "LDAPSearchSettingScopeBase",
                "LDAPSearchSettingScopeOneLevel",
                "LDAPSearchSettingScopeSubtree",
            ),
        )

    ldap_account_description: str | None = key("LDAPAccountDescription", default=None)
    ldap_account_host_name: str = key("LDAPAccountHostName")
    ldap_account_user_name: str | None = key("LDAPAccountUserName", default=None)
    ldap_account_password: str | None = key("LDAPAccountPassword", default=None, secret=True)
    ldap_account_use_ssl: bool | None = key("LDAPAccountUseSSL", default=None, if_absent=True)
    ldap_search_settings: Sequence[LDAPSearchSettingsItem] | None = key("LDAPSearchSettings", default=None)
    vpn_uuid: str | None = key("VPNUUID", default=None)
