"""TimeMachine, as Apple's schema has it.

Source: mdm/profiles/com.apple.MCX.TimeMachine.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["TimeMachine"]


@model
class TimeMachine(Payload):
    """Backups of a Mac."""

    payload_type: ClassVar[str] = "com.apple.MCX.TimeMachine"

    auto_backup: bool | None = key("AutoBackup", default=None, if_absent=True)
    backup_all_volumes: bool | None = key("BackupAllVolumes", default=None, if_absent=False)
    backup_dest_url: str = key("BackupDestURL")
    backup_size_mb: int | None = key("BackupSizeMB", default=None, if_absent=0)
    backup_skip_sys: bool | None = key("BackupSkipSys", default=None, if_absent=False)
    mobile_backups: bool | None = key("MobileBackups", default=None, if_absent=True)
    base_paths: Sequence[str] | None = key("BasePaths", default=None)
    skip_paths: Sequence[str] | None = key("SkipPaths", default=None)
