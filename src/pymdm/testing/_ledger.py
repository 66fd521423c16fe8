"""The ledger: what a simulated device sent, received and did, in order.

It is the oracle of a test: what the server believes is compared with what the device knows.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

import attrs

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["Act", "Entry", "Ledger"]


@enum.unique
class Act(enum.Enum):
    """The kind of thing that one line of the ledger tells."""

    SENT = "sent"
    RECEIVED = "received"
    EXECUTED = "executed"
    REFUSED = "refused"  # answered NotNow: nothing was done
    FAULT = "fault"  # a fault asked for by the test, or a connection that really broke
    STATE = "state"  # enrolled, unenrolled, erased, …


@attrs.frozen(kw_only=True)
class Entry:
    """One line of the ledger.

    ``channel`` is "device" or the user's id.  ``what`` is the MessageType of a check-in, the Status
    of a report, "command" or "empty" for a reply, and a word about the event otherwise.  ``body``
    holds the exact bytes, secrets included; it stays out of ``repr`` and of ``as_json``.
    """

    number: int
    act: Act
    channel: str
    what: str
    command_uuid: str | None = None
    request_type: str | None = None
    http_status: int | None = None
    body: bytes = attrs.field(default=b"", repr=False)

    def as_json(self) -> dict[str, str | int]:
        """The entry without its body, absent values left out."""
        found: dict[str, str | int | None] = {
            "n": self.number,
            "act": self.act.value,
            "channel": self.channel,
            "what": self.what,
            "command_uuid": self.command_uuid,
            "request_type": self.request_type,
            "http_status": self.http_status,
        }
        return {key: value for key, value in found.items() if value is not None}


class Ledger:
    """Entries in the order in which they happened; grows only."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []

    def __iter__(self) -> Iterator[Entry]:
        return iter(tuple(self._entries))

    def __len__(self) -> int:
        return len(self._entries)

    def __getitem__(self, index: int) -> Entry:
        return self._entries[index]

    def add(
        self,
        act: Act,
        channel: str,
        what: str,
        *,
        command_uuid: str | None = None,
        request_type: str | None = None,
        http_status: int | None = None,
        body: bytes = b"",
    ) -> Entry:
        """Write one line and return it."""
        entry = Entry(
            number=len(self._entries) + 1,
            act=act,
            channel=channel,
            what=what,
            command_uuid=command_uuid,
            request_type=request_type,
            http_status=http_status,
            body=body,
        )
        self._entries.append(entry)
        return entry

    def sent(self, what: str | None = None) -> tuple[Entry, ...]:
        """Messages that left the device: all, or those of one MessageType or Status."""
        return self._of(Act.SENT, what)

    def received(self, what: str | None = None) -> tuple[Entry, ...]:
        """Replies: all, or only "command", "empty" or "refusal"."""
        return self._of(Act.RECEIVED, what)

    def executed(self, command_uuid: str | None = None) -> tuple[Entry, ...]:
        """Commands that were performed (NotNow is not), all or those with one CommandUUID."""
        done = self._of(Act.EXECUTED, None)
        return done if command_uuid is None else tuple(e for e in done if e.command_uuid == command_uuid)

    def states(self) -> tuple[str, ...]:
        """The device's turns of fate: "enrolled", "unenrolled", "erased", …"""
        return tuple(entry.what for entry in self._of(Act.STATE, None))

    def _of(self, act: Act, what: str | None) -> tuple[Entry, ...]:
        return tuple(e for e in self._entries if e.act is act and (what is None or e.what == what))
