"""Keeping what a location of Apps and Books has and who has it, and changing that by jobs.

for step in pages(sync_location(session, store.vpp), send):
    print(step.kind, step.done)
plan(store.vpp, session, EventType.ASSOCIATE, [Asset("361309726")], serials=["C02XK1ABJG5H"])
for step in pages(run_jobs(session, store.vpp, timeout=600), send):
    print(step.done, step.pairs)
"""

from __future__ import annotations

from pymdm.vpp.sync.accounting import Account, accounts
from pymdm.vpp.sync.engine import SyncReport, SyncRules, SyncStep, sync_location
from pymdm.vpp.sync.jobs import JobReport, JobStep, plan, run_jobs
from pymdm.vpp.sync.records import Job, JobFailure, JobState, Kind, Location, Position, Work
from pymdm.vpp.sync.store import EntryCounts, VPPStore

__all__ = [
    "Account",
    "EntryCounts",
    "Job",
    "JobFailure",
    "JobReport",
    "JobState",
    "JobStep",
    "Kind",
    "Location",
    "Position",
    "SyncReport",
    "SyncRules",
    "SyncStep",
    "VPPStore",
    "Work",
    "accounts",
    "plan",
    "run_jobs",
    "sync_location",
]
