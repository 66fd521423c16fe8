"""The ready-made authenticator of network users."""

from __future__ import annotations

import pytest

from pymdm.protocol.user_auth import answer_challenge, digest_ha1
from pymdm.service import DigestAuthenticator, UserClaim
from tests.unit.service.cast import NOW, SAM

USER = UserClaim(enrollment=SAM, user_id="SAM")


def ha1(name: str, user: UserClaim) -> str | None:
    return digest_ha1(username=name, realm="Tests", password="right") if name == "sam" else None


def make(**options: object) -> DigestAuthenticator:
    return DigestAuthenticator(**{"ha1": ha1, "realm": "Tests", "key": b"k" * 16, **options})


def test_settings_that_could_only_fail_at_a_login_fail_at_once() -> None:
    with pytest.raises(ValueError, match="key"):
        make(key=b"short")
    with pytest.raises(ValueError, match="realm"):
        make(realm='quo"te')


def test_every_token_is_new_unless_made_otherwise() -> None:
    digest = answer_challenge(make().challenge(USER, now=NOW), username="sam", password="right", cnonce="c")

    first, second = (make().verify(USER, digest, now=NOW) for _ in range(2))

    assert first
    assert second
    assert first != second
    assert make(new_token=lambda: "T").verify(USER, digest, now=NOW) == "T"


def test_a_challenge_of_another_key_or_user_proves_nothing() -> None:
    other = UserClaim(enrollment=SAM.device, user_id="LEE")
    for challenge in (make(key=b"x" * 16).challenge(USER, now=NOW), make().challenge(other, now=NOW)):
        digest = answer_challenge(challenge, username="sam", password="right", cnonce="c")
        assert make().verify(USER, digest, now=NOW) is None


def test_the_key_is_not_shown() -> None:
    assert "kkkk" not in repr(make())
