"""Which devices take SingleSignOn.

Source: mdm/profiles/com.apple.sso.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SingleSignOn": (
        Support(
            "iOS", "7.0", deprecated="26.0", shared_ipad="forbidden", multiple=False, manual_install=True
        ),
        Support("macOS tvOS visionOS watchOS", NEVER),
    ),
    "SingleSignOn.Kerberos.payload_certificate_uuid": (Support("iOS", "8.0"),),
}
