"""Every way in which an XML property list is refused, T34 to T39."""

from __future__ import annotations

import contextlib
import itertools

import pytest

from pymdm.errors import PlistError, TooLarge
from pymdm.protocol.plist import MAX_BYTES, MAX_DEPTH, MAX_OBJECTS, loads
from pymdm.protocol.plist import _xml as xml_reader
from pymdm.protocol.plist._values import MAX_MARKUP
from tests.unit.protocol.plist.documents import HEAD, entry, xml


def refusal(data: bytes) -> PlistError:
    with pytest.raises(PlistError) as caught:
        loads(data)
    return caught.value


REFUSED_DOCUMENTS = {
    "empty": b"",
    "blank": b" \n",
    "not XML": b'{ "UDID" = 1; }',
    "JSON": b'{"UDID": 1}',
    "cut off": HEAD + b'<plist version="1.0"><dict>',
    "no root": HEAD,
    "another root": HEAD + b"<dict/>",
    "an empty plist": xml(""),
    "a blank plist": xml("\n\t"),
    "an empty plist tag": b'<plist version="1.0"/>',
    "another version": b'<plist version="2.0"><true/></plist>',
    "a version of the entity kind": b'<plist version="&#49;.1"><true/></plist>',
    "root attributes": b'<plist version="1.0" x="y"><true/></plist>',
    "two values": xml("<true/><true/>"),
    "a key as root": xml("<key>a</key>"),
    "text in the root": xml("x<true/>"),
    "text after the value": xml("<true/>x"),
    "two roots": xml("<true/>") + b"<plist/>",
    "junk after the root": xml("<true/>") + b"junk",
    "nested plist": xml('<plist version="1.0"><true/></plist>'),
    "XML 1.1": b'<?xml version="1.1"?><plist><true/></plist>',
    "Latin-1": b'<?xml version="1.0" encoding="ISO-8859-1"?><plist><true/></plist>',
    "unknown encoding": b'<?xml version="1.0" encoding="x"?><plist><true/></plist>',
    "wrong DOCTYPE": b"<!DOCTYPE html><plist><true/></plist>",
    "processing instruction before": b"<?a b?><plist><true/></plist>",
    "processing instruction inside": xml("<?a b?><true/>"),
    "processing instruction after": xml("<true/>") + b"<?a b?>",
    "overlong UTF-8": xml(b"<string>\xc0\x80</string>"),
    "Latin-1 bytes": xml(b"<string>\xe9</string>"),
}


@pytest.mark.parametrize("document", REFUSED_DOCUMENTS.values(), ids=REFUSED_DOCUMENTS)
def test_a_wrong_document_is_refused(document: bytes) -> None:
    assert refusal(document).path == ""


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_t34_utf_16_is_refused_with_entities_or_without(encoding: str) -> None:
    plain = "<plist><string>é</string></plist>"
    tricky = '<!DOCTYPE plist [<!ENTITY a "b">]><plist><string>&a;</string></plist>'
    for text in (plain, tricky):
        refusal(text.encode(encoding))
        refusal(b"\xfe\xff" + text.encode(encoding))
    assert "UTF-16" in str(refusal(plain.encode("utf-16")))


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE plist [<!ENTITY a "b">]>',
        '<!DOCTYPE plist SYSTEM "x" [<!ENTITY a "b">]>',
        '<!DOCTYPE plist [<!ENTITY a SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE plist [<!ENTITY % a SYSTEM "file:///etc/hostname"> %a;]>',
        "<!DOCTYPE plist []>",
        '<!DOCTYPE plist [<!ATTLIST plist version CDATA "1.0">]>',
        HEAD.decode(),
        "",
    ],
)
def test_t34_entities_and_own_declarations_are_refused(head: str) -> None:
    body = "<plist><dict><key>UDID</key><string>x&a;</string></dict></plist>"
    refusal((head + body).encode())
    refusal((head + body).encode("utf-16"))


def test_t34_billion_laughs_end_at_the_doctype() -> None:
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    bomb = f'<!DOCTYPE plist [<!ENTITY e0 "ha">{entities}]><plist><string>&e9;</string></plist>'
    assert "DOCTYPE" in str(refusal(bomb.encode()))


def test_t34_an_entity_in_an_attribute_is_refused() -> None:
    refusal(HEAD + b'<plist version="&a;"><true/></plist>')


@pytest.mark.parametrize("declared", [MAX_DEPTH + 1, 1000, 200_000])
@pytest.mark.parametrize("kind", ["array", "dict"])
def test_t37_deep_nesting_is_refused_before_it_is_built(declared: int, kind: str) -> None:
    opening = "<array>" if kind == "array" else "<dict><key>k</key>"
    closing = f"</{kind}>"
    error = refusal(xml(opening * declared + closing * declared))
    assert not isinstance(error, TooLarge)
    assert len(error.path) < 400  # of at most MAX_DEPTH steps


