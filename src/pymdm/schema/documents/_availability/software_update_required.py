"""Which devices take SoftwareUpdateRequired.

Source: mdm/errors/softwareupdate.required.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "SoftwareUpdateRequired": (
        Support("iOS", "17.0"),
        Support("macOS", "14.0"),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "26.0"),
    ),
    "SoftwareUpdateRequired.Details.require_beta_program": (Support("iOS", "17.5"), Support("macOS", "14.5")),
}
