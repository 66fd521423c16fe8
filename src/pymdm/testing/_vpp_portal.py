"""What a test does to the fake of Apps and Books from behind: buys, retires tokens, reads the books."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from pymdm.testing._fake_clock import FakeClock
from pymdm.testing._vpp_state import Location, VPPRequest, VPPWrite, World
from pymdm.testing._vpp_tokens import LIFE, FakeContentToken
from pymdm.testing._vpp_words import device, dump, user

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from pymdm.testing._vpp_books import VPPChange
    from pymdm.testing._vpp_chaos import VPPChaos
    from pymdm.testing._vpp_notes import VPPNotification

__all__ = ["Portal"]

_UID: Final = 2049025000431439


class Portal:
    """The half of `FakeVPP` that is not on the wire.

    Attributes:
        chaos: What goes wrong; see `misbehave`.
        clock: A clock that a test moves; the one in use unless another was given.
    """

    def __init__(
        self, *, chaos: VPPChaos, now: Callable[[], datetime] | None, page: int, polls: int, delay: float
    ) -> None:
        self.chaos = chaos
        self.clock = FakeClock()
        self._now: Callable[[], datetime] = now if now is not None else self.clock
        self._lock = threading.RLock()
        self._leaks: list[str] = []
        self._tokens_made = 0
        self._reachable = True
        self._world = World(chaos=chaos, page=page, polls=polls, delay=delay)
        self._location = Location(self._world, uid=str(_UID), name="Sample Inc")
        self._token = self._new_token(self._location)

    # Tokens.

    @property
    def token(self) -> str:
        """The text of the content token that is good now."""
        return self._token.text

    def token_file(self) -> bytes:
        """What is downloaded: the text of a ``.vpptoken`` file."""
        return f"{self._token.text}\n".encode()

    def renew_token(self, *, life: timedelta = LIFE) -> str:
        """A new token of the same location; the old one stays good until it ends or is refused."""
        with self._lock:
            self._token = self._new_token(self._location, life=life)
            return self._token.text

    def refuse_token(self, number: int = 9622) -> None:
        """The present token is not taken any more: 9621 expired, 9622 not valid, 9625 revoked."""
        self._token.refused_with = number

    def foreign_token(self) -> str:
        """A good token of another location, which has nothing."""
        with self._lock:
            uid = str(_UID + self._tokens_made)
            return self._new_token(Location(self._world, uid=uid, name="Somebody else")).text

    # What there is, and what happens to it.

    @property
    def uid(self) -> str:
        """The location."""
        return self._location.uid

    @property
    def adam_ids(self) -> tuple[str, ...]:
        """The assets, each once."""
        return tuple(dict.fromkeys(adam_id for adam_id, _ in self._location.books.assets))

    def buy(self, adam_id: str, count: int, *, pricing_param: str = "STDQ", kind: str = "App") -> None:
        """Buy licenses of an asset, perhaps the first ones; a ``kind`` of ``"Book"`` is irrevocable."""
        with self._lock:
            asset = self._location.books.buy(adam_id, count, pricing_param=pricing_param, book=kind == "Book")
            self._location.notes.counted(asset, count)
            self._location.push(1)

    def refund(self, adam_id: str, count: int, *, pricing_param: str = "STDQ") -> None:
        """Give licenses back that nobody has.

        Raises:
            ValueError: there are not as many.
        """
        with self._lock:
            asset = self._location.books.assets[adam_id, pricing_param]
            if count > asset.available:
                raise ValueError("expected as many licenses that nobody has")
            asset.refund(count)
            self._location.books.asset_versions.bump(0)
            self._location.notes.counted(asset, -count)

    def accept_invitation(self, client_user_id: str, account: str) -> None:
        """A registered user associates their Apple Account.

        Raises:
            KeyError: there is no such active user.
            ValueError: they are associated already, or another active user has the account.
        """
        with self._lock:
            record = self._location.users.active[client_user_id]
            self._location.users.associate(record, account)
            self._location.notes.associated({**record.wire(), "inviteCode": record.invite_code})
            self._location.push(2)

    def take_over(self, mdm_id: str, *, name: str = "Another server", metadata: str = "1") -> None:
        """Another server says that it manages the location, by mdmInfo and by clientContext."""
        with self._lock:
            self._location.mdm = {"id": mdm_id, "metadata": metadata, "name": name}
            self._location.client_context = dump({"hostname": name, "guid": mdm_id}).decode()

    def truth(self) -> dict[str, Any]:
        """The books: ``assets`` by ``adamId/pricingParam`` with total, assigned, available, retired,
        serialNumbers and clientUserIds; and ``users``."""
        with self._lock:
            return {"assets": self._location.books.truth(), "users": self._location.users.truth()}

    def check(self) -> None:
        """Write the books anew from the journal, and compare.

        Raises:
            AssertionError: they differ, or do not add up; that is an error in the fake.
        """
        with self._lock:
            self._location.books.check()

    # What it does wrong, beside its chaos.

    def fail(
        self, *, serial: str = "", client_user_id: str = "", number: int = 9610, times: int | None = None
    ) -> None:
        """Let changes for a device or user fail with this number, so many times, or always."""
        target = device(serial) if serial else user(client_user_id)
        with self._lock:
            self._world.scripted[target] = (number, times)

    def misbehave(self, chaos: VPPChaos) -> None:
        """Go on with another chaos; the dice stay the same."""
        with self._lock:
            self.chaos = self._world.chaos = chaos
            for _, location in self._world.tokens.values():
                location.notes.chaos = chaos

    def limit(self, name: str, most: int | None) -> None:
        """Change a limit, such as maxAssets, maxRequestPerSecond or maxBatchAssociateLicenseCount.

        None takes maxRequestPerSecond away; the others are always there.
        """
        with self._lock:
            limits = self._world.batches if name in self._world.batches else self._world.limits
            if most is None:
                limits.pop(name, None)
            else:
                limits[name] = most

    def lead_away(self, name: str, url: str) -> None:
        """Name another address in Service Config, such as for ``"associateAssets"`` (T65)."""
        self._world.urls[name] = url

    def unplug(self) -> None:
        """No address for notifications can be reached from now on: 9728."""
        self._reachable = False

    def move(self) -> None:
        """The services of 2014 are elsewhere now: 9617 at their old places (F43)."""
        with self._lock:
            self._world.moves += 1

    def release(self) -> None:
        """Carry out all events now, also those that are stuck."""
        with self._lock:
            self._location.finish(self._now())

    # Notifications.

    def notifications(self, most: int | None = None) -> tuple[VPPNotification, ...]:
        """Take those that are due, in the order in which they are sent; each is taken once."""
        with self._lock:
            self._location.go_on(self._now())
            return tuple(self._location.notes.take(most))

    @property
    def pushes(self) -> tuple[tuple[str, int], ...]:
        """What was pushed to the apnToken of 2014, and which type: 0, 1 or 2."""
        with self._lock:
            return tuple(self._location.pushes)

    @property
    def notification_token(self) -> str:
        """What the server wants notifications to carry; empty before it said so."""
        return self._location.notification_token

    # What happened.

    @property
    def requests(self) -> tuple[VPPRequest, ...]:
        """All requests, in their order, also those whose connection broke."""
        with self._lock:
            return tuple(self._world.requests)

    @property
    def writes(self) -> tuple[VPPWrite, ...]:
        """All changes that were accepted."""
        with self._lock:
            return tuple(self._world.writes)

    @property
    def journal(self) -> tuple[VPPChange, ...]:
        """All licenses that changed hands; what is there already is not in it."""
        with self._lock:
            return tuple(self._location.books.journal)

    @property
    def events(self) -> dict[str, str]:
        """The state of each event, by its id."""
        with self._lock:
            return {name: event.status for name, event in self._location.events.items()}

    @property
    def leaks(self) -> tuple[str, ...]:
        """Addresses elsewhere that were asked with a content token, in memory (T65)."""
        return tuple(self._leaks)

    def _new_token(self, location: Location, *, life: timedelta = LIFE) -> FakeContentToken:
        self._tokens_made += 1
        salt = f"{self.chaos.seed} {location.uid} {self._tokens_made}"
        token = FakeContentToken.made(salt, now=self._now(), org_name=location.name, life=life)
        self._world.tokens[token.text] = (token, location)
        return token
