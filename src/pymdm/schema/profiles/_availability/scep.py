"""Which devices take SCEP.

Source: mdm/profiles/com.apple.security.scep.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SCEP": (
        Support("iOS", "4.0", multiple=True, manual_install=True),
        Support("macOS", "10.7", user_channel=True, multiple=True, manual_install=True),
        Support("tvOS", "9.0", multiple=True, manual_install=True),
        Support("visionOS", "1.0", multiple=True, manual_install=True),
        Support("watchOS", "3.0", multiple=True, manual_install=True),
    ),
    "SCEP.PayloadContent.key_usage": (Support("macOS", "10.11"),),
    "SCEP.PayloadContent.retries": (Support("macOS", "10.10"),),
    "SCEP.PayloadContent.retry_delay": (Support("macOS", "10.10"),),
    "SCEP.PayloadContent.key_is_extractable": (Support("macOS", "10.13.4"),),
    "SCEP.PayloadContent.allow_all_apps_access": (Support("macOS", "10.10"),),
}
