from __future__ import annotations

import copy
import io
import json
import logging
import pickle
import pprint
import traceback

import attrs
import pytest

from pymdm.crypto import Secret

HIDDEN = "tr0ub4dor"


@attrs.frozen(kw_only=True)
class Holder:
    name: str
    token: Secret[str]


def logged(secret: object) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(message)s %(args)s"))
    logger = logging.Logger("made up")
    logger.addHandler(handler)
    logger.warning("%s %r", secret, secret)
    return stream.getvalue()


def raised(secret: object) -> str:
    try:
        raise ValueError("wrong", secret)
    except ValueError as error:
        return f"{error} {error!r} {''.join(traceback.format_exception(error))}"


SHOWS = {
    "repr": repr,
    "str": str,
    "format": "{0} {0:>40} {0!r} {0!s:.50}".format,
    "f-string": lambda secret: f"{secret} {secret!r} {secret:x}",
    "percent": lambda secret: "%s %r %a" % (secret, secret, secret),  # noqa: UP031 - one way to show a value
    "list": lambda secret: str([secret]),
    "dictionary": lambda secret: pprint.pformat({"password": secret}),
    "attrs": lambda secret: repr(Holder(name="x", token=secret)),
    "log line": logged,
    "exception": raised,
    "copy": lambda secret: repr([copy.copy(secret), copy.deepcopy([secret])]),
}


@pytest.mark.parametrize("value", [HIDDEN, HIDDEN.encode()])
@pytest.mark.parametrize("show", SHOWS.values(), ids=SHOWS)
def test_no_way_of_showing_a_secret_shows_it(show: object, value: str | bytes) -> None:
    assert callable(show)
    shown = show(Secret(value))  # type: ignore[type-var]

    assert HIDDEN not in shown
    assert "Secret(hidden)" in shown


def test_all_secrets_look_the_same_so_that_not_even_a_length_shows() -> None:
    assert 1 == len({repr(Secret("")), repr(Secret("x" * 100)), repr(Secret(b"y"))})


def test_what_is_asked_for_by_name_is_the_value_itself() -> None:
    text, data = Secret(HIDDEN), Secret(b"\x00\xff")

    assert (HIDDEN, b"\x00\xff") == (text.reveal(), data.reveal())


@pytest.mark.parametrize("protocol", range(pickle.HIGHEST_PROTOCOL + 1))
def test_pickling_is_refused_and_the_text_says_what_to_do(protocol: int) -> None:
    with pytest.raises(TypeError, match="seal what reveal") as caught:
        pickle.dumps(Holder(name="x", token=Secret(HIDDEN)), protocol)

    assert HIDDEN not in str(caught.value)


def test_json_has_no_form_for_it() -> None:
    with pytest.raises(TypeError) as caught:
        json.dumps({"password": Secret(HIDDEN)})

    assert HIDDEN not in str(caught.value)


def test_secrets_are_equal_when_their_values_are() -> None:
    assert Secret(HIDDEN) == Secret("".join(HIDDEN))
    assert Secret("passwörd") == Secret("passwörd")
    assert Secret("\ud800") != Secret("\ud801")
    assert Secret(HIDDEN) != Secret(HIDDEN + "x")


def test_a_secret_equals_nothing_that_is_no_secret_of_its_type() -> None:
    assert HIDDEN != Secret(HIDDEN)
    assert Secret(HIDDEN) != Secret(HIDDEN.encode())


def test_equality_takes_the_same_time_wherever_the_values_differ(monkeypatch: pytest.MonkeyPatch) -> None:
    """T56: the comparison is hmac's, which has that property; a clock would show it too, but not reliably."""
    calls = []

    def compare(mine: bytes, theirs: bytes) -> bool:
        calls.append((mine, theirs))
        return False

    monkeypatch.setattr("pymdm.crypto.secret.hmac.compare_digest", compare)

    assert Secret("a") != Secret("a")
    assert [(b"a", b"a")] == calls


def test_it_has_no_hash() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        hash(Secret(HIDDEN))


def test_it_does_not_change() -> None:
    secret = Secret(HIDDEN)
    with pytest.raises(AttributeError):
        secret._value = "other"
    with pytest.raises(AttributeError):
        secret.other = "x"  # type: ignore[attr-defined]
    with pytest.raises(AttributeError):
        del secret._value

    assert HIDDEN == secret.reveal()


def test_a_copy_is_itself() -> None:
    secret = Secret(HIDDEN)

    assert secret is copy.copy(secret)
    assert secret is copy.deepcopy([secret])[0]


def test_an_empty_one_is_false() -> None:
    assert (True, False, False) == (bool(Secret("x")), bool(Secret("")), bool(Secret(b"")))


@pytest.mark.parametrize("value", [None, 5, bytearray(b"x"), Secret("x"), ["x"]])
def test_only_str_and_bytes_are_taken(value: object) -> None:
    with pytest.raises(TypeError, match="expected str or bytes"):
        Secret(value)  # type: ignore[type-var]
