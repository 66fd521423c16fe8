"""The ordinary report in plain SQL: who is known says Idle or ends a command, and gets the next one.

Whatever is not ordinary is left to the script that all stores share, in the same transaction; a property test
holds the two against each other.  Nothing is written before it is clear that the case is ordinary.
"""

from __future__ import annotations

import hmac
from datetime import timedelta
from typing import Final

from pymdm.crypto import SealKey
from pymdm.protocol import Status
from pymdm.service import events as ev
from pymdm.service import verbs as vb
from pymdm.service.redact import SECRET_KEYS, redacted
from pymdm.stores import rows as limits
from pymdm.stores._codec import EPOCH, MICROSECOND, command_owner, open_column, seal_column
from pymdm.stores._codec_log import event_to_columns
from pymdm.stores._scripts.queues import report_and_next
from pymdm.stores._scripts.sender import SEEN_INTERVAL
from pymdm.stores._steps import reach
from pymdm.stores.sql._rows import SQLRows
from pymdm.stores.sqlite._transactions import Transaction

__all__ = ["ReportBatch"]

ReportAnswer = vb.Answer | vb.Refused | vb.Stranger | vb.Unenroll | vb.Unread

_SEEN: Final = SEEN_INTERVAL // timedelta(microseconds=1)

_FINAL: Final[dict[Status | str, str]] = {
    Status.ACKNOWLEDGED: "acknowledged",
    Status.ERROR: "error",
    Status.COMMAND_FORMAT_ERROR: "command format error",
}

_BEGIN: Final = """
SELECT max(
    ifnull((SELECT max(id) FROM event), 0),
    ifnull((SELECT number FROM setting WHERE name = 'event'), 0)
  ),
  ifnull((SELECT max(id) FROM command_result), 0),
  EXISTS (SELECT 1 FROM setting WHERE name = 'hold')
"""

# Everything that decides whether the case is ordinary, with one look: who speaks (d is the device, e the
# device or one of its users), what is known of the certificate, what is to expire, and the command that ends.
_WHO: Final = """
SELECT d.kind, d.pin, d.last_seen_at, d.last_source, e.kind, e.last_seen_at, e.last_source, e.push_wanted_at,
  (SELECT min(expires_at) FROM command
    WHERE enrollment_id = e.id AND state = 'pending' AND expires_at IS NOT NULL), {columns}
FROM enrollment d
JOIN enrollment e ON e.id = :id
JOIN pin p ON p.fingerprint = :pin AND p.device_id = d.id
LEFT JOIN identity i ON i.fingerprint = :pin {join}
WHERE d.id = :device AND d.state <> 'checked out' AND e.state <> 'checked out'
  AND NOT e.session_refusing AND NOT e.auth_required
  AND d.unenroll_ordered_at IS NULL AND d.inactive_since IS NULL AND i.revoked_at IS NULL
  AND d.renewed_pin IS NULL
"""
_LOOK_IDLE: Final = _WHO.format(columns="NULL, NULL, NULL", join="")
_LOOK: Final = _WHO.format(
    columns="""c.sequence, c.request_type,
  (SELECT max(finish_number) FROM command WHERE enrollment_id = e.id AND finish_number IS NOT NULL)""",
    join="JOIN command c ON c.enrollment_id = e.id AND c.uuid = :uuid AND c.state = 'pending'",
)

_NEXT: Final = """
SELECT c.sequence, c.uuid, b.body FROM command c JOIN command_body b ON b.sequence = c.sequence
WHERE c.enrollment_id = ? AND c.state = 'pending' AND (c.not_before IS NULL OR c.not_before <= ?)
ORDER BY c.priority DESC, c.sequence LIMIT 1
"""

_DUE: Final = """
SELECT min(not_before) FROM command
WHERE enrollment_id = ? AND state = 'pending' AND not_before IS NOT NULL AND not_before > ? AND push
"""

_BODY: Final = "SELECT body FROM command_body WHERE sequence = ?"
_REDACT: Final = "UPDATE command_body SET body = ? WHERE sequence = ?"
_RESULT: Final = "INSERT INTO command_result (id, result) VALUES (?, ?)"
_FINISH: Final = """
UPDATE command SET state = ?, finished_at = ?, finish_number = ?, result_id = ? WHERE sequence = ?
"""
_SENT: Final = "UPDATE command SET sent_count = sent_count + 1, last_sent_at = ? WHERE sequence = ?"
_SEE: Final = "UPDATE enrollment SET last_seen_at = ?, last_source = ? WHERE id = ?"
_WANT: Final = "UPDATE enrollment SET push_wanted_at = ? WHERE id = ?"
# In the order of `event_to_columns`.
_EVENT: Final = """
INSERT INTO event (id, kind, at, enrollment_id, enrollment_kind, fields, raw) VALUES (?, ?, ?, ?, ?, ?, ?)
"""
_CUT_EVENTS: Final = "DELETE FROM event WHERE id <= ?"
_CUT_HISTORY: Final = "DELETE FROM command WHERE enrollment_id = ? AND finish_number <= ?"
_CUT_RESULTS: Final = """
DELETE FROM command_result WHERE id IN
  (SELECT result_id FROM command WHERE enrollment_id = ? AND finish_number <= ?)
"""