def test_t37_the_depth_limit_is_exact() -> None:
    def nested(depth: int, inner: str) -> bytes:
        return xml("<array>" * depth + inner + "</array>" * depth)

    loads(nested(MAX_DEPTH, "<true/>"))
    loads(nested(MAX_DEPTH - 1, "<dict/>"))
    error = refusal(nested(MAX_DEPTH, "<dict/>"))
    assert "[0]" * MAX_DEPTH == error.path
    refusal(nested(MAX_DEPTH, "<array />"))


def test_t36_the_object_budget_is_exact() -> None:
    def items(count: int) -> bytes:
        return xml("<array>" + "<true/>" * count + "</array>")

    found = loads(items(MAX_OBJECTS - 1))
    assert isinstance(found, list)
    assert MAX_OBJECTS - 1 == len(found)
    refusal(items(MAX_OBJECTS))


def test_t36_too_much_markup_is_refused_before_parsing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_reader.expat, "ParserCreate", None)
    refusal(b"<" * (MAX_MARKUP + 1))


def test_more_bytes_than_the_limit_are_too_large() -> None:
    with pytest.raises(TooLarge) as caught:
        loads(b" " * (MAX_BYTES + 1))
    assert caught.value.http_status == 413
    refusal(b" " * MAX_BYTES)


@pytest.mark.parametrize("data", ["<plist/>", bytearray(b"<plist/>"), None])
def test_only_bytes_are_read(data: object) -> None:
    with pytest.raises(TypeError, match="bytes"):
        loads(data)  # type: ignore[arg-type]


REFUSED_VALUES = [
    # T38 numbers that JSON, PostgreSQL or 64 bits do not hold
    *(
        f"<integer>{text}</integer>"
        for text in (
            *("", " ", "x", "1.0", "1e3", "1_000", "--1", "+-1", "- 1", "1 2", "٣", "0x", "0xg", "x1", "0b1"),
            *("18446744073709551616", "-9223372036854775809", "9" * 21, "0" * 21, "9" * 5000),
            *("0x1ffffffffffffffff", "0x" + "0" * 17, "-0xffffffffffffffff", "0x" + "f" * 1_000_000),
        )
    ),
    *(
        f"<real>{text}</real>"
        for text in (
            *("", ".", "e5", "nan", "NaN", "-nan", "inf", "+Infinity", "-inf", "1e999", "-1e999", "1_0.5"),
            *("0x1p3", "1,5", "1.5.5", "٣.٥", "0." + "0" * 500, "1e1234567"),
        )
    ),
    *(
        f"<date>{text}</date>"
        for text in (
            *("", "2024-01-01", "2024-01-01T00:00:00", "2024-01-01T00:00:00Z ", " 2024-01-01T00:00:00Z"),
            *("2024-01-01 00:00:00Z", "2024-01-01T00:00:00.5Z", "2024-01-01T00:00:00+00:00"),
            *("2024-01-01T00:00Z", "2024-W01-1T00:00:00Z", "20240101T000000Z", "2024-1-1T0:0:0Z"),
            *(
                "2023-02-29T00:00:00Z",
                "2024-13-01T00:00:00Z",
                "0000-01-01T00:00:00Z",
                "12024-01-01T00:00:00Z",
            ),
            *(
                "2024-01-01T24:00:00Z",
                "2024-01-01T00:00:60Z",
                "２０２４-01-01T00:00:00Z",
                "2024-01-01T00:00:00Zx",
            ),
        )
    ),
    *(
        f"<data>{text}</data>"
        for text in (
            "Y",
            "YQ",
            "YQ=",
            "YQ===",
            "YQ==YQ==",
            "=YQ=",
            "YQ==x",
            "Y*Q=",
            "YW-_",
            "YW\u00a0Jj",
            "YWé=",
        )
    ),
    # elements
    "<unknown/>",
    "<unknown>x</unknown>",
    "<STRING>x</STRING>",
    "<ustring>x</ustring>",
    '<string a="b">x</string>',
    '<string xml:space="preserve">x</string>',
    '<dict a="b"></dict>',
    "<string>x<b/></string>",
    "<string><b/></string>",
    "<string><b>x</b></string>",
    "<string>&lt;<b/></string>",
    "<integer>1<b/></integer>",
    "<integer><integer>1</integer></integer>",
    "<integer/>",
    "<real/>",
    "<date/>",
    "<true>yes</true>",
    "<false>no</false>",
    "<true><true/></true>",
    "x",
    "&lt;true/>",
    "&#160;",
    "\u00a0<true/>",
    "\u2003<true/>",
    # arrays
    "<array>x</array>",
    "<array>&lt;true/></array>",
    "<array><true/>x</array>",
    "<array><key>a</key><true/></array>",
    # dicts
    "<dict>x</dict>",
    "<dict>&lt;key></dict>",
    "<dict><true/></dict>",
    "<dict><string>a</string><true/></dict>",
    "<dict><integer>1</integer><true/></dict>",
    "<dict><dict></dict><true/></dict>",
    "<dict><array/><true/></dict>",
    "<dict><key>a</key></dict>",
    "<dict><key>a</key> </dict>",
    "<dict><key>a</key><key>b</key><true/></dict>",
    "<dict><key>a</key>x<true/></dict>",
    "<dict><key>a</key><true/><true/></dict>",
    "<dict><key>a</key><true/>x</dict>",
    "<dict><key/><true/></dict>",
    "<dict><key><b/></key><true/></dict>",
    "<dict><key>a<b/></key><true/></dict>",
    "<dict><key><string>a</string></key><true/></dict>",
    "<dict>\u00a0<key>a</key><true/></dict>",
    # T39 the same key twice, where proxies and devices may take different ones
    "<dict><key>a</key><true/><key>a</key><true/></dict>",
    "<dict><key>&lt;</key><true/><key>&#60;</key><true/></dict>",
    "<dict><key>a</key><dict/><key>b</key><true/><key>a</key><true/></dict>",
]


