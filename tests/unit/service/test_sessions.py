"""An enrollment session and its challenge."""

from __future__ import annotations

import string
from datetime import timedelta

import pytest

from pymdm.protocol import EnrollmentID, EnrollmentKind
from pymdm.service import Purpose
from pymdm.service.sessions import challenge_digest, open_session
from pymdm.stores import MemoryStore
from tests.unit.service.scep_scene import NOW

MAC = EnrollmentID(kind=EnrollmentKind.DEVICE, id="MAC")


def test_a_challenge_cannot_be_guessed_and_every_client_can_send_it() -> None:
    """T50: 256 random bits, in characters that PrintableString has."""
    store = MemoryStore()
    challenges = {open_session(store, now=NOW).challenge.reveal() for _ in range(50)}
    assert 50 == len(challenges)
    assert {64} == {len(challenge) for challenge in challenges}
    assert set("".join(challenges)) <= set(string.hexdigits.lower())


def test_a_session_is_what_it_was_opened_for() -> None:
    opened = open_session(
        MemoryStore(),
        now=NOW,
        purpose=Purpose.USER_ENROLLMENT,
        user="sam",
        udid="U",
        serial_number="S",
        renews=MAC,
        lifetime=timedelta(hours=1),
        new_id=lambda: "id",
    )
    session = opened.session
    assert ("id", Purpose.USER_ENROLLMENT, "sam", "U", "S", MAC, None) == (
        session.id,
        session.purpose,
        session.user,
        session.udid,
        session.serial_number,
        session.renews,
        session.enrollment,
    )
    assert (NOW, NOW + timedelta(hours=1)) == (session.created_at, session.expires_at)


def test_nothing_shows_the_challenge() -> None:
    """T50."""
    opened = open_session(MemoryStore(), now=NOW, new_text=lambda: "canary")
    assert "canary" not in f"{opened} {opened!r} {opened.challenge}"


def test_times_have_a_zone() -> None:
    with pytest.raises(ValueError, match="aware datetime"):
        open_session(MemoryStore(), now=NOW.replace(tzinfo=None))


@pytest.mark.parametrize("text", ["", "ü", "\ud800", "x" * 255])
def test_any_text_that_a_client_may_send_has_a_digest(text: str) -> None:
    assert 32 == len(challenge_digest(text))
