"""Jobs of Apps and Books: kept before they are sent, ended once, and what notifications say of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Final

import attrs

from pymdm.stores._vpp_rows import VPPRows, VPPTransactions
from pymdm.vpp._json import boolean
from pymdm.vpp._words import EventType, NotificationType
from pymdm.vpp.models import Assignment
from pymdm.vpp.notifications import Notification
from pymdm.vpp.sync.records import (
    Job,
    JobFailure,
    JobState,
    Kind,
    Location,
    Work,
    asset_key,
    assignment_key,
    assignment_of,
)

__all__ = ["VPPJobVerbs", "held", "require"]

#: More jobs are never open; a million pairs are forty.
_ALL: Final = 1_000_000

#: Behind all keys that begin with the same text.
_LAST: Final = "\U0010ffff"


class VPPJobVerbs:
    """The verbs of `pymdm.vpp.sync.VPPStore` that are about jobs."""

    def __init__(self, transactions: VPPTransactions) -> None:
        self._transactions = transactions

    def add_jobs(self, uid: str, works: Iterable[Work], /, *, at: datetime) -> tuple[Job, ...]:
        """Keep jobs, all or none, before Apple hears of them."""
        planned = tuple(works)

        def work(rows: VPPRows) -> tuple[Job, ...]:
            require(rows, uid)
            others = list(rows.jobs(uid, 0, _ALL, open_only=True))
            made = []
            for each in planned:
                meeting = [other for other in others if other.work.meets(each)]
                for other in meeting:
                    if other.alone:
                        others[others.index(other)] = crowded = attrs.evolve(other, alone=False)
                        rows.save_job(crowded)
                made.append(rows.add_job(Job(uid=uid, work=each, alone=not meeting, created_at=at)))
                others.append(made[-1])
            numbers = {each.number for each in made}
            return tuple(each for each in others if each.number in numbers)

        return self._transactions.write("vpp.plan", work)

    def job(self, number: int, /) -> Job | None:
        """One job."""
        return self._transactions.read(lambda rows: rows.job(number))

    def jobs(
        self, uid: str, /, *, open_only: bool = False, after: int = 0, limit: int = 1000
    ) -> tuple[Job, ...]:
        """In the order of their numbers."""
        return self._transactions.read(lambda rows: tuple(rows.jobs(uid, after, limit, open_only=open_only)))

    def asking(self, number: int, /) -> bool:
        """Note that Apple is about to be asked; False if it is not to be."""

        def work(rows: VPPRows) -> bool:
            job = rows.job(number)
            if job is None or job.state not in (JobState.NEW, JobState.ASKED):
                return False
            if job.state is JobState.ASKED and job.work.type is EventType.REVOKE:
                # It may have been carried out, and what was assigned since would be taken too (F45).
                rows.save_job(attrs.evolve(job, state=JobState.UNCLEAR))
                _due(rows, job.uid, Kind.ASSIGNMENTS)
                return False
            rows.save_job(attrs.evolve(job, state=JobState.ASKED, asked=job.asked + 1))
            return True

        return self._transactions.write("vpp.asking", work)

    def accepted(self, number: int, event_ids: Sequence[str], /) -> None:
        """Keep what Apple calls a job."""

        def work(rows: VPPRows) -> None:
            job = rows.job(number)
            if job is None:
                return
            rows.add_events(job.uid, number, event_ids)
            if job.state in (JobState.ASKED, JobState.UNCLEAR):
                rows.save_job(attrs.evolve(job, state=JobState.ACCEPTED, event_ids=tuple(event_ids)))

        self._transactions.write("vpp.accepted", work)

    def finish(
        self,
        number: int,
        state: JobState,
        /,
        *,
        done: Iterable[Assignment] = (),
        failures: Sequence[JobFailure] = (),
        completed: int = 0,
        requested: int = 0,
        at: datetime,
    ) -> bool:
        """End a job, and keep what has changed hands by it; False if it had ended before."""

        def work(rows: VPPRows) -> bool:
            job = rows.job(number)
            if job is None or not job.state.is_open:
                return False
            ended = attrs.evolve(
                job,
                state=state,
                failures=tuple(failures),
                completed=completed,
                requested=requested,
                finished_at=at,
            )
            rows.save_job(ended)
            if job.work.type is EventType.REVOKE and state is JobState.DONE:
                _apply(rows, ended, _taken(rows, ended))
                _due(rows, job.uid, Kind.ASSIGNMENTS)
            else:
                _apply(rows, ended, done)
            if state is JobState.UNCLEAR:
                _due(rows, job.uid, Kind.ASSIGNMENTS)
            return True

        return self._transactions.write("vpp.finish", work)

    def _heed(self, rows: VPPRows, note: Notification) -> None:
        if note.type in (NotificationType.USER_MANAGEMENT, NotificationType.USER_ASSOCIATED):
            _due(rows, note.uid, Kind.USERS)
        if note.type == NotificationType.ASSET_COUNT:
            _due(rows, note.uid, Kind.ASSETS)
        if note.type != NotificationType.ASSET_MANAGEMENT:
            return
        job = rows.told(note.uid, note.event_id) if note.event_id else None
        if job is None:  # another server's, or the answer that named it was lost
            _due(rows, note.uid, Kind.ASSETS)
            _due(rows, note.uid, Kind.ASSIGNMENTS)
        elif job.state is JobState.ACCEPTED:
            rows.save_job(attrs.evolve(job, told=job.told + len(note.assignments)))
            if note.succeeded and job.alone and note.event_type == job.work.type:
                _apply(rows, job, note.assignments)
        # One that has ended was settled by Apple's whole word, and this part of it is late.


def require(rows: VPPRows, uid: str) -> Location:
    """The location.  Raises LookupError."""
    location = rows.location(uid)
    if location is None:
        raise LookupError("expected a location that was added: see add_location, or pymdm vpp add")
    return location


def _due(rows: VPPRows, uid: str, kind: Kind) -> None:
    """Have a list read, whatever Apple's version of it is then."""
    position = rows.position(uid, kind)
    if not position.due:
        rows.save_position(uid, kind, attrs.evolve(position, due=True))


