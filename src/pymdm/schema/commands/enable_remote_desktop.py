"""EnableRemoteDesktop, as Apple's schema has it.

Source: mdm/commands/remotedesktop.enable.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["EnableRemoteDesktop"]


@model
class EnableRemoteDesktop(Command):
    """Turn on Remote Desktop on a Mac."""

    request_type: ClassVar[str] = "EnableRemoteDesktop"
