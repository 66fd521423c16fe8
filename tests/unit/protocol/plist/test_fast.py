"""The fast tier: it reads what Apple's writers write, leaves all else to the strict one, never differs."""

from __future__ import annotations

import plistlib
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest

from pymdm.errors import PlistError
from pymdm.protocol import plist
from pymdm.protocol.plist import MAX_DEPTH, MAX_OBJECTS, _fast, _xml, dumps, loads, loads_top_level
from pymdm.protocol.plist._values import MAX_MARKUP, Refused

HEAD = _fast._HEADS[0].encode()

VALUE: dict[str, Any] = {
    "UDID": "66ADE930-5FDF-5EC4-8429-15640684C489",
    "Name & more": "a < b & \"c\" > 'd' é\t\n",
    "Empty": "",
    "Numbers": [0, -1, 2**63, 10**17, 0.5, True, False],
    "When": datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC),
    "Data": bytes(range(256)) * 4,
    "NoData": b"",
    "In": {"a": [], "b": {}, "c": [{"d": [1]}]},
}


def document(body: str) -> bytes:
    return HEAD + body.encode() + b"\n</plist>\n"


def test_what_pymdm_and_plistlib_write_is_read_in_the_fast_way() -> None:
    naive = {**VALUE, "When": datetime(2024, 2, 29, 1, 2, 3)}  # noqa: DTZ001 - as plistlib has it

    assert VALUE == _fast.read(dumps(VALUE))
    assert VALUE == _fast.read(plistlib.dumps(naive, sort_keys=False))
    assert list(VALUE) == list(loads(dumps(VALUE)))  # type: ignore[arg-type]


def test_apples_older_head_and_one_without_a_doctype_are_known() -> None:
    for head in _fast._HEADS:
        assert {"a": True} == _fast.read(f"{head}\n<dict><key>a</key><true/></dict></plist>".encode())


def test_a_document_that_is_mostly_base64_is_searched_for_controls_all_the_same() -> None:
    data = "<data>" + "QUJD" * 2000 + "</data>"

    for text in ("<key>a\x01</key><string>b</string>", "<key>a</key><string>\rb</string>"):
        assert _fast.read(document(f"<dict>{text}<key>d</key>{data}</dict>")) is None
    sound = document(f"<dict><key>a</key><string>b</string><key>d</key>{data}</dict>")
    assert {"a": "b", "d": b"ABC" * 2000} == _fast.read(sound)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("<!-- c --><true/>", id="comment"),
        pytest.param("<string><![CDATA[x]]></string>", id="CDATA"),
        pytest.param("<?a b?><true/>", id="instruction"),
        pytest.param("<true />", id="space in a tag"),
        pytest.param('<string a="b">x</string>', id="attribute"),
        pytest.param("<other/>", id="unknown element"),
        pytest.param("<string>&#65;</string>", id="character number"),
        pytest.param("<string>&other;</string>", id="unknown entity"),
        pytest.param("<string>& </string>", id="bare ampersand"),
        pytest.param("<string>a]]>b</string>", id="end of a section as text"),
        pytest.param("<string>a\x00b</string>", id="NUL"),
        pytest.param("<string>a\rb</string>", id="carriage return"),
        pytest.param("<string>a\ufffeb</string>", id="U+FFFE"),
        pytest.param("<string>a\uffffb</string>", id="U+FFFF"),
        pytest.param("<array>text<true/></array>", id="text before an element"),
        pytest.param("<array><true/>text</array>", id="text behind an element"),
        pytest.param("<dict><key>a</key>text<true/></dict>", id="text behind a key"),
        pytest.param("<dict><key></key><true/></dict>", id="empty key"),
        pytest.param("<dict><key/><true/></dict>", id="key without text"),
        pytest.param("<dict><key>a</key></dict>", id="key without value"),
        pytest.param("<dict><true/></dict>", id="value without key"),
        pytest.param("<array><key>a</key><true/></array>", id="key in an array"),
        pytest.param("<dict><key>a</key><true/><key>a</key><true/></dict>", id="T39: a key twice"),
        pytest.param("<array></dict>", id="tags that do not pair"),
        pytest.param("<dict></array>", id="tags that do not pair either"),
        pytest.param("<array><string>a</integer></array>", id="scalars that do not pair"),
        pytest.param("<array>", id="never closed"),
        pytest.param("<true/></array>", id="never opened"),
        pytest.param("<true/><true/>", id="two roots"),
        pytest.param("", id="no root"),
        pytest.param("<true/></plist><true/>", id="something behind the end"),
        pytest.param("<string>a</string></string>", id="closed twice"),
        pytest.param("<integer>1_0</integer>", id="underscore in a number"),
        pytest.param("<integer>\u0661</integer>", id="a digit of another script"),
        pytest.param("<integer>99999999999999999999</integer>", id="too large a number"),
        pytest.param("<real>nan</real>", id="no number"),
        pytest.param("<date>2024-02-30T00:00:00Z</date>", id="no such day"),
        pytest.param("<data>QQ=</data>", id="base64 without its padding"),
        pytest.param("<dict><key>a</key><true/></dict><key>b</key>", id="a key before the end"),
        pytest.param("<array>" * (MAX_DEPTH + 1) + "</array>" * (MAX_DEPTH + 1), id="T37: too deep"),
        pytest.param(
            "<array>" * MAX_DEPTH + "<dict/>" + "</array>" * MAX_DEPTH, id="T37: an empty one too deep"
        ),
        pytest.param("<array>" + "<true/>" * MAX_OBJECTS + "</array>", id="T36: too many"),
    ],
)
def test_whatever_is_unusual_or_wrong_is_left_to_the_strict_tier(body: str) -> None:
    assert _fast.read(document(body)) is None


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"bplist00",
        dumps({"a": 1}).replace(b"UTF-8", b"UTF-7"),
        dumps({"a": 1}).replace(b'"1.0">\n<dict>', b'"1.0">text<dict>'),
        dumps({"a": "\xe9"}).replace(b"\xc3\xa9", b"\xff"),
        HEAD,
        HEAD + b"nothing",
        dumps({"a": 1})[:-5],
        dumps({"a": 1}) + b"more",
        dumps({"a": 1}) + b"<!-- -->",
    ],
)
def test_a_document_that_is_not_framed_as_usual_is_left_to_the_strict_tier(data: bytes) -> None:
    assert _fast.read(data) is None


def results() -> tuple[object, ...]:
    with pytest.raises(PlistError) as caught:
        loads(document("<dict><key>a</key><array><date>today</date></array></dict>"))
    return loads(dumps(VALUE)), loads_top_level(dumps(VALUE)), str(caught.value)


def test_taking_the_tier_out_changes_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    with_it = results()
    monkeypatch.setattr(plist._fast, "read", lambda data: None)

    assert with_it == results()


def test_deepest_and_largest_documents_are_read_alike() -> None:
    for depth in (MAX_DEPTH - 1, MAX_DEPTH):
        deep = document("<array>" * depth + "</array>" * depth)
        assert _xml.read(deep) == _fast.read(deep) is not None
    with pytest.raises(Refused):
        _xml.read(document("<array>" * (MAX_DEPTH + 1) + "</array>" * (MAX_DEPTH + 1)))


def test_more_markup_than_values_allow_takes_no_memory() -> None:
    """A tag of seven bytes would become an entry of more than a hundred, for a document that is refused."""
    data = document("<array>" + "<true/>" * MAX_MARKUP + "</array>")

    tracemalloc.start()
    try:
        found = _fast.read(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert found is None
    assert peak < 2 * len(data)  # the text, and little else
