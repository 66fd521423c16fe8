"""Calls that name many devices: cut to Apple's limit, FAILED tried again, the answers joined."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

import attrs

from pymdm._flow import Flow, Sleep
from pymdm.dep._words import AssignOutcome
from pymdm.dep.answers import DeviceOutcomes
from pymdm.dep.session import Session
from pymdm.errors import PymdmError, ServiceError, TransportError

__all__ = ["for_all", "is_serial", "parts", "serial_list", "try_failed_again"]

#: MDM reference 2014, Disown Devices, Define Profile and others: after three retries, ask Apple.
_FAILED_RETRIES: Final = 3

#: Characters; as of `pymdm.dep.devices`.
_MAX_SERIAL: Final = 64


def is_serial(text: str) -> bool:
    """Whether Apple can be asked about it."""
    return 0 < len(text) <= _MAX_SERIAL and text.isascii() and text.isprintable()


def serial_list(serials: Iterable[str]) -> tuple[str, ...]:
    """The serial numbers, each once.

    Raises:
        TypeError: a single text, whose letters would be taken for serial numbers.
        ValueError: one of them is none.
    """
    if isinstance(serials, str | bytes):
        raise TypeError("serials: expected several serial numbers, such as a list with one")
    found = dict.fromkeys(serials)
    for number, serial in enumerate(found):
        if not isinstance(serial, str):
            raise TypeError(f"serials[{number}]: expected a text")
        if not is_serial(serial):
            raise ValueError(f"serials[{number}]: expected 1 to {_MAX_SERIAL} printable characters of ASCII")
    return tuple(found)


def parts(serials: Iterable[str], most: int) -> Iterator[tuple[str, ...]]:
    """The serial numbers, as many at a time as one request takes."""
    rest = iter(serials)
    while part := tuple(islice(rest, most)):
        yield part


def for_all(
    session: Session,
    serials: Iterable[str],
    most: int,
    send: Callable[[tuple[str, ...]], Flow[DeviceOutcomes]],
) -> Flow[DeviceOutcomes]:
    """The joined outcomes of as many requests as it takes; none for no serial numbers.

    Raises:
        ServiceError, TransportError: of the first request that fails as a whole.  Its note says how many
            devices had been answered before.
    """
    whole = serial_list(serials)
    joined = DeviceOutcomes(outcomes={})
    for part in parts(whole, most):
        try:
            answer = yield from send(part)
            answer = yield from try_failed_again(session, part, answer, send)
        except PymdmError as error:
            if joined:
                error.add_note(f"{len(joined)} of {len(whole)} serial numbers were answered before this")
            raise
        joined = _joined(joined, answer)
    return joined


def try_failed_again(
    session: Session,
    serials: tuple[str, ...],
    answer: DeviceOutcomes,
    send: Callable[[tuple[str, ...]], Flow[DeviceOutcomes]],
) -> Flow[DeviceOutcomes]:
    """The outcomes of `serials`, with those that FAILED asked for three times more."""
    found = _complete(serials, answer)
    for wait in attrs.evolve(session.rules, attempts=_FAILED_RETRIES + 1).waits():
        failed = found.serials(AssignOutcome.FAILED)
        if not failed:
            break
        yield Sleep(wait)
        try:
            again = yield from send(failed)
        except (ServiceError, TransportError):
            break  # what has become of the others is known, and must not get lost
        found = _joined(found, _complete(failed, again))
    return found


def _complete(serials: tuple[str, ...], answer: DeviceOutcomes) -> DeviceOutcomes:
    """An outcome for each; a device of which Apple says nothing has failed."""
    upper = {serial.upper(): outcome for serial, outcome in answer.items()}
    outcomes = {
        serial: answer.get(serial) or upper.get(serial.upper(), AssignOutcome.FAILED) for serial in serials
    }
    return attrs.evolve(answer, outcomes=outcomes)


def _joined(one: DeviceOutcomes, other: DeviceOutcomes) -> DeviceOutcomes:
    waits = [wait for wait in (one.retry_after, other.retry_after) if wait is not None]
    return DeviceOutcomes(
        outcomes={**one.outcomes, **other.outcomes},
        profile_uuid=other.profile_uuid or one.profile_uuid,
        retry_after=max(waits, default=None),
    )
