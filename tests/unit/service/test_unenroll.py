"""The one way to end an enrollment by a status, and the guard against all others."""

from __future__ import annotations

import json

import pytest

from pymdm.service import MDMReply, UnenrollForm, unenroll
from pymdm.service.unenroll import only_deliberate


@pytest.mark.parametrize(
    ("os", "version", "status"),
    [
        (None, None, 401),
        ("iOS", None, 401),
        ("iOS", "16.7", 401),
        ("iOS", "17.0", 403),
        ("macOS", "13.6", 401),
        ("macOS", "14", 403),
        ("visionOS", "1.0", 401),
        ("visionOS", "1.1", 403),
        ("macOS", "new", 401),
        ("BeOS", "99", 401),
    ],
)
def test_the_newer_form_is_for_systems_that_know_it(os: str | None, version: str | None, status: int) -> None:
    reply = unenroll(why="test", os=os, os_version=version)

    assert (reply.status, reply.unenrolls, reply.detail) == (status, True, "test")
    assert only_deliberate(reply) is reply


def test_the_form_may_be_chosen() -> None:
    assert unenroll(why="test", os="macOS", os_version="15", form=UnenrollForm.UNAUTHORIZED).status == 401
    reply = unenroll(why="test", form=UnenrollForm.UNRECOGNIZED_DEVICE)
    assert json.loads(reply.body) == {"code": "com.apple.unrecognized.device"}


@pytest.mark.parametrize("status", [401, 403])
def test_any_other_401_or_403_is_withheld(status: int) -> None:
    """T17."""
    reply = only_deliberate(MDMReply(status=status, body=b"secret"))

    assert (reply.status, reply.body) == (400, b"Bad Request\n")


def test_other_answers_pass() -> None:
    for status in (200, 400, 404, 503):
        reply = MDMReply(status=status)
        assert only_deliberate(reply) is reply
