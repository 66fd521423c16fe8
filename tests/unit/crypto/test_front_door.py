from __future__ import annotations

import subprocess
import sys

import pytest

import pymdm.crypto


def test_importing_it_loads_no_cryptography() -> None:
    program = "import pymdm, pymdm.crypto, sys; print('cryptography' in sys.modules)"

    assert b"False" == subprocess.run([sys.executable, "-c", program], capture_output=True).stdout.strip()


@pytest.mark.parametrize("name", pymdm.crypto.__all__)
def test_every_name_loads_on_first_use(name: str) -> None:
    assert name in dir(pymdm.crypto)
    assert getattr(pymdm.crypto, name).__name__ == name


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'Nothing'"):
        _ = pymdm.crypto.Nothing  # type: ignore[attr-defined]
