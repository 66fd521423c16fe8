"""A minimal admin API: list enrollments, queue a command, read its result.

JSON over HTTP with ``Authorization: Bearer <admin token>``; an application of its own, so that no
mistake in routing can put it on the device address (T52).  Everything is refused without the token.

    GET    /v1/enrollments?after=&limit=
    GET    /v1/enrollments/{id}
    GET    /v1/enrollments/{id}/commands?limit=
    POST   /v1/enrollments/{id}/commands          {"request_type": …, "keys": {…}, "options": {…}}
    GET    /v1/enrollments/{id}/commands/{uuid}
    DELETE /v1/enrollments/{id}/commands/{uuid}
    POST   /v1/enrollments/{id}/unenroll          {"by": …, "why": …, "confirm": "<the id>"}
    GET    /v1/queues
    POST   /v1/queues/hold                        {"why": …}
    POST   /v1/queues/release                     {}
    GET    /v1/push
    GET    /v1/events?after=&limit=

Binary values of a property list are ``{"$data": "<base64>"}`` and dates ``{"$date": "…Z"}``, both ways.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

import attrs

from pymdm.errors import Conflict, NotFound, ProtocolError
from pymdm.server import representation as rep
from pymdm.server.cross_site import refuse_cross_site
from pymdm.server.digests import SecretDigest
from pymdm.server.http import (
    HTTPError,
    Response,
    application,
    json_response,
    path_segments,
    read_body,
)
from pymdm.server.orders import read_fields, read_order
from pymdm.service import MDMService, Store
from pymdm.service.machine import new_uuid
from pymdm.service.verbs import CommandQuery, EnrollmentsQuery, HoldQuery, QueueQuery

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from pymdm.server.eventlog import EventLog

__all__ = ["ROUTES", "admin_app"]

log = logging.getLogger("pymdm.server")

# Enough for a page of a list; the next one begins after its last id.
DEFAULT_LIMIT = 50
MAX_LIMIT = 500

# An InstallProfile with an embedded font is the largest order; its profile grows by a third in base64.
MAX_ORDER = 16 * 1024 * 1024

# An order in a few words: names and reasons.
MAX_FORM = 16 * 1024

#: Method and path of everything that the API offers; a name in braces stands for one part of the path.
ROUTES: Mapping[tuple[str, str], str] = {
    ("GET", "/v1/enrollments"): "enrollments",
    ("GET", "/v1/enrollments/{id}"): "enrollment",
    ("GET", "/v1/enrollments/{id}/commands"): "commands",
    ("POST", "/v1/enrollments/{id}/commands"): "enqueue",
    ("GET", "/v1/enrollments/{id}/commands/{uuid}"): "command",
    ("DELETE", "/v1/enrollments/{id}/commands/{uuid}"): "cancel",
    ("POST", "/v1/enrollments/{id}/unenroll"): "unenroll",
    ("GET", "/v1/queues"): "queues",
    ("POST", "/v1/queues/hold"): "hold",
    ("POST", "/v1/queues/release"): "release",
    ("GET", "/v1/push"): "push",
    ("GET", "/v1/events"): "events",
}


@attrs.frozen(kw_only=True)
class _Call:
    """One authorised request: path parameters, query and body."""

    ids: Mapping[str, str]
    query: Mapping[str, str]
    environ: Mapping[str, Any] = attrs.field(repr=False)


def admin_app(service: MDMService, store: Store, events: EventLog, *, token: SecretDigest) -> WSGIApplication:
    """The admin API as a WSGI application."""
    api = _AdminAPI(service, store, events)

    def handle(environ: Mapping[str, Any]) -> Response:
        _authorize(environ, token)
        refuse_cross_site(environ)
        name, ids = _route(str(environ.get("REQUEST_METHOD")), path_segments(environ))
        query = {key: values[0] for key, values in parse_qs(environ.get("QUERY_STRING") or "").items()}
        return _answer(getattr(api, name), _Call(ids=ids, query=query, environ=environ))

    def failed(error: HTTPError) -> Response:
        return json_response({"error": error.text}, status=error.status, headers=error.headers)

    return application(handle, failed)


def _authorize(environ: Mapping[str, Any], token: SecretDigest) -> None:
    scheme, _, given = str(environ.get("HTTP_AUTHORIZATION") or "").partition(" ")
    right = token.matches(given.strip())
    if scheme.lower() != "bearer" or not right:
        raise HTTPError(401, "a valid admin token is needed", {"WWW-Authenticate": 'Bearer realm="pymdm"'})


def _route(method: str, segments: Sequence[str]) -> tuple[str, dict[str, str]]:
    """The endpoint for a request and what its path names; HEAD is GET without its body."""
    allowed = []
    for (known, pattern), name in ROUTES.items():
        ids = _match(pattern.split("/")[1:], segments)
        if ids is None:
            continue
        if known == ("GET" if method == "HEAD" else method):
            return name, ids
        allowed += [known, "HEAD"] if known == "GET" else [known]
    if not allowed:
        raise HTTPError(404, "no such address")
    raise HTTPError(405, f"use {' or '.join(allowed)}", {"Allow": ", ".join(allowed)})


def _match(pattern: Sequence[str], segments: Sequence[str]) -> dict[str, str] | None:
    if len(pattern) != len(segments):
        return None
    ids = {part[1:-1]: given for part, given in zip(pattern, segments, strict=True) if part[0] == "{"}
    fits = all(
        given if part[0] == "{" else part == given for part, given in zip(pattern, segments, strict=True)
    )
    return ids if fits else None


def _answer(endpoint: Callable[[_Call], Response], call: _Call) -> Response:
    """What the endpoint answers, with the errors of the library as statuses that tools understand."""
    try:
        return endpoint(call)
    except NotFound as error:
        raise HTTPError(404, str(error)) from error
    except Conflict as error:
        raise HTTPError(409, str(error)) from error
    except ProtocolError as error:
        raise HTTPError(error.http_status, str(error)) from error


class _AdminAPI:
    def __init__(self, service: MDMService, store: Store, events: EventLog) -> None:
        self._service = service
        self._store = store
        self._events = events

    def enrollments(self, call: _Call) -> Response:
        limit = _limit(call.query)
        [found] = self._store.look_up([EnrollmentsQuery(after=call.query.get("after", ""), limit=limit)])
        return json_response({"enrollments": [rep.record(record) for record in found]})

    def enrollment(self, call: _Call) -> Response:
        return json_response(rep.record(self._service.enrollment(call.ids["id"])))

    def commands(self, call: _Call) -> Response:
        self._service.enrollment(call.ids["id"])
        [found] = self._store.look_up([QueueQuery(enrollment=call.ids["id"], limit=_limit(call.query))])
        return json_response({"commands": [rep.record(record) for record in found]})

    def command(self, call: _Call) -> Response:
        record = self._service.command(call.ids["id"], call.ids["uuid"])
        return json_response({**rep.record(record), "result": rep.result(record.result)})

    def cancel(self, call: _Call) -> Response:
        record = self._service.command(call.ids["id"], call.ids["uuid"])
        cancelled = self._service.cancel(record.enrollment, [record.uuid])
        if not cancelled:
            raise HTTPError(409, f"the command is no longer pending: it is {record.state.value}")
        return json_response({"cancelled": list(cancelled)})

    def enqueue(self, call: _Call) -> Response:
        """201 for a new command, 200 for one that waits already under its uuid or dedupe_key."""
        enrollment = call.ids["id"]
        order = read_order(read_body(call.environ, limit=MAX_ORDER))
        options = {"uuid": new_uuid(), **order.options}
        [known] = self._store.look_up([CommandQuery(enrollment=enrollment, uuid=options["uuid"])])
        uuid = self._service.enqueue(enrollment, order.command, **options)
        queued = self._service.command(enrollment, uuid)
        return json_response(
            {
                "command_uuid": uuid,
                "request_type": queued.request_type,
                "known": order.known,
                "unknown_keys": list(order.unknown),
            },
            status=200 if known or uuid != options["uuid"] else 201,
        )

    def unenroll(self, call: _Call) -> Response:
        """202: the device is told with its next message; 200: it was ordered before."""
        given = read_fields(read_body(call.environ, limit=MAX_FORM), "by", "why", "confirm")
        record = self._service.enrollment(call.ids["id"])
        if given["confirm"] != record.id.id:
            raise HTTPError(400, "confirm must repeat the id of the enrollment, letter by letter")
        fresh = self._service.unenroll(record.id, by=given["by"], why=given["why"])
        return json_response({"enrollment": record.id.id, "ordered_now": fresh}, status=202 if fresh else 200)

    def queues(self, call: _Call) -> Response:
        [found] = self._store.look_up([HoldQuery()])
        return json_response({"held": rep.record(found[0]) if found else None})

    def hold(self, call: _Call) -> Response:
        why = read_fields(read_body(call.environ, limit=MAX_FORM), "why")["why"]
        self._service.hold_queues(why)
        log.warning("queues held why=%r source=%s", why, call.environ.get("REMOTE_ADDR"))
        return self.queues(call)

    def release(self, call: _Call) -> Response:
        read_fields(read_body(call.environ, limit=MAX_FORM))
        self._service.release_queues()
        log.warning("queues released source=%s", call.environ.get("REMOTE_ADDR"))
        return self.queues(call)

    def push(self, _: _Call) -> Response:
        """The topics whose certificate Apple refuses (F35)."""
        refused = [rep.record(refusal) for refusal in self._service.refused_topics]
        return json_response({"refused_topics": refused})

    def events(self, call: _Call) -> Response:
        after = call.query.get("after", "0")
        if not (after.isascii() and after.isdigit()):
            raise HTTPError(400, "after must be the number of an event")
        return json_response({"events": self._events.after(int(after[:18]), limit=_limit(call.query))})


def _limit(query: Mapping[str, str]) -> int:
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= MAX_LIMIT):
        raise HTTPError(400, f"limit must be a number from 1 to {MAX_LIMIT}")
    return int(text)