def _apply(rows: VPPRows, job: Job, assignments: Iterable[Assignment]) -> None:
    keys = [assignment_key(each.asset, each.serial, each.client_user_id) for each in assignments]
    if not keys:
        return
    position = rows.position(job.uid, Kind.ASSIGNMENTS)
    if job.work.type is EventType.ASSOCIATE:
        # As if the reading that is under way had them, which may have passed their place.
        rows.put(job.uid, Kind.ASSIGNMENTS, ((key, "") for key in keys), position.listing)
        return
    rows.remove(job.uid, Kind.ASSIGNMENTS, keys)
    # A page that was asked for before must not bring them back.
    stirred = attrs.evolve(position, stirred=position.stirred + 1)
    rows.save_position(job.uid, Kind.ASSIGNMENTS, stirred)


def _taken(rows: VPPRows, job: Job) -> Iterator[Assignment]:
    """What a revocation has taken: all that can be taken back, of those for whom it did not fail."""
    failed = {(each.serial, each.client_user_id) for each in job.failures}
    if ("", "") in failed:
        return
    revocable: dict[str, bool] = {}
    for serial, user in sorted(job.work.targets - failed):
        for each in list(held(rows, job.uid, serial, user)):
            key = asset_key(each.asset)
            if key not in revocable:
                kept = rows.entry(job.uid, Kind.ASSETS, key)
                revocable[key] = kept is not None and boolean(json.loads(kept[0]), "revocable") is True
            if revocable[key]:
                yield each


def held(rows: VPPRows, uid: str, serial: str, client_user_id: str) -> Iterator[Assignment]:
    """What somebody has: each asset is looked at once, however many have it."""
    after = ""
    while some := rows.scan(uid, Kind.ASSIGNMENTS, after, 1):
        asset = assignment_of(some[0][0]).asset
        key = assignment_key(asset, serial, client_user_id)
        if rows.entry(uid, Kind.ASSIGNMENTS, key) is not None:
            yield assignment_of(key)
        after = f"{asset.adam_id}/{asset.pricing_param}/{_LAST}"
