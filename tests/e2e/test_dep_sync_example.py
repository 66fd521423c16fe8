"""examples/dep_sync_to_csv.py: all devices end in the file, and the second run asks for changes only."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from examples import dep_sync_to_csv
from pymdm.crypto import SealKey
from pymdm.testing.fake_dep import FakeDEP


def test_the_example_writes_all_devices_and_then_the_changes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mdm.key").write_text(SealKey.generate().to_text())
    (tmp_path / "mdm.key").chmod(0o600)
    with FakeDEP(devices=30) as fake:
        (tmp_path / "token.json").write_bytes(fake.token_file())
        names = ("token.json", "mdm.key", "devices.sqlite", "devices.csv")
        arguments = [*(str(tmp_path / name) for name in names), "--base-url", fake.base_url]
        assert 0 == dep_sync_to_csv.main(arguments)
        fake.remove(fake.serials[0])
        fake.modify(fake.serials[0], asset_tag="304214")
        assert 0 == dep_sync_to_csv.main(arguments)

        with (tmp_path / "devices.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert sorted(fake.serials) == [row["serial_number"] for row in rows]
        assert "304214" in [row["asset_tag"] for row in rows]
        listed = [request for request in fake.requests if request.path == "/server/devices"]
        assert listed[-1].number < fake.requests[-2].number
    assert "29 devices" in capsys.readouterr().err
