"""Changes as jobs: kept before Apple hears of them, asked for until Apple is done, settled once.

    plan(store, session, EventType.ASSOCIATE, [Asset("361309726")], serials=serials)
    for step in pages(run_jobs(session, store, timeout=600), send):
        print(step.done, step.pairs)

A process that dies leaves jobs that the next one goes on with.  Of one whose answer was lost it is not known
whether Apple has accepted it; it is sent again, which does no harm for pairs (F45), or, for a revocation,
left to the next synchronization.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

import attrs

from pymdm._flow import Emit, Pages, Sleep
from pymdm.errors import ContentTokenExpired, LocalProtocolError, ManagedElsewhere, VPPError, WrongLocation
from pymdm.vpp import ops
from pymdm.vpp._batches import Work as Parts
from pymdm.vpp._batches import names
from pymdm.vpp._through import through
from pymdm.vpp._words import EventState, EventType
from pymdm.vpp.models import Asset, Assignment
from pymdm.vpp.models_events import Batch, Event, EventStatus, Outcome
from pymdm.vpp.session import Session
from pymdm.vpp.sync.records import Job, JobFailure, JobState, Work, asset_key
from pymdm.vpp.sync.store import VPPStore

__all__ = ["JobReport", "JobStep", "plan", "run_jobs"]

#: Kinds of changes that are jobs; users have no licenses of their own.
_KINDS: Final = (EventType.ASSOCIATE, EventType.DISASSOCIATE, EventType.REVOKE)

#: The whole location is at fault, and not what was asked for.
_OF_THE_LOCATION: Final = (ContentTokenExpired, ManagedElsewhere, WrongLocation)

#: Seconds before the first question: small changes are done by then.
_FIRST: Final = 5.0


@attrs.frozen(kw_only=True)
class JobStep:
    """A job has got further.

    Attributes:
        job: As it is now.
        done: Parts that Apple has carried out, of all jobs of this run.
        pairs: Parts that there are.
    """

    job: Job
    done: int
    pairs: int


@attrs.frozen(kw_only=True)
class JobReport:
    """What has become of the jobs of one run.

    Attributes:
        finished: Those that have ended.
        still_open: How many Apple is not done with; they are gone on with the next time.
    """

    finished: tuple[Job, ...] = ()
    still_open: int = 0

    @property
    def failures(self) -> tuple[JobFailure, ...]:
        """Of all jobs."""
        return tuple(failure for job in self.finished for failure in job.failures)

    @property
    def succeeded(self) -> bool:
        """All have ended, and nothing of them failed."""
        return (
            not self.still_open
            and not self.failures
            and all(job.state is JobState.DONE for job in self.finished)
        )


def plan(
    store: VPPStore,
    session: Session,
    kind: EventType,
    assets: Iterable[Asset] = (),
    *,
    serials: Iterable[str] = (),
    client_user_ids: Iterable[str] = (),
) -> tuple[Job, ...]:
    """Keep a change as jobs of the location that ``session.uid`` names, cut to the service's limits.

    Nothing is sent.  A revocation has no assets: it takes everything that can be taken back.

    Raises:
        ValueError: another kind of change, or assets where there are none, or none where there are.
        LookupError: the store does not know the location.
    """
    if kind not in _KINDS or (kind is EventType.REVOKE) == bool(chosen := tuple(dict.fromkeys(assets))):
        raise ValueError("expected ASSOCIATE or DISASSOCIATE with assets, or REVOKE without")
    whole = Parts(
        type=kind,
        assets=chosen,
        serials=names("serials", serials),
        client_user_ids=names("client_user_ids", client_user_ids),
    )
    works = (
        Work(type=kind, assets=part.assets, serials=part.serials, client_user_ids=part.client_user_ids)
        for part in whole.within(session.limits)
    )
    return store.add_jobs(session.uid, works, at=session.now)


def run_jobs(
    session: Session, store: VPPStore, *, timeout: float, every: float = ops.EVERY
) -> Pages[JobStep, JobReport]:
    """Send the open jobs of the location in their order, and settle them when Apple is done.

    That Apple is done with a device says that it took a license for its serial number, and not that there is
    such a device, or that it has the app (F46).

    Args:
        session: With the location's token; ``session.uid`` names it.
        store: With the jobs.
        timeout: Seconds; what is still open then is reported as that.
        every: Seconds between two questions; Apple asks for half a minute.

    Raises:
        VPPError: Apple refuses the token or is busy; the jobs stay open.
        TransportError: no answer came; the same.
        StorageError: the store fails; the same.
    """
    if not session.uid:
        raise LocalProtocolError("session.uid: expected the location whose jobs are meant")
    if timeout < 0 or every <= 0:
        raise ValueError("timeout, every: expected seconds")
    run = _Run(session, store)
    begun, waited, pause = session.now, 0.0, min(_FIRST, every, timeout)
    while True:
        for job in run.open_jobs():
            if job.state in (JobState.NEW, JobState.ASKED):
                yield from run.send(job)
        jobs = run.open_jobs()
        if not jobs or max(waited, (session.now - begun).total_seconds()) + pause > timeout > 0:
            return run.report(len(jobs))
        yield Sleep(pause)
        waited += pause
        pause = every
        for job in jobs:
            if not _must_wait(job, jobs, run.ended):
                yield from run.settle(job)
        if not timeout:
            return run.report(len(run.open_jobs()))


def _must_wait(job: Job, jobs: Sequence[Job], ended: set[int]) -> bool:
    """Until what Apple does before it is settled: of two changes of one license the last one counts."""
    return not job.alone and any(
        other.number < job.number and other.number not in ended and other.work.meets(job.work)
        for other in jobs
    )


class _Run:
    """The jobs of one run."""

    def __init__(self, session: Session, store: VPPStore) -> None:
        self._session: Final = session
        self._store: Final = store
        self._progress: dict[int, tuple[int, int]] = {}
        self._finished: list[int] = []
        self.ended: set[int] = set()

    def open_jobs(self) -> tuple[Job, ...]:
        found: list[Job] = []
        while some := self._store.jobs(
            self._session.uid, open_only=True, after=found[-1].number if found else 0
        ):
            found += some
        for job in found:
            self._progress.setdefault(job.number, (0, job.work.pairs))
        return tuple(found)

    def report(self, still_open: int) -> JobReport:
        jobs = (self._store.job(number) for number in self._finished)
        return JobReport(finished=tuple(job for job in jobs if job is not None), still_open=still_open)

    def send(self, job: Job) -> Pages[JobStep, None]:
        """Ask Apple; what the answer is called is kept before anything else is done."""
        if not self._store.asking(job.number):
            now = self._store.job(job.number)
            if now is not None and not now.state.is_open:
                yield self._end(job.number)
            return
        event_ids: list[str] = []
        try:
            yield from _event_ids(_request(self._session, job.work), event_ids)
        except VPPError as error:
            once = job.work.type is EventType.REVOKE  # which cannot be asked twice, and was not carried out
            fatal = error.retryable or isinstance(error, _OF_THE_LOCATION)
            if event_ids or (fatal and not once):
                raise
            failure = JobFailure(code=str(error.code or ""))
            self._store.finish(job.number, JobState.REFUSED, failures=(failure,), at=self._session.now)
            yield self._end(job.number)
            if fatal:
                raise
            return
        self._store.accepted(job.number, event_ids)

    def settle(self, job: Job) -> Pages[JobStep, None]:
        """Ask how far Apple is, and keep what became of it once it is done."""
        statuses: list[EventStatus] = []
        try:
            for event_id in job.event_ids:
                status = yield from ops.status(self._session, event_id)
                statuses.append(status)
        except VPPError as error:
            if error.retryable or isinstance(error, _OF_THE_LOCATION):
                raise
            # It knows the event no more: what it did, the next listing tells.
            self._store.finish(job.number, JobState.UNCLEAR, at=self._session.now)
            yield self._end(job.number)
            return
        completed = sum(status.completed for status in statuses)
        requested = sum(status.requested for status in statuses)
        self._progress[job.number] = (completed, requested or job.work.pairs)
        if not all(status.finished for status in statuses):
            yield self._step(job)
            return
        self._store.finish(
            job.number,
            JobState.DONE,
            done=_done(job, statuses),
            failures=_failures(statuses),
            completed=completed,
            requested=requested,
            at=self._session.now,
        )
        yield self._end(job.number)

    def _end(self, number: int) -> Emit[JobStep]:
        self.ended.add(number)
        self._finished.append(number)
        job = self._store.job(number)
        assert job is not None  # jobs are never removed
        return self._step(job)

    def _step(self, job: Job) -> Emit[JobStep]:
        done, pairs = (sum(each) for each in zip(*self._progress.values(), strict=True))
        return Emit(JobStep(job=job, done=done, pairs=pairs))


def _request(session: Session, work: Work) -> Pages[Batch, None]:
    names = {"serials": work.serials, "client_user_ids": work.client_user_ids}
    if work.type is EventType.REVOKE:
        return ops.revoke(session, **names)
    ask = ops.associate if work.type is EventType.ASSOCIATE else ops.disassociate
    return ask(session, work.assets, **names)


def _event_ids(batches: Pages[Batch, None], found: list[str]) -> Pages[JobStep, None]:
    def take(batch: Batch) -> None:
        found.append(batch.event_id)

    return through(batches, take)


def _done(job: Job, statuses: Sequence[EventStatus]) -> Iterable[Assignment]:
    """What no failure speaks of.  If the job went in parts, a failure of all of one puts all in doubt."""
    if job.work.type is EventType.REVOKE:
        return ()
    failed = any(status.state == EventState.FAILED and not status.failures for status in statuses)
    whole = attrs.evolve(
        statuses[0],
        state=EventState.FAILED if failed else EventState.COMPLETE,
        failures=() if failed else tuple(each for status in statuses for each in status.failures),
    )
    batch = Batch(
        event_id=statuses[0].event_id,
        type=job.work.type,
        assets=job.work.assets,
        serials=job.work.serials,
        client_user_ids=job.work.client_user_ids,
    )
    outcome = Outcome(event=Event(batches=(batch,)), statuses=(whole,))
    return (
        Assignment(asset=each.asset, serial=each.serial, client_user_id=each.client_user_id)
        for each in outcome.successes()
        if each.asset is not None
    )


def _failures(statuses: Sequence[EventStatus]) -> tuple[JobFailure, ...]:
    return tuple(
        JobFailure(
            code=str(failure.error.code or ""),
            serial=failure.serial,
            client_user_id=failure.client_user_id,
            assets=tuple(asset_key(asset) for asset in failure.assets),
        )
        for status in statuses
        for failure in status.failures
    )
