"""LoginWindow, as Apple's schema has it.

Source: mdm/profiles/com.apple.loginwindow.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["LoginWindow"]


@model
class LoginWindow(Payload):
    """What the login window of a Mac shows and allows."""

    payload_type: ClassVar[str] = "com.apple.loginwindow"

    showfullname: bool | None = key("SHOWFULLNAME", default=None, if_absent=False)
    hide_local_users: bool | None = key("HideLocalUsers", default=None, if_absent=False)
    include_network_user: bool | None = key("IncludeNetworkUser", default=None, if_absent=False)
    hide_admin_users: bool | None = key("HideAdminUsers", default=None, if_absent=False)
    showotherusers_managed: bool | None = key("SHOWOTHERUSERS_MANAGED", default=None, if_absent=False)
    admin_host_info: str | None = key(
        "AdminHostInfo", default=None, allowed=("HostName", "SystemVersion", "IPAddress")
    )
    allow_list: Sequence[str] | None = key("AllowList", default=None)
    deny_list: Sequence[str] | None = key("DenyList", default=None)
    hide_mobile_accounts: bool | None = key("HideMobileAccounts", default=None, if_absent=False)
    shut_down_disabled: bool | None = key("ShutDownDisabled", default=None, if_absent=False)
    restart_disabled: bool | None = key("RestartDisabled", default=None, if_absent=False)
    sleep_disabled: bool | None = key("SleepDisabled", default=None, if_absent=False)
    disable_console_access: bool | None = key("DisableConsoleAccess", default=None, if_absent=False)
    loginwindow_text: str | None = key("LoginwindowText", default=None)
    shut_down_disabled_while_logged_in: bool | None = key(
        "ShutDownDisabledWhileLoggedIn", default=None, if_absent=False
    )
    restart_disabled_while_logged_in: bool | None = key(
        "RestartDisabledWhileLoggedIn", default=None, if_absent=False
    )
    power_off_disabled_while_logged_in: bool | None = key(
        "PowerOffDisabledWhileLoggedIn", default=None, if_absent=False
    )
    log_out_disabled_while_logged_in: bool | None = key(
        "LogOutDisabledWhileLoggedIn", default=None, if_absent=False
    )
    disable_screen_lock_immediate: bool | None = key(
        "DisableScreenLockImmediate", default=None, if_absent=False
    )
    show_input_menu: bool | None = key("showInputMenu", default=None, if_absent=False)
    disable_fde_auto_login: bool | None = key("DisableFDEAutoLogin", default=None, if_absent=False)
    autologin_username: str | None = key("AutologinUsername", default=None)
    autologin_password: str | None = key("AutologinPassword", default=None, secret=True)
    force_wifi_configuration_on_lock_screen: bool | None = key(
        "ForceWifiConfigurationOnLockScreen", default=None, if_absent=False
    )
    force_captive_portal_connection_from_lock_screen: bool | None = key(
        "ForceCaptivePortalConnectionFromLockScreen", default=None, if_absent=False
    )
