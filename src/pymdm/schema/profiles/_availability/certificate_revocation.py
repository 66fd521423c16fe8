"""Which devices take CertificateRevocation.

Source: mdm/profiles/com.apple.security.certificaterevocation.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "CertificateRevocation": (
        Support("iOS", "14.2", multiple=True, manual_install=True),
        Support("macOS tvOS watchOS", NEVER),
        Support("visionOS", "1.1", multiple=True, manual_install=True),
    ),
}
