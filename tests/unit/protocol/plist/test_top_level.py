"""Reading only the outermost dict: the same values as the full reader, or the same refusal."""

from __future__ import annotations

import plistlib
from datetime import UTC, datetime

import pytest

from pymdm.errors import PlistError, TooLarge
from pymdm.protocol.plist import (
    MAX_BYTES,
    MAX_DEPTH,
    MAX_OBJECTS,
    Format,
    Nested,
    dumps,
    loads,
    loads_top_level,
)
from pymdm.protocol.plist import _top_level as top_level_reader
from tests.support import shared
from tests.unit.protocol.plist.documents import HEAD, xml
from tests.unit.protocol.plist.test_xml import VALUES
from tests.unit.protocol.plist.test_xml_refusals import REFUSED_DOCUMENTS, REFUSED_VALUES


def outline(value: object) -> object:
    """What the top-level reader should make of a fully read value."""
    assert isinstance(value, dict)
    kinds = {dict: Nested.DICT, list: Nested.ARRAY}
    return {key: kinds.get(type(item), item) for key, item in value.items()}


def was_read_in_full(data: bytes) -> bool:
    return top_level_reader.read(data) is None


RESULT = {
    "UDID": "U & <I> \"D' é",
    "Status": "Acknowledged",
    "Count": 3,
    "Share": 0.5,
    "When": datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC),
    "Token": b"\0\1\2",
    "Yes": True,
    "No": False,
    "Empty": "",
    "Apps": [{"Name": "A", "More": [[], {}, {"x": [1]}]}, {"Name": "</array>"}],
    "Answers": {"a": {"b": {}}, "c": []},
    "NoApps": [],
    "NoAnswers": {},
    "Last & least": "z",
}


def test_a_result_is_outlined() -> None:
    document = dumps(RESULT)
    assert not was_read_in_full(document)
    found = loads_top_level(document)
    assert outline(RESULT) == found
    assert list(RESULT) == list(found)
    assert outline(RESULT) == loads_top_level(dumps(RESULT, format=Format.BINARY))
    assert {} == loads_top_level(dumps({}))
    assert {} == loads_top_level(xml("<dict></dict>"))


@pytest.mark.parametrize("body", VALUES)
def test_each_spelling_reads_as_the_full_reader_reads_it(body: str) -> None:
    for around in ("{}", "\n\t{}\n", "<array>{}</array>", "<dict>\n<key>k</key>{}</dict>"):
        document = xml(f"<dict><key>a</key>{around.format(body)}<key>b</key><true/></dict>")
        assert outline(loads(document)) == loads_top_level(document)


@pytest.mark.parametrize("document", REFUSED_DOCUMENTS.values(), ids=REFUSED_DOCUMENTS)
def test_a_wrong_document_is_refused_here_too(document: bytes) -> None:
    with pytest.raises(PlistError):
        loads_top_level(document)


@pytest.mark.parametrize("body", REFUSED_VALUES, ids=lambda body: body[:60])
def test_t38_t39_a_wrong_value_at_the_top_is_refused_here_too(body: str) -> None:
    if body.startswith(("<dict", "<array")):
        document = xml(body)  # wrong as the outermost container
    else:
        document = xml(f"<dict><key>Status</key>{body}</dict>")
    with pytest.raises(PlistError) as caught:
        loads_top_level(document)
    with pytest.raises(PlistError) as expected:
        loads(document)
    if not body.startswith("<array"):
        assert str(expected.value) == str(caught.value)


@pytest.mark.parametrize(
    "inner",
    [
        "<unknown/>",
        "<date>tomorrow</date>",
        "<data>?</data>",
        "<integer>one</integer>",
        "text",
        "<true/>",
        "<key>a</key>",
        "<key>a</key><true/><key>a</key><true/>",
    ],
)
def test_the_documented_gaps_are_inside_containers(inner: str) -> None:
    document = xml(f"<dict><key>Status</key><string>Idle</string><key>Inner</key><dict>{inner}</dict></dict>")
    assert {"Status": "Idle", "Inner": Nested.DICT} == loads_top_level(document)
    with pytest.raises(PlistError):
        loads(document)


@pytest.mark.parametrize(
    "body",
    [
        "<true/>",
        "<array/>",
        "<string>x</string>",
        "<dict><key>a</key><dict >b</dict></dict>",
        "<dict><key>a</key><array><dict a='b'></dict></array></dict>",
        "<dict><key>a</key><array><dict\t></dict></array></dict x='y'>",
    ],
)
def test_what_is_not_a_plain_dict_is_refused(body: str) -> None:
    with pytest.raises(PlistError):
        loads_top_level(xml(body))


def test_a_container_whose_tag_is_disguised_hides_no_entries() -> None:
    """A walker that overlooks ``<dict >`` would take the inner UDID for the outer one."""
    inner = "<key>UDID</key><string>victim</string>"
    for tag in ("dict ", "dict\n", "dict a='b'", 'dict a=">"'):
        document = xml(
            f"<dict><key>a</key><dict><key>b</key><{tag}></dict>{inner}</dict><key>UDID</key><string>mine</string></dict>"
        )
        if "=" in tag:
            with pytest.raises(PlistError):
                loads_top_level(document)
        else:
            assert {"a": Nested.DICT, "UDID": "mine"} == loads_top_level(document)


