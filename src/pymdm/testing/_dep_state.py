"""What the fake enrollment service knows, and the log of what was asked of it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.testing._dep_cursors import Cursors
from pymdm.testing._dep_fleet import Fleet
from pymdm.testing._dep_login import IDLE, Sessions
from pymdm.testing._dep_words import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from pymdm.testing._dep_chaos import DEPChaos, DEPStorm

__all__ = ["MAX_DEVICES", "Call", "DEPRequest", "DEPWrite", "State"]

#: Devices in one request, and in one page: the maximum that the account's urls name.
MAX_DEVICES: Final = 1000


@attrs.frozen(kw_only=True)
class DEPRequest:
    """One request as it was answered.

    Attributes:
        number: From 1 on.
        at: By the fake's clock.
        method: Such as ``"POST"``.
        path: Without query.
        status: 0 if the connection broke before anything was done.
        word: Apple's code, of an error.
        ending: ``"whole"``, or what happened to the answer: ``"drop"``, ``"half"``, ``"slow"``,
            ``"endless"``, ``"bomb"``.
        devices: In the page that was answered.
    """

    number: int
    at: datetime
    method: str
    path: str
    status: int
    word: str = ""
    ending: str = "whole"
    devices: int = 0


@attrs.frozen(kw_only=True)
class DEPWrite:
    """One request that changed something, or could have.

    Attributes:
        number: Of the request.
        at: By the fake's clock.
        method: Such as ``"POST"``.
        path: Such as ``"/profile/devices"``.
        profile_uuid: The profile that it was about.
        outcomes: What became of each device.
    """

    number: int
    at: datetime
    method: str
    path: str
    profile_uuid: str = ""
    outcomes: Mapping[str, str] = attrs.field(factory=dict)


@attrs.frozen(kw_only=True)
class Call:
    """A request that has passed the gate."""

    number: int
    method: str
    path: str
    base: str
    version: int
    query: Mapping[str, str]
    body: Mapping[str, Any] = attrs.field(repr=False)
    now: datetime

    def text(self, name: str, missing: str) -> str:
        """A text of the body that has to be there, or the refusal with this code."""
        found = self.body.get(name)
        if found is None or found == "":
            raise Refused(400, missing)
        if not isinstance(found, str):
            raise Refused(400, "MALFORMED_REQUEST_BODY")
        return found

    def serials(self, *, may_be_empty: bool = False) -> list[str]:
        """The serial numbers of the body, each once."""
        found = self.body.get("devices")
        if found is None or (found == [] and not may_be_empty):
            raise Refused(400, "DEVICE_ID_REQUIRED")
        texts = isinstance(found, list) and all(isinstance(each, str) for each in found)
        if not texts or len(found) > MAX_DEVICES:
            raise Refused(400, "MALFORMED_REQUEST_BODY")
        return list(dict.fromkeys(found))


class State:
    """Everything behind the endpoints."""

    def __init__(self, *, chaos: DEPChaos, account: Mapping[str, Any], idle: float = IDLE) -> None:
        self.chaos = chaos
        self.account = dict(account)
        self.rng = random.Random(chaos.seed)  # noqa: S311 - repeatable is the point
        self.fleet = Fleet()
        self.cursors = Cursors(seed=chaos.seed)
        self.sessions = Sessions(seed=chaos.seed, idle=idle, requests=chaos.session_requests)
        self.profiles: dict[str, dict[str, Any]] = {}
        self.terms_accepted = True
        self.access_denied: set[str] = set()
        self.discovery: dict[str, str] | None = None
        self.beta_tokens: list[dict[str, str]] | None = []
        self.locked: set[str] = set()
        self.scripted: dict[str, tuple[str, int | None]] = {}
        self.storms: list[DEPStorm] = []
        self.requests: list[DEPRequest] = []
        self.writes: list[DEPWrite] = []
        self.changes_made = 0
        self.stuck: set[str] = set()

    def roll(self, fraction: float) -> bool:
        """Whether it happens now; a fraction of 0 costs no chance, so that scripts stay comparable."""
        return fraction > 0 and self.rng.random() < fraction

    def outcome(self, serial_number: str) -> str:
        """What becomes of a device in a write, before the write is tried: SUCCESS, or what is in the way."""
        if serial_number in self.scripted:
            word, times = self.scripted[serial_number]
            if times is None or times > 1:
                self.scripted[serial_number] = (word, None if times is None else times - 1)
            else:
                del self.scripted[serial_number]
            return word
        if serial_number not in self.fleet.devices:
            return "NOT_ACCESSIBLE"
        return "FAILED" if self.roll(self.chaos.failed) else "SUCCESS"

    def note(self, call: Call, *, profile_uuid: str = "", outcomes: Mapping[str, str] | None = None) -> None:
        """Log a write."""
        write = DEPWrite(
            number=call.number,
            at=call.now,
            method=call.method,
            path=call.path,
            profile_uuid=profile_uuid,
            outcomes=outcomes or {},
        )
        self.writes.append(write)
