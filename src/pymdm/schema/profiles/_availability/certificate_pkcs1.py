"""Which devices take CertificatePKCS1.

Source: mdm/profiles/com.apple.security.pkcs1.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "CertificatePKCS1": (
        Support("iOS", "4.0", multiple=True, manual_install=True),
        Support("macOS", "10.7", user_channel=True, multiple=True, manual_install=True),
        Support("tvOS", "9.0", multiple=True, manual_install=True),
        Support("visionOS", "1.0", multiple=True, manual_install=True),
        Support("watchOS", "3.0", multiple=True, manual_install=True),
    ),
}
