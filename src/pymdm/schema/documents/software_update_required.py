"""SoftwareUpdateRequired, as Apple's schema has it.

Source: mdm/errors/softwareupdate.required.yaml
Generated; tools/schema_generator is the place for changes.
"""

from pymdm._model import Document, Model, key, model

__all__ = ["SoftwareUpdateRequired"]


@model
class SoftwareUpdateRequired(Document):
    """HTTP 403: the device has to update first."""

    @model
    class Details(Model):
        """The version that is needed, and betas."""

        @model
        class RequireBetaProgram(Model):
            """What stands under RequireBetaProgram."""

            description: str = key("Description")
            token: str = key("Token", secret=True)

        os_version: str = key("OSVersion")
        build_version: str | None = key("BuildVersion", default=None)
        require_beta_program: RequireBetaProgram | None = key("RequireBetaProgram", default=None)

    code: str = key("code", allowed=("com.apple.softwareupdate.required",))
    description: str | None = key("description", default=None)
    message: str | None = key("message", default=None)
    details: Details = key("details")
