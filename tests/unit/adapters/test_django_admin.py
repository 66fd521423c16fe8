"""The admin pages over the tables of the Django store: they show what is no secret, and change nothing."""

from __future__ import annotations

import types
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, override_settings
from django.urls import path

from pymdm.adapters.django import DjangoStore
from pymdm.testing._contract_scene import MAC, Scene
from tests.django_project import STORE
from tests.unit.adapters.django_database import KEY, file_of_the_store, fresh_store


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """An administrator, in a project whose only database has a device with a secret and a command."""
    fresh_store()
    connection.close()
    before = dict(connections.databases["default"])
    chosen = {**connections.databases[STORE], "NAME": str(file_of_the_store()), "ATOMIC_REQUESTS": False}
    connections.databases["default"].update(chosen)
    call_command("migrate", verbosity=0)
    scene = Scene(DjangoStore(seal=KEY))
    scene.enroll(MAC, serial_number="SERIAL-1")
    scene.token_update(unlock_token=b"canary")
    scene.enqueue("UUID-1", body=b"canary")
    urls = types.ModuleType("urls_of_a_test")
    urls.__dict__["urlpatterns"] = [path("admin/", admin.site.urls)]
    user = get_user_model().objects.create_superuser("root", password="x")
    with override_settings(ROOT_URLCONF=urls):
        made = Client()
        made.force_login(user)
        yield made
    connection.close()
    connections.databases["default"].clear()
    connections.databases["default"].update(before)


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        ("enrollment/", b"SERIAL-1"),
        ("enrollment/?q=SERIAL", b"SERIAL-1"),
        ("enrollment/MAC/change/", b"SERIAL-1"),
        ("command/", b"UUID-1"),
        ("event/", b"Enrolled"),
        ("identity/", b"0 identities"),
    ],
)
def test_a_page_shows_what_is_stored_and_no_secret(client: Client, page: str, shown: bytes) -> None:
    """T69"""
    answer = client.get(f"/admin/pymdm/{page}")

    assert 200 == answer.status_code
    assert shown in answer.content
    assert b"canary" not in answer.content
    assert b"sealed" not in answer.content


@pytest.mark.parametrize("page", ["enrollment/add/", "enrollment/MAC/delete/"])
def test_nothing_can_be_changed(client: Client, page: str) -> None:
    answers: list[Any] = [client.get(f"/admin/pymdm/{page}"), client.post(f"/admin/pymdm/{page}")]

    assert [403, 403] == [answer.status_code for answer in answers]
    assert 403 == client.post("/admin/pymdm/enrollment/MAC/change/", {"state": "enrolled"}).status_code
