"""Many licenses of one asset in one go, with manageVPPLicensesByAdamIdSrv.

Source: Apple's documentation of Manage Licenses (legacy); the text of 2014 does not have it yet.
"""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import attrs

from pymdm._flow import Emit, Flow, Pages
from pymdm._json import objects
from pymdm.errors import (
    DecodeError,
    LocalProtocolError,
    PymdmError,
    ServiceError,
    TransportError,
    VPPError,
)
from pymdm.vpp._batches import serial_numbers, several
from pymdm.vpp._json import integer, text
from pymdm.vpp.codes import VPPCode, error_in, number_of
from pymdm.vpp.legacy._call import call, discover, guard
from pymdm.vpp.legacy._parameters import number, words
from pymdm.vpp.legacy.config import LegacyConfig
from pymdm.vpp.legacy.session import LegacySession
from pymdm.vpp.models import Asset

__all__ = ["Change", "ChangeKind", "Work", "send_all", "work_of"]

_SERVICE: Final = "manageVPPLicensesByAdamIdSrv"

_LICENSES: Final = "disassociateLicenseIdStrs"


class ChangeKind(enum.StrEnum):
    """What was asked for."""

    ASSOCIATE = "associate"
    DISASSOCIATE = "disassociate"


#: A refusal that says that what was asked for is so already; after a lost answer it is our own doing.
_ALREADY: Final = {
    ChangeKind.ASSOCIATE: VPPCode.LICENSE_ALREADY_ASSIGNED,
    ChangeKind.DISASSOCIATE: VPPCode.LICENSE_NOT_ASSOCIATED,
}


@attrs.frozen(kw_only=True)
class Change:
    """What became of one device, user or license of many.

    Attributes:
        kind: assigned or taken back.
        serial: the device; empty for a user.
        client_user_id: the user; empty for a device.
        license_id: a license of the asset; after taking back any that is free, says Apple; None for failures.
        error: why it was not done; None if it was.
    """

    kind: ChangeKind
    serial: str = ""
    client_user_id: str = ""
    license_id: int | None = None
    error: VPPError | None = None

    @property
    def holds(self) -> bool:
        """What was asked for is so now: it was done, or was so already."""
        return self.error is None or self.error.code == _ALREADY[self.kind]

    @classmethod
    def decode(cls, kind: ChangeKind, found: Mapping[str, Any]) -> Change:
        """Read one."""
        license_id = integer(found, "licenseIdStr")
        return cls(
            kind=kind,
            serial=text(found, "serialNumber"),
            client_user_id=text(found, "clientUserIdStr"),
            license_id=integer(found, "licenseId") if license_id is None else license_id,
            error=error_in(found) if number_of(found) or text(found, "errorMessage") else None,
        )


@attrs.frozen(kw_only=True)
class Work:
    """What is to be done; one array of each kind at most."""

    asset: Asset
    associate: tuple[str, tuple[str, ...]] = ("", ())
    disassociate: tuple[str, tuple[str, ...]] = ("", ())
    notify: bool | None = None

    @property
    def repeatable(self) -> bool:
        """Asked for again when no answer came (F45).

        A device or user has one license of an asset or none: naming it twice takes no second one, and what
        the repetition reports as done already is told by `Change.holds`.  A license by its number may belong
        to somebody else by the time of the repetition, who would lose it.
        """
        return self.disassociate[0] != _LICENSES

    def body(self) -> dict[str, object]:
        """As it is sent, without the token."""
        found: dict[str, object] = {
            "adamIdStr": self.asset.adam_id,
            "pricingParam": self.asset.pricing_param,
        }
        found |= {key: list(items) for key, items in (self.disassociate, self.associate) if items}
        return found if self.notify is None else {**found, "notifyDisassociation": self.notify}

    def within(self, config: LegacyConfig) -> Iterator[Work]:
        """The same in parts that the service takes.

        All is taken back before anything is assigned, as within one request; where both meet, they share one.
        """
        back = _parts(self.disassociate[1], config.most_disassociations)
        given = _parts(self.associate[1], config.most_associations)
        for place, part in enumerate(back):
            first = given.pop(0) if given and place == len(back) - 1 else ()
            yield self._part(part, first)
        for part in given:
            yield self._part((), part)

    def _part(self, back: tuple[str, ...], given: tuple[str, ...]) -> Work:
        return attrs.evolve(
            self, disassociate=(self.disassociate[0], back), associate=(self.associate[0], given)
        )


