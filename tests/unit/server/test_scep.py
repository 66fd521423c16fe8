"""SCEP over HTTP: how a request is read, whatever the client and the server between make of it."""

from __future__ import annotations

from base64 import b64encode
from typing import Any
from urllib.parse import quote

import pytest

from pymdm.crypto.scep import PKIStatus
from pymdm.server.scep import scep_app
from pymdm.service.scep import SCEPReply
from tests.unit.server.scene import Answer, call
from tests.unit.service.scep_scene import Client, Scene, authority, granted


def app(scene: Scene) -> Any:
    return scep_app(scene.scep, clock=lambda: scene.now)


def certificates(answer: Answer) -> tuple[bytes, ...]:
    """What the answer brings, read as a device does."""
    assert "no-store" == answer.headers["cache-control"]
    reply = SCEPReply(status=answer.status, body=answer.body, content_type=answer.headers["content-type"])
    return granted(reply)


@pytest.mark.parametrize(
    "query", ["operation=GetCACert", "operation=GetCACert&message=", "message=mdm&operation=%47etCACert"]
)
def test_anybody_gets_the_certificate_of_the_ca(query: str) -> None:
    """Apple's client takes exactly this type, without parameters."""
    answer = call(app(Scene()), "GET", f"/scep?{query}")
    assert (200, "application/x-x509-ca-cert", authority().certificate) == (
        answer.status,
        answer.headers["content-type"],
        answer.body,
    )


def test_a_request_comes_by_post() -> None:
    scene = Scene()
    message = Client().message(scene.open().challenge.reveal())
    answer = call(app(scene), "POST", "/scep?operation=PKIOperation", body=message)
    assert 1 == len(certificates(answer))


@pytest.mark.parametrize("safe", ["", "+", "+/="])
def test_a_request_comes_in_the_url(safe: str) -> None:
    """Some clients escape nothing: a plus stays a plus."""
    scene = Scene()
    text = b64encode(Client().message(scene.open().challenge.reveal())).decode()
    assert "+" in text
    answer = call(app(scene), "GET", f"/scep?operation=PKIOperation&message={quote(text, safe=safe)}")
    assert 1 == len(certificates(answer))


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("operation", 400),
        ("operation=Nothing", 400),
        ("operation=GetCACert&operation=GetCACaps", 400),
        ("operation=PKIOperation&message=%%%", 400),
        ("operation=PKIOperation&message=" + "A" * 16_385, 413),
        ("operation=PKIOperation&message=" + "A" * 20_000, 413),
        ("&" * 100, 400),
    ],
)
def test_a_query_that_is_none_is_refused(query: str, status: int) -> None:
    """T17: and never with 401 or 403."""
    assert status == call(app(Scene()), "GET", f"/scep?{query}").status


def test_a_body_that_is_too_large_is_not_read() -> None:
    """T75."""
    answer = call(app(Scene()), "POST", "/scep?operation=PKIOperation", body=b"x" * 65_537)
    assert 413 == answer.status


def test_a_body_without_a_length_is_refused() -> None:
    assert (
        411 == call(app(Scene()), "POST", "/scep?operation=PKIOperation", body=b"x", CONTENT_LENGTH="").status
    )


@pytest.mark.parametrize("method", ["HEAD", "PUT", "DELETE"])
def test_other_methods_are_refused(method: str) -> None:
    answer = call(app(Scene()), method, "/scep?operation=GetCACert")
    assert (405, "GET, POST") == (answer.status, answer.headers["allow"])


def test_the_clock_is_the_servers() -> None:
    """T43: a challenge that has ended by it is refused."""
    scene = Scene()
    opened = scene.open()
    scene.now = opened.session.expires_at
    message = Client().message(opened.challenge.reveal())
    answer = call(app(scene), "POST", "/scep?operation=PKIOperation", body=message)
    reply = SCEPReply(body=answer.body, content_type=answer.headers["content-type"])
    assert PKIStatus.FAILURE is Client().read(reply).status
