"""One request of the services of 2014: its parameters, and lists that go on with a token."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any

import attrs

from pymdm.testing._vpp_state import VPPWrite
from pymdm.testing._vpp_words import Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from pymdm.testing._vpp_state import Location
    from pymdm.testing._vpp_tokens import FakeContentToken

__all__ = ["LegacyCall", "Parameters"]


class Parameters:
    """What was sent.  Everything primitive is text first, whatever it was; null is nothing."""

    def __init__(self, found: dict[str, Any]) -> None:
        self._found = {name: value for name, value in found.items() if value is not None}

    def text(self, name: str) -> str | None:
        """A parameter; None if it is not there."""
        value = self._found.get(name)
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list | dict):
            raise Refused(9602)
        return None if value is None else str(value)

    def number(self, name: str) -> int | None:
        """A parameter that is a whole number, also as text."""
        text = self.text(name)
        if text is None or text == "":
            return None
        if not text.isascii() or not text.isdigit() or len(text) > 19:
            raise Refused(9602)
        return int(text)

    def flag(self, name: str) -> bool:
        """A parameter that is 1 or true."""
        return (self.text(name) or "").lower() in {"1", "true"}

    def names(self, name: str) -> list[str]:
        """A parameter that is a list; an empty one is nothing."""
        value = self._found.get(name, [])
        if not isinstance(value, list) or not all(isinstance(each, str | int) for each in value):
            raise Refused(9602)
        return [str(each) for each in value]


@attrs.frozen(kw_only=True)
class LegacyCall:
    """One request that has been let in."""

    number: int
    now: datetime
    service: str
    parameters: Parameters
    token: FakeContentToken = attrs.field(repr=False)
    location: Location

    def text(self, name: str) -> str | None:
        """A parameter."""
        return self.parameters.text(name)

    def wrote(
        self,
        *,
        assets: Sequence[tuple[str, str]] = (),
        serials: Sequence[str] = (),
        users: Sequence[str] = (),
    ) -> None:
        """Log a change."""
        self.location.world.writes.append(
            VPPWrite(
                number=self.number,
                at=self.now,
                kind=self.service,
                assets=tuple(assets),
                serials=tuple(serials),
                client_user_ids=tuple(users),
            )
        )

    def batch(
        self,
        rows: Callable[[int | None], tuple[list[Any], int]],
        write: Callable[[Any], dict[str, Any]],
        name: str,
    ) -> dict[str, Any]:
        """A part of a list.

        Args:
            rows: From where in the journal the caller knows it (None: from nowhere) to what there is, and
                where the journal is now.
            write: Makes an object of a row.
            name: Of the list in the answer.
        """
        location = self.location
        batch, since = self.text("batchToken"), self.text("sinceModifiedToken")
        if batch:
            listed, start, place = self._continued(batch)
        else:
            known = None if not since else location.marks.get((name, since))
            if since and known is None:
                raise Refused(9602)
            (listed, place), start = rows(known), 0
        end = min(start + location.world.batch_rows, len(listed))
        found: dict[str, Any] = {name: [write(row) for row in listed[start:end]]}
        if not batch:
            found["totalCount"] = len(listed)
        if end < len(listed):
            token = self._made("batch", name)
            location.batches[token] = (self.service, listed, end, place)
            found["batchToken"] = token
        else:
            token = self._made("since", name)
            location.marks[name, token] = place
            found["sinceModifiedToken"] = token
        return found

    def _continued(self, batch: str) -> tuple[list[Any], int, int]:
        found = self.location.batches.get(batch)
        if found is None:
            others = {id(other): other for _, other in self.location.world.tokens.values()}
            raise Refused(9629 if any(batch in other.batches for other in others.values()) else 9602)
        service, listed, start, place = found
        if service != self.service:
            raise Refused(9602)
        return listed, start, place

    def _made(self, kind: str, name: str) -> str:
        salt = f"{self.location.world.chaos.seed} {self.location.uid} {kind} {name} {self.number}"
        return base64.b64encode(hashlib.shake_128(salt.encode()).digest(300)).decode()
