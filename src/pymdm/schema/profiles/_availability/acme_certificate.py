"""Which devices take ACMECertificate.

Source: mdm/profiles/com.apple.security.acme.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ACMECertificate": (
        Support("iOS tvOS", "16.0", multiple=True, manual_install=True),
        Support("macOS", "13.1", user_channel=True, multiple=True, manual_install=True),
        Support("visionOS", "1.0", multiple=True, manual_install=True),
        Support("watchOS", "9.0", multiple=True, manual_install=True),
    ),
    "ACMECertificate.attest": (Support("watchOS", "10.0"),),
    "ACMECertificate.key_is_extractable": (Support("iOS tvOS visionOS watchOS", NEVER),),
    "ACMECertificate.allow_all_apps_access": (Support("iOS tvOS visionOS watchOS", NEVER),),
}
