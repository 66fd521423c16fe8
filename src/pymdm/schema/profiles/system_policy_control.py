"""SystemPolicyControl, as Apple's schema has it.

Source: mdm/profiles/com.apple.systempolicy.control.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SystemPolicyControl"]


@model
class SystemPolicyControl(Payload):
    """Gatekeeper: whose apps may run."""

    payload_type: ClassVar[str] = "com.apple.systempolicy.control"

    enable_assessment: bool | None = key("EnableAssessment", default=None)
    allow_identified_developers: bool | None = key("AllowIdentifiedDevelopers", default=None)
    enable_xprotect_malware_upload: bool | None = key("EnableXProtectMalwareUpload", default=None)
