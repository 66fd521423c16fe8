"""DisableRemoteDesktop, as Apple's schema has it.

Source: mdm/commands/remotedesktop.disable.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["DisableRemoteDesktop"]


@model
class DisableRemoteDesktop(Command):
    """Turn off Remote Desktop on a Mac."""

    request_type: ClassVar[str] = "DisableRemoteDesktop"
