"""ShareKit, as Apple's schema has it.

Source: mdm/profiles/com.apple.ShareKitHelper.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["ShareKit"]


@model
class ShareKit(Payload):
    """Which services a Mac shares to."""

    payload_type: ClassVar[str] = "com.apple.ShareKitHelper"

    shk_allowed_share_services: Sequence[str] | None = key("SHKAllowedShareServices", default=None)
    shk_denied_share_services: Sequence[str] | None = key("SHKDeniedShareServices", default=None)
