"""What ledgers tell of each command: how often it came, was done, was answered and confirmed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import attrs

from pymdm.errors import RemoteProtocolError
from pymdm.testing._ledger import Act

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pymdm.testing._ledger import Entry
    from pymdm.testing.channel import SimulatedChannel

__all__ = ["FINAL", "Story", "stories", "tell"]

#: The statuses that end a command (Apple MDM reference 2014, MDM Result Payloads).
FINAL: Final = frozenset({"Acknowledged", "Error", "CommandFormatError"})


@attrs.define(kw_only=True)
class Story:
    """One command as its device saw it.

    - ``offered``: how often the server sent it.
    - ``executed`` and ``refused`` (NotNow): what the device did each time it took it on.
    - ``acknowledged``: how often an answer with a final status left; ``answers`` are their bytes.
    - ``seen``: how often the server said 200 to such an answer.  From the first time on it has promised
      to remember, even if the device never got that reply.
    - ``offered_after_seen``: how often the server sent the command again all the same.
    """

    offered: int = 0
    executed: int = 0
    refused: int = 0
    acknowledged: int = 0
    seen: int = 0
    offered_after_seen: int = 0
    answers: set[bytes] = attrs.field(factory=set, repr=False)


def stories(channels: Iterable[SimulatedChannel]) -> dict[tuple[str, str], Story]:
    """(enrollment id, CommandUUID) → its story, of devices and users alike."""
    found: dict[tuple[str, str], Story] = {}
    for channel in channels:
        entries = [entry for entry in channel.ledger if entry.channel == channel.name]
        for uuid, story in tell(entries).items():
            found[channel.enrollment.id, uuid] = story
    return found


def tell(entries: Iterable[Entry]) -> dict[str, Story]:
    """CommandUUID → its story, from the ledger of one channel."""
    found: dict[str, Story] = {}
    asked: Entry | None = None
    for entry in entries:
        if entry.act is Act.SENT:
            asked = entry
            if _final(entry):
                _answered(_story(found, entry.command_uuid), entry)
        elif entry.act is Act.RECEIVED:
            _received(found, asked, entry)
            asked = None
        elif entry.act is Act.EXECUTED:
            _story(found, entry.command_uuid).executed += 1
        elif entry.act is Act.REFUSED:
            _story(found, entry.command_uuid).refused += 1
    return found


def _final(entry: Entry) -> bool:
    return entry.command_uuid is not None and entry.what in FINAL


def _answered(story: Story, entry: Entry) -> None:
    story.acknowledged += 1
    story.answers.add(entry.body)


def _received(found: dict[str, Story], asked: Entry | None, entry: Entry) -> None:
    if entry.http_status != 200:
        return
    if asked is not None and _final(asked):
        _story(found, asked.command_uuid).seen += 1
    uuid = _command_uuid(entry.body)
    if uuid is not None:
        story = _story(found, uuid)
        story.offered += 1
        story.offered_after_seen += story.seen > 0


def _story(found: dict[str, Story], uuid: str | None) -> Story:
    return found.setdefault(uuid or "", Story())


def _command_uuid(body: bytes) -> str | None:
    """The CommandUUID of a reply that carries a command; other replies have none."""
    from pymdm.protocol import plist

    try:
        envelope = plist.loads(body) if body else None
    except RemoteProtocolError:
        return None
    uuid = envelope.get("CommandUUID") if isinstance(envelope, dict) else None
    return uuid if isinstance(uuid, str) else None
