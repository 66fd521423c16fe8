"""Keeping a list of all devices of a server of the enrollment program, and giving new ones a profile.

steps = sync_server(session, store.dep, SyncRules(assign=ProfileRules(default=uuid)), owner="worker 1")
for step in pages(steps, send):
    print(step.kind, step.done)
"""

from __future__ import annotations

from pymdm.dep.sync.engine import sync_server
from pymdm.dep.sync.records import Assignment, DeviceRecord, Lease, Position, SyncState
from pymdm.dep.sync.report import SyncReport, SyncStep
from pymdm.dep.sync.rules import ProfileRules, SyncRules
from pymdm.dep.sync.store import DEPStore, DeviceCounts, PageCounts

__all__ = [
    "Assignment",
    "DEPStore",
    "DeviceCounts",
    "DeviceRecord",
    "Lease",
    "PageCounts",
    "Position",
    "ProfileRules",
    "SyncReport",
    "SyncRules",
    "SyncState",
    "SyncStep",
    "sync_server",
]
