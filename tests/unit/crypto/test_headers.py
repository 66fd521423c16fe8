from __future__ import annotations

import base64
import contextlib
import os
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pymdm.crypto import headers
from pymdm.crypto.headers import (
    MAX_HEADER,
    parse_byte_sequence,
    parse_certificate_header,
    parse_escaped_pem,
    parse_unfolded_pem,
)
from pymdm.errors import Reason, SignerUntrusted

DER = bytes(range(256)) * 3


def pem(der: bytes, newline: str = "\n") -> str:
    text = base64.encodebytes(der).decode().replace("\n", newline)
    return f"-----BEGIN CERTIFICATE-----{newline}{text}-----END CERTIFICATE-----{newline}"


def escaped(text: str) -> str:
    """As nginx does for $ssl_client_escaped_cert: everything but unreserved characters."""
    return quote(text, safe="")


def byte_sequence(der: bytes) -> str:
    return f":{base64.b64encode(der).decode()}:"


# The cases of the HTTP working group's structured-field suite for one Byte Sequence (T41): bare value,
# padding, alphabet, ends, spaces.  Where a parser may choose, this one refuses.
BYTE_SEQUENCES = [
    (":aGVsbG8=:", b"hello"),
    ("  :aGVsbG8=:  ", b"hello"),
    (":/+Ah:", b"\xff\xe0\x21"),
    (":iQ==:", b"\x89"),
]
REFUSED_SEQUENCES = [
    "",
    ":",
    "::",
    ":=:",
    ":aGVsbG8=",
    "aGVsbG8=:",
    "aGVsbG8=",
    ":aGVsbG8:",
    ":aGVsbG8=  :",
    ": aGVsbG8=:",
    ":aGVsb G8=:",
    ":aGVs\nbG8=:",
    ":aGVsbG8=:\n",
    "\t:aGVsbG8=:",
    ":aGVsbG8=!:",
    ":=aGVsbG8=:",
    ":a=GVsbG8=:",
    ":iZ==:",
    ":_-Ah:",
    ":aGVsbG8=:;a=1",
    ":aGVsbG8=:,:aGVsbG8=:",
    ":aGVsbG8=:, :aGVsbG8=:",
    "(:aGVsbG8=:)",
    ":aGVsbG8=::",
    ":\u0131Q==:",
    ":aGVsbG8\uff1d:",
    '"aGVsbG8="',
]


@pytest.mark.parametrize(("value", "expected"), BYTE_SEQUENCES)
def test_one_byte_sequence_is_read(value: str, expected: bytes) -> None:
    """T41."""
    assert expected == parse_byte_sequence(value)


@pytest.mark.parametrize("value", REFUSED_SEQUENCES)
def test_what_is_not_exactly_one_byte_sequence_is_refused(value: str) -> None:
    """T8, T41."""
    with pytest.raises(SignerUntrusted) as caught:
        parse_byte_sequence(value)
    assert Reason.MALFORMED is caught.value.reason


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_escaped_pem_is_read(newline: str) -> None:
    assert DER == parse_escaped_pem(escaped(pem(DER, newline)))


def test_an_escaped_pem_without_the_last_newline_is_read() -> None:
    assert DER == parse_escaped_pem(escaped(pem(DER).rstrip()))


def test_plus_is_plus_and_not_a_space() -> None:
    """Some proxies leave "+", "/" and "=" unescaped; form decoding would turn "+" into a space."""
    value = quote(pem(b"\xfb\xef\xbe\xff"), safe="+/=")

    assert "%0A+" in value
    assert b"\xfb\xef\xbe\xff" == parse_escaped_pem(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        pem(DER),
        escaped(pem(DER) + pem(DER)),
        escaped(pem(DER)) + "," + escaped(pem(DER)),
        escaped(pem(DER)) + ", " + escaped(pem(DER)),
        escaped("x" + pem(DER)),
        escaped(pem(DER) + "x"),
        escaped(" " + pem(DER)),
        escaped(pem(DER).replace("\n", " ")),
        escaped(pem(DER).replace("\n", "")),
        escaped(pem(DER).replace("CERTIFICATE", "PUBLIC KEY")),
        escaped(pem(DER).replace("BEGIN", "BEGIN TRUSTED")),
        escaped(pem(DER).replace("AAEC", "AA=C", 1)),
        escaped(pem(DER).replace("AAEC", "AA,C", 1)),
        escaped(pem(DER).replace("\n", "\n\n")),
        escaped("-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n"),
        escaped("-----BEGIN CERTIFICATE-----\nAA=A\n-----END CERTIFICATE-----\n"),
        escaped("-----BEGIN CERTIFICATE-----\niZ==\n-----END CERTIFICATE-----\n"),
        escaped("-----BEGIN CERTIFICATE-----\nAAA\n-----END CERTIFICATE-----\n"),
        escaped(pem(DER)) + "%",
        escaped(pem(DER)) + "%0",
        escaped(pem(DER)) + "%0g",
        escaped(pem(DER)) + "%00",
        escaped(pem(DER)).replace("%0A", "+"),
        escaped(pem(DER)) + "\n",
        escaped(pem(DER)).replace("%", "%25"),
        "\uff0d" + escaped(pem(DER))[1:],
        base64.b64encode(DER).decode(),
    ],
)
def test_what_is_not_exactly_one_escaped_pem_is_refused(value: str) -> None:
    """T8, T41."""
    with pytest.raises(SignerUntrusted) as caught:
        parse_escaped_pem(value)
    assert Reason.MALFORMED is caught.value.reason


