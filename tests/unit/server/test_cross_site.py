"""What pages of other sites make a browser send is refused (T83)."""

from __future__ import annotations

from typing import Any

import pytest

from .scene import Scene, call, scene

HOLD = {"why": "a test of pages"}
HERE = "127.0.0.1"  # what the test's requests have as Host


@pytest.fixture(scope="module")
def mdm() -> Scene:
    return scene()


def place(mdm: Scene) -> str:
    return f"/v1/enrollments/{mdm.device(seed='cross-site').enrollment.id}/commands"


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),
        ({"HTTP_SEC_FETCH_SITE": "same-origin"}, True),
        ({"HTTP_SEC_FETCH_SITE": "none"}, True),
        ({"HTTP_SEC_FETCH_SITE": "same-site"}, False),
        ({"HTTP_SEC_FETCH_SITE": "cross-site"}, False),
        ({"HTTP_SEC_FETCH_SITE": "cross-site", "HTTP_ORIGIN": f"https://{HERE}"}, False),
        ({"HTTP_SEC_FETCH_SITE": ""}, False),
        ({"HTTP_ORIGIN": f"https://{HERE}"}, True),
        ({"HTTP_ORIGIN": f"http://{HERE}"}, True),
        ({"HTTP_ORIGIN": f"https://{HERE}:8081"}, False),
        ({"HTTP_ORIGIN": f"https://{HERE}.example.com"}, False),
        ({"HTTP_ORIGIN": "https://evil.example"}, False),
        ({"HTTP_ORIGIN": "null"}, False),
        ({"HTTP_ORIGIN": ""}, False),
        ({"HTTP_ORIGIN": "https://[evil"}, False),
    ],
)
def test_only_requests_that_no_other_page_has_made_change_something(
    mdm: Scene, headers: dict[str, str], passes: bool
) -> None:
    """T83"""
    answer = mdm.admin("POST", "/v1/queues/hold", HOLD, **headers)
    held = mdm.admin("GET", "/v1/queues").json["held"]
    mdm.admin("POST", "/v1/queues/release", {})

    assert (200 if passes else 403, passes) == (answer.status, held is not None)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/v1/enrollments/{id}/commands", {"request_type": "ProfileList"}),
        ("POST", "/v1/enrollments/{id}/unenroll", {"by": "x", "why": "y", "confirm": "{id}"}),
        ("POST", "/v1/queues/hold", HOLD),
        ("POST", "/v1/queues/release", {}),
        ("DELETE", "/v1/enrollments/{id}/commands/C", None),
        ("PUT", "/v1/enrollments/{id}", None),
    ],
)
def test_no_route_that_changes_something_is_left_out(
    mdm: Scene, method: str, path: str, body: dict[str, Any] | None
) -> None:
    """T83: with the right token, as a browser that knows a password would send it along."""
    answer = mdm.admin(method, path.format(id="U"), body, HTTP_SEC_FETCH_SITE="cross-site")

    assert 403 == answer.status


def test_reading_is_not_changing(mdm: Scene) -> None:
    for method in ("GET", "HEAD"):
        assert 200 == mdm.admin(method, "/v1/enrollments", HTTP_SEC_FETCH_SITE="cross-site").status


def test_without_the_token_the_page_learns_no_more(mdm: Scene) -> None:
    """T52"""
    answer = call(mdm.server.admin, "POST", "/v1/queues/hold", body=b"{}", HTTP_SEC_FETCH_SITE="cross-site")

    assert 401 == answer.status
