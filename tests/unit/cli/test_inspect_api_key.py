"""Key files of API accounts as `pymdm inspect` shows them: recognised, and nothing of the key."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pymdm.cli._inspect_api_key import is_api_key
from pymdm.cli.app import app
from pymdm.testing.fake_abm import FakeABM

ACCOUNT = FakeABM(chaos=None, seed=3).account


@pytest.mark.parametrize(("style", "recognised"), [("apple", True), ("pkcs8", False), ("sec1", False)])
def test_the_portals_key_file_is_recognised_by_its_wrong_label(
    tmp_path: Path, style: str, recognised: bool
) -> None:
    """T65: and the others are private keys like any."""
    file = tmp_path / "key.pem"
    file.write_bytes(ACCOUNT.key_file(style))  # type: ignore[arg-type]
    done = CliRunner().invoke(app, ["inspect", str(file), "--json"])
    shown = json.loads(done.output)

    assert recognised == ("API account" in shown["kind"])
    assert "private key" in shown["kind"]
    for line in ACCOUNT.key_file(style).splitlines()[1:-1]:  # type: ignore[arg-type]
        assert line.decode() not in done.output


@pytest.mark.parametrize("body", [b"", b"????", b"AAAA" * 9, b"\n" * 100])
def test_what_only_has_the_label_is_no_such_file(body: bytes) -> None:
    assert not is_api_key("EC PRIVATE KEY", body)
