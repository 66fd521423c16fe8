"""Nothing that a file says reaches the terminal as anything but visible characters."""

from __future__ import annotations

import plistlib

import pytest

from pymdm.cli._inspect_report import Inquiry, Report, shape, show
from pymdm.cli._inspect_text import lines, printable
from tests.unit.cli.inspecting import UDID, text
from tests.unit.crypto.certs import NOW


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J\x1b]0;owned\x07", "\\x1b[2J\\x1b]0;owned\\x07"),
        ("a\nverdict  trusted", "a\\nverdict  trusted"),
        ("\r\t\x00\x7f\x9b", "\\r\\t\\x00\\x7f\\x9b"),
        ("\u202egnp.exe\u2066", "\\u202egnp.exe\\u2066"),
        ("\ud800\u2028", "\\ud800\\u2028"),
        ("Füße 日本", "Füße 日本"),
    ],
)
def test_only_visible_characters_pass(hostile: str, shown: str) -> None:
    """T61"""
    assert shown == printable(hostile)


def test_a_device_name_cannot_drive_the_terminal() -> None:
    """T61: in values, in keys, in the names of senders."""
    data = plistlib.dumps(
        {
            "MessageType": "Authenticate",
            "UDID": UDID,
            "Topic": "t\u202e",
            "DeviceName": "Mac\nverdict  trusted\u009b2J",
            "Key\u0085\n": 1,
        }
    )
    shown = text(data)

    assert "Mac\\nverdict  trusted\\x9b2J" in shown
    assert "Key\\x85\\n" in shown
    assert all(line.isprintable() for line in shown.split("\n"))


def test_every_text_of_a_report_is_escaped() -> None:
    """T61"""
    evil = "\x1b[0m"
    inner = Report(kind=evil, notes=(evil,), problems=(evil,), facts={evil: [evil, {evil: evil}]})
    shown = list(lines(Report(kind=evil, parts=((evil, inner),))))

    assert all(line.isprintable() for line in shown)
    assert 9 == sum(line.count("\\x1b[0m") for line in shown)


def test_values_stand_in_one_column() -> None:
    report = Report(
        kind="thing", facts={"a": 1, "long_name": True, "list": ["x", "y"], "none": {}, "no": None}
    )

    assert [
        "thing",
        "  a          1",
        "  long name  yes",
        "  list       x",
        "             y",
        "  none       (none)",
        "  no         (none)",
    ] == list(lines(report))


def test_dictionaries_in_lists_are_set_apart() -> None:
    report = Report(kind="thing", facts={"list": [{"a": 1}, {"a": 2}, "rest"]})

    assert [
        "thing",
        "  list",
        "    -",
        "      a  1",
        "    -",
        "      a  2",
        "        rest",
    ] == list(lines(report))


def test_what_no_property_list_holds_is_shown_as_nothing() -> None:
    asked = Inquiry(now=NOW)

    assert (None, "<value>") == (show(object(), asked), shape(object(), asked))
