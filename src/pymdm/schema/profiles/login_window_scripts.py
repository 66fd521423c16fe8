"""LoginWindowScripts, as Apple's schema has it.

Source: mdm/profiles/com.apple.mcxloginscripts.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, Payload, key, model

__all__ = ["LoginWindowScripts"]


@model
class LoginWindowScripts(Payload):
    """Scripts that run at login and logout."""

    payload_type: ClassVar[str] = "com.apple.mcxloginscripts"

    @model
    class ScriptsItems(Model):
        """One of loginscripts and others."""

        filename: str = key("filename")
        filedata: bytes = key("filedata")

    loginscripts: Sequence[ScriptsItems] | None = key("loginscripts", default=None)
    logoutscripts: Sequence[ScriptsItems] | None = key("logoutscripts", default=None)
    skip_login_hook: bool | None = key("skipLoginHook", default=None, if_absent=False)
    skip_logout_hook: bool | None = key("skipLogoutHook", default=None, if_absent=False)