class ReportBatch:
    """Reports in one write transaction."""

    def __init__(self, transaction: Transaction, seal: SealKey) -> None:
        self._connection = transaction.connection
        self._seal = seal
        self._execute = transaction.driver.cursor().execute
        event, result, held = self._execute(_BEGIN).fetchone()
        self._held = bool(held)
        self._counters = transaction.counters
        self._counters.know("event", event)
        self._counters.know("result", result)
        #: How many reports were not ordinary.
        self.unusual = 0

    def answer(self, report: vb.Report | vb.UnreadableReport) -> ReportAnswer:
        """What the report is answered, once everything is written that it brings about."""
        answer = self._ordinary(report) if isinstance(report, vb.Report) else None
        if answer is None:
            self.unusual += 1
            # Its own rows: what they keep in memory must not outlive the next ordinary report.
            rows = SQLRows(self._connection, self._seal, self._counters)
            return report_and_next(rows, report)
        return answer

    def _ordinary(self, report: vb.Report) -> vb.Answer | None:
        sender, uuid = report.sender, report.command_uuid
        enrollment = sender.enrollment
        ends = _FINAL.get(report.status)
        asks = report.status is Status.IDLE and uuid is None
        if sender.expired or not (asks or (ends and uuid)):
            return None
        key, device = enrollment.id, enrollment.device_id
        at = (sender.at - EPOCH) // MICROSECOND
        values = {"pin": sender.fingerprint, "uuid": uuid, "id": key, "device": device}
        look = self._execute(_LOOK if ends else _LOOK_IDLE, values).fetchone()
        if look is None:
            return None
        device_kind, pin, device_seen, device_source, kind, seen, source, wanted_at, expires_at, *command = (
            look
        )
        if (
            device_kind != enrollment.device.kind.value
            or kind != enrollment.kind.value
            or not hmac.compare_digest(pin or b"", sender.fingerprint)
            or (expires_at is not None and expires_at <= at)
            or (sender.replayable and source and source != sender.source)
        ):
            return None
        if ends:
            self._finish(report, ends, at, *command)
        if device_source != sender.source or device_seen is None or at - device_seen >= _SEEN:
            self._execute(_SEE, (at, sender.source, device))
        if key != device and (source != sender.source or seen is None or at - seen >= _SEEN):
            self._execute(_SEE, (at, sender.source, key))
        following = None if self._held else self._execute(_NEXT, (key, at)).fetchone()
        if following is not None:
            return self._send(key, at, *following)
        [due] = self._execute(_DUE, (key, at)).fetchone()
        if due != wanted_at:
            self._execute(_WANT, (due, key))
        return vb.Answer()

    def _finish(
        self, report: vb.Report, ends: str, at: int, sequence: int, request_type: str, last: int | None
    ) -> None:
        enrollment, seal, number = report.sender.enrollment, self._seal, (last or 0) + 1
        owner = command_owner(enrollment.id, sequence)
        result = self._counters.next(self._connection, "result")
        self._execute(_RESULT, (result, seal_column(seal, "command", "result", owner, report.raw)))
        self._execute(_FINISH, (ends, at, number, result, sequence))
        if request_type in SECRET_KEYS:
            [stored] = self._execute(_BODY, (sequence,)).fetchone()
            body = redacted(request_type, open_column(seal, "command", "body", owner, stored) or b"")
            self._execute(_REDACT, (seal_column(seal, "command", "body", owner, body), sequence))
        if number % max(1, limits.MAX_FINISHED // 10) == 0:
            self._cut_history(enrollment.id, number - limits.MAX_FINISHED)
        fields = {"command_uuid": report.command_uuid, "request_type": request_type, "raw": report.raw}
        event = self._counters.next(self._connection, "event")
        told = event_to_columns(event, ev.CommandFinished, enrollment, report.sender.at, fields, seal)
        self._execute(_EVENT, tuple(told.values()))
        self._execute(_CUT_EVENTS, (event - limits.MAX_EVENTS,))

    def _cut_history(self, key: str, through: int) -> None:
        self._counters.keep(self._connection, "sequence")
        self._execute(_CUT_RESULTS, (key, through))
        self._execute(_CUT_HISTORY, (key, through))

    def _send(self, key: str, at: int, sequence: int, uuid: str, sealed: bytes) -> vb.Answer:
        body = open_column(self._seal, "command", "body", command_owner(key, sequence), sealed)
        self._execute(_SENT, (at, sequence))
        reach("report.picked")
        return vb.Answer(next=vb.NextCommand(uuid=uuid, body=body or b""))
