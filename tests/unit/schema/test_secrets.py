"""What opens something is in no repr, although its attribute is called no more than "value"."""

from __future__ import annotations

import re

import pytest

from pymdm import status

_SOUNDS_SECRET = re.compile(r"token|magic|password|secret|key|unlock")

ITEMS = [
    kind
    for name in status.__all__
    if isinstance(kind := getattr(status, name), type)
    and _SOUNDS_SECRET.search(getattr(kind, "status_item_type", ""))
]


def test_there_are_such_items() -> None:
    assert {"MDMPushMagic", "MDMPushToken", "EnhancedLoggingAppleCareToken"} <= {k.__name__ for k in ITEMS}


@pytest.mark.parametrize("kind", ITEMS, ids=lambda kind: kind.__name__)
def test_a_secret_item_of_a_status_report_is_not_shown(kind: type) -> None:
    """T65."""
    item = kind(extra={"told": "s3cret"})
    shown = repr(kind(value=b"s3cret" if "bytes" in str(kind.__annotations__["value"]) else "s3cret"))

    assert "s3cret" not in shown
    assert "s3cret" not in repr(item)
    assert "value=<secret>" in shown
