"""The verbs that only read, and what they give; ``pymdm.service.verbs`` has them all."""

from __future__ import annotations

from datetime import datetime
from typing import TypeAlias

import attrs

from pymdm.service.records import (
    ChallengeRecord,
    CommandRecord,
    EnrollmentRecord,
    IdentityRecord,
    KeptSecret,
    QueueHold,
)

__all__ = [
    "ChallengeQuery",
    "CommandQuery",
    "EnrollmentQuery",
    "EnrollmentsQuery",
    "ExpiringIdentitiesQuery",
    "HoldQuery",
    "IdentityQuery",
    "Query",
    "QueueQuery",
    "Record",
    "SecretQuery",
]


@attrs.frozen(kw_only=True)
class EnrollmentQuery:
    """One enrollment, by the text of its id."""

    id: str


@attrs.frozen(kw_only=True)
class EnrollmentsQuery:
    """Enrollments in order of their ids, after the one named."""

    after: str = ""
    limit: int = 100


@attrs.frozen(kw_only=True)
class CommandQuery:
    """One command of one enrollment."""

    enrollment: str
    uuid: str


@attrs.frozen(kw_only=True)
class QueueQuery:
    """Commands of an enrollment in the order in which they were queued; pending ones only, or all."""

    enrollment: str
    pending_only: bool = False
    limit: int = 1000


@attrs.frozen(kw_only=True)
class IdentityQuery:
    """One line of the issue log."""

    fingerprint: bytes = attrs.field(repr=lambda value: value.hex()[:12])


@attrs.frozen(kw_only=True)
class ExpiringIdentitiesQuery:
    """Identities that present enrollments are pinned to and that end before a time.

    Gives EnrollmentRecords, in the order of their ids after the one named; only devices that are
    enrolled and whose certificate is in the issue log.  A certificate that was renewed by SCEP and never used
    does not count: the device may have lost it.
    """

    before: datetime
    after: str = ""
    limit: int = 100


@attrs.frozen(kw_only=True)
class ChallengeQuery:
    """One challenge, by the SHA-256 of its text."""

    digest: bytes = attrs.field(repr=lambda value: value.hex()[:12])


@attrs.frozen(kw_only=True)
class SecretQuery:
    """Secrets of one kind, in the order of their names; or the one with this name."""

    kind: str
    name: str | None = None


@attrs.frozen(kw_only=True)
class HoldQuery:
    """Whether, since when and why all queues are held; an empty answer means that they are not."""


Query: TypeAlias = (
    EnrollmentQuery
    | EnrollmentsQuery
    | CommandQuery
    | QueueQuery
    | IdentityQuery
    | ExpiringIdentitiesQuery
    | ChallengeQuery
    | SecretQuery
    | HoldQuery
)
Record: TypeAlias = (
    EnrollmentRecord | CommandRecord | IdentityRecord | ChallengeRecord | KeptSecret | QueueHold
)
