"""The calls of the API as flows: they open nothing, and a test drives them by hand.

Paths and answers: Apple School Manager API and Apple Business API, version 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Final, Literal, TypeVar
from urllib.parse import quote, urljoin, urlsplit

from pymdm._flow import Emit, Flow, Pages, Sleep
from pymdm.axm._call import call, login
from pymdm.axm._json import Object, first, objects, resource
from pymdm.axm.models import Activity, MDMServer, OrgDevice
from pymdm.axm.session import AXMSession
from pymdm.errors import AXMError, DecodeError

__all__ = [
    "activity",
    "assign",
    "assigned_server",
    "device",
    "devices",
    "login",
    "server_devices",
    "servers",
    "unassign",
    "watch",
]

T = TypeVar("T")

#: Resources in one page: the most that Apple gives.
PAGE: Final = 1000

#: Pages in a row that are empty and announce more.  Apple's listings have none of them.
_MAX_EMPTY: Final = 100

#: Seconds between two looks at an activity: quick at first, for moving few devices takes seconds; then
#: slower, for thousands take minutes, and Apple counts requests.
FIRST_LOOK, LONGEST_LOOK = 2.0, 30.0

Kind = Literal["ASSIGN_DEVICES", "UNASSIGN_DEVICES"]


def devices(session: AXMSession, *, fields: Iterable[str] = ()) -> Pages[tuple[OrgDevice, ...], None]:
    """All devices of the organization, page by page.

    Args:
        session: whose.
        fields: only these attributes, by Apple's names such as ``"serialNumber"``; none: all.

    Raises:
        AXMError: Apple refuses.
        DecodeError: the answer is not as documented, or its next page is elsewhere.
        TransportError: no answer came.
    """
    yield from _listed(session, "/v1/orgDevices", OrgDevice.from_resource, _fields("orgDevices", fields))


def device(session: AXMSession, device_id: str, *, fields: Iterable[str] = ()) -> Flow[OrgDevice]:
    """One device, by its id, which is the serial number.

    Raises:
        AXMError: Apple refuses; status 404: the organization has no such device.
        DecodeError: the answer is not as documented.
        TransportError: no answer came.
    """
    url = session.url(f"/v1/orgDevices/{_id(device_id)}", _fields("orgDevices", fields))
    return OrgDevice.from_resource((yield from call(session, "GET", url)).get("data"))


def assigned_server(session: AXMSession, device_id: str) -> Flow[MDMServer | None]:
    """The service that a device is assigned to; None if it is to none.

    Raises:
        AXMError: Apple refuses; status 404: the organization has no such device.
        DecodeError: the answer is not as documented.
        TransportError: no answer came.
    """
    url = session.url(f"/v1/orgDevices/{_id(device_id)}/assignedServer")
    try:
        found = (yield from call(session, "GET", url)).get("data")
    except AXMError as error:
        if error.status != 404:
            raise
        # Nothing documents how "to none" is told.  If the device is there, this is it.
        yield from device(session, device_id, fields=("serialNumber", "status"))
        return None
    return None if found is None else MDMServer.from_resource(found)


def servers(session: AXMSession) -> Pages[tuple[MDMServer, ...], None]:
    """All device management services of the organization, page by page.

    Raises:
        AXMError: Apple refuses.
        DecodeError: the answer is not as documented, or its next page is elsewhere.
        TransportError: no answer came.
    """
    yield from _listed(session, "/v1/mdmServers", MDMServer.from_resource, {})


def server_devices(session: AXMSession, server_id: str) -> Pages[tuple[str, ...], None]:
    """The ids of all devices that are assigned to a service, page by page: their serial numbers.

    Raises:
        AXMError: Apple refuses; status 404: there is no such service.
        DecodeError: the answer is not as documented, or its next page is elsewhere.
        TransportError: no answer came.
    """
    path = f"/v1/mdmServers/{_id(server_id)}/relationships/devices"
    yield from _listed(session, path, _device_id, {})


def assign(session: AXMSession, server_id: str, device_ids: Iterable[str]) -> Flow[Activity]:
    """Have devices assigned to a service, away from the one that they are assigned to now.

    Apple does it later: see `watch`.  Not sent again when the answer is lost, for then nobody knows which of
    two activities is which; look at the devices before you ask again.

    Raises:
        ValueError: no devices.
        AXMError: Apple refuses.
        DecodeError: the answer is not as documented.
        TransportError: no answer came.
    """
    return (yield from _change(session, "ASSIGN_DEVICES", server_id, device_ids))


def unassign(session: AXMSession, server_id: str, device_ids: Iterable[str]) -> Flow[Activity]:
    """Have devices assigned to no service any more; ``server_id`` is the one that they are assigned to.

    Raises:
        ValueError: no devices.
        AXMError: Apple refuses.
        DecodeError: the answer is not as documented.
        TransportError: no answer came.
    """
    return (yield from _change(session, "UNASSIGN_DEVICES", server_id, device_ids))


def activity(session: AXMSession, activity_id: str) -> Flow[Activity]:
    """How far an activity is.

    Raises:
        AXMError: Apple refuses; status 404: unknown, or more than 30 days old.
        DecodeError: the answer is not as documented.
        TransportError: no answer came.
    """
    url = session.url(f"/v1/orgDeviceActivities/{_id(activity_id)}")
    return Activity.from_resource((yield from call(session, "GET", url)).get("data"))


def watch(session: AXMSession, activity_id: str, *, timeout: float) -> Pages[Activity, None]:
    """An activity each time that it is looked at, until it has ended or ``timeout`` seconds are over.

    Raises:
        AXMError: Apple refuses.
        DecodeError: the answer is not as documented.
        TransportError: no answer came.
    """
    end, pause, waited = session.now + timedelta(seconds=timeout), FIRST_LOOK, 0.0
    while True:
        found = yield from activity(session, activity_id)
        yield Emit(found)
        # By the clock, and by what was waited, should the clock be put back meanwhile.
        left = min((end - session.now).total_seconds(), timeout - waited)
        if found.ended or left <= 0:
            return
        yield Sleep(min(pause, left))
        waited += min(pause, left)
        pause = min(pause * 1.5, LONGEST_LOOK)


def _change(session: AXMSession, kind: Kind, server_id: str, device_ids: Iterable[str]) -> Flow[Activity]:
    named = tuple(dict.fromkeys(device_ids))
    if not named:
        raise ValueError("device_ids: expected one device at least")
    body = {
        "data": {
            "type": "orgDeviceActivities",
            "attributes": {"activityType": kind},
            "relationships": {
                "mdmServer": {"data": {"type": "mdmServers", "id": server_id}},
                "devices": {"data": [{"type": "orgDevices", "id": each} for each in named]},
            },
        }
    }
    url = session.url("/v1/orgDeviceActivities")
    found = yield from call(session, "POST", url, body=body, repeatable=False)
    return Activity.from_resource(found.get("data"))


def _listed(
    session: AXMSession, path: str, read: Callable[[object], T], query: dict[str, str]
) -> Pages[tuple[T, ...], None]:
    url, seen, empty = session.url(path, {**query, "limit": str(PAGE)}), set[str](), 0
    while True:
        seen.add(url)
        found = yield from call(session, "GET", url)
        items = tuple(read(each) for each in objects(found))
        yield Emit(items)
        following = _next(url, found)
        if following is None:
            return
        empty = 0 if items else empty + 1
        if following in seen or empty > _MAX_EMPTY:
            raise DecodeError(
                "expected a page that was not read before, with something on it", path="links.next"
            )
        url = following


def _next(url: str, found: Object) -> str | None:
    """The next page.  A link to anywhere else would take the token there (T65)."""
    link = first(found, "links").get("next")
    if link is None:
        return None
    if type(link) is not str:
        raise DecodeError("expected a text", path="links.next")
    try:
        here, there = urlsplit(url), urlsplit(urljoin(url, link))
    except ValueError:
        raise DecodeError("expected a link", path="links.next") from None
    if (here.scheme, here.netloc, here.path) != (there.scheme, there.netloc, there.path):
        raise DecodeError(f"expected a page of the same listing at {here.hostname}", path="links.next")
    return there._replace(fragment="").geturl()


def _device_id(found: object) -> str:
    return str(resource(found, "orgDevices")["id"])


def _fields(kind: str, fields: Iterable[str]) -> dict[str, str]:
    named = ",".join(fields)
    return {f"fields[{kind}]": named} if named else {}


def _id(value: str) -> str:
    if not value:
        raise ValueError("expected an id")
    return quote(value, safe="")
