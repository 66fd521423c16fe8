"""XsanPreferences, as Apple's schema has it.

Source: mdm/profiles/com.apple.xsan.preferences.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["XsanPreferences"]


@model
class XsanPreferences(Payload):
    """Which Xsan volumes a Mac mounts."""

    payload_type: ClassVar[str] = "com.apple.xsan.preferences"

    only_mount: Sequence[str] | None = key("onlyMount", default=None)
    deny_mount: Sequence[str] | None = key("denyMount", default=None)
    deny_dlc: Sequence[str] | None = key("denyDLC", default=None)
    prefer_dlc: Sequence[str] | None = key("preferDLC", default=None)
    use_dlc: bool | None = key("useDLC", default=None, if_absent=False)
