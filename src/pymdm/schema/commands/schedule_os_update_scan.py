"""ScheduleOSUpdateScan, as Apple's schema has it.

Source: mdm/commands/system.update.scan.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["ScheduleOSUpdateScan", "ScheduleOSUpdateScanResponse"]


@model
class ScheduleOSUpdateScan(Command):
    """Let a Mac look for updates in the background."""

    request_type: ClassVar[str] = "ScheduleOSUpdateScan"

    force: bool | None = key("Force", default=None, if_absent=False)


@model
class ScheduleOSUpdateScanResponse(Answer):
    """Whether the search has begun."""

    scan_initiated: bool | None = key("ScanInitiated", default=None, required=True)
