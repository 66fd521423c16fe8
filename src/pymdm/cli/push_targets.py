"""Whom ``pymdm push`` wakes: enrollments of a database, or the lines of a file; never printed."""

from __future__ import annotations

import csv
import json
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from pymdm.errors import NotFound, RemoteProtocolError
from pymdm.protocol import PushTarget
from pymdm.protocol.push import check_push_target
from pymdm.service.records import EnrollmentRecord
from pymdm.service.verbs import EnrollmentQuery, EnrollmentsQuery, QueueQuery

if TYPE_CHECKING:
    from pymdm.service import Store

__all__ = ["Lines", "enrollments", "from_file", "named", "one_target", "opened", "with_commands"]

# One page of the list of enrollments; their queues are looked at in as few transactions.
_PAGE: Final = 500


def named(store: Store, ids: Sequence[str]) -> Iterator[EnrollmentRecord]:
    """The enrollments with these ids.  Raises NotFound for one that nobody knows."""
    for number, each in enumerate(ids, start=1):
        [found] = store.look_up([EnrollmentQuery(id=each)])
        record = next(iter(found), None)
        if not isinstance(record, EnrollmentRecord):
            raise NotFound(
                f"id {number} of {len(ids)}: no enrollment has it; pymdm devices list --users shows them all"
            )
        yield record


def enrollments(store: Store) -> Iterator[EnrollmentRecord]:
    """All enrollments, of devices and their users."""
    for page in _pages(store):
        yield from page


def with_commands(store: Store) -> Iterator[EnrollmentRecord]:
    """Those for whom a command waits."""
    for page in _pages(store):
        queues = store.look_up(
            [QueueQuery(enrollment=record.id.id, pending_only=True, limit=1) for record in page]
        )
        yield from (record for record, queue in zip(page, queues, strict=True) if queue)


def _pages(store: Store) -> Iterator[list[EnrollmentRecord]]:
    after = ""
    while True:
        [found] = store.look_up([EnrollmentsQuery(after=after, limit=_PAGE)])
        page = [record for record in found if isinstance(record, EnrollmentRecord)]
        yield page
        if len(page) < _PAGE:
            return
        after = page[-1].id.id


def one_target(topic: str, token: str, magic: str) -> PushTarget:
    """The target that is given in the options.  Raises ValueError."""
    return _target({"token": token, "magic": magic}, topic, "--token and --magic")


class Lines:
    """Targets, and the lines of those whose outcome is not known yet: as many as are under way, no more."""

    def __init__(self, found: Iterable[tuple[int, PushTarget]]) -> None:
        self._found = found
        self._under_way: dict[PushTarget, deque[int]] = {}

    def __iter__(self) -> Iterator[PushTarget]:
        for number, target in self._found:
            self._under_way.setdefault(target, deque()).append(number)
            yield target

    def take(self, target: PushTarget) -> str:
        """The line of a target that has its outcome now, such as ``line 17``."""
        numbers = self._under_way[target]
        number = numbers.popleft()
        if not numbers:
            del self._under_way[target]
        return f"line {number}"


@contextmanager
def opened(file: str, topic: str) -> Iterator[Lines]:
    """The targets in a file, read as they are taken: its size does not matter.  Raises OSError."""
    # Spreadsheets begin a file with a byte order mark.
    with Path(file).open(encoding="utf-8-sig", newline="") as lines:
        yield Lines(from_file(_decoded(lines, file), file, topic))


def _decoded(lines: Iterable[str], file: str) -> Iterator[str]:
    try:
        yield from lines
    except UnicodeDecodeError:
        raise ValueError(f"{file}: expected text in UTF-8; save or export it as such") from None


def from_file(lines: Iterable[str], file: str, topic: str) -> Iterator[tuple[int, PushTarget]]:
    """The targets in a file, each with its line: CSV with a header line, or an object of JSON a line.

    ``token`` is hexadecimal, ``magic`` the PushMagic, ``topic`` that of the certificate where it is missing;
    other columns are not looked at.  Raises ValueError with the number of the line, never with what is in it.
    """
    read = _json_rows if file.endswith((".jsonl", ".ndjson")) else _csv_rows
    for number, row in read(lines, file):
        yield number, _target(row, topic, f"{file}, line {number}")


def _csv_rows(lines: Iterable[str], file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    reader = csv.DictReader(lines)
    if not {"token", "magic"} <= set(reader.fieldnames or ()):
        raise ValueError(
            f"{file}, line 1: expected the names of the columns, token and magic among them, and commas"
        )
    try:
        yield from ((reader.line_num, row) for row in reader)
    except csv.Error as error:
        raise ValueError(f"{file}, line {reader.line_num + 1}: expected comma-separated values") from error


def _json_rows(lines: Iterable[str], file: str) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError):
            row = None
        if not isinstance(row, dict):
            raise ValueError(f'{file}, line {number}: expected an object, {{"token": …, "magic": …}}')
        yield number, row


def _target(row: dict[str, Any], topic: str, where: str) -> PushTarget:
    magic, token = row.get("magic"), row.get("token")
    try:
        if not isinstance(magic, str) or not isinstance(token, str):
            raise ValueError
        data = bytes.fromhex(token)
    except ValueError:
        # Without its cause, which would show the token.
        raise ValueError(f"{where}: expected a token in hexadecimal and a magic string") from None
    try:
        target = PushTarget(topic=str(row.get("topic") or topic), token=data, push_magic=magic)
        return check_push_target(target)
    except RemoteProtocolError as error:
        raise ValueError(f"{where}: {error}") from error
