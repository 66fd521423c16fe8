"""What an operator may decide, and what no device or browser could use."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm.errors import LocalProtocolError
from pymdm.protocol import AccessRights

from .scene import CODE, TOKEN, scene, settings


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({"url": "http://mdm.example.com"}, "https"),
        ({"url": "https://"}, "https"),
        ({"url": "mdm.example.com"}, "https"),
        ({"url": "https://mdm.example.com?a=b"}, "https"),
        ({"url": "https://mdm.example.com#a"}, "https"),
        ({"url": "https://mdm.example.com\n"}, "https"),
        ({"url": "https://mdm.exa\tmple.com"}, "https"),
        ({"url": "https://mdm.example.com /x"}, "https"),
        ({"topic": "com.example"}, "com.apple.mgmt."),
        ({"topic": "com.apple.mgmt."}, "com.apple.mgmt."),
        ({"topic": "com.apple.mgmt.External.…"}, "topic must be of visible ASCII characters"),
        ({"topic": "com.apple.mgmt.External. 1"}, "topic must be of visible ASCII characters"),
        ({"topic": "com.apple.mgmt.External.1\n"}, "topic must be of visible ASCII characters"),
        ({"enrollment_code": "x" * 23}, "enrollment_code must have at least 24"),
        ({"enrollment_code": "x" * 24 + " "}, "white space at its ends"),
        ({"enrollment_code": "x" * 24 + "\udcff"}, "printable"),
        ({"admin_token": "x" * 23}, "admin_token must have at least 24"),
        ({"admin_token": "x" * 12 + " " + "x" * 12}, "ASCII"),
        ({"admin_token": "ü" * 24}, "ASCII"),
        ({"organization": " "}, "organization"),
        ({"organization": "Example\nSchool"}, "organization"),
    ],
)
def test_a_setting_that_cannot_work_is_refused_by_name(changed: dict[str, Any], text: str) -> None:
    with pytest.raises(ValueError, match=text) as refused:
        settings(**changed)

    assert "x" * 12 not in str(refused.value)


def test_a_slash_at_the_end_of_the_url_is_dropped() -> None:
    assert "https://mdm.example.com/base" == settings(url="https://mdm.example.com/base/").url


def test_neither_code_nor_token_is_in_the_repr() -> None:
    """T65"""
    shown = repr(settings())

    assert CODE not in shown
    assert TOKEN not in shown


@pytest.mark.parametrize(
    "changed",
    [
        {"access_rights": AccessRights(0)},
        {"url": "https://user:password@mdm.example.com"},
        {"url": "https://mdm.example.com:99999"},
    ],
)
def test_what_devices_would_refuse_fails_at_the_start(changed: dict[str, Any]) -> None:
    with pytest.raises(LocalProtocolError):
        scene(changed=changed)
