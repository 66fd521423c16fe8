"""FileVaultOptions, as Apple's schema has it.

Source: mdm/profiles/com.apple.MCX(FileVault2).yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["FileVaultOptions"]


@model
class FileVaultOptions(Payload):
    """What users may do about encryption, and the key while a Mac sleeps."""

    payload_type: ClassVar[str] = "com.apple.MCX"

    dont_allow_fde_disable: bool | None = key("dontAllowFDEDisable", default=None, if_absent=False)
    dont_allow_fde_enable: bool | None = key("dontAllowFDEEnable", default=None, if_absent=False)
    destroy_fv_key_on_standby: bool | None = key("DestroyFVKeyOnStandby", default=None, if_absent=False)
