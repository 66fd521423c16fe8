"""Secrets of which only a digest is kept."""

from __future__ import annotations

import pytest

from pymdm.server.digests import SecretDigest


@pytest.mark.parametrize(
    ("given", "right", "same"),
    [
        ("secret", "secret", True),
        ("secret", "Secret", False),
        ("secre", "secret", False),
        ("", "secret", False),
        ("sécret", "sécret", True),
        ("a\udcff", "a", False),
    ],
)
def test_secrets_are_compared_whole(given: str, right: str, same: bool) -> None:
    assert same is SecretDigest.of(right).matches(given)


def test_secrets_are_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """T56: and by their hashes, so that not even their length shows."""
    asked: list[tuple[bytes, bytes]] = []
    monkeypatch.setattr("hmac.compare_digest", lambda left, right: asked.append((left, right)) or True)

    assert SecretDigest.of("a much longer secret").matches("short")
    assert [(32, 32)] == [(len(left), len(right)) for left, right in asked]


def test_a_digest_shows_neither_the_secret_nor_itself() -> None:
    """T65"""
    kept = SecretDigest.of("a secret of some length")

    assert "SecretDigest()" == repr(kept)
    assert b"secret" not in kept.digest
