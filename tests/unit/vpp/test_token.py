"""Content tokens: what is in the file, what is wrong with it, and when it ends (T65)."""

from __future__ import annotations

import base64
import copy
import logging
import pickle
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs
import pytest

from pymdm.crypto import Secret
from pymdm.errors import DecodeError
from pymdm.vpp import ContentToken
from pymdm.vpp.tokens._file import MAX_FILE
from tests.unit.vpp.calling import CANARY, NOW, file_of

END = datetime(2027, 6, 1, tzinfo=UTC)

#: The token of the 2014 text, whose base64 has zeros where the letter O belongs, twice; put right here as its
#: decoded form, printed below it, and today's documentation have it.
TEXT_2014 = """
eyJ0b2tlbiI6InQxWG9VenBMRXRwZGxhK25zeENkd3JjdDBS
andkaWNOaGRreW5STW05VVAyc2hSYTBMUnVGcVpQM0pLQmJU
TWxDSE42ajNta1R6WVlQbVVkVXJXV2x3PT0iLCJleHBEYXRl
IjoiMjAxNC0wOC0xNVQxODoxMzo1Mi0wNzAwIiwib3JnTmFt
ZSI6Ik9SRy4yMDA5MDcxNjAwIn0=
"""


@pytest.mark.parametrize(
    "expires",
    [
        "2027-06-01T00:00:00+0000",
        "2027-06-01T00:00:00Z",
        "2027-06-01T00:00:00.000Z",
        "2027-05-31T17:00:00-0700",
        "2027-05-31T17:00:00-07:00",
        "2027-06-01T02:00:00+02",
        " 2027-06-01 05:30:00+05:30 ",
    ],
)
def test_every_form_of_the_date_is_read(expires: str) -> None:
    token = ContentToken.from_text(file_of(expires))

    assert (END, "Example") == (token.expires, token.org_name)


def test_the_token_of_the_2014_text_is_read_in_its_lines() -> None:
    token = ContentToken.from_text(TEXT_2014)

    assert "ORG.2009071600" == token.org_name
    assert datetime(2014, 8, 16, 1, 13, 52, tzinfo=UTC) == token.expires
    assert "".join(TEXT_2014.split()) == token.raw.reveal()


def test_a_file_is_carried_as_it_is(tmp_path: Path) -> None:
    """Not decoded and encoded again: spaces and the order of keys are part of what Apple compares."""
    odd = base64.b64encode(
        b'{\n  "orgName": "E", "expDate": "2027-06-01T00:00:00Z", "more": 1, "token": "x"}'
    ).decode()
    (tmp_path / "x.vpptoken").write_bytes(b"\xef\xbb\xbf" + odd.encode() + b"\r\n")

    assert odd == ContentToken.load(tmp_path / "x.vpptoken").raw.reveal()


def no_base64() -> str:
    return file_of()[:-3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        (" \n", "empty"),
        (no_base64(), "cut short"),
        ("hello, world!", "which is base64"),
        ('{"token": "content-canary"}', "this is JSON: it was decoded already"),
        ('{"consumer_key": "CK"}', "a server token of device enrollment"),
        ("Content-Type: application/pkcs7-mime\n\nAAAA", "this is a server token (.p7m)"),
        (base64.b64encode(b"\xff\xfe content-canary").decode(), "with JSON inside"),
        (base64.b64encode(b"content-canary").decode(), "with JSON inside"),
        (base64.b64encode(b"[" * 3000).decode(), "with JSON inside"),
        (base64.b64encode(b'["content-canary"]').decode(), "with a JSON object inside"),
        (base64.b64encode(b'{"token": "a", "token": "b"}').decode(), "each key once"),
        (file_of(token=None), "this has no token"),
        (file_of(orgName=None), "this has no orgName"),
        (file_of(expires=None), "this has no expDate"),  # type: ignore[arg-type] # that is what is tested
        (file_of(token=5), "token: expected a text"),
        (file_of(orgName=""), "orgName: expected a text"),
        (file_of(orgName="a\nb"), "orgName: expected a name on one line"),
        (file_of(orgName="\u200b"), "orgName: expected a name on one line"),
        (file_of(orgName="\ud800"), "orgName: expected a name on one line"),
        (file_of("tomorrow"), "expDate: expected date, time and zone"),
        (file_of("2027-06-01T00:00:00"), "expDate: expected date, time and zone"),
        (file_of("0001-01-01T00:00:00+14:00"), "expDate: expected date, time and zone"),
        ("A" * (MAX_FILE + 1), f"of at most {MAX_FILE} bytes"),
    ],
)
def test_t65_each_thing_that_is_wrong_has_its_own_words_which_show_nothing(text: str, said: str) -> None:
    with pytest.raises(DecodeError, match="expected") as refused:
        ContentToken.from_text(text)
    error: BaseException | None = refused.value
    assert said in str(error)
    while error is not None:
        assert CANARY not in f"{error} {error!r} {vars(error)}"
        assert file_of()[:20] not in f"{error} {error!r}"
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)


