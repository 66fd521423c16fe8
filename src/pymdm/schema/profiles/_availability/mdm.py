"""Which devices take MDM.

Source: mdm/profiles/com.apple.mdm.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "MDM": (
        Support("iOS", "4.0", multiple=False, manual_install=True),
        Support("macOS", "10.7", multiple=False, manual_install=True),
        Support("tvOS", "9.0", multiple=False, manual_install=True),
        Support("visionOS", "1.1", multiple=False, manual_install=True),
        Support("watchOS", "10.0", supervised=True, multiple=False, manual_install=False),
    ),
    "MDM.access_rights": (Support("iOS macOS visionOS", user_enrollment="ignored"),),
    "MDM.managed_apple_id": (
        Support("iOS", "13.1", deprecated="17.0", removed="18.0", user_enrollment="required"),
        Support("macOS", "10.15", deprecated="14.0", removed="15.0", user_enrollment="required"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "MDM.assigned_managed_apple_id": (
        Support("iOS", "15.0"),
        Support("macOS", "14.0"),
        Support("tvOS watchOS", NEVER),
    ),
    "MDM.enrollment_mode": (Support("iOS", "15.0"), Support("macOS", "14.0"), Support("tvOS watchOS", NEVER)),
    "MDM.server_url_pinning_certificate_uuids": (Support("iOS tvOS", "13.4"), Support("macOS", "10.13")),
    "MDM.check_in_url_pinning_certificate_uuids": (Support("iOS tvOS", "13.4"), Support("macOS", "10.13")),
    "MDM.pinning_revocation_check_required": (Support("iOS tvOS", "13.4"), Support("macOS", "10.13")),
    "MDM.required_app_id_for_mdm": (Support("iOS", "15.1"), Support("macOS tvOS watchOS", NEVER)),
    "MDM.prompt_user_to_allow_bootstrap_token_for_authentication": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "11.0"),
    ),
}
