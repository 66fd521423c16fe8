"""What the delivery of pushes goes by: the caller's wishes, limits, and the arithmetic of waiting."""

from __future__ import annotations

from typing import Final

import attrs

__all__ = ["DeliveryRules", "Pace", "PushStats", "backoff"]

# A push is a wake-up: one that takes longer is better sent again by whoever still wants it.  A half-open
# connection is noticed after 25 s, which leaves time for the push to go out on the next one.
DEADLINE: Final = 60.0

# Answers that ask for another try, after about 1, 2 and 4 seconds.
RETRIES: Final = 3

# A connection carries 1,000 pushes at a time, which at 30 ms are 33,000 in a second; four of them are more
# than one process can fill.
CONNECTIONS: Final = 4

# TCP, TLS and SETTINGS (F31).  Apple needs a third of a second; a path that needs ten is no path.
CONNECT_TIMEOUT: Final = 10.0

# F36: silence after which a sign of life is asked for, and how long one waits for it.
PING_AFTER: Final = 15.0
PING_DEADLINE: Final = 10.0

# Streams are the limit of a connection only if it has been full for so long: eight answers of Apple's.
CROWDED_AFTER: Final = 0.25

# Resends after lost connections and refused streams: the first three at once, the others after a second, lest
# a peer that refuses everything be asked without end.  A push that was on so many lost connections is what
# loses them.
FREE_RESENDS: Final = 3
MAX_SENDS: Final = 30

# F34: so many failures in a row, of all pushes, are Apple's and not a push's.
BREAKER_AFTER: Final = 20

# F35: after so long one tries again whether Apple still refuses the certificate; nobody has to restart
# a server because Apple erred for a minute.
REFUSAL_LASTS: Final = 600.0

# The first wait and the longest one between two tries, before the dice are rolled.
FIRST_WAIT: Final = 1.0
LONGEST_WAIT: Final = 60.0

# Pushes of one send_many that are not yet in the caller's hands: eight connections full, 4 MB.
MAX_UNFINISHED: Final = 8192

# Pushes that lie ready beside what is in flight.  They have to go before their deadline, even if the peer
# goes down to one stream.
READY: Final = 256

# Pushes that are written at a time.  While the peer has these, the next ones are made: neither waits for the
# other, which a thousand at a time would have them do.
AT_ONCE: Final = 256

# Pushes that are taken before anybody knows how many streams there will be.
FIRST: Final = 100


@attrs.frozen(kw_only=True)
class DeliveryRules:
    """The caller's wishes; `APNsClient` says what each means."""

    connections: int = attrs.field(default=CONNECTIONS, validator=attrs.validators.ge(1))
    deadline: float = attrs.field(default=DEADLINE, validator=attrs.validators.gt(0))
    retries: int = attrs.field(default=RETRIES, validator=attrs.validators.ge(0))
    pace: float | None = attrs.field(
        default=None, validator=attrs.validators.optional(attrs.validators.gt(0))
    )
    connect_timeout: float = attrs.field(default=CONNECT_TIMEOUT, validator=attrs.validators.gt(0))
    ping_after: float = attrs.field(default=PING_AFTER, validator=attrs.validators.gt(0))
    ping_deadline: float = attrs.field(default=PING_DEADLINE, validator=attrs.validators.gt(0))


@attrs.frozen(kw_only=True)
class PushStats:
    """What a client has done since it was made; the counts only grow.

    Attributes:
        submitted: Pushes taken from callers.
        delivered: Pushes that Apple accepted.
        refused: Pushes that ended with another answer of Apple's, or with one of ours for that reason.
        unanswered: Pushes that ended with status 0.
        sent: How often a push was written to a connection.
        resent: How many of these were repetitions, after a lost connection, GOAWAY, or a refusal for a time.
        opened: Connections that came about.
        failed: Connections that did not.
        lost: Connections that broke, or were given up as half-open.
        goaways: GOAWAY frames that came.
        last_error: Why the last connection failed or was lost, for the log.
    """

    submitted: int = 0
    delivered: int = 0
    refused: int = 0
    unanswered: int = 0
    sent: int = 0
    resent: int = 0
    opened: int = 0
    failed: int = 0
    lost: int = 0
    goaways: int = 0
    last_error: str | None = None

    @property
    def ended(self) -> int:
        """Pushes with an outcome."""
        return self.delivered + self.refused + self.unanswered


def backoff(count: int, dice: float) -> float:
    """Seconds to wait before try number ``count`` + 1: doubled each time, and spread over half of that.

    ``dice`` is in [0, 1): many senders that failed together must not come back together.
    """
    longest: float = min(LONGEST_WAIT, FIRST_WAIT * 2 ** min(count - 1, 10))
    return longest * (0.5 + dice / 2)


class Pace:
    """So many pushes a second and no more: an allowance that grows with time and is spent.

    It never grows beyond a twentieth of a second's, so that a pause is not followed by a crowd.
    """

    def __init__(self, rate: float | None) -> None:
        self.rate = rate
        self._credit = 1.0
        self._at: float | None = None

    @property
    def most(self) -> float:
        """The largest allowance there is at once."""
        return max(1.0, (self.rate or 0.0) / 20)

    def allowance(self, now: float, wanted: int) -> int:
        """How many of ``wanted`` may go now."""
        if self.rate is None:
            return wanted
        grown = 0.0 if self._at is None else max(0.0, now - self._at) * self.rate
        self._at = now
        self._credit = min(self.most, self._credit + grown)
        return min(wanted, int(self._credit))

    def spend(self, count: int) -> None:
        """``count`` have gone."""
        if self.rate is not None:
            self._credit -= count

    def due(self, now: float) -> float:
        """When the next ones may go: half of the largest allowance at once, rather than one by one."""
        if self.rate is None:
            return now
        return now + max(0.0, max(1.0, self.most / 2) - self._credit) / self.rate
