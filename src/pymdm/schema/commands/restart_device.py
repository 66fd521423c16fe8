"""RestartDevice, as Apple's schema has it.

Source: mdm/commands/device.restart.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["RestartDevice"]


@model
class RestartDevice(Command):
    """Restart a device at once; on a Mac the user may be asked."""

    request_type: ClassVar[str] = "RestartDevice"

    rebuild_kernel_cache: bool | None = key("RebuildKernelCache", default=None, if_absent=False)
    kext_paths: Sequence[str] | None = key("KextPaths", default=None)
    notify_user: bool | None = key("NotifyUser", default=None, if_absent=False)
