"""WatchEnrollment, as Apple's schema has it.

Source: declarative/declarations/configurations/watch.enrollment.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["WatchEnrollment"]


@model
class WatchEnrollment(Declaration):
    """How a watch enrolls that is paired with the device."""

    declaration_type: ClassVar[str] = "com.apple.configuration.watch.enrollment"
    APPLY: ClassVar[str] = "single"

    enrollment_profile_url: str = key("EnrollmentProfileURL")
    anchor_certificate_asset_references: Sequence[str] | None = key(
        "AnchorCertificateAssetReferences", default=None, assets=("com.apple.asset.credential.certificate",)
    )
