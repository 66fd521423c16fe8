"""PlatformSSORequired, as Apple's schema has it.

Source: mdm/errors/psso.required.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence

from pymdm._model import Document, Model, key, model

__all__ = ["PlatformSSORequired"]


@model
class PlatformSSORequired(Document):
    """HTTP 403: the user has to sign in by Platform SSO first."""

    @model
    class Details(Model):
        """The profile and the package for signing in."""

        @model
        class Package(Model):
            """What stands under Package."""

            manifest_url: str = key("ManifestURL")
            pinning_certs: Sequence[bytes] | None = key("PinningCerts", default=None)
            pinning_revocation_check_required: bool | None = key(
                "PinningRevocationCheckRequired", default=None, if_absent=False
            )

        profile_url: str = key("ProfileURL")
        package: Package = key("Package")
        auth_url: str = key("AuthURL")

    code: str = key("code", allowed=("com.apple.psso.required",))
    description: str | None = key("description", default=None)
    message: str | None = key("message", default=None)
    details: Details = key("details")
