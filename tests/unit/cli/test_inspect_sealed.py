"""Sealed values: what can be said of them without their key, and that nobody needs it."""

from __future__ import annotations

import base64

import pytest

from pymdm.crypto import SealKey
from pymdm.errors import DecodeError
from tests.unit.cli.inspecting import look, text

RING = SealKey((bytes(range(32)), bytes(32)))
SECRET = b"tr0ub4dor, and nobody may see it"
SEALED = RING.seal(SECRET, kind="unlock_token", owner="a device")
FORMS = {
    "binary": SEALED,
    "base64": base64.encodebytes(SEALED),
    "hexadecimal": SEALED.hex().encode() + b"\n",
    "SQL": f"X'{SEALED.hex().upper()}'".encode(),
}


@pytest.mark.parametrize("show_secrets", [False, True])
@pytest.mark.parametrize("form", FORMS)
def test_a_sealed_value_tells_its_format_key_and_sizes_and_is_not_opened(
    form: str, show_secrets: bool
) -> None:
    report = look(FORMS[form], show_secrets=show_secrets)

    assert "sealed value" == report.kind
    assert {
        "format": "version 1",
        "cipher": "AES-256-GCM",
        "key_id": RING.current_id,
        "size": len(SEALED),
        "content_size": len(SECRET),
        "salt": SEALED[12:28].hex(),
    } == report.facts
    assert None is report.verdict
    assert "not opened here" in report.notes[0]
    assert ("found as base64 text" in report.notes) == (form == "base64")


@pytest.mark.parametrize(
    "data", [SEALED[:40], b"\xf5pm", b"\xf5pm\x02" + SEALED[4:], SEALED[:40].hex().encode(), b"F5706D0"]
)
def test_what_begins_like_a_sealed_value_and_is_none_is_named(data: bytes) -> None:
    with pytest.raises(DecodeError, match="sealed value of version 1 that is whole"):
        look(data)


@pytest.mark.parametrize("show_secrets", [False, True])
def test_a_key_file_shows_ids_and_never_a_key(show_secrets: bool) -> None:
    data = f"# ours\n\n  {RING.to_text().splitlines()[-1]}\n".encode()
    shown = text(data, show_secrets=show_secrets)

    assert {"key_ids": [RING.key_ids[1]], "current": RING.key_ids[1]} == look(data).facts
    assert "seal key file" == look(data).kind
    assert "keep the file secret" in shown
    assert data.split()[-1].decode() not in shown


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"pymdm-seal-key-1 nothing\n", "line 1: expected"),
        (b"pymdm-seal-key-1 \xff\n", "expected text in UTF-8"),
    ],
)
def test_a_key_file_that_is_wrong_is_named_and_not_repeated(data: bytes, expected: str) -> None:
    with pytest.raises(DecodeError, match=expected) as caught:
        look(data)

    assert "nothing" not in str(caught.value)


def test_large_files_of_line_feeds_or_digits_are_refused_at_once() -> None:
    """A pattern that starts anew at every line would make this test hang."""
    with pytest.raises(DecodeError):
        look(b"a" + b"\n" * 1_000_000)
    with pytest.raises(DecodeError):
        look(b"f5706d" + b"0" * 1_000_000 + b"!")