@pytest.mark.parametrize("body", REFUSED_VALUES, ids=lambda body: body[:60])
def test_t38_t39_a_wrong_value_is_refused(body: str) -> None:
    refusal(xml(body))
    error = refusal(entry(body))
    assert error.path == "Item" or error.path.startswith(("Item.", "Item["))


@pytest.mark.parametrize(
    "character",
    [
        *(
            b"\0",
            b"\x01",
            b"\x0b",
            b"\x1f",
            b"\xef\xbf\xbe",
            b"\xef\xbf\xbf",
            b"\xed\xa0\x80",
            b"\xf4\x90\x80\x80",
        ),
        *(b"&#0;", b"&#1;", b"&#x1F;", b"&#xFFFE;", b"&#xFFFF;", b"&#xD800;", b"&#xDFFF;", b"&#x110000;"),
    ],
)
def test_t38_characters_that_xml_cannot_carry_are_refused(character: bytes) -> None:
    refusal(xml(b"<string>" + character + b"</string>"))
    refusal(xml(b"<dict><key>" + character + b"</key><true/></dict>"))


@pytest.mark.parametrize(
    "wrong", [b"\xff", b"\xc0\x80", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xf8"]
)
def test_t40_bytes_that_are_not_utf_8_are_refused_wherever_they_are(wrong: bytes) -> None:
    for around in (b"<string>%s</string>", b"<true/>%s", b"<true/><!-- %s -->", b"<![CDATA[%s]]>", b"<%s/>"):
        refusal(xml(around % wrong))
    refusal(xml(b"<true/>") + b"<!-- " + wrong + b" -->")


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (
            "<dict><key>Command</key><dict><key>Q</key><array><true/><date/></array></dict></dict>",
            "Command.Q[1]",
        ),
        ("<array><array><dict><key>a</key><true/><key>a</key><true/></dict></array></array>", "[0][0].a"),
        ("<dict><key>Command</key><dict><true/></dict></dict>", "Command"),
        ("<dict><key>Command</key><dict><key>a</key><true/>x</dict></dict>", "Command.a"),
        ("<dict><key>a&#10;b</key><date/></dict>", "(unprintable key)"),
        (f"<dict><key>{'k' * 65}</key><date/></dict>", "(unprintable key)"),
        (f"<dict><key>{'k' * 64}</key><date/></dict>", "k" * 64),
        ("<dict><key></key><dict><key>a</key><date/></dict></dict>", "a"),
    ],
)
def test_an_error_names_the_place(body: str, path: str) -> None:
    error = refusal(xml(body))
    assert path == error.path
    assert str(error).startswith(f"{path}: expected ")


@pytest.mark.parametrize(
    "body", [*REFUSED_VALUES, "<string>SECRET<b/></string>", "SECRET", "<integer>SECRET</integer>"]
)
def test_an_error_never_repeats_a_value(body: str) -> None:
    for error in (refusal(xml(body)), refusal(xml(f"<array><string>SECRET</string>{body}</array>"))):
        assert "SECRET" not in str(error)
        assert error.__cause__ is None
        assert error.__context__ is None
        assert not str(error).endswith(".")


def test_xml_that_is_not_well_formed_says_where() -> None:
    assert "mismatched tag, line 3, column 30" in str(refusal(xml("<dict></array>")))


def test_every_order_of_two_tokens_is_judged() -> None:
    """Any sequence of pieces either reads or is refused; nothing else may escape (T40)."""
    pieces = [
        "<dict>",
        "</dict>",
        "<array>",
        "</array>",
        "<key>",
        "</key>",
        "k",
        "<true/>",
        "<string>",
        "</string>",
        " ",
    ]
    for parts in itertools.product(pieces, repeat=3):
        for body in ("".join(parts), "<dict><key>a</key>" + "".join(parts) + "</dict>"):
            with contextlib.suppress(PlistError):
                loads(xml(body))
