"""PlayLostModeSound, as Apple's schema has it.

Source: mdm/commands/device.lostmode.playsound.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, model

__all__ = ["PlayLostModeSound"]


@model
class PlayLostModeSound(Command):
    """Let a device in lost mode make itself heard."""

    request_type: ClassVar[str] = "PlayLostModeSound"
