"""A message in a URL, with the mistakes that clients make."""

from __future__ import annotations

from base64 import b64encode, encodebytes, urlsafe_b64encode
from urllib.parse import parse_qs, quote, quote_plus

import pytest

from pymdm.crypto.scep import MAX_QUERY_MESSAGE, decode_query_message
from pymdm.errors import DecodeError, TooLarge

# Every character of base64, + and / many times, and padding.
MESSAGE = bytes(range(256)) * 2 + b"\xfb\xef\xbe\xff\xff"
PLAIN = b64encode(MESSAGE).decode()

SPELLINGS = {
    "as it should be": quote(PLAIN, safe=""),
    "plain": PLAIN,
    "plus as a space, as servers decode it": PLAIN.replace("+", " "),
    "decoded by the server": parse_qs(f"message={quote_plus(PLAIN)}")["message"][0],
    "not escaped, decoded by the server": parse_qs(f"message={PLAIN}")["message"][0],
    "escaped twice": quote(quote(PLAIN, safe=""), safe=""),
    "without padding": PLAIN.rstrip("="),
    "too much padding": PLAIN.rstrip("=") + "====",
    "in lines": quote(encodebytes(MESSAGE).decode(), safe=""),
    "in lines of DOS": encodebytes(MESSAGE).decode().replace("\n", "\r\n"),
    "for URLs": urlsafe_b64encode(MESSAGE).decode(),
    "for URLs without padding": urlsafe_b64encode(MESSAGE).decode().rstrip("="),
}


@pytest.mark.parametrize("name", SPELLINGS)
def test_every_spelling_of_clients_is_read(name: str) -> None:
    assert MESSAGE == decode_query_message(SPELLINGS[name])


def test_the_examples_hold_what_they_are_for() -> None:
    assert {"+", "/", "="} <= set(PLAIN)


@pytest.mark.parametrize("size", range(6))
def test_every_length_is_read(size: int) -> None:
    assert bytes(size) == decode_query_message(b64encode(bytes(size)).decode())


@pytest.mark.parametrize("value", ["A", "AAAAA", "AA=A", "AAA*", "%zz", "AA%3DAA", "ÄÄÄÄ", "\x00", "A\tAA"])
def test_everything_else_is_refused(value: str) -> None:
    with pytest.raises(DecodeError, match="message: expected base64") as caught:
        decode_query_message(value)
    assert "message: expected base64" == str(caught.value)


def test_it_is_bounded() -> None:
    decode_query_message("A" * MAX_QUERY_MESSAGE)
    with pytest.raises(TooLarge, match="send it by POST"):
        decode_query_message("A" * (MAX_QUERY_MESSAGE + 1))
