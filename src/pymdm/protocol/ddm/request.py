"""What a device asks or tells in a DeclarativeManagement check-in, and one call that answers it.

Source: Apple's schema, mdm/checkin/declarativemanagement.yaml; Apple's page on the web service endpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

import attrs

from pymdm.errors import DecodeError

from ._json import dumps
from .declaration_set import UnknownDeclaration
from .kinds import DeclarationKind
from .status_report import StatusReport, decode_status_report

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from .declaration_set import DeclarationSet

__all__ = [
    "AskDeclaration",
    "AskDeclarationItems",
    "AskTokens",
    "DDMRequest",
    "TellStatus",
    "answer",
    "read_request",
    "respond",
]


@attrs.frozen(kw_only=True)
class AskTokens:
    """``tokens``: has anything changed?"""


@attrs.frozen(kw_only=True)
class AskDeclarationItems:
    """``declaration-items``: what is there, and with which tokens?"""


@attrs.frozen(kw_only=True)
class AskDeclaration:
    """``declaration/<kind>/<identifier>``: one declaration."""

    kind: DeclarationKind
    identifier: str


@attrs.frozen(kw_only=True)
class TellStatus:
    """``status``: a report; the answer is 200 without content."""

    report: StatusReport


DDMRequest: TypeAlias = AskTokens | AskDeclarationItems | AskDeclaration | TellStatus

_KINDS: Final = {kind.value: kind for kind in DeclarationKind}


def read_request(endpoint: str, data: bytes | None = None) -> DDMRequest:
    """What the Endpoint and Data of a check-in say.

    Raises:
        DecodeError: there is no such endpoint (path ``Endpoint``), or the report cannot be read.
        TooLarge: the report exceeds its limit.
    """
    if endpoint == "tokens":
        return AskTokens()
    if endpoint == "declaration-items":
        return AskDeclarationItems()
    if endpoint == "status":
        if data is None:
            raise DecodeError("expected a status report", path="Data")
        return TellStatus(report=decode_status_report(data))
    # Two slashes only: whatever comes behind the second belongs to the identifier.
    first, _, rest = endpoint.partition("/")
    word, _, identifier = rest.partition("/")
    if first != "declaration" or word not in _KINDS or not identifier:
        expected = "tokens, declaration-items, status or declaration/<kind>/<identifier>"
        raise DecodeError(f"expected {expected}", path="Endpoint")
    return AskDeclaration(kind=_KINDS[word], identifier=identifier)


def answer(request: DDMRequest, declarations: DeclarationSet, *, timestamp: datetime) -> bytes:
    """The body of the answer: JSON, or nothing to a report.

    Args:
        request: What was asked.
        declarations: All that this device, or this user, should have.
        timestamp: When these came to be; devices get it with the tokens.

    Raises:
        UnknownDeclaration: answer 404, and the device removes its copy.
    """
    match request:
        case AskTokens():
            return dumps(declarations.tokens(timestamp=timestamp).wire(), where="SyncTokens")
        case AskDeclarationItems():
            return dumps(declarations.declaration_items().wire(), where="Declarations")
        case AskDeclaration():
            return declarations.find(request.kind, request.identifier).encode()
    return b""


def respond(
    endpoint: str,
    data: bytes | None,
    declarations: DeclarationSet,
    *,
    timestamp: datetime,
    on_status: Callable[[StatusReport], object],
) -> bytes | None:
    """What the handler of declarative management gives back: a body, or None for 404.

    An endpoint that does not exist is answered 404 like a declaration that does not.

    Args:
        endpoint: The Endpoint of the check-in.
        data: Its Data, if any.
        declarations: All that this device, or this user, should have.
        timestamp: When these came to be.
        on_status: Called with each report, before it is answered.

    Raises:
        DecodeError: a report that cannot be read; nothing was called.
        TooLarge: a report that exceeds its limit.
    """
    try:
        request = read_request(endpoint, data)
    except DecodeError as error:
        if error.path == "Endpoint":
            return None
        raise
    if isinstance(request, TellStatus):
        on_status(request.report)
    try:
        return answer(request, declarations, timestamp=timestamp)
    except UnknownDeclaration:
        return None
