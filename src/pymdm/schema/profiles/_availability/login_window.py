"""Which devices take LoginWindow.

Source: mdm/profiles/com.apple.loginwindow.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "LoginWindow": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", user_enrollment="forbidden", multiple=True, manual_install=True),
    ),
    "LoginWindow.log_out_disabled_while_logged_in": (Support("macOS", "10.13"),),
    "LoginWindow.disable_screen_lock_immediate": (Support("macOS", "10.13"),),
    "LoginWindow.show_input_menu": (Support("macOS", "10.8"),),
    "LoginWindow.disable_fde_auto_login": (Support("macOS", "10.9"),),
    "LoginWindow.autologin_username": (Support("macOS", "14.0", manual_install=False),),
    "LoginWindow.autologin_password": (Support("macOS", "14.0", manual_install=False),),
    "LoginWindow.force_wifi_configuration_on_lock_screen": (Support("macOS", "27.0", manual_install=False),),
    "LoginWindow.force_captive_portal_connection_from_lock_screen": (
        Support("macOS", "27.0", manual_install=False),
    ),
}
