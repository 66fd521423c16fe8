"""Manifests, and hashes of chunks that add up to the file."""

from __future__ import annotations

import hashlib
import io
import plistlib
import tracemalloc
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pymdm.documents import AppManifest
from pymdm.vpp.install import CHUNK_SIZE, app_manifest, encode_manifest, hash_chunks
from pymdm.vpp.install.hashing import MAX_CHUNKS

PLAIN = {"url": "https://a.example/a.pkg", "bundle_id": "com.example.app", "title": "An app"}


class Trickle:
    """A file that gives less than it is asked for, as sockets and pipes do."""

    def __init__(self, data: bytes, least: int) -> None:
        self.file, self.least = io.BytesIO(data), least

    def read(self, size: int, /) -> bytes:
        return self.file.read(min(size, self.least))


class Zeros:
    """So many bytes, which are nowhere."""

    def __init__(self, length: int) -> None:
        self.left = length

    def read(self, size: int, /) -> bytes:
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


@example(b"abcdef", 4, 3)
@example(b"abcdef", 3, 5)
@given(st.binary(min_size=1, max_size=300), st.integers(1, 301), st.integers(1, 301))
def test_each_chunk_has_its_hashes_and_together_they_are_the_file(data: bytes, size: int, least: int) -> None:
    hashes = hash_chunks(Trickle(data, least), chunk_size=size)
    chunks = [data[at : at + size] for at in range(0, len(data), size)]

    assert hashes.length == len(data)
    assert list(hashes.md5s) == [hashlib.md5(chunk).hexdigest() for chunk in chunks]
    assert list(hashes.sha256s) == [hashlib.sha256(chunk).hexdigest() for chunk in chunks]


def test_a_large_package_costs_no_memory() -> None:
    def peak(length: int) -> int:
        tracemalloc.start()
        hash_chunks(Zeros(length))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    small = peak(1 << 20)

    assert peak(3 * CHUNK_SIZE + 1) < small + (1 << 16)


def test_a_file_that_is_none_is_refused() -> None:
    text: Any = io.StringIO("text")
    greedy: Any = type("Greedy", (), {"read": lambda self, size: bytes(size + 1)})()

    with pytest.raises(ValueError, match="not an empty file"):
        hash_chunks(io.BytesIO())
    with pytest.raises(TypeError, match="opened for bytes"):
        hash_chunks(text)
    with pytest.raises(ValueError, match="at most as many bytes"):
        hash_chunks(greedy)
    with pytest.raises(ValueError, match="chunk_size: expected so much"):
        hash_chunks(Zeros(MAX_CHUNKS + 1), chunk_size=1)
    with pytest.raises(ValueError, match="at least one byte"):
        hash_chunks(io.BytesIO(b"x"), chunk_size=0)


def test_a_manifest_as_a_device_reads_it() -> None:
    manifest = app_manifest(
        url="https://a.example/a.pkg?sig=x%20y",
        bundle_id="com.example.app",
        title="An app",
        hashes=hash_chunks(io.BytesIO(b"abcdef"), chunk_size=4),
        version="1.2",
        subtitle="Example",
        display_image="https://a.example/57.png",
        full_size_image="https://a.example/512.png",
    )

    assert plistlib.loads(encode_manifest(manifest)) == {
        "items": [
            {
                "assets": [
                    {
                        "kind": "software-package",
                        "md5-size": 4,
                        "md5s": [hashlib.md5(b"abcd").hexdigest(), hashlib.md5(b"ef").hexdigest()],
                        "sha256-size": 4,
                        "sha256s": [hashlib.sha256(b"abcd").hexdigest(), hashlib.sha256(b"ef").hexdigest()],
                        "url": "https://a.example/a.pkg?sig=x%20y",
                    },
                    {"kind": "display-image", "url": "https://a.example/57.png"},
                    {"kind": "full-size-image", "url": "https://a.example/512.png"},
                ],
                "metadata": {
                    "bundle-identifier": "com.example.app",
                    "bundle-version": "1.2",
                    "kind": "software",
                    "subtitle": "Example",
                    "title": "An app",
                },
            }
        ]
    }
    assert list(manifest.faults()) == []
    assert AppManifest.decode(manifest.wire()) == manifest


def test_little_is_enough() -> None:
    assert app_manifest(**PLAIN).wire()["items"][0]["assets"] == [
        {"kind": "software-package", "url": "https://a.example/a.pkg"}
    ]


@pytest.mark.parametrize(
    "url",
    [
        "http://a.example/a.pkg",
        "HTTPS://a.example/a.pkg",
        "https:///a.pkg",
        "https://",
        "https://user:canary@a.example/a.pkg",
        "https://a.example:0/canary",
        "https://a.example:x/canary",
        "https://[a/canary",
        "https://a.example/canary file",
        "https://a.example/canary\n",
        "https://ä.example/canary",
        "https://a.example/" + "x" * 8000,
        "file:///canary",
    ],
)
@pytest.mark.parametrize("name", ["url", "display_image"])
def test_only_https_addresses_and_no_error_shows_them(name: str, url: str) -> None:
    with pytest.raises(ValueError, match=f"{name}: expected an address that begins with https://") as caught:
        app_manifest(**PLAIN | {name: url})
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bundle_id": "a"},
        {"bundle_id": "com.exämple"},
        {"bundle_id": "a b"},
        {"title": "A"},
        {"title": "A\nb"},
        {"title": " Ab"},
        {"version": "x" * 256},
        {"subtitle": "\x00"},
    ],
)
def test_what_a_device_would_not_take_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=f"^{next(iter(wrong))}: expected"):
        app_manifest(**PLAIN | wrong)
