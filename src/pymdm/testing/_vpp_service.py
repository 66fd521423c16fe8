"""Today's interface of Apps and Books: who may come in, where it goes, and the members of every answer."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qsl, urlsplit

from pymdm._flow import HttpResponse
from pymdm.testing import _vpp_listing as listing
from pymdm.testing import _vpp_manage as manage
from pymdm.testing._vpp_config import BASE, client_config, service_config, set_client_config
from pymdm.testing._vpp_state import Call
from pymdm.testing._vpp_words import JSON, Refused, dump, stamp

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from pymdm._flow import HttpRequest
    from pymdm.testing._vpp_notes import VPPNotification
    from pymdm.testing._vpp_state import Location, World
    from pymdm.testing._vpp_tokens import FakeContentToken

__all__ = ["VPPService"]

_LISTS: Final = {"/assets": listing.assets, "/assignments": listing.assignments, "/users": listing.users}
_CHANGES: Final = {
    "/assets/associate": manage.associate,
    "/assets/disassociate": manage.disassociate,
    "/assets/revoke": manage.revoke,
    "/users/create": manage.create,
    "/users/update": manage.update,
    "/users/retire": manage.retire,
}
_METHODS: Final[Mapping[str, tuple[str, ...]]] = {
    "/service/config": ("GET",),
    "/client/config": ("GET", "POST"),
    "/status": ("GET",),
    **dict.fromkeys(_LISTS, ("GET",)),
    **dict.fromkeys(_CHANGES, ("POST",)),
}


class VPPService:
    """All of it; `reach` brings a notification to an address, and says whether somebody took it."""

    def __init__(self, world: World, reach: Callable[[str, str, VPPNotification], bool]) -> None:
        self._world = world
        self._reach = reach

    def answer(self, request: HttpRequest, *, number: int, now: datetime) -> HttpResponse:
        """Carry out one request.

        Raises:
            Refused: with Apple's number.
        """
        path = request.path.removeprefix(BASE)
        if path not in _METHODS or path == request.path:
            raise Refused(0, status=404, page="<html><body>Not found</body></html>")
        if request.method not in _METHODS[path]:
            raise Refused(9726)
        headers = {name.lower(): value for name, value in request.headers.items()}
        if request.method == "POST" and headers.get("content-type", "").split(";")[0].strip() != JSON:
            raise Refused(9727)
        if path == "/service/config":
            return _whole(dump(service_config(self._world)))
        token, location = self._let_in(headers.get("authorization"), now)
        self._slow_down(now)
        location.go_on(now)
        call = Call(
            number=number,
            now=now,
            method=request.method,
            path=path,
            query=dict(parse_qsl(urlsplit(request.url).query, keep_blank_values=True)),
            location=location,
            token=token,
            body=_object(request.body) if request.method == "POST" else {},
        )
        members = self._members(call)
        common = dump(_common(call)).decode()[1:]
        return _whole(f"{{{members}{',' if members else ''}{common}".encode())

    def _members(self, call: Call) -> str:
        if call.path in _LISTS:
            return _LISTS[call.path](call)
        if call.path in _CHANGES:
            return f'"eventId":"{_CHANGES[call.path](call).event_id}"'
        if call.path == "/status":
            return dump(_status(call)).decode()[1:-1]
        found = (
            set_client_config(call, self._reach) if call.method == "POST" else client_config(call.location)
        )
        return dump(found).decode()[1:-1]

    def _let_in(self, authorization: str | None, now: datetime) -> tuple[FakeContentToken, Location]:
        if authorization is None:
            raise Refused(9601)
        scheme, _, text = authorization.partition(" ")
        if scheme != "Bearer" or not text:
            raise Refused(9722)
        found = self._world.tokens.get(text)
        if found is None:
            raise Refused(9622)
        token, location = found
        if refused := token.number(now):
            raise Refused(refused)
        return token, location

    def _slow_down(self, now: datetime) -> None:
        """``maxRequestPerSecond``, of all that comes, where it is stated."""
        most = self._world.limits.get("maxRequestPerSecond")
        if most is None:
            return
        recent = self._world.recent
        recent[:] = [moment for moment in recent if now - moment < timedelta(seconds=1)]
        if len(recent) >= most:
            raise Refused(9646)
        recent.append(now)


def _whole(body: bytes) -> HttpResponse:
    return HttpResponse(status=200, headers={"Content-Type": JSON}, body=body)


def _common(call: Call) -> dict[str, Any]:
    found: dict[str, Any] = {"uId": call.location.uid}
    if call.location.mdm:
        found["mdmInfo"] = call.location.mdm
    if call.token.ends_soon(call.now):
        found["tokenExpirationDate"] = stamp(call.token.expires)
    return found


def _status(call: Call) -> dict[str, Any]:
    name = call.query.get("eventId", "")
    if not name:
        raise Refused(9602)
    event = call.location.events.get(name)
    if event is None:
        raise Refused(9708)
    call.location.asked(event, call.now)
    return event.wire()


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise Refused(9602)
    return found
