"""The device routes as a WSGI application."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import Any, cast

import pytest

from pymdm.adapters import device_app
from pymdm.adapters.wsgi import status_line
from pymdm.errors import StorageError
from pymdm.service import MDMReply, MDMRequest, MDMService, UnenrollForm, unenroll
from tests.unit.server.scene import Answer, call, scene

CONNECT = "application/x-apple-aspen-mdm; charset=UTF-8"


class Service:
    """Answers what it is told to, and keeps what it was asked."""

    def __init__(self, answer: Callable[[], MDMReply] = MDMReply) -> None:
        self.requests: list[MDMRequest] = []
        self._answer = answer

    def handle(self, request: MDMRequest) -> MDMReply:
        self.requests.append(request)
        return self._answer()


def put(
    service: Service, asked: str = "/mdm", *, method: str = "PUT", body: bytes = b"x", **options: Any
) -> Answer:
    app = device_app(cast("MDMService", service), **options)
    return call(app, method, asked, body=body, CONTENT_TYPE=CONNECT)


def raising(error: BaseException) -> Callable[[], MDMReply]:
    def answer() -> MDMReply:
        raise error

    return answer


def test_a_reply_is_passed_on_whole() -> None:
    reply = MDMReply(status=503, body=b"text\n", content_type="text/plain", headers={"Retry-After": "60"})
    service = Service(lambda: reply)

    answer = put(service, body=b"hello")

    assert (503, b"text\n", "text/plain") == (answer.status, answer.body, answer.headers["content-type"])
    assert ("60", "5") == (answer.headers["retry-after"], answer.headers["content-length"])
    assert b"hello" == service.requests[0].body


def test_an_empty_reply_has_length_zero() -> None:
    answer = put(Service())

    assert (200, b"", "0") == (answer.status, answer.body, answer.headers["content-length"])


def test_nothing_between_may_keep_a_command() -> None:
    """T50"""
    for answer in (put(Service()), put(Service(), "/other"), put(Service(), method="GET")):
        assert "no-store" == answer.headers["cache-control"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_only_put_reaches_the_service(method: str) -> None:
    service = Service()

    answer = put(service, method=method)

    assert (405, "PUT") == (answer.status, answer.headers["allow"])
    assert (b"" if method == "HEAD" else b"Method Not Allowed\n") == answer.body
    assert "19" == answer.headers["content-length"]
    assert [] == service.requests


@pytest.mark.parametrize(
    "path", ["", "/", "/mdm/", "//mdm", "/MDM", "/mdm%2F", "/mdm/../mdm", "/checkin", "/../../etc/passwd"]
)
def test_no_other_path_reaches_the_service(path: str) -> None:
    """T58"""
    service = Service()

    answer = put(service, path)

    assert (404, b"Not Found\n") == (answer.status, answer.body)
    assert [] == service.requests


def test_check_ins_may_have_a_path_of_their_own() -> None:
    service = Service()
    for path in ("/device", "/checkin"):
        assert 200 == put(service, path, path="/device", checkin_path="/checkin").status

    assert 2 == len(service.requests)


def test_mounted_at_its_own_address_nothing_of_the_path_remains() -> None:
    assert 200 == put(Service(), "", path="").status


@pytest.mark.parametrize("options", [{"path": "mdm"}, {"checkin_path": "checkin"}])
def test_a_path_that_no_request_can_have_is_refused(options: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="slash"):
        device_app(cast("MDMService", Service()), **options)


@pytest.mark.parametrize(
    "error",
    [
        RuntimeError("canary"),
        PermissionError("401"),
        RecursionError(),
        StorageError("canary"),
        KeyError("canary"),
    ],
)
def test_an_exception_is_500_with_a_fixed_text(error: Exception, caplog: pytest.LogCaptureFixture) -> None:
    """T17, T40"""
    with caplog.at_level(logging.ERROR):
        answer = put(Service(raising(error)))

    assert (500, b"Internal Server Error\n") == (answer.status, answer.body)
    assert "Traceback" in caplog.text


@pytest.mark.parametrize("status", [401, 403])
def test_a_stray_401_or_403_does_not_leave(status: int) -> None:
    """T17: whoever made it, only a deliberate unenroll may."""
    answer = put(Service(lambda: MDMReply(status=status, body=b"com.apple.unrecognized.device")))

    assert (400, b"Bad Request\n") == (answer.status, answer.body)


@pytest.mark.parametrize("form", list(UnenrollForm))
def test_a_deliberate_unenroll_leaves(form: UnenrollForm) -> None:
    assert int(form.value) == put(Service(lambda: unenroll(why="a test", form=form))).status


class Broken(io.BytesIO):
    def read(self, size: int | None = -1, /) -> bytes:
        raise OSError("the peer has gone")


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"CONTENT_LENGTH": "abc"}, 400),
        ({"CONTENT_LENGTH": "5", "HTTP_TRANSFER_ENCODING": "chunked"}, 400),
        ({"CONTENT_LENGTH": ""}, 411),
        ({"CONTENT_LENGTH": "", "HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ({"CONTENT_LENGTH": str(10 * 1024 * 1024 + 1)}, 413),
        ({"CONTENT_LENGTH": "5", "wsgi.input": Broken()}, 400),
        ({"HTTP_CONTENT_ENCODING": "gzip"}, 415),
        ({"CONTENT_TYPE": "application/json"}, 415),
        ({}, 400),
    ],
)
def test_the_real_service_refuses_bad_requests_with_short_texts(environ: dict[str, Any], status: int) -> None:
    """T2, T75, T76, T77"""
    answer = call(
        scene().server.device,
        "PUT",
        "/mdm",
        body=b"hello",
        strict=False,
        **{"CONTENT_TYPE": CONNECT, **environ},
    )

    assert status == answer.status
    assert len(answer.body) < 40


def test_a_status_without_a_known_text_still_has_one() -> None:
    assert "418 Status" == status_line(418)
