"""Network users of a Mac, who prove a password and show a token from then on.

Source: 2014 reference, "MDM Protocol Extensions".
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from pymdm.errors import Reason
from pymdm.protocol.user_auth import answer_challenge, digest_ha1
from pymdm.service import DigestAuthenticator, IdentityRefused, UserClaim
from tests.unit.service.cast import COMMAND, MAC, SAM, answer_of, both_colours, checkin, status, uuid_of


def directory(name: str, user: UserClaim) -> str | None:
    if (name, user.user_id) != ("sam", "SAM"):
        return None
    return digest_ha1(username="sam", realm="Tests", password="right")


def authenticator(**options: Any) -> DigestAuthenticator:
    return DigestAuthenticator(ha1=directory, realm="Tests", key=b"k" * 32, **options)


def log_in(world: Any, password: str, name: str = "sam") -> str:
    """Both steps of a Mac; gives the AuthToken."""
    challenge = answer_of(world.say(checkin("UserAuthenticate", SAM)))["DigestChallenge"]
    digest = answer_challenge(challenge, username=name, password=password, cnonce="c")
    answer: str = answer_of(world.say(checkin("UserAuthenticate", SAM, DigestResponse=digest)))["AuthToken"]
    return answer


@both_colours()
def test_a_user_proves_the_password_and_shows_the_token_from_then_on(make: Any) -> None:
    world = make(users=authenticator())
    world.enroll(MAC)

    token = log_in(world, "right")

    assert len(token) > 20
    assert world.say(checkin("TokenUpdate", SAM, AuthToken=token)).status == 200
    uuid = world.enqueue(SAM, COMMAND)
    for wrong in ({}, {"AuthToken": "x"}, {"AuthToken": ""}):
        reply = world.say(status("Idle", None, SAM, **wrong))
        assert (reply.status, reply.reason) == (400, Reason.AUTH_TOKEN_WRONG)
        assert world.say(checkin("TokenUpdate", SAM, **wrong)).status == 400
        assert world.say(checkin("CheckOut", SAM, **wrong)).status == 400
        assert world.say(checkin("DeclarativeManagement", SAM, **wrong)).status == 400
    assert [event.reason for event in world.told(IdentityRefused)] == [Reason.AUTH_TOKEN_WRONG]
    assert uuid_of(world.say(status("Idle", None, SAM, AuthToken=token))) == uuid
    assert world.idle(MAC) is None


@both_colours()
@pytest.mark.parametrize(("password", "name"), [("wrong", "sam"), ("right", "root"), ("", "sam")])
def test_a_wrong_password_is_200_with_an_empty_token(make: Any, password: str, name: str) -> None:
    world = make(users=authenticator())
    world.enroll(MAC)

    assert log_in(world, password, name) == ""
    assert world.say(checkin("TokenUpdate", SAM)).status == 400


@both_colours()
def test_a_digest_is_good_for_its_user_and_some_minutes(make: Any) -> None:
    world = make(users=authenticator())
    world.enroll(MAC)
    challenge = answer_of(world.say(checkin("UserAuthenticate", SAM)))["DigestChallenge"]
    digest = answer_challenge(challenge, username="sam", password="right", cnonce="c")
    world.now += timedelta(hours=1)

    late = world.say(checkin("UserAuthenticate", SAM, DigestResponse=digest))
    nonsense = world.say(checkin("UserAuthenticate", SAM, DigestResponse="sesame"))

    assert answer_of(late) == answer_of(nonsense) == {"AuthToken": ""}


@both_colours()
def test_a_zero_length_challenge_means_no_token(make: Any) -> None:
    world = make(users=authenticator(managed=lambda user: user.user_id != "SAM"))
    world.enroll(MAC)

    reply = world.say(checkin("UserAuthenticate", SAM))

    assert answer_of(reply) == {"DigestChallenge": ""}
    assert world.say(checkin("TokenUpdate", SAM)).status == 200


@both_colours()
def test_a_user_of_another_device_cannot_log_in(make: Any) -> None:
    world = make(users=authenticator())
    world.enroll(MAC)

    assert world.say(checkin("UserAuthenticate", SAM), "certificate of PHONE").status == 400


class BrokenUsers:
    def challenge(self, user: UserClaim, /, *, now: datetime) -> str:
        raise KeyError(user.user_id)

    def verify(self, user: UserClaim, digest_response: str, /, *, now: datetime) -> str | None:
        raise KeyError(user.user_id)


@both_colours()
def test_a_broken_authenticator_lets_nobody_in(make: Any) -> None:
    world = make(users=BrokenUsers())
    world.enroll(MAC)

    for keys in ({}, {"DigestResponse": "x"}):
        assert world.say(checkin("UserAuthenticate", SAM, **keys)).status == 500
