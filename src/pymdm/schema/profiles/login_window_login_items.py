"""LoginWindowLoginItems, as Apple's schema has it.

Source: mdm/profiles/loginwindow.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["LoginWindowLoginItems"]


@model
class LoginWindowLoginItems(Payload):
    """Whether users may keep login items from opening."""

    payload_type: ClassVar[str] = "loginwindow"

    disable_login_items_suppression: bool | None = key(
        "DisableLoginItemsSuppression", default=None, if_absent=False
    )
