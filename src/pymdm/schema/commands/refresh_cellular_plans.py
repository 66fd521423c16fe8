"""RefreshCellularPlans, as Apple's schema has it.

Source: mdm/commands/device.esim.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Command, key, model

__all__ = ["RefreshCellularPlans"]


@model
class RefreshCellularPlans(Command):
    """Let a device ask its carrier for eSIM plans."""

    request_type: ClassVar[str] = "RefreshCellularPlans"

    esim_server_url: str = key("eSIMServerURL")
