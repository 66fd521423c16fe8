"""What the pages and the admin API need of HTTP."""

from __future__ import annotations

import io
import logging
from collections.abc import Mapping
from typing import Any

import pytest

from pymdm.errors import Conflict, StorageError
from pymdm.server.http import (
    SAFE_HEADERS,
    HTTPError,
    Response,
    application,
    json_response,
    path_segments,
    read_body,
)

from .scene import call


class Broken(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError("the peer has gone")


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({}, 411),
        ({"CONTENT_LENGTH": ""}, 411),
        ({"CONTENT_LENGTH": "5", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"CONTENT_LENGTH": "-1"}, 400),
        ({"CONTENT_LENGTH": "+5"}, 400),
        ({"CONTENT_LENGTH": "0x5"}, 400),
        ({"CONTENT_LENGTH": "5, 5"}, 400),
        ({"CONTENT_LENGTH": "²"}, 400),
        ({"CONTENT_LENGTH": "0" * 18 + "5"}, 400),
        ({"CONTENT_LENGTH": "9"}, 413),
        ({"CONTENT_LENGTH": "6"}, 400),
        ({"CONTENT_LENGTH": "5", "wsgi.input": Broken()}, 400),
    ],
)
def test_a_body_whose_length_cannot_be_relied_on_is_refused(environ: dict[str, Any], status: int) -> None:
    """T77"""
    with pytest.raises(HTTPError) as refused:
        read_body({"wsgi.input": io.BytesIO(b"hello"), **environ}, limit=8)

    assert status == refused.value.status


def test_a_body_is_read_to_its_length_and_no_further() -> None:
    stream = io.BytesIO(b"hello, next request")

    assert b"hello" == read_body({"wsgi.input": stream, "CONTENT_LENGTH": "5"}, limit=5)
    assert 5 == stream.tell()


@pytest.mark.parametrize(
    ("environ", "segments"),
    [
        ({"PATH_INFO": "/v1/events"}, ["v1", "events"]),
        ({"PATH_INFO": "/"}, [""]),
        ({"PATH_INFO": ""}, []),
        ({}, []),
        ({"PATH_INFO": "//v1//x/"}, ["", "v1", "", "x", ""]),
        # PATH_INFO is percent-decoded already, into the bytes of UTF-8 read as latin-1
        ({"PATH_INFO": "/a%41"}, ["a%41"]),
        ({"PATH_INFO": "/ÃŸ:\u00c3\u00a4"}, None),
        ({"PATH_INFO": "/U:\u00c3\u00a4"}, ["U:ä"]),
        ({"PATH_INFO": "/U:a/b", "REQUEST_URI": "/U:a%2Fb"}, ["U:a/b"]),
        ({"PATH_INFO": "/U:a/b", "RAW_URI": "/U%3Aa%2fb?after=1"}, ["U:a/b"]),
        ({"PATH_INFO": "/U:a/b", "REQUEST_URI": "/U:a/b"}, ["U:a", "b"]),
        ({"SCRIPT_NAME": "/mdm/x", "PATH_INFO": "/a/b", "REQUEST_URI": "/mdm/x/a%2Fb"}, ["a/b"]),
        ({"SCRIPT_NAME": "/mdm/x", "PATH_INFO": "/a/b"}, ["a", "b"]),
        # what was sent does not fit: a proxy or a server has rewritten the path
        ({"PATH_INFO": "/a/b", "REQUEST_URI": "http://host/a%2Fb"}, ["a", "b"]),
        ({"PATH_INFO": "/a/b", "REQUEST_URI": "//a/b"}, ["a", "b"]),
        ({"PATH_INFO": "/a/b", "REQUEST_URI": "/\u20ac"}, ["a", "b"]),
    ],
)
def test_a_path_is_decoded_once(environ: dict[str, Any], segments: list[str] | None) -> None:
    if segments is None:
        with pytest.raises(HTTPError, match="no such address"):
            path_segments({"PATH_INFO": "/\xff"})
        return
    assert segments == path_segments(environ)


def failed(error: HTTPError) -> Response:
    return Response(status=error.status, body=error.text.encode(), headers=error.headers)


@pytest.mark.parametrize(
    ("error", "status", "text"),
    [
        (HTTPError(404, "no such address"), 404, b"no such address"),
        (StorageError("disk"), 503, b"the store cannot be reached"),
        (Conflict("left open by an endpoint"), 503, b"the store cannot be reached"),
        (RuntimeError("canary"), 500, b"internal error; the log has more"),
        (RecursionError(), 500, b"internal error; the log has more"),
    ],
)
def test_no_traceback_leaves(
    error: Exception, status: int, text: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    def handle(environ: Mapping[str, Any]) -> Response:
        raise error

    with caplog.at_level(logging.ERROR):
        answer = call(application(handle, failed))

    assert (status, text) == (answer.status, answer.body)
    assert (status >= 500) == bool(caplog.records)
    assert ("60" if status == 503 else None) == answer.headers.get("retry-after")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_every_answer_is_kept_by_nobody_and_framed_nowhere(method: str) -> None:
    answer = call(application(lambda environ: json_response({"a": 1}), failed), method)

    assert {name.lower(): value for name, value in SAFE_HEADERS.items()}.items() <= answer.headers.items()
    assert "no-store" == answer.headers["cache-control"]
    assert "server" not in answer.headers
    assert "13" == answer.headers["content-length"]
    assert (b"" if method == "HEAD" else b'{\n  "a": 1\n}\n') == answer.body


def test_json_holds_no_numbers_that_others_cannot_read() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        json_response(float("nan"))
