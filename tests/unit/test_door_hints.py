"""A name that a door does not have: Python is told enough to say which one was meant."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module

import pytest


@pytest.mark.parametrize(
    ("door", "slip", "meant"),
    [
        ("commands", "DeviceLok", "DeviceLock"),
        ("profiles", "Wifi", "WiFi"),
        ("declarations", "PasscodeSetting", "PasscodeSettings"),
        ("status", "DeviceModelFamilly", "DeviceModelFamily"),
        ("documents", "AppManifests", "AppManifest"),
    ],
)
def test_a_slip_comes_with_the_names_that_there_are(door: str, slip: str, meant: str) -> None:
    with pytest.raises(AttributeError, match=f"module 'pymdm.{door}' has no attribute '{slip}'") as caught:
        getattr(import_module(f"pymdm.{door}"), slip)

    assert slip == caught.value.name
    assert meant in dir(caught.value.obj)


def test_the_person_at_the_terminal_reads_which_name_was_meant() -> None:
    code = "from pymdm import commands; commands.DeviceLok()"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert "Did you mean: 'DeviceLock'?" in done.stderr
