"""SystemPolicyRule, as Apple's schema has it.

Source: mdm/profiles/com.apple.systempolicy.rule.yaml
Generated; tools/schema_generator is the place for changes.
"""

from datetime import datetime
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SystemPolicyRule"]


@model
class SystemPolicyRule(Payload):
    """A rule of Gatekeeper."""

    payload_type: ClassVar[str] = "com.apple.systempolicy.rule"

    requirement: str | None = key("Requirement", default=None)
    comment: str | None = key("Comment", default=None)
    priority: float | None = key("Priority", default=None)
    expiration: datetime | None = key("Expiration", default=None)
    operation_type: str | None = key(
        "OperationType",
        default=None,
        if_absent="operation:execute",
        allowed=("operation:execute", "operation:install", "operation:lsopen"),
    )
    leaf_certificate: bytes | None = key("LeafCertificate", default=None)
