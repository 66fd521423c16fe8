"""A minimal admin API: list enrollments, queue a command, read its result.

JSON over HTTP with ``Authorization: Bearer <admin token>``; an application of its own, so that no
mistake in routing can put it on the device address (T52).  Everything is refused without the token.

    GET    /v1/enrollments?after=&limit=
    GET    /v1/enrollments/{id}
    GET    /v1/enrollments/{id}/commands
    POST   /v1/enrollments/{id}/commands          {"request_type": …, "keys": {…}, "options": {…}}
    GET    /v1/enrollments/{id}/commands/{uuid}
    DELETE /v1/enrollments/{id}/commands/{uuid}
    GET    /v1/events?after=

Binary values of a property list are ``{"$data": "<base64>"}`` and dates ``{"$date": "…Z"}``, both ways.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, unquote

import attrs

from pymdm import commands, schema
from pymdm.errors import Conflict, DecodeError, LocalProtocolError, NotFound, PymdmError, StorageError
from pymdm.server import representation as rep
from pymdm.server.http import HTTPError, Response, application, json_response, read_body
from pymdm.service import MDMService, Store
from pymdm.service.verbs import EnrollmentsQuery, QueueQuery

if TYPE_CHECKING:
    from wsgiref.types import WSGIApplication

    from pymdm.server.eventlog import EventLog
    from pymdm.service import CommandLike

__all__ = ["admin_app"]

# Enough for a page of a list; the next one begins after its last id.
DEFAULT_LIMIT = 50
MAX_LIMIT = 500

_OPTIONS = {"priority": int, "dedupe_key": str, "unknown": str, "uuid": str}


@attrs.frozen(kw_only=True)
class _Call:
    """One authorised request: path parameters, query and body."""

    ids: Mapping[str, str]
    query: Mapping[str, str]
    environ: Mapping[str, Any] = attrs.field(repr=False)


def admin_app(service: MDMService, store: Store, events: EventLog, *, token: str) -> WSGIApplication:
    """The admin API as a WSGI application."""
    api = _AdminAPI(service, store, events)
    routes: Sequence[tuple[str, re.Pattern[str], Callable[[_Call], Response]]] = [
        ("GET", re.compile(r"/v1/enrollments"), api.enrollments),
        ("GET", re.compile(r"/v1/enrollments/(?P<id>[^/]+)"), api.enrollment),
        ("GET", re.compile(r"/v1/enrollments/(?P<id>[^/]+)/commands"), api.commands),
        ("POST", re.compile(r"/v1/enrollments/(?P<id>[^/]+)/commands"), api.enqueue),
        ("GET", re.compile(r"/v1/enrollments/(?P<id>[^/]+)/commands/(?P<uuid>[^/]+)"), api.command),
        ("DELETE", re.compile(r"/v1/enrollments/(?P<id>[^/]+)/commands/(?P<uuid>[^/]+)"), api.cancel),
        ("GET", re.compile(r"/v1/events"), api.events),
    ]

    def handle(environ: Mapping[str, Any]) -> Response:
        _authorize(environ, token)
        path = str(environ.get("PATH_INFO") or "")
        query = {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING") or "").items()}
        allowed = []
        for method, pattern, endpoint in routes:
            found = pattern.fullmatch(path)
            if found and method == environ.get("REQUEST_METHOD"):
                ids = {name: unquote(value) for name, value in found.groupdict().items()}
                return _answer(endpoint, _Call(ids=ids, query=query, environ=environ))
            if found:
                allowed.append(method)
        if allowed:
            raise HTTPError(405, f"use {' or '.join(allowed)}", {"Allow": ", ".join(allowed)})
        raise HTTPError(404, "no such address")

    def failed(error: HTTPError) -> Response:
        return json_response({"error": error.text}, status=error.status, headers=error.headers)

    return application(handle, failed)


def _authorize(environ: Mapping[str, Any], token: str) -> None:
    scheme, _, given = str(environ.get("HTTP_AUTHORIZATION") or "").partition(" ")
    right = hmac.compare_digest(given.strip().encode(), token.encode())
    if scheme.lower() != "bearer" or not right:
        raise HTTPError(401, "a valid admin token is needed", {"WWW-Authenticate": 'Bearer realm="pymdm"'})


def _answer(endpoint: Callable[[_Call], Response], call: _Call) -> Response:
    """What the endpoint answers, with the errors of the library as statuses that tools understand."""
    try:
        return endpoint(call)
    except NotFound as error:
        raise HTTPError(404, str(error)) from error
    except Conflict as error:
        raise HTTPError(409, str(error)) from error
    except StorageError as error:
        raise HTTPError(503, "the store cannot be reached", {"Retry-After": "60"}) from error
    except (PymdmError, TypeError, ValueError) as error:
        if isinstance(error, LocalProtocolError | DecodeError | TypeError | ValueError):
            raise HTTPError(400, str(error)) from error
        raise


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
        wanted = _json_object(read_body(call.environ))
        unknown_fields = sorted(wanted.keys() - {"request_type", "keys", "options"})
        if unknown_fields:
            raise HTTPError(400, f"unknown fields: {', '.join(unknown_fields)}")
        command = _command(wanted.get("request_type"), wanted.get("keys") or {})
        options = _options(wanted.get("options") or {})
        uuid = self._service.enqueue(call.ids["id"], command, **options)
        return json_response({"command_uuid": uuid, "request_type": command.request_type}, status=201)

    def events(self, call: _Call) -> Response:
        after = call.query.get("after", "0")
        if not after.isdigit():
            raise HTTPError(400, "after must be the number of an event")
        return json_response({"events": self._events.after(int(after[:18]))})


def _limit(query: Mapping[str, str]) -> int:
    text = query.get("limit", str(DEFAULT_LIMIT))
    if not text.isdigit() or not 1 <= int(text[:9]) <= MAX_LIMIT:
        raise HTTPError(400, f"limit must be a number from 1 to {MAX_LIMIT}")
    return int(text)


def _json_object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise HTTPError(400, "the body must be JSON") from error
    if not isinstance(value, dict):
        raise HTTPError(400, "the body must be a JSON object")
    return value


def _command(request_type: object, keys: object) -> CommandLike:
    """A typed command from its wire keys; one that the schema does not know yet is sent as it is."""
    if not isinstance(request_type, str) or not request_type:
        raise HTTPError(400, "request_type must name a command, such as DeviceInformation")
    if not isinstance(keys, dict):
        raise HTTPError(400, "keys must be an object: the command's keys as Apple spells them")
    wire = rep.from_json(keys)
    known = schema.command_class(request_type)
    return known.decode(wire) if known is not None else commands.Raw(request_type, wire)


def _options(given: object) -> dict[str, Any]:
    if not isinstance(given, dict):
        raise HTTPError(400, "options must be an object")
    for name, value in given.items():
        wanted = _OPTIONS.get(name)
        if wanted is None:
            raise HTTPError(400, f"unknown option {name!a}; known are {', '.join(sorted(_OPTIONS))}")
        if type(value) is not wanted:
            raise HTTPError(400, f"option {name} must be of type {wanted.__name__}")
    if given.get("unknown", "refuse") not in ("refuse", "allow"):
        raise HTTPError(400, "option unknown must be refuse or allow")
    return given
