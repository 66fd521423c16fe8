"""Changes, cut to the service's limits and sent batch by batch."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import zip_longest
from typing import Final, TypeVar

import attrs

from pymdm._flow import Emit, Pages
from pymdm.errors import DecodeError, PymdmError, VPPError
from pymdm.vpp._call import before, call, configure
from pymdm.vpp._json import text
from pymdm.vpp._words import EventType
from pymdm.vpp.codes import VPPCode
from pymdm.vpp.models import Asset, RequestUser
from pymdm.vpp.models_config import Limits
from pymdm.vpp.models_events import Batch
from pymdm.vpp.session import Session

__all__ = ["Work", "names", "send_all", "serial_numbers", "several"]

T = TypeVar("T")

#: Characters of a serial number or clientUserId; as in `pymdm.vpp.models`.
_MAX_NAME: Final = 255

#: The limits are lower than we were told: nothing was done, and a smaller request may be.
_LIMITED: Final = frozenset(
    {VPPCode.TOO_MANY_ASSETS, VPPCode.TOO_MANY_USER_IDS, VPPCode.TOO_MANY_SERIALS, VPPCode.TOO_MANY_USERS}
)

_NAMES: Final = {
    EventType.ASSOCIATE: "associateAssets",
    EventType.DISASSOCIATE: "disassociateAssets",
    EventType.REVOKE: "revokeAssets",
    EventType.CREATE: "createUsers",
    EventType.UPDATE: "updateUsers",
    EventType.RETIRE: "retireUsers",
}

#: What is sent again when no answer came (F45).  A pair of asset and target is assigned or is not: naming it
#: twice assigns no second license and takes no second one back, and a user's data are the same when they are
#: written twice.  A revocation names no pairs, and would take what another worker has assigned in between;
#: a user created or retired twice is told as a failure (9716, 9618) although it succeeded.
_REPEATABLE: Final = frozenset({EventType.ASSOCIATE, EventType.DISASSOCIATE, EventType.UPDATE})


@attrs.frozen(kw_only=True)
class Work:
    """What is to be done, all of it: for each asset each target, or users."""

    type: EventType
    assets: tuple[Asset, ...] = ()
    serials: tuple[str, ...] = ()
    client_user_ids: tuple[str, ...] = ()
    users: tuple[RequestUser, ...] = ()

    def body(self) -> dict[str, object]:
        """As it is sent."""
        if self.users:
            return {"users": [user.wire() for user in self.users]}
        found: dict[str, object] = {}
        if self.assets:
            found["assets"] = [asset.wire() for asset in self.assets]
        if self.client_user_ids:
            found["clientUserIds"] = list(self.client_user_ids)
        if self.serials:
            found["serialNumbers"] = list(self.serials)
        return found

    def within(self, limits: Limits) -> Iterator[Work]:
        """The same in parts that the service takes."""
        if self.users:
            for users in _parts(self.users, limits.users):
                yield attrs.evolve(self, users=users)
            return
        revoked = self.type is EventType.REVOKE
        serials = _parts(self.serials, limits.revoke_serials if revoked else limits.serials)
        users_at_once = limits.revoke_client_user_ids if revoked else limits.client_user_ids
        for some, others in zip_longest(serials, _parts(self.client_user_ids, users_at_once), fillvalue=()):
            for assets in [*_parts(self.assets, limits.assets)] or [()]:
                yield attrs.evolve(self, assets=assets, serials=some, client_user_ids=others)


def send_all(session: Session, work: Work) -> Pages[Batch, None]:
    """Send it; emits each batch as soon as Apple has accepted it.

    Raises:
        ManagedElsewhere: another server manages the location.
        VPPError: Apple refuses a batch; its note names the events of those that were accepted before.
        TransportError: no answer came to a batch; the same.
    """
    accepted: list[str] = []
    try:
        yield from before(configure(session))
        for part in work.within(session.limits):
            yield from _send(session, part, accepted)
    except PymdmError as error:
        if accepted:
            error.add_note(f"accepted before this, and to be asked for: {', '.join(accepted)}")
        raise


def _send(session: Session, work: Work, accepted: list[str], *, again: bool = True) -> Pages[Batch, None]:
    repeatable = work.type in _REPEATABLE
    try:
        found = yield from call(session, "POST", _NAMES[work.type], body=work.body(), repeatable=repeatable)
    except VPPError as error:
        if not again or error.code not in _LIMITED:
            raise
        yield from configure(session, anew=True)
        for part in work.within(session.limits):
            yield from _send(session, part, accepted, again=False)
        return
    event_id = text(found, "eventId")
    if not event_id:
        raise DecodeError("expected the identifier of the change that was accepted", path="eventId")
    accepted.append(event_id)
    yield Emit(
        Batch(
            event_id=event_id,
            type=work.type,
            assets=work.assets,
            serials=work.serials,
            client_user_ids=work.client_user_ids or tuple(user.client_user_id for user in work.users),
        )
    )
    session.check(found)


def several(what: str, given: Iterable[T]) -> tuple[T, ...]:
    """All of them.

    Raises:
        TypeError: a single one; of a text the letters would be taken.
    """
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise TypeError(f"{what}: expected several, such as a list with one")
    return tuple(given)


def serial_numbers(what: str, given: Iterable[str]) -> tuple[str, ...]:
    """Serial numbers, each once.

    Raises:
        TypeError, ValueError: as `names`; also for one with spaces, which would cost a license: Apple accepts
            serial numbers that no device has (F46).
    """
    found = names(what, given)
    for number, name in enumerate(found):
        if any(letter.isspace() for letter in name):
            raise ValueError(f"{what}[{number}]: expected a serial number, without spaces")
    return found


def names(what: str, given: Iterable[str]) -> tuple[str, ...]:
    """Serial numbers or identifiers of users, each once: Apple refuses a request that names one twice.

    Raises:
        TypeError: a single text, whose letters would be taken for names; or one that is no text.
        ValueError: one of them is none.
    """
    found = dict.fromkeys(several(what, given))
    for number, name in enumerate(found):
        if not isinstance(name, str):
            raise TypeError(f"{what}[{number}]: expected a text")
        if not 0 < len(name) <= _MAX_NAME or not name.isprintable():
            raise ValueError(f"{what}[{number}]: expected 1 to {_MAX_NAME} printable characters")
    return tuple(found)


def _parts(items: tuple[T, ...], most: int) -> list[tuple[T, ...]]:
    return [items[start : start + most] for start in range(0, len(items), most)]
