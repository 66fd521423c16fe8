"""Which devices take SecurityPasskeyAttestation.

Source: declarative/declarations/configurations/security.passkey.attestation.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SecurityPasskeyAttestation": (
        Support("iOS", "17.0", shared_device=False, enrollments="supervised device"),
        Support("macOS", "14.0", device_channel=False, user_channel=True, enrollments="supervised"),
        Support("tvOS visionOS watchOS", NEVER),
    ),
    "SecurityPasskeyAttestation.attestation_identity_key_is_extractable": (Support("iOS", NEVER),),
}
