"""Identification, as Apple's schema has it.

Source: mdm/profiles/com.apple.configurationprofile.identification.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["Identification"]


@model
class Identification(Payload):
    """Names of the user, asked for while the profile is installed by hand."""

    payload_type: ClassVar[str] = "com.apple.configurationprofile.identification"

    @model
    class PayloadIdentification(Model):
        """Names, and what is asked for."""

        user_name: str = key("UserName")
        full_name: str = key("FullName")
        email_address: str = key("EmailAddress")
        auth_method: str = key("AuthMethod", allowed=("Password", "UserEnteredPassword"))
        password: str = key("Password", secret=True)
        prompt: str | None = key("Prompt", default=None)
        prompt_message: str | None = key("PromptMessage", default=None)

    payload_identification: PayloadIdentification = key("PayloadIdentification")
