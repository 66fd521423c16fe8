"""The fake API as one function from request to answer: routes, paging, documents."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import attrs

from pymdm._flow import HttpResponse
from pymdm.testing._abm_words import JSON, Denied, TokenDenied
from pymdm.testing._dep_words import dump, http_date

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from pymdm._flow import HttpRequest
    from pymdm.testing._abm_state import Activity, Organization
    from pymdm.testing._abm_tokens import Bearers

__all__ = ["ABMService"]

_FORM: Final = "application/x-www-form-urlencoded"
_TOKEN_PATHS: Final = ("/auth/oauth2/v2/token", "/auth/oauth2/token")
_DEFAULT_LIMIT: Final = 100
_MAX_LIMIT: Final = 1000
_CURSOR: Final = re.compile(r"c([0-9a-f]{1,8})")
_TYPES: Final = ("ASSIGN_DEVICES", "UNASSIGN_DEVICES")


@attrs.frozen(kw_only=True)
class _Asked:
    number: int
    now: datetime
    base: str
    url: str
    path: str
    query: Mapping[str, list[str]]
    body: bytes = attrs.field(repr=False)


class ABMService:
    """Answers requests out of an organization; knows nothing of sockets."""

    def __init__(self, organization: Organization, bearers: Bearers) -> None:
        self._of = organization
        self._bearers = bearers

    def answer(self, request: HttpRequest, *, number: int, now: datetime) -> HttpResponse:
        """The answer to one request.

        Raises:
            Denied: it is an error.
        """
        self._of.go_on(now)
        headers = {name.lower(): value for name, value in request.headers.items()}
        if request.path in _TOKEN_PATHS:
            return self._token(request, headers, now)
        found = urlsplit(request.url)
        if match := re.fullmatch(r"/download/([0-9a-f-]{36})\.csv", found.path):
            activity = self._activity(match[1])
            return HttpResponse(status=200, headers={"Content-Type": "text/csv"}, body=activity.csv())
        bearer = self._bearers.check(headers.get("authorization", ""), now)
        # A new one is good once, so that who logs in again gets through.
        if self._bearers.wear(bearer) and self._of.roll(self._of.chaos.stale):
            self._bearers.revoke(bearer)
            raise Denied(401, "NOT_AUTHORIZED", "Authentication credentials are missing or invalid")
        asked = _Asked(
            number=number,
            now=now,
            base=f"{found.scheme}://{found.netloc}",
            url=request.url,
            path=found.path,
            query=parse_qs(found.query, keep_blank_values=True),
            body=request.body,
        )
        if request.method == "POST" and headers.get("content-type", "").partition(";")[0] != JSON:
            raise Denied(415, "UNSUPPORTED_MEDIA_TYPE", "Expected application/json")
        status, document = self._route(request.method, asked)
        sent = {"Content-Type": JSON, "Date": http_date(now)}
        return HttpResponse(status=status, headers=sent, body=dump(document))

    def _token(self, request: HttpRequest, headers: Mapping[str, str], now: datetime) -> HttpResponse:
        if request.method != "POST":
            raise TokenDenied(405, "invalid_request", "expected POST", headers={"Allow": "POST"})
        if headers.get("content-type", "").partition(";")[0] != _FORM:
            raise TokenDenied(415, "invalid_request", "expected a form")
        body = dump(self._bearers.grant(request.body, now))
        sent = {"Content-Type": JSON, "Cache-Control": "no-store", "Date": http_date(now)}
        return HttpResponse(status=200, headers=sent, body=body)

    def _route(self, method: str, asked: _Asked) -> tuple[int, dict[str, Any]]:
        routes: tuple[tuple[str, str, Callable[..., tuple[int, dict[str, Any]]]], ...] = (
            ("GET", r"/v1/orgDevices", self._devices),
            ("GET", r"/v1/orgDevices/([^/]+)", self._device),
            ("GET", r"/v1/orgDevices/([^/]+)/relationships/assignedServer", self._linkage),
            ("GET", r"/v1/orgDevices/([^/]+)/assignedServer", self._assigned_server),
            ("GET", r"/v1/mdmServers", self._servers),
            ("GET", r"/v1/mdmServers/([^/]+)/relationships/devices", self._server_devices),
            ("POST", r"/v1/orgDeviceActivities", self._begin),
            ("GET", r"/v1/orgDeviceActivities/([^/]+)", self._poll),
        )
        allowed = []
        for expected, pattern, handler in routes:
            if match := re.fullmatch(pattern, asked.path):
                if expected == method:
                    return handler(asked, *match.groups())
                allowed.append(expected)
        if allowed:
            raise Denied(405, "METHOD_NOT_ALLOWED", headers={"Allow": ", ".join(allowed)})
        raise Denied(404, "NOT_FOUND", "The path does not exist")

    # Devices and servers.

    def _devices(self, asked: _Asked) -> tuple[int, dict[str, Any]]:
        wanted = _fields(asked, "orgDevices")
        serials = list(self._of.devices)
        return 200, self._page(asked, serials, lambda serial: self._device_resource(asked, serial, wanted))

    def _device(self, asked: _Asked, serial: str) -> tuple[int, dict[str, Any]]:
        self._known_device(serial)
        resource = self._device_resource(asked, serial, _fields(asked, "orgDevices"))
        return 200, {"data": resource, "links": {"self": asked.url}}

    def _linkage(self, asked: _Asked, serial: str) -> tuple[int, dict[str, Any]]:
        server = self._server_of(serial)
        links = {"self": asked.url, "related": f"{asked.base}/v1/orgDevices/{serial}/assignedServer"}
        return 200, {"data": {"type": "mdmServers", "id": server}, "links": links}

    def _assigned_server(self, asked: _Asked, serial: str) -> tuple[int, dict[str, Any]]:
        resource = self._server_resource(asked, self._server_of(serial))
        return 200, {"data": resource, "links": {"self": asked.url}}

    def _servers(self, asked: _Asked) -> tuple[int, dict[str, Any]]:
        servers = list(self._of.servers)
        return 200, self._page(asked, servers, lambda server: self._server_resource(asked, server))

    def _server_devices(self, asked: _Asked, server: str) -> tuple[int, dict[str, Any]]:
        self._known_server(server)
        serials = [serial for serial, found in self._of.assigned.items() if found == server]
        return 200, self._page(asked, serials, lambda serial: {"type": "orgDevices", "id": serial})

    def _device_resource(self, asked: _Asked, serial: str, wanted: set[str] | None) -> dict[str, Any]:
        own = f"{asked.base}/v1/orgDevices/{serial}"
        attributes = self._of.devices[serial]
        if wanted is not None:
            attributes = {name: value for name, value in attributes.items() if name in wanted}
        links = {"self": f"{own}/relationships/assignedServer", "related": f"{own}/assignedServer"}
        return {
            "type": "orgDevices",
            "id": serial,
            "attributes": attributes,
            "relationships": {"assignedServer": {"links": links}},
            "links": {"self": own},
        }

    def _server_resource(self, asked: _Asked, server: str) -> dict[str, Any]:
        links = {"self": f"{asked.base}/v1/mdmServers/{server}/relationships/devices"}
        return {
            "type": "mdmServers",
            "id": server,
            "attributes": self._of.servers[server],
            "relationships": {"devices": {"links": links}},
        }

    # Activities.

    def _begin(self, asked: _Asked) -> tuple[int, dict[str, Any]]:
        kind, server, devices = _activity_asked(asked.body)
        self._known_server(server, "/data/relationships/mdmServer/data/id")
        activity = self._of.begin(
            number=asked.number, activity_type=kind, server=server, devices=devices, now=asked.now
        )
        return 201, self._activity_document(asked, activity)

    def _poll(self, asked: _Asked, name: str) -> tuple[int, dict[str, Any]]:
        activity = self._activity(name)
        activity.polls += 1
        self._of.go_on(asked.now)
        return 200, self._activity_document(asked, activity)

    def _activity(self, name: str) -> Activity:
        if name not in self._of.activities:
            raise Denied(404, "NOT_FOUND", "There is no such activity")
        return self._of.activities[name]

    def _activity_document(self, asked: _Asked, activity: Activity) -> dict[str, Any]:
        own = f"{asked.base}/v1/orgDeviceActivities/{activity.write.activity}"
        resource = {
            "type": "orgDeviceActivities",
            "id": activity.write.activity,
            "attributes": activity.attributes(asked.base),
            "links": {"self": own},
        }
        return {"data": resource, "links": {"self": own}}

    # What they share.

    def _known_device(self, serial: str) -> None:
        if serial not in self._of.devices:
            raise Denied(404, "NOT_FOUND", "There is no such device")

    def _known_server(self, server: str, pointer: str | None = None) -> None:
        if server not in self._of.servers:
            source = None if pointer is None else {"pointer": pointer}
            raise Denied(
                404 if pointer is None else 409, "NOT_FOUND", "There is no such server", source=source
            )

    def _server_of(self, serial: str) -> str:
        self._known_device(serial)
        if serial not in self._of.assigned:
            raise Denied(404, "NOT_FOUND", "The device is not assigned to a server")
        return self._of.assigned[serial]

    def _page(self, asked: _Asked, keys: list[str], resource: Callable[[str], Any]) -> dict[str, Any]:
        limit, place = min(_limit(asked), self._of.page), _place(asked)
        take = self._of.rng.randrange(limit) if self._of.roll(self._of.chaos.short_pages) else limit
        end = min(place + take, len(keys))
        links = {"self": asked.url, "first": _link(asked, None)}
        paging: dict[str, Any] = {"limit": limit, "total": len(keys)}
        if end < len(keys):
            paging["nextCursor"] = f"c{end:x}"
            links["next"] = self._next(asked, paging["nextCursor"])
        return {
            "data": [resource(key) for key in keys[place:end]],
            "links": links,
            "meta": {"paging": paging},
        }

    def _next(self, asked: _Asked, cursor: str) -> str:
        if self._of.roll(self._of.chaos.same_next):
            return asked.url
        link = _link(asked, cursor)
        if self._of.roll(self._of.chaos.foreign_next):
            return link.replace(asked.base, "https://elsewhere.example")
        return link


def _link(asked: _Asked, cursor: str | None) -> str:
    kept = [(name, value) for name, values in asked.query.items() for value in values if name != "cursor"]
    query = urlencode(kept if cursor is None else [*kept, ("cursor", cursor)], quote_via=quote)
    return f"{asked.base}{asked.path}{'?' if query else ''}{query}"


def _one(asked: _Asked, name: str) -> str | None:
    found = asked.query.get(name)
    if found is not None and len(found) > 1:
        raise Denied(400, "PARAMETER_ERROR.INVALID", f"{name} is there twice", source={"parameter": name})
    return found[0] if found else None


def _limit(asked: _Asked) -> int:
    text = _one(asked, "limit")
    if text is None:
        return _DEFAULT_LIMIT
    if not text.isdecimal() or not 0 < int(text) <= _MAX_LIMIT:
        raise Denied(400, "PARAMETER_ERROR.INVALID", "limit is not valid", source={"parameter": "limit"})
    return int(text)


def _place(asked: _Asked) -> int:
    text = _one(asked, "cursor")
    if text is None:
        return 0
    match = _CURSOR.fullmatch(text)
    if match is None:
        raise Denied(400, "PARAMETER_ERROR.INVALID", "cursor is not valid", source={"parameter": "cursor"})
    return int(match[1], 16)


def _fields(asked: _Asked, kind: str) -> set[str] | None:
    text = _one(asked, f"fields[{kind}]")
    return None if text is None else set(text.split(","))


def _activity_asked(body: bytes) -> tuple[str, str, tuple[str, ...]]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise Denied(400, "ENTITY_ERROR.INVALID", "The body is not JSON") from None
    data = _dig(found, "data", dict)
    if data.get("type") != "orgDeviceActivities":
        raise _wrong("/data/type")
    kind = _dig(data, "attributes", dict).get("activityType")
    if kind not in _TYPES:
        raise _wrong("/data/attributes/activityType")
    relations = _dig(data, "relationships", dict)
    server = _dig(_dig(relations, "mdmServer", dict), "data", dict)
    devices = _dig(_dig(relations, "devices", dict), "data", list)
    if server.get("type") != "mdmServers" or not isinstance(server.get("id"), str):
        raise _wrong("/data/relationships/mdmServer/data")
    for device in devices:
        typed = isinstance(device, dict) and device.get("type") == "orgDevices"
        if not typed or not isinstance(device.get("id"), str):
            raise _wrong("/data/relationships/devices/data")
    if not devices:
        raise _wrong("/data/relationships/devices/data")
    return kind, server["id"], tuple(dict.fromkeys(device["id"] for device in devices))


def _dig(found: Any, name: str, kind: type) -> Any:
    inner = found.get(name) if isinstance(found, dict) else None
    if not isinstance(inner, kind):
        raise _wrong(f"/{name}")
    return inner


def _wrong(pointer: str) -> Denied:
    title = "The provided entity includes an attribute with an invalid value"
    return Denied(409, "ENTITY_ERROR.ATTRIBUTE.INVALID", title, source={"pointer": pointer})