def test_two_disguised_tags_that_cancel_out_hoist_nothing() -> None:
    inner = "<key>b</key><dict ></dict><key>UDID</key><string>victim</string><key>c</key><dict></dict >"
    document = xml(f"<dict><key>a</key><dict>{inner}</dict><key>Status</key><string>Idle</string></dict>")
    assert {"a": Nested.DICT, "Status": "Idle"} == loads_top_level(document)


@pytest.mark.parametrize("quote", ["'", '"'])
def test_a_root_inside_the_doctype_is_not_the_root(quote: str) -> None:
    fake = '<plist version="1.0"><dict><key>UDID</key><string>victim</string></dict></plist>'.replace(
        '"', "'" if quote == '"' else '"'
    )
    real = '<plist version="1.0"><dict><key>UDID</key><string>mine</string></dict></plist>'
    for literal in (fake, ">" + fake, fake[:-8]):
        document = f"<!DOCTYPE plist SYSTEM {quote}{literal}{quote}>{real}".encode()
        assert {"UDID": "mine"} == loads_top_level(document) == loads(document)


def test_comments_and_cdata_hide_nothing() -> None:
    for hidden in ("<!-- <key>UDID</key><string>victim</string> -->", "<!-- </dict> -->"):
        document = xml(f"<dict>{hidden}<key>UDID</key><string>mine</string>{hidden}</dict>")
        assert {"UDID": "mine"} == loads_top_level(document)
    cdata = "<![CDATA[</string><key>UDID</key><string>victim]]>"
    document = xml(f"<dict><key>A</key><string>{cdata}</string><key>UDID</key><string>mine</string></dict>")
    assert "mine" == loads_top_level(document)["UDID"]


def test_t39_a_key_twice_at_the_top_is_refused() -> None:
    for second in ("UDID", "&#85;DID"):
        body = f"<dict><key>UDID</key><string>a</string><key>{second}</key><string>b</string></dict>"
        with pytest.raises(PlistError) as caught:
            loads_top_level(xml(body))
        assert "UDID" == caught.value.path


def test_t34_entities_are_refused() -> None:
    body = b'<plist version="1.0"><dict><key>a</key><string>&a;</string></dict></plist>'
    declared = b'<!DOCTYPE plist [<!ENTITY a "b">]>' + body
    undeclared = xml("<dict><key>a</key><array><string>&a;</string></array></dict>")
    for document in (declared, undeclared):
        with pytest.raises(PlistError):
            loads_top_level(document)
        with pytest.raises(PlistError):
            loads_top_level(document.decode().encode("utf-16"))


@pytest.mark.parametrize("kind", ["array", "dict"])
def test_t37_the_depth_limit_is_exact(kind: str) -> None:
    opening = "<array>" if kind == "array" else "<dict><key>k</key>"

    def nested(depth: int, inner: str) -> bytes:
        deep = opening * (depth - 1) + inner + f"</{kind}>" * (depth - 1)
        return xml(f"<dict><key>a</key>{deep}</dict>")

    for depth, inner in (
        (MAX_DEPTH, "<true/>"),
        (MAX_DEPTH - 1, "<dict/>"),
        (MAX_DEPTH - 1, "<array></array>"),
    ):
        document = nested(depth, inner)
        assert not was_read_in_full(document)
        assert outline(loads(document)) == loads_top_level(document)
    for depth, inner in ((MAX_DEPTH + 1, "<true/>"), (MAX_DEPTH, "<dict/>"), (50_000, "<true/>")):
        with pytest.raises(PlistError, match="inside each other"):
            loads_top_level(nested(depth, inner))
    with pytest.raises(PlistError):
        loads_top_level(nested(200_000, ""))


def test_t36_the_object_budget_is_exact() -> None:
    def items(count: int) -> bytes:
        return xml("<dict><key>a</key><array>" + "<true/>" * count + "</array></dict>")

    assert {"a": Nested.ARRAY} == loads_top_level(items(MAX_OBJECTS - 2))
    with pytest.raises(PlistError, match="values"):
        loads_top_level(items(MAX_OBJECTS - 1))


def test_more_bytes_than_the_limit_are_too_large() -> None:
    with pytest.raises(TooLarge):
        loads_top_level(b" " * (MAX_BYTES + 1))
    with pytest.raises(TypeError):
        loads_top_level("")  # type: ignore[arg-type]


def test_line_ends_of_another_system_are_fine() -> None:
    document = dumps(RESULT).replace(b"\n", b"\r\n")
    assert outline(RESULT) == loads_top_level(document)


@pytest.mark.parametrize(
    "head", [HEAD, b"", b"\xef\xbb\xbf" + HEAD, b'<?xml version="1.0"?>', b"<!DOCTYPE plist SYSTEM 'x'>"]
)
def test_the_frame_may_vary(head: bytes) -> None:
    document = head + b'<plist version="1.0"><dict><key>a</key><true/></dict></plist> '
    assert {"a": True} == loads_top_level(document)


def test_a_binary_root_must_be_a_dict_too() -> None:
    with pytest.raises(PlistError, match="dict as the root"):
        loads_top_level(plistlib.dumps([], fmt=plistlib.FMT_BINARY))
    with pytest.raises(PlistError):
        loads_top_level(b"bplist00")


@pytest.mark.parametrize("name", ["Authenticate.2", "TokenUpdate.2", "DeviceInformation.1"])
def test_captured_messages_are_outlined_without_the_full_reader(name: str) -> None:
    data = shared(f"vectors/messages/{name}.plist").read_bytes()
    assert not was_read_in_full(data)
    assert outline(loads(data)) == loads_top_level(data)
