"""Which devices take CertificatePKCS12.

Source: mdm/profiles/com.apple.security.pkcs12.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "CertificatePKCS12": (
        Support("iOS", "4.0", multiple=True, manual_install=True),
        Support("macOS", "10.7", user_channel=True, multiple=True, manual_install=True),
        Support("tvOS", "9.0", multiple=True, manual_install=True),
        Support("visionOS", "1.0", multiple=True, manual_install=True),
        Support("watchOS", "3.0", multiple=True, manual_install=True),
    ),
    "CertificatePKCS12.allow_all_apps_access": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.10"),
    ),
    "CertificatePKCS12.key_is_extractable": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.15"),
    ),
}
