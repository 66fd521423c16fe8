"""``pymdm vpp manifest``: from a package to what devices read."""

from __future__ import annotations

import hashlib
import plistlib
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pymdm.cli.app import app

PLAIN = {"--url": "https://a.example/a.pkg", "--bundle-id": "com.example.app", "--title": "An app"}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    path = tmp_path / "a.pkg"
    path.write_bytes(b"abcdef")
    return path


def run(package: Path, options: dict[str, str]) -> Result:
    words = [word for pair in options.items() for word in pair]
    return CliRunner().invoke(app, ["vpp", "manifest", str(package), *words])


def test_the_manifest_goes_to_standard_output_or_a_new_file(package: Path, tmp_path: Path) -> None:
    shown = run(package, PLAIN | {"--chunk-size": "4", "--version": "1.2"})
    assert shown.exit_code == 0, shown.output
    item = plistlib.loads(shown.stdout_bytes)["items"][0]
    assert item["metadata"]["bundle-version"] == "1.2"
    assert item["assets"][0]["sha256s"] == [hashlib.sha256(part).hexdigest() for part in (b"abcd", b"ef")]

    target = tmp_path / "app.plist"
    written = run(package, PLAIN | {"--output": str(target)})
    assert written.exit_code == 0, written.output
    assert "6 bytes in 1 chunks" in written.stderr
    assert plistlib.loads(target.read_bytes())["items"][0]["assets"][0]["md5-size"] == 10 << 20

    again = run(package, PLAIN | {"--output": str(target)})
    assert again.exit_code == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"--url": "http://a.example/a.pkg"}, "url: expected an address that begins with https://"),
        ({"--display-image": "http://a.example/a.png"}, "display_image: expected an address"),
        ({"--bundle-id": "no id"}, "bundle_id: expected a bundle identifier"),
    ],
)
def test_what_devices_would_not_take_is_refused(package: Path, options: dict[str, str], words: str) -> None:
    refused = run(package, PLAIN | options)

    assert refused.exit_code == 1
    assert words in str(refused.exception)


def test_a_package_that_is_none_is_named(package: Path) -> None:
    package.write_bytes(b"")
    refused = run(package, PLAIN)

    assert refused.exit_code == 1
    assert "a.pkg: expected a package, not an empty file" in str(refused.exception)