def test_no_more_of_a_file_is_read_than_a_token_can_be(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(1 << 30)

    with pytest.raises(DecodeError, match="of at most"):
        ContentToken.load(path)


def test_t65_nobody_sees_the_token_by_accident(caplog: pytest.LogCaptureFixture) -> None:
    token = ContentToken.from_text(file_of())
    logging.getLogger("pymdm").warning("%s %r", token, token)

    shown = f"{token} {token!r} {attrs.asdict(token)} {copy.deepcopy(token)!r} {caplog.text}"
    assert CANARY not in shown
    assert token.raw.reveal()[:20] not in shown
    with pytest.raises(TypeError):
        pickle.dumps(token)


def test_a_token_is_made_of_a_secret_and_an_aware_date() -> None:
    with pytest.raises(TypeError, match="raw"):
        ContentToken(raw="x", org_name="E", expires=END)  # type: ignore[arg-type] # that is what is tested
    with pytest.raises(ValueError, match="expires"):
        ContentToken(raw=Secret("x"), org_name="E", expires=END.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("left", "threshold"),
    [
        (timedelta(days=15, seconds=1), None),
        (timedelta(days=15), 15),
        (timedelta(days=5), 5),
        (timedelta(days=1), 1),
        (timedelta(0), 0),
        (timedelta(days=-1), 0),
    ],
)
def test_warnings_come_fifteen_five_and_one_days_ahead(left: timedelta, threshold: int | None) -> None:
    token = ContentToken.from_text(file_of())
    told = token.warnings(END - left)

    assert [threshold] * (threshold is not None) == [warning.threshold for warning in told]
    assert all("Example" in warning.text and "download a new token" in warning.text for warning in told)
    assert threshold is None or () == token.warnings(END - left, told=threshold)


def test_the_end_that_apple_told_counts_more_than_the_files() -> None:
    token = ContentToken.from_text(file_of()).ending(NOW + timedelta(days=3))

    assert 5 == token.warnings(NOW)[0].threshold
    assert file_of() == token.raw.reveal()


def test_an_expired_token_can_be_shown_and_is_refused_for_work() -> None:
    token = ContentToken.from_text(file_of("2026-01-01T00:00:00Z"))

    token.check(datetime(2025, 12, 31, tzinfo=UTC))
    with pytest.raises(ValueError, match="it expired on 2026-01-01"):
        token.check(NOW)
    with pytest.raises(ValueError, match="aware"):
        token.check(NOW.replace(tzinfo=None))


def test_a_token_is_replaced_by_a_newer_one_of_the_same_organization() -> None:
    old = ContentToken.from_text(file_of())

    ContentToken.from_text(file_of("2028-06-01T00:00:00Z")).check_replaces(old)
    with pytest.raises(ValueError, match="same organization"):
        ContentToken.from_text(file_of("2028-06-01T00:00:00Z", orgName="Other")).check_replaces(old)
    with pytest.raises(ValueError, match="last year"):
        ContentToken.from_text(file_of("2026-06-01T00:00:00Z")).check_replaces(old)


def test_what_is_not_seen_in_a_name_is_no_reason_to_refuse_a_token() -> None:
    names = {
        "\u00c9coles\u00a0: Lyon": "\u00c9coles : Lyon",
        "\u200f\u05d0\u200f": "\u05d0",
        "a\u202eb": "ab",
    }

    for written, seen in names.items():
        assert seen == ContentToken.from_text(file_of(orgName=written)).org_name


def test_text_and_bytes_are_not_taken_for_one_another() -> None:
    wrong: Any = (file_of().encode(), file_of())
    with pytest.raises(TypeError, match="from_bytes"):
        ContentToken.from_text(wrong[0])
    with pytest.raises(TypeError, match="from_text"):
        ContentToken.from_bytes(wrong[1])
