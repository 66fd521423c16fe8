"""Which devices take DirectoryService.

Source: mdm/profiles/com.apple.DirectoryService.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "DirectoryService": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.8", multiple=True, manual_install=True),
    ),
    "DirectoryService.ad_create_mobile_account_at_login_flag": (Support("macOS", "10.9"),),
    "DirectoryService.ad_warn_user_before_creating_ma_flag": (Support("macOS", "10.9"),),
    "DirectoryService.ad_force_home_local_flag": (Support("macOS", "10.9"),),
    "DirectoryService.ad_use_windows_unc_path_flag": (Support("macOS", "10.9"),),
    "DirectoryService.ad_allow_multi_domain_auth_flag": (Support("macOS", "10.9"),),
}
