"""What flows yield and receive."""

from __future__ import annotations

import attrs
import pytest

from pymdm._flow import Emit, Flow, HttpRequest, HttpResponse, Pages, Sleep


def test_requests_and_answers_hide_what_may_be_a_token() -> None:
    """T65: a request in a traceback or a log line tells nothing secret."""
    request = HttpRequest(
        method="GET", url="https://apple.example/a/b?c=d", headers={"Authorization": "s3cret"}, body=b"s3cret"
    )
    response = HttpResponse(status=200, headers={"X-ADM-Auth-Session": "s3cret"}, body=b"s3cret")

    assert "s3cret" not in f"{request!r} {request} {response!r} {response}"
    assert "/a/b" == request.path


def test_header_names_are_looked_up_in_lower_case() -> None:
    assert "1" == HttpResponse(status=200, headers={"Retry-After": "1"}).headers["retry-after"]


def test_a_flow_is_driven_by_hand() -> None:
    def twice() -> Flow[int]:
        first = yield HttpRequest(method="GET", url="https://apple.example/")
        yield Sleep(1.5)
        assert first is not None
        return first.status

    flow = twice()

    assert "GET" == next(flow).method  # type: ignore[union-attr]
    assert Sleep(1.5) == flow.send(HttpResponse(status=204))
    with pytest.raises(StopIteration) as end:
        flow.send(None)
    assert 204 == end.value.value


def test_a_listing_emits_its_pages() -> None:
    def listing() -> Pages[str, int]:
        yield Emit("one")
        yield Emit("two")
        return 2

    assert [Emit("one"), Emit("two")] == list(listing())


def test_nothing_of_a_request_changes() -> None:
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        HttpRequest(method="GET", url="https://apple.example/").url = "https://other.example/"  # type: ignore[misc]
