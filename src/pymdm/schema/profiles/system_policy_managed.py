"""SystemPolicyManaged, as Apple's schema has it.

Source: mdm/profiles/com.apple.systempolicy.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SystemPolicyManaged"]


@model
class SystemPolicyManaged(Payload):
    """Whether users may get past Gatekeeper."""

    payload_type: ClassVar[str] = "com.apple.systempolicy.managed"

    disable_override: bool | None = key("DisableOverride", default=None, if_absent=False)
