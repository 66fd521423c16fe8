"""ManagementOrganizationInformation, as Apple's schema has it.

Source: declarative/declarations/management/organization-info.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Declaration, Model, key, model

__all__ = ["ManagementOrganizationInformation"]


@model
class ManagementOrganizationInformation(Declaration):
    """Who manages the device."""

    declaration_type: ClassVar[str] = "com.apple.management.organization-info"

    @model
    class Proof(Model):
        """What stands under Proof."""

        identity_token: str | None = key("IdentityToken", default=None, secret=True)

    name: str = key("Name")
    email: str | None = key("Email", default=None)
    url: str | None = key("URL", default=None)
    proof: Proof | None = key("Proof", default=None)
