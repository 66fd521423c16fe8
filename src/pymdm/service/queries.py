"""The verbs that only read, and what they give; ``pymdm.service.verbs`` has them all."""

from __future__ import annotations

from typing import TypeAlias

import attrs

from pymdm.service.records import CommandRecord, EnrollmentRecord, IdentityRecord

__all__ = [
    "CommandQuery",
    "EnrollmentQuery",
    "EnrollmentsQuery",
    "IdentityQuery",
    "Query",
    "QueueQuery",
    "Record",
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


Query: TypeAlias = EnrollmentQuery | EnrollmentsQuery | CommandQuery | QueueQuery | IdentityQuery
Record: TypeAlias = EnrollmentRecord | CommandRecord | IdentityRecord
