"""What XML property lists mean."""

from __future__ import annotations

import math
import plistlib
from datetime import UTC, datetime

import pytest

from pymdm.protocol import plist
from pymdm.protocol.plist import loads
from tests.support import shared
from tests.unit.protocol.plist.documents import HEAD, entry, xml

VALUES = {
    "<string>Mac &amp; &lt;i&gt; &quot;P&apos;</string>": "Mac & <i> \"P'",
    "<string></string>": "",
    "<string/>": "",
    "<string />": "",
    "<string> \n </string>": " \n ",
    "<string>ü\U0001f600 </string>": "ü\U0001f600 ",
    "<string>&lt;/string&gt;</string>": "</string>",
    "<string>&#60;dict></string>": "<dict>",
    "<string>a<!-- never shown -->b</string>": "ab",
    "<string><![CDATA[<key>&amp;]]></string>": "<key>&amp;",
    "<string><![CDATA[a]]>&#x3c;<![CDATA[]]></string>": "a<",
    "<string>a\r\nb\rc&#13;&#10;</string>": "a\nb\nc\r\n",
    "<string>]] > !</string>": "]] > !",
    "<string>&amp;lt;</string>": "&lt;",
    "<integer>-9223372036854775808</integer>": -(2**63),
    "<integer>18446744073709551615</integer>": 2**64 - 1,
    "<integer>+7</integer>": 7,
    "<integer> 0042\n</integer>": 42,
    "<integer>0x7F</integer>": 127,
    "<integer>-0X10</integer>": -16,
    "<integer>0xffffffffffffffff</integer>": 2**64 - 1,
    "<real>1.5</real>": 1.5,
    "<real> -6.02e+23 </real>": -6.02e23,
    "<real>.5</real>": 0.5,
    "<real>3</real>": 3.0,
    "<real>1e-400</real>": 0.0,
    "<true/>": True,
    "<false/>": False,
    "<true />": True,
    "<false />": False,
    "<true></true>": True,
    "<false></false>": False,
    "<date>2014-02-28T23:59:59Z</date>": datetime(2014, 2, 28, 23, 59, 59, tzinfo=UTC),
    "<date>0001-01-01T00:00:00Z</date>": datetime(1, 1, 1, tzinfo=UTC),
    "<data>\n\tYXBw\r\n\tbGU= \n</data>": b"apple",
    "<data></data>": b"",
    "<data/>": b"",
    "<data />": b"",
    "<string >x</string >": "x",
    "<integer\n>1</integer\t>": 1,
    "<true\n/>": True,
    "<dict ><key >a</key ><array\r\n/></dict >": {"a": []},
    "<dict/>": {},
    "<dict />": {},
    "<dict></dict>": {},
    "<dict> <!-- empty --> </dict>": {},
    "<array/>": [],
    "<array />": [],
    "<array>\n</array>": [],
    "<array><array><true/></array><string>x</string></array>": [[True], "x"],
    "<dict><key></key><array/></dict>": {"": []},
    "<dict><key>&lt;k&gt;</key><true/></dict>": {"<k>": True},
    "<dict><key> a </key><integer>1</integer>\n\t<key>b</key>\t<dict/></dict>": {" a ": 1, "b": {}},
    "<dict><key>a</key>\n <!-- c -->\n <string>x</string></dict>": {"a": "x"},
}


@pytest.mark.parametrize(("body", "value"), VALUES.items())
def test_a_value_reads_as_it_is_meant(body: str, value: object) -> None:
    found = loads(xml(body))
    assert value == found
    assert type(value) is type(found)
    assert [value] == loads(xml(f"<array>\n\t{body}\n</array>"))
    assert {"Item": value} == loads(entry(f"\n\t{body}\n"))


def test_the_order_of_keys_is_kept() -> None:
    keys = ["Z", "a", "B", "0"]
    body = "".join(f"<key>{key}</key><true/>" for key in keys)
    found = loads(xml(f"<dict>{body}</dict>"))
    assert isinstance(found, dict)
    assert keys == list(found)


def test_dates_are_aware() -> None:
    found = loads(xml("<date>2024-02-29T12:00:00Z</date>"))
    assert isinstance(found, datetime)
    assert UTC is found.tzinfo


@pytest.mark.parametrize(
    "document",
    [
        b"<plist><true/></plist>",
        b"<plist version='1.0'><true/></plist>",
        b'<plist  version = "1.0" ><true/></plist >',
        b'\xef\xbb\xbf<plist version="1.0"><true/></plist>',
        b'\n<plist version="1.0"><true/></plist>',
        b'<?xml version="1.0"?><plist version="1.0"><true/></plist>',
        b'<?xml version="1.0" encoding="utf-8" standalone="yes"?><plist version="1.0"><true/></plist>',
        b'<!DOCTYPE plist SYSTEM "file://localhost/PropertyList.dtd"><plist version="1.0"><true/></plist>',
        HEAD + b'<!-- a --><plist version="1.0">\n<true/>\n<!-- b --></plist>\n<!-- c -->\n',
    ],
)
def test_the_frame_may_vary_as_real_writers_vary_it(document: bytes) -> None:
    assert loads(document) is True


def test_base64_is_read_however_it_is_wrapped() -> None:
    for size in range(70):
        value = bytes(range(size))
        document = plistlib.dumps({"Data": value})
        assert {"Data": value} == loads(document)


def test_long_text_is_read_in_one_piece() -> None:
    lines = "\n".join(f"line {n} &amp;" for n in range(5000))
    assert lines.replace("&amp;", "&") == loads(xml(f"<string>{lines}</string>"))
    pieces = "".join(f"<![CDATA[{n}<]]>" for n in range(5000))
    assert "".join(f"{n}<" for n in range(5000)) == loads(xml(f"<string>{pieces}</string>"))


def test_reals_survive_exactly() -> None:
    for value in (0.1, 1e16, 5e-324, 1.7976931348623157e308, -math.pi):
        assert value == loads(xml(f"<real>{value!r}</real>"))
    assert loads(xml(f"<real>{1e308:f}</real>")) == 1e308


@pytest.mark.parametrize("name", ["Authenticate.2", "TokenUpdate.2", "DeviceInformation.1"])
def test_captured_messages_read_as_plistlib_reads_them(name: str) -> None:
    data = shared(f"vectors/messages/{name}.plist").read_bytes()
    found = loads(data)
    assert plistlib.loads(data) == found
    assert isinstance(found, dict)
    assert found["UDID"] == "66ADE930-5FDF-5EC4-8429-15640684C489"
    assert found == loads(plist.dumps(found))
