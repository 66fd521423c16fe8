"""Which devices take CertificateTransparency.

Source: mdm/profiles/com.apple.security.certificatetransparency.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "CertificateTransparency": (
        Support("iOS tvOS", "12.1.1", multiple=True, manual_install=True),
        Support("macOS", "10.14.2", multiple=True, manual_install=True),
        Support("visionOS", "1.0", multiple=True, manual_install=True),
        Support("watchOS", "5.1.1", multiple=True, manual_install=True),
    ),
}
