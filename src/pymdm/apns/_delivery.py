"""How pushes get to Apple whatever happens: the one flow behind both clients.

It opens nothing, waits for nothing, and is told the time.  A shell gives it what callers submit and what
connections bring, and asks it what to write, which connections to open and to close, and when to come back:

    delivery.submit(targets, job, now, wall)
    delivery.received(key, data, now)
    delivery.step(now)                      # time passes: retries, deadlines, signs of life, connections
    for key in delivery.links.take_openings(): ...
    for key, farewell in delivery.links.take_closings(): ...
    for link in delivery.links: socket[link.key].send(link.machine.data_to_send())
    wait until delivery.due(now)

Whatever a peer does, each push that was submitted ends once: its outcome appears in its job.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.apns import _delivery_rules as limits
from pymdm.apns._delivery_again import Breaker, Resting
from pymdm.apns._delivery_job import Batch, Job, fits
from pymdm.apns._delivery_links import Links
from pymdm.apns._delivery_rules import DeliveryRules, Pace, PushStats, backoff
from pymdm.apns.connection import Event, Failed, GoAway, PushConnection, Returned, State
from pymdm.apns.outcome import Push, PushHeaders, PushOutcome, PushReason, Verdict

if TYPE_CHECKING:
    from pymdm.apns._delivery_link import Link
    from pymdm.protocol.push import PushTarget

__all__ = ["Delivery"]

# Engines write equal headers faster, and nobody can tell 7 days from 7 days and an hour.
_WHOLE_HOURS: Final = 3600


class Delivery:
    """The pushes of one topic and the connections they go over.  Not safe for two threads at once.

    Attributes:
        links: The connections.
        closed: Nothing is taken any more.
    """

    def __init__(
        self,
        rules: DeliveryRules,
        headers: PushHeaders,
        *,
        machine: Callable[[], PushConnection],
        random: Callable[[], float],
    ) -> None:
        """``headers.expiration`` is seconds from now; ``random`` gives numbers in [0, 1)."""
        self.rules = rules
        self.links = Links(rules, machine=machine, random=random)
        self.closed = False
        self._headers = headers
        self._dated = headers
        self._random = random
        self._ready: deque[Push] = deque()
        self._resting = Resting()
        self._batches: deque[Batch] = deque()
        self._pace = Pace(rules.pace)
        self._breaker = Breaker()
        self._refusal: tuple[float, PushOutcome] | None = None
        self._touched: list[Job] = []
        self._tidied, self._stale = 0.0, False
        self._submitted = self._delivered = self._refused = self._unanswered = 0
        self._sent = self._resent = self._goaways = 0

    @property
    def stats(self) -> PushStats:
        """What was done so far."""
        return PushStats(
            submitted=self._submitted,
            delivered=self._delivered,
            refused=self._refused,
            unanswered=self._unanswered,
            sent=self._sent,
            resent=self._resent,
            opened=self.links.opened,
            failed=self.links.failed,
            lost=self.links.lost,
            goaways=self._goaways,
            last_error=self.links.last_error,
        )

    @property
    def idle(self) -> bool:
        """Whether every push has ended."""
        return not any(batch.open for batch in self._batches)

    def take_touched(self) -> list[Job]:
        """Jobs to which outcomes have come since the last time."""
        found, self._touched = self._touched, []
        for job in found:
            if job.abandoned:
                job.outcomes.clear()
        return found

    # -- what callers ask for

    def submit(self, targets: Sequence[PushTarget], job: Job, now: float, wall: float) -> list[Push]:
        """Take pushes; those that cannot go at all end at once.  ``wall`` is seconds since 1970."""
        headers = self._headers_at(wall)
        fit = [fits(each, headers.topic) for each in targets]  # raises for what is no target
        batch = Batch(job, now + self.rules.deadline)
        pushes = [Push(target, headers, batch) for target in targets]
        batch.pushes = pushes
        batch.open = len(pushes)
        job.submitted += len(pushes)
        self._submitted += len(pushes)
        self._batches.append(batch)
        refusal = self._refusal_at(now)
        if refusal or self.closed or self._resting.devices or not all(fit):
            for push in pushes:
                self._take(push, refusal, now)
        else:
            self._ready.extend(pushes)
        return pushes

    def _take(self, push: Push, refusal: PushOutcome | None, now: float) -> None:
        if self.closed or not fits(push.target, push.headers.topic):
            self._end(push, PushOutcome(push, 0, reason=PushReason.NOT_SENT))
        elif refusal is not None:
            self._end(push, PushOutcome(push, refusal.status, reason=refusal.reason))
        elif (due := self._resting.device_due(push.target.token, now)) is not None:
            self._resting.add(push, due)
        else:
            self._ready.append(push)

    def _headers_at(self, wall: float) -> PushHeaders:
        if self._headers.expiration:
            hour = -(-int(wall + self._headers.expiration) // _WHOLE_HOURS) * _WHOLE_HOURS
            if hour != self._dated.expiration:
                self._dated = attrs.evolve(self._headers, expiration=hour)
        return self._dated

    def appetite(self, job: Job) -> int:
        """How many more pushes of this job could be used now; what is taken beyond that only waits."""
        streams = self.links.streams
        wanted = self.links.room + min(streams, limits.READY) if streams else limits.FIRST
        if self._pace.rate is not None:
            wanted = min(wanted, int(self._pace.most))
        return max(0, min(wanted - len(self._ready), limits.MAX_UNFINISHED - job.unfinished))

    def abandon(self, job: Job) -> None:
        """Nobody waits for this job any more: what is not under way is dropped, the rest ends unheard."""
        job.abandoned = True
        for batch in self._batches:
            if batch.job is job:
                for push in batch.remaining():
                    self.drop(push)

    def drop(self, push: Push) -> None:
        """Nobody waits for this push any more: it goes no more, unless it is under way."""
        batch: Any = push.context
        if batch is not None and not push.stream:
            push.context = None
            batch.open -= 1
            batch.job.submitted -= 1
            self._submitted -= 1
            self._stale = True

    def new_certificate(self) -> None:
        """The shell opens connections with another certificate from now on; those there are run out (F35)."""
        self._refusal = None
        self.links.outdate_all()

    # -- what connections bring

    def lost(self, key: int, why: str, now: float) -> bool:
        """The connection is gone; what was in flight goes again (F30).  Tells whether it was still of use."""
        before = self.links.lost
        self._again(self.links.gone(key, why, now), now)
        return self.links.lost > before

    def received(self, key: int, data: bytes, now: float) -> None:
        """What came on a connection."""
        link = self.links.by_key.get(key)
        if link is None:
            return
        link.heard, link.pinged = now, None
        delivered = 0
        job: Job | None = None
        for event in link.machine.receive_data(data):
            if type(event) is not PushOutcome or event.status != 200:
                self._unusual(link, event, now)
                continue
            push = event.push
            batch: Any = push.context
            if batch is None:
                continue  # nobody waits for it any more
            push.context = None
            batch.open -= 1
            if not batch.open:
                batch.pushes = []
            delivered += 1
            if batch.job is not job:
                job = batch.job
                self._touched.append(batch.job)
            batch.job.outcomes.append(event)
            if push.attempts > 1:
                self._resent += push.attempts - 1
                self._resting.forget(push)
        if delivered:
            self._delivered += delivered
            self._breaker.success()
            self.links.answered(link)
        if link.machine.state is State.CLOSED:
            why = self.links.last_error or "the peer broke the protocol"
            self._again(self.links.give_up(link, why, now), now)
        elif link.spent:
            self.links.finish(link, now)

    def _unusual(self, link: Link, event: Event, now: float) -> None:
        if isinstance(event, PushOutcome):
            self.links.answered(link)
            if event.push.context is not None:
                self._judge(link, event, now)
        elif isinstance(event, Returned):
            self._again([event.push], now)
        elif isinstance(event, GoAway):
            self._goaways += 1
        elif isinstance(event, Failed):
            self.links.last_error = str(event.error)

    def _judge(self, link: Link, outcome: PushOutcome, now: float) -> None:
        """An answer that is not 200."""
        verdict = Verdict.DEAD_TOKEN if outcome.status == 410 else outcome.verdict
        if verdict is Verdict.TRY_LATER:
            self._told_to_come_back(link, outcome, now)
        elif verdict is Verdict.CERTIFICATE and link.outdated:
            self._again([outcome.push], now)  # of the certificate before: no word on the one in use
        elif verdict is Verdict.CERTIFICATE:
            self._refuse(outcome, now)
        else:
            self._breaker.success()
            self._end(outcome.push, outcome)

    def _told_to_come_back(self, link: Link, outcome: PushOutcome, now: float) -> None:
        """429 is one device's matter (F33), 5xx may be everyone's (F34), Shutdown is the connection's."""
        push = outcome.push
        if outcome.reason in (PushReason.SHUTDOWN, PushReason.IDLE_TIMEOUT):
            link.retire()
        elif outcome.status >= 500 and self._breaker.failure(now, self._random()):
            self.links.retire_all()
        count = self._resting.told_to_come_back(push, outcome)
        batch: Any = push.context
        due = now + max(backoff(count, self._random()), outcome.retry_after or 0)
        if count > self.rules.retries or due >= batch.deadline:
            self._end(push, outcome)
            return
        self._resting.add(push, due)
        if outcome.status == 429:
            self._resting.rest_device(push.target.token, due, now)

    def _refuse(self, outcome: PushOutcome, now: float) -> None:
        """F35: no push of this topic would do better, so that none is tried for a while."""
        self._refusal = (now + limits.REFUSAL_LASTS, outcome)
        self._end(outcome.push, outcome)
        for push in [*self._ready, *self._resting.take_all()]:
            if push.context is not None:
                self._end(push, PushOutcome(push, outcome.status, reason=outcome.reason))
        self._ready.clear()

    def _refusal_at(self, now: float) -> PushOutcome | None:
        if self._refusal is not None and now >= self._refusal[0]:
            self._refusal = None
        return self._refusal[1] if self._refusal else None

    def _again(self, pushes: list[Push], now: float) -> None:
        """They came back without an answer: at once and first of all, if that was not too often."""
        for push in reversed(pushes):
            batch: Any = push.context
            if batch is None:
                continue
            if batch.job.abandoned or self.closed:
                self._end(push, PushOutcome(push, 0, reason=PushReason.NO_ANSWER))
            elif push.attempts <= limits.FREE_RESENDS:
                self._ready.appendleft(push)
            elif push.attempts < limits.MAX_SENDS:
                self._resting.add(push, min(now + backoff(1, self._random()), batch.deadline))
            else:
                self._end(push, self._no_answer(push, PushReason.NO_CONNECTION))

    def _end(self, push: Push, outcome: PushOutcome) -> None:
        batch: Any = push.context
        push.context = None
        batch.open -= 1
        if not batch.open:
            batch.pushes = []
        self._resting.forget(push)
        self._resent += max(0, push.attempts - 1)
        batch.job.outcomes.append(outcome)
        self._touched.append(batch.job)
        if outcome.status:
            self._refused += 1
        else:
            self._unanswered += 1

    # -- what time brings

    def step(self, now: float) -> None:
        """Whatever is due: deadlines, retries, signs of life, connections; and write what can go."""
        if self._batches and self._batches[0].deadline <= now:
            self._expire(now)
        self._again(self.links.overdue(now), now)
        if self._resting:
            self._ready.extend(self._resting.awake(now))
        if self._stale or now - self._tidied >= 1.0:
            self._tidy(now)
        if self._ready:
            self._pump(now)
        if not self._ready:
            self.links.no_need()
        elif self.links.down(now):
            self._end_all(self._ready, PushReason.NO_CONNECTION)
            self._ready.clear()
        else:
            self.links.need(now, held=self._breaker.due(now))

    def due(self, now: float) -> float | None:
        """When ``step`` has something to do; None: only once something comes or is submitted."""
        times = [self.links.due(), self._resting.due]
        if self._batches:
            times.append(self._batches[0].deadline)
        if self._ready:
            held = self._breaker.due(now)
            times.append(held)
            if held is None:
                times.append(self.links.connect_due(now))
                asking = self._breaker.level and self.links.in_flight
                times.append(self._pace.due(now) if self.links.room and not asking else None)
        return min((time for time in times if time is not None), default=None)

    def _pump(self, now: float) -> None:
        ready = self._ready
        in_flight = self.links.in_flight if self._breaker.level else 0
        wanted = self._breaker.allowance(now, min(len(ready), limits.AT_ONCE), in_flight)
        allowed = self._pace.allowance(now, wanted)
        for link in self.links:
            limit = min(allowed, link.room)
            if limit:
                pushed = link.machine.submit_many(iter(ready.popleft, None), limit)
                self._sent += pushed
                self._pace.spend(pushed)
                allowed -= pushed

    def _expire(self, now: float) -> None:
        late: list[Push] = []
        while self._batches and (not self._batches[0].open or self._batches[0].deadline <= now):
            late += self._batches.popleft().remaining()
        for push in late:
            if push.stream:
                for link in self.links:
                    link.machine.cancel(push)
        self._end_all(late, PushReason.NO_ANSWER)
        self._stale = True

    def _end_all(self, pushes: Iterable[Push], reason: PushReason) -> None:
        for push in pushes:
            if push.context is not None:
                self._end(push, self._no_answer(push, reason))

    def _no_answer(self, push: Push, reason: PushReason) -> PushOutcome:
        """Apple's last word on it, if there was one; what never left has had no connection."""
        if reason is PushReason.NO_ANSWER and not push.attempts:
            reason = PushReason.NO_CONNECTION
        return self._resting.forget(push) or PushOutcome(push, 0, reason=reason)

    def _tidy(self, now: float) -> None:
        """Keep nothing of pushes that have ended: memory may not grow with their number."""
        self._tidied = now
        self._batches = deque(batch for batch in self._batches if batch.open)
        for batch in self._batches:
            batch.forget_ended()
        if self._stale:
            self._ready = deque(push for push in self._ready if push.context is not None)
            self._resting.forget_ended()
            self._stale = False

    # -- the end

    def give_up(self) -> None:
        """Take nothing more, end every push, and close every connection."""
        self.closed = True
        for batch in self._batches:
            for push in batch.remaining():
                reason = PushReason.NO_ANSWER if push.attempts else PushReason.NOT_SENT
                self._end(push, self._no_answer(push, reason))
        self._ready.clear()
        for link in list(self.links):
            self.links.finish(link, 0.0)
