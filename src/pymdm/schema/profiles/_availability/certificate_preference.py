"""Which devices take CertificatePreference.

Source: mdm/profiles/com.apple.security.certificatepreference.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "CertificatePreference": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support(
            "macOS", "10.12", device_channel=False, user_channel=True, multiple=True, manual_install=True
        ),
    ),
}
