"""The file in which seal keys are kept."""

from __future__ import annotations

import base64
import logging
import os
from pathlib import Path

import pytest

from pymdm.crypto import SealKey
from pymdm.crypto._machine import MAX_KEY_FILE
from pymdm.crypto._seal_text import MAX_KEYS, key_id_of, key_line

KEY, OLD = bytes(range(32)), bytes(range(32, 64))
LINE, OLD_LINE = key_line(KEY), key_line(OLD)


def test_generated_rings_differ_and_survive_their_text() -> None:
    first, second = SealKey.generate(), SealKey.generate()
    sealed = first.seal(b"x", kind="k", owner="o")

    assert first.key_ids != second.key_ids
    assert b"x" == SealKey.parse(first.to_text()).open(sealed, kind="k", owner="o")


def test_the_first_line_is_the_current_key() -> None:
    ring = SealKey.parse(f"{LINE}\n{OLD_LINE}\n")

    assert (key_id_of(KEY).hex(), key_id_of(OLD).hex()) == ring.key_ids
    assert ring.key_ids[0] == ring.current_id


def test_the_text_keeps_the_order_and_says_what_the_file_is() -> None:
    text = SealKey((KEY, OLD)).to_text()

    assert [LINE, OLD_LINE] == [line for line in text.splitlines() if not line.startswith("#")]
    assert text.startswith("# Seal keys of pymdm")


def test_comments_empty_lines_and_the_ways_of_other_systems_are_read() -> None:
    text = f"\ufeff# made by hand\r\n\r\n   {LINE}  \r\n  # the old one\r\n{OLD_LINE}"

    assert SealKey((KEY, OLD)).key_ids == SealKey.parse(text).key_ids


def test_the_id_of_a_key_never_changes() -> None:
    """Every sealed value carries it."""
    assert "78c183fe42b017db" == key_id_of(KEY).hex()


SHORT = base64.b64encode(KEY[:16]).decode()
WRONG = {
    "words": (f"{LINE} more", "expected 'pymdm-seal-key-1 "),
    "another format": (LINE.replace("key-1", "key-2"), "expected 'pymdm-seal-key-1 "),
    "not base64": (f"{LINE[:-3]}!!!", "in base64"),
    "not ASCII": (f"{LINE[:-3]}ööö", "in base64"),
    "short": (f"pymdm-seal-key-1 0011223344556677 {SHORT}", "a key of 32 bytes"),
    "mistyped id": (LINE.replace(key_id_of(KEY).hex(), "0011223344556677"), "that has this key id"),
    "mistyped key": (LINE[:40] + ("A" if LINE[40] != "A" else "B") + LINE[41:], "that has this key id"),
    "twice": (OLD_LINE, "each key once"),
}


@pytest.mark.parametrize(("line", "expected"), WRONG.values(), ids=WRONG)
def test_a_wrong_line_is_named_and_not_repeated(line: str, expected: str) -> None:
    with pytest.raises(ValueError, match=r"^line 3: ") as caught:
        SealKey.parse(f"# comment\n{OLD_LINE}\n{line}\n")

    assert expected in str(caught.value)
    assert line.split()[-1] not in str(caught.value)
    assert None is caught.value.__cause__


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing but a comment\n"])
def test_a_file_without_a_key_is_refused_with_the_command_that_makes_one(text: str) -> None:
    with pytest.raises(ValueError, match="pymdm keys create"):
        SealKey.parse(text)


def test_a_ring_has_a_bound_and_says_so_when_it_is_full() -> None:
    keys = tuple(bytes((number,)) * 32 for number in range(MAX_KEYS))
    full = SealKey.parse("\n".join(map(key_line, keys)))

    assert MAX_KEYS == len(full.key_ids)
    with pytest.raises(ValueError, match="remove those"):
        full.rotated()
    with pytest.raises(ValueError, match=f"line {MAX_KEYS + 1}: expected at most"):
        SealKey.parse("\n".join(map(key_line, (*keys, KEY))))


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mdm.key"
    path.write_text(SealKey((KEY, OLD)).to_text())
    path.chmod(0o600)

    assert SealKey((KEY, OLD)).key_ids == SealKey.from_file(path).key_ids
    assert SealKey((KEY, OLD)).key_ids == SealKey.from_file(str(path)).key_ids


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"# ok\nnonsense", "line 2: expected"),
        (b"\xff\xfe\x00", "text in UTF-8"),
        (b"#" * (MAX_KEY_FILE + 1), "in at most"),
        (b"", "at least one"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "mdm.key"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(ValueError, match=expected) as caught:
        SealKey.from_file(path)

    assert str(caught.value).startswith(f"{path}: ")


def test_a_file_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"mdm\.key"):
        SealKey.from_file(tmp_path / "mdm.key")


@pytest.mark.skipif(os.name != "posix", reason="modes are POSIX")
@pytest.mark.parametrize(("mode", "warned"), [(0o600, False), (0o640, False), (0o644, True), (0o660, True)])
def test_a_file_that_others_may_open_is_told_in_the_log(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, mode: int, warned: bool
) -> None:
    path = tmp_path / "mdm.key"
    path.write_text(SealKey((KEY,)).to_text())
    path.chmod(mode)
    with caplog.at_level(logging.WARNING, logger="pymdm.crypto"):
        ring = SealKey.from_file(path)

    assert key_id_of(KEY).hex() == ring.current_id
    assert warned == ("seal keys open to others" in caplog.text)
    assert warned == (str(path) in caplog.text)
    assert LINE.split()[-1] not in caplog.text
