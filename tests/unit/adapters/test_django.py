"""The device routes as Django views: how a project puts them among its own."""

from __future__ import annotations

import types
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import override_settings
from django.urls import include, path

from pymdm.adapters.django import device_urls, device_view
from pymdm.service import MDMReply, MDMRequest
from tests.django_project import django_settings
from tests.unit.adapters.wires import Asked, WSGIWire


class Service:
    def __init__(self) -> None:
        self.inside: list[bool] = []

    def handle(self, request: MDMRequest) -> MDMReply:
        self.inside.append(transaction.get_connection().in_atomic_block)
        return MDMReply(body=request.body)


def put(patterns: list[Any], asked: str = "/mdm", body: bytes = b"x", **settings: Any) -> int:
    django_settings()
    urls = types.ModuleType("urls_of_a_test")
    urls.__dict__["urlpatterns"] = patterns
    with override_settings(ROOT_URLCONF=urls, **settings):
        return WSGIWire(WSGIHandler()).ask(Asked(path=asked, parts=(body,))).status


def urls(**options: Any) -> Any:
    service: Any = Service()
    return device_urls(service, **options)


def test_urls_may_be_included_below_a_prefix() -> None:
    patterns = [path("devices/", include(urls(checkin_path="/checkin")))]

    paths = ("/devices/mdm", "/devices/checkin", "/mdm", "/devices/")
    assert [200, 200, 404, 404] == [put(patterns, asked) for asked in paths]


def test_a_view_may_have_a_pattern_of_the_projects_own() -> None:
    service: Any = Service()

    assert 200 == put([path("anywhere", device_view(service))], "/anywhere")


@pytest.mark.parametrize("asked", ["/mdm/", "/mdm\n", "/xmdm", "/mdmx"])
def test_exactly_one_path_leads_to_the_view(asked: str) -> None:
    """T58; with APPEND_SLASH, Django would redirect a device to a path that nobody answers."""
    assert 404 == put(urls(), asked, APPEND_SLASH=True)


def test_a_path_is_no_pattern() -> None:
    assert [200, 404] == [put(urls(path="/m.m"), asked) for asked in ("/m.m", "/mdm")]


def test_no_transaction_is_open_around_the_service() -> None:
    """F8: what it has answered must be committed, even in a project with ATOMIC_REQUESTS."""
    service: Any = Service()

    put(device_urls(service))

    assert [False] == service.inside


def test_the_bound_of_the_project_on_bodies_is_not_ours() -> None:
    """A result with thousands of applications is larger than any form."""
    assert 200 == put(urls(), body=bytes(1000), DATA_UPLOAD_MAX_MEMORY_SIZE=10)


def test_a_path_that_no_request_can_have_is_refused() -> None:
    with pytest.raises(ValueError, match="slash"):
        urls(path="mdm")
