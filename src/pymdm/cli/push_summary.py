"""What ``pymdm push`` says at its end: how many, why not, and what to do; never a token or a magic string."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.cli._inspect_text import printable
from pymdm.service import PushFate
from pymdm.service.pushing import fate_of

if TYPE_CHECKING:
    from pymdm.apns import PushOutcome

__all__ = ["Summary"]

# Enrollments or lines that are listed where their push failed; --json lists all.
_NAMED: Final = 20

_WORDS: Final = {
    PushFate.DELIVERED: "delivered",
    PushFate.DEAD_TOKEN: "dead token",
    PushFate.TRY_LATER: "try later",
    PushFate.CERTIFICATE: "certificate refused",
    PushFate.REFUSED: "refused",
    PushFate.UNSENT: "not sent",
}


@attrs.define(kw_only=True)
class Summary:
    """What became of the pushes.

    Attributes:
        fates: How many had which fate.
        reasons: And why.
        failed: Each that failed: whose, by the id of an enrollment or ``line 17`` of a file.
        skipped: Enrollments that cannot be pushed to.
        topic: That of the certificate.
        last_error: Why the last connection failed or was lost.
        ended_by: What ended it before all were woken: Ctrl-C, or a line of the file that is no target.
    """

    fates: Counter[PushFate] = attrs.field(factory=Counter)
    reasons: Counter[tuple[PushFate, str]] = attrs.field(factory=Counter)
    failed: list[dict[str, str]] = attrs.field(factory=list)
    skipped: list[str] = attrs.field(factory=list)
    topic: str = ""
    last_error: str | None = None
    ended_by: BaseException | None = None

    def add(self, outcome: PushOutcome, names: Iterable[str]) -> PushFate:
        """Count one outcome."""
        fate = fate_of(outcome.status, outcome.reason)
        self.fates[fate] += 1
        if fate is not PushFate.DELIVERED:
            reason = outcome.reason or ""
            self.reasons[fate, reason] += 1
            self.failed += [{"id": name, "outcome": _WORDS[fate], "reason": reason} for name in names]
        return fate

    @property
    def good(self) -> bool:
        """Whether Apple has accepted each push, and each enrollment could be pushed to."""
        return (
            self.fates.total() == self.fates[PushFate.DELIVERED]
            and not self.skipped
            and self.ended_by is None
        )

    def as_json(self) -> dict[str, Any]:
        """All of it."""
        return {
            "complete": self.ended_by is None,
            "pushes": self.fates.total(),
            "outcomes": {_WORDS[fate]: self.fates[fate] for fate in PushFate if self.fates[fate]},
            "reasons": {reason: count for (_, reason), count in sorted(self.reasons.items(), key=str)},
            "failed": self.failed,
            "cannot_be_pushed": self.skipped,
            "last_error": self.last_error,
        }

    def lines(self) -> Iterator[str]:
        """The same for people."""
        for fate in PushFate:
            if self.fates[fate]:
                reasons = ", ".join(
                    f"{reason} {count}" for (of, reason), count in self.reasons.most_common() if of is fate
                )
                yield f"{_WORDS[fate]:20} {self.fates[fate]:>9,}  {reasons}".rstrip()
        for failure in self.failed[:_NAMED]:
            yield f"  {failure['id']:36} {failure['outcome']}, {failure['reason']}"
        if len(self.failed) > _NAMED:
            yield f"  and {len(self.failed) - _NAMED:,} more; --json names them"
        for each in self.skipped[:_NAMED]:
            yield f"  {each:36} cannot be pushed to: not enrolled, or checked out"
        yield from self._advice()

    def _advice(self) -> Iterator[str]:
        reasons = {reason for _, reason in self.reasons}
        if "NoConnection" in reasons and self.last_error:
            why = printable(self.last_error)
            what = (
                "the service does not accept this push certificate: pymdm certs show"
                if "_ALERT_" in why
                else "see to the network, --apns-port, --apns-endpoint and --apns-ca"
            )
            yield f"NoConnection: {why}; {what}"
        if "NotSent" in reasons and self.ended_by is None:
            yield f"NotSent: enrolled under another topic than that of the certificate, {self.topic}"
        if self.ended_by is not None:
            yield "stopped before the end: those that are not counted here may not have been woken"