@pytest.mark.parametrize("joint", [" ", "\t", "\n\t", "\r\n\t", "  ", " \t"])
@pytest.mark.parametrize("end", ["", " ", "\t"])
def test_a_pem_on_one_line_is_read(joint: str, end: str) -> None:
    """Apache's spaces, nginx's folded lines and what servers make of them."""
    assert DER == parse_unfolded_pem(pem(DER).strip().replace("\n", joint) + end)


ONE_LINE = pem(DER).strip().replace("\n", " ")


@pytest.mark.parametrize(
    "value",
    [
        "",
        " ",
        " " + ONE_LINE,
        ONE_LINE + " " + ONE_LINE,
        ONE_LINE + "," + ONE_LINE,
        ONE_LINE + ", " + ONE_LINE,
        ONE_LINE + " x",
        ONE_LINE + "x",
        ONE_LINE.replace("CERTIFICATE", "PUBLIC KEY"),
        ONE_LINE.replace("----- ", "-----", 1),
        ONE_LINE.replace(" -----END", "-----END"),
        ONE_LINE.replace("AAEC", "AA,C", 1),
        ONE_LINE.replace("AAEC", "AA=C", 1),
        ONE_LINE.replace(" ", "%20"),
        ONE_LINE.replace(" ", "\x0b"),
        ONE_LINE.replace(" ", "\u00a0"),
        "-----BEGIN CERTIFICATE----- -----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE----- iZ== -----END CERTIFICATE-----",
        "-----BEGIN CERTIFICATE----- AAA -----END CERTIFICATE-----",
        escaped(pem(DER)),
        byte_sequence(DER),
    ],
)
def test_what_is_not_exactly_one_pem_on_a_line_is_refused(value: str) -> None:
    """T8, T41."""
    with pytest.raises(SignerUntrusted) as caught:
        parse_unfolded_pem(value)
    assert Reason.MALFORMED is caught.value.reason


@pytest.mark.parametrize("value", [byte_sequence(DER), escaped(pem(DER)), " " + byte_sequence(DER), ONE_LINE])
def test_the_form_is_told_from_the_first_character(value: str) -> None:
    assert DER == parse_certificate_header(value)


def test_an_empty_value_is_no_identity() -> None:
    with pytest.raises(SignerUntrusted) as caught:
        parse_certificate_header("")
    assert Reason.NO_IDENTITY is caught.value.reason


@pytest.mark.parametrize(
    "value", [":" + "A" * MAX_HEADER + ":", "A" * (MAX_HEADER + 1), ONE_LINE + " " * MAX_HEADER]
)
def test_a_long_value_is_refused_unread(value: str) -> None:
    """T41."""
    with pytest.raises(SignerUntrusted) as caught:
        parse_certificate_header(value)
    assert Reason.TOO_LARGE is caught.value.reason


@given(st.binary(min_size=1, max_size=2000))
def test_both_forms_give_back_what_was_put_in(der: bytes) -> None:
    assert der == parse_certificate_header(byte_sequence(der))
    assert der == parse_certificate_header(escaped(pem(der)))


# Text is made from bytes or pieces: see test_identity.
MARKS = ("-----BEGIN CERTIFICATE-----", "-----END CERTIFICATE-----", "-----END")
pieces = st.lists(st.sampled_from([*" :=+/A0Z-%\n", "%0A", "%0D", *MARKS]))


@given(
    st.one_of(
        st.binary(max_size=200).map(lambda raw: raw.decode("utf-8", "surrogateescape")),
        pieces.map("".join),
        pieces.map(lambda parts: f":{''.join(parts)}:"),
    )
)
def test_nothing_but_a_refusal_escapes(value: str) -> None:
    """T41."""
    for parse in (parse_byte_sequence, parse_escaped_pem, parse_unfolded_pem, parse_certificate_header):
        with contextlib.suppress(SignerUntrusted):
            assert parse(value)


def test_certificates_of_ordinary_size_are_remembered_and_no_others() -> None:
    """Strangers may show a proxy certificates of any size; they must not fill the memory."""
    kept, large = (byte_sequence(os.urandom(size)) for size in (2048, 4096))
    before = headers._remembered.cache_info()

    for value in (kept, kept, large, large):
        assert parse_certificate_header(value)

    after = headers._remembered.cache_info()
    assert (1, 1) == (after.hits - before.hits, after.misses - before.misses)
