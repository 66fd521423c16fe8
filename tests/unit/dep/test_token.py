"""Server tokens: read from JSON, kept whole, silent about their secrets, and watched until they end."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import attrs
import pytest

from pymdm.crypto import Secret
from pymdm.dep.tokens import ServerToken
from pymdm.dep.tokens._fields import MAX_FIELD, MAX_TOKEN
from pymdm.errors import DecodeError
from tests.unit.crypto.certs import NOW
from tests.unit.dep.token_files import END, JSON, SECRETS, token

DAY = timedelta(days=1)


def changed(**members: Any) -> bytes:
    found = json.loads(JSON) | members
    return json.dumps({key: value for key, value in found.items() if value is not ...}).encode()


def refused(data: bytes) -> str:
    """Why it is no token: without a secret, also in the cause of the error (T65)."""
    with pytest.raises(DecodeError) as caught:
        ServerToken.from_json(data)
    assert "canary" not in str(caught.value) + repr(caught.value.__cause__)
    assert caught.value.__cause__ is None
    return str(caught.value)


def test_all_five_members_are_read() -> None:
    found = ServerToken.from_json(JSON)

    assert ("CK_1", END) == (found.consumer_key, found.access_token_expiry)
    secrets = (found.consumer_secret, found.access_token, found.access_secret)
    assert SECRETS == tuple(each.reveal() for each in secrets)
    assert token() == found


def test_what_is_written_is_read_again_with_members_that_nobody_knows() -> None:
    found = ServerToken.from_json(changed(server_name="Büro", more={"a": [1, None]}))

    assert {"server_name": "Büro", "more": {"a": [1, None]}} == found.extra
    assert found == ServerToken.from_json(found.to_json())
    assert json.loads(changed(server_name="Büro", more={"a": [1, None]})) == json.loads(found.to_json())


def test_half_a_character_that_nobody_knows_is_kept_too() -> None:
    found = ServerToken.from_json(JSON[:-1] + b',"server_name":"\\ud83d","size":1.5}')

    assert {"server_name": "\ud83d", "size": 1.5} == found.extra
    assert found == ServerToken.from_json(found.to_json())


def test_t65_a_token_shows_which_it_is_and_none_of_its_secrets() -> None:
    """T65: also those that nobody knows."""
    found = ServerToken.from_json(changed(extra_secret="ES_canary"))

    assert "CK_1" in repr(found)
    assert "canary" not in f"{found!r} {found} {attrs.asdict(found, recurse=False)['consumer_secret']}"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-01-17T11:02:21Z", datetime(2026, 1, 17, 11, 2, 21, tzinfo=UTC)),
        ("2026-01-17T11:02:21+02:00", datetime(2026, 1, 17, 9, 2, 21, tzinfo=UTC)),
        ("2026-01-17T11:02:21-0830", datetime(2026, 1, 17, 19, 32, 21, tzinfo=UTC)),
        ("2026-01-17T11:02:21.5Z", datetime(2026, 1, 17, 11, 2, 21, 500_000, tzinfo=UTC)),
        (" 2026-01-17 11:02:21Z\n", datetime(2026, 1, 17, 11, 2, 21, tzinfo=UTC)),
    ],
)
def test_its_end_is_a_moment_whatever_the_zone(text: str, moment: datetime) -> None:
    found = ServerToken.from_json(changed(access_token_expiry=text))

    assert moment == found.access_token_expiry
    assert timedelta(0) == found.access_token_expiry.utcoffset()
    assert moment == ServerToken.from_json(found.to_json()).access_token_expiry


@pytest.mark.parametrize(
    "text",
    ["2026-01-17T11:02:21", "2026-01-17", "soon", "", "2026-02-30T00:00:00Z", "0001-01-01T00:00+12:00"],
)
def test_an_end_without_zone_or_that_is_no_date_is_refused(text: str) -> None:
    assert "access_token_expiry: expected date, time and zone as in 2030-01-31T12:00:00Z" == refused(
        changed(access_token_expiry=text)
    )


@pytest.mark.parametrize("key", json.loads(JSON))
def test_a_member_that_is_missing_is_named(key: str) -> None:
    assert f"this has no {key}" in refused(changed(**{key: ...}))
    assert f"{key}: expected a text" == refused(changed(**{key: 5}))


@pytest.mark.parametrize("key", list(json.loads(JSON))[:4])
@pytest.mark.parametrize("value", ["", "a b", "a\nb", "ä_canary", "x" * (MAX_FIELD + 1), "canary\x7f"])
def test_what_could_not_stand_in_a_header_is_refused(key: str, value: str) -> None:
    assert f"{key}: expected 1 to 1024 visible characters of ASCII, no space" == refused(
        changed(**{key: value})
    )


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"[]",
        b"\xff",
        b"null",
        JSON[:-1],
        b"[" * 100_000,
        JSON.replace(b"CK_1", b"\xff"),
        b'{"a": canary}',
    ],
    ids=lambda data: data[:9].decode("latin-1"),
)
def test_what_is_no_json_object_is_told_so(data: bytes) -> None:
    assert refused(data).startswith("expected a server token, which is a JSON object with consumer_key, ")


def test_other_json_is_told_apart() -> None:
    vpp = b'{"token": "canary", "expDate": "2027-01-01T00:00:00+0000", "orgName": "Example"}'

    assert refused(vpp).endswith("; this is a content token (.vpptoken), for Apps and Books")
    assert "each key once" in refused(JSON[:-1] + b',"consumer_key":"CK_2"}')
    assert "no infinite numbers" in refused(JSON[:-1] + b',"a":NaN}')
    assert "no infinite numbers" in refused(JSON[:-1] + b',"a":[-1e999]}')
    assert f"of at most {MAX_TOKEN} bytes" in refused(JSON + b" " * MAX_TOKEN)


def test_a_byte_order_mark_of_an_editor_does_not_matter() -> None:
    assert token() == ServerToken.from_json(b"\xef\xbb\xbf" + JSON)


def test_what_is_put_together_by_hand_is_held_to_the_same() -> None:
    with pytest.raises(TypeError, match="consumer_secret: expected a Secret with a str"):
        attrs.evolve(token(), consumer_secret="CS_1")  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="access_token: expected a Secret with a str"):
        attrs.evolve(token(), access_token=Secret(b"AT_1"))  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="access_token_expiry: expected an aware datetime"):
        token(ends=END.replace(tzinfo=None))
    with pytest.raises(ValueError, match="extra: expected keys that have no field of their own"):
        attrs.evolve(token(), extra={"consumer_key": "CK_2"})
    with pytest.raises(ValueError, match="consumer_key: expected 1 to 1024 visible characters"):
        token("CK 1")


def test_an_expired_token_is_read_and_refused_where_it_would_be_used() -> None:
    old = token(ends=NOW)

    old.check(NOW)
    assert -DAY == old.expires_in(NOW + DAY)
    with pytest.raises(ValueError, match="it expired on 2024-06-01: sign in to the portal, choose the same"):
        old.check(NOW + timedelta(microseconds=1))
    with pytest.raises(ValueError, match="aware datetime"):
        old.check(NOW.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("left", "threshold", "days"),
    [
        (30 * DAY + timedelta(seconds=1), None, 0),
        (30 * DAY, 30, 30),
        (10 * DAY + timedelta(seconds=1), 30, 10),
        (10 * DAY, 10, 10),
        (DAY, 1, 1),
        (timedelta(seconds=1), 1, 0),
        (timedelta(0), 0, 0),
        (-DAY, 0, -1),
    ],
)
def test_warnings_come_30_10_and_1_days_ahead_and_at_the_end(
    left: timedelta, threshold: int | None, days: int
) -> None:
    warning = token().expiry_warning(END - left)

    if threshold is None:
        assert warning is None
        return
    assert warning is not None
    assert ("CK_1", threshold, days, END) == (
        warning.consumer_key,
        warning.threshold,
        warning.days_left,
        warning.expires,
    )
    said = (
        "ends on 2025-06-01 12:00 UTC" if threshold else "has expired on 2025-06-01 12:00 UTC: no device can"
    )
    assert f"the server token of CK_1 {said}" in warning.text
    assert warning.text.endswith("choose the same server, and download a new token")


def test_each_warning_is_told_once() -> None:
    told: int | None = None
    seen = []
    for day in range(60, -5, -1):
        warning = token().expiry_warning(END - day * DAY, told=told)
        if warning is not None:
            told = warning.threshold
            seen.append((day, told))

    assert [(30, 30), (10, 10), (1, 1), (0, 0)] == seen


def test_a_token_of_another_server_does_not_take_over_by_mistake() -> None:
    new = token("CK_2", ends=END + DAY)

    with pytest.raises(ValueError, match="its consumer_key is another, so it belongs to another server of"):
        new.check_replaces(token())
    new.check_replaces(token(), other_server=True)
    token("CK_2", ends=END - DAY).check_replaces(token(), other_server=True)


def test_last_years_token_does_not_take_over() -> None:
    token(ends=END + DAY).check_replaces(token())
    token().check_replaces(token())
    for other_server in (False, True):
        with pytest.raises(ValueError, match="this one ends before it: is it the file of last year"):
            token(ends=END - DAY).check_replaces(token(), other_server=other_server)
