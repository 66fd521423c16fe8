"""LoginItemsManagedItems, as Apple's schema has it.

Source: mdm/profiles/com.apple.loginitems.managed.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["LoginItemsManagedItems"]


@model
class LoginItemsManagedItems(Payload):
    """Apps and files that open at login."""

    payload_type: ClassVar[str] = "com.apple.loginitems.managed"

    @model
    class LoginItem(Model):
        """One of AutoLaunchedApplicationDictionary-managed."""

        path: str = key("Path")
        hide: bool | None = key("Hide", default=None, if_absent=False)

    auto_launched_application_dictionary_managed: Sequence[LoginItem] = key(
        "AutoLaunchedApplicationDictionary-managed"
    )