def work_of(
    asset: Asset,
    *,
    associate: Mapping[str, Iterable[Any]],
    disassociate: Mapping[str, Iterable[Any]],
    notify: bool | None,
) -> Work:
    """What is to be done, checked.

    Raises:
        LocalProtocolError: two arrays of one kind, which Apple calls undefined.
        TypeError, ValueError: asset or identifier is none.
    """
    if not isinstance(asset, Asset):
        raise TypeError("asset: expected an Asset, such as Asset('361309726')")
    return Work(asset=asset, associate=_one(associate), disassociate=_one(disassociate), notify=notify)


def send_all(session: LegacySession, work: Work) -> Pages[tuple[Change, ...], None]:
    """Send it; emits what became of each part.

    Raises:
        WrongLocation: the token belongs to another location; nothing is changed.
        VPPError: Apple refuses a part as a whole; a note tells how many parts were carried out before.
        TransportError: no answer came to a part; the same.
    """
    done = 0
    try:
        config = yield from discover(session, limits=True)
        for part in work.within(config):
            done += yield from _send(session, part, config)
    except PymdmError as error:
        if done:
            error.add_note(f"carried out before this, and told: {done} requests")
        raise


def _send(session: LegacySession, work: Work, config: LegacyConfig | None) -> Pages[tuple[Change, ...], int]:
    """One part; with a config, in smaller ones where Apple calls it wrong and has lowered the limits."""
    try:
        yield from guard(session)  # before each part: the token may have become another meanwhile
        found = yield from call(session, _SERVICE, work.body(), repeatable=work.repeatable)
    except VPPError as error:
        if config is None or error.code != VPPCode.INVALID_ARGUMENT:
            raise
        parts = [*work.within((yield from _limits(session, error)))]
        if len(parts) < 2:
            raise
        done = 0
        for part in parts:
            done += yield from _send(session, part, None)
        return done
    yield Emit(tuple(_changes(found)))
    return 1


def _limits(session: LegacySession, error: VPPError) -> Flow[LegacyConfig]:
    try:
        return (yield from discover(session, anew=True))
    except (ServiceError, DecodeError, TransportError) as failure:
        raise error from failure  # what has to be told is that the part was refused


def _changes(found: Mapping[str, Any]) -> Iterator[Change]:
    for kind, key in ((ChangeKind.DISASSOCIATE, "disassociations"), (ChangeKind.ASSOCIATE, "associations")):
        yield from (Change.decode(kind, item) for item in objects(found, key))


def _one(arrays: Mapping[str, Iterable[Any]]) -> tuple[str, tuple[str, ...]]:
    found = [(key, items) for key, given in arrays.items() if (items := _several(key, given))]
    if len(found) > 1:
        raise LocalProtocolError(f"{', '.join(arrays)}: expected one of them")
    return found[0] if found else ("", ())


def _several(key: str, given: Iterable[Any]) -> tuple[str, ...]:
    if key == _LICENSES:
        found = several(key, given)
        return tuple(dict.fromkeys(str(number(f"{key}[{place}]", each)) for place, each in enumerate(found)))
    return serial_numbers(key, given) if key.endswith("SerialNumbers") else words(key, given)


def _parts(items: tuple[str, ...], most: int) -> list[tuple[str, ...]]:
    return [items[start : start + most] for start in range(0, len(items), most)]
