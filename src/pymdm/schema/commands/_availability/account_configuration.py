"""Which devices take AccountConfiguration.

Source: mdm/commands/account.configuration.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AccountConfiguration": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.11", device_assigned=True, user_enrollment="forbidden"),
    ),
    "AccountConfiguration.primary_account_full_name": (Support("macOS", "10.15"),),
    "AccountConfiguration.primary_account_user_name": (Support("macOS", "10.15"),),
    "AccountConfiguration.dont_auto_populate_primary_account_info": (Support("macOS", "10.15"),),
    "AccountConfiguration.lock_primary_account_info": (Support("macOS", "10.15"),),
    "AccountConfiguration.managed_local_user_short_name": (Support("macOS", "11.0"),),
}
