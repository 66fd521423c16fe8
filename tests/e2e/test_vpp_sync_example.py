"""examples/vpp_sync.py: all devices get the app, and a second run takes no second license."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from examples import vpp_sync
from pymdm.crypto import SealKey
from pymdm.testing.fake_vpp import FakeVPP


def test_the_example_gives_each_device_one_license(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "mdm.key").write_text(SealKey.generate().to_text())
    (tmp_path / "mdm.key").chmod(0o600)
    (tmp_path / "devices.txt").write_text("A\nB\nC\n")
    with FakeVPP(apps=1, licenses=5, chaos=None, polls=0, now=lambda: datetime.now(UTC)) as fake:
        (tmp_path / "t.vpptoken").write_bytes(fake.token_file())
        files = [str(tmp_path / name) for name in ("t.vpptoken", "mdm.key", "licenses.sqlite")]
        options = ["--base-url", fake.base_url, "--every", "0.01"]
        for _ in range(2):
            assert vpp_sync.main([*files, *fake.adam_ids, str(tmp_path / "devices.txt"), *options]) == 0
        assert [asset["assigned"] for asset in fake.truth()["assets"].values()] == [3]
    assert "2 of 5 are free" in capsys.readouterr().err
