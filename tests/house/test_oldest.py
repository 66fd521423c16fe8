"""What `make oldest` installs: each library at its floor, and no requirement without one."""

from __future__ import annotations

import tomllib

import pytest

from tests.support import ROOT
from tools.oldest import floors


def test_every_library_is_tried_at_its_floor() -> None:
    """T74."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    found = dict(floors(project))

    assert {"cryptography", "h2", "httpx", "attrs", "sqlalchemy", "typer", "django"} <= found.keys()
    assert all(f"{name}>={floor}" in str(project).replace("[binary]", "") for name, floor in found.items())


def test_a_requirement_without_a_floor_is_refused() -> None:
    """T74."""
    with pytest.raises(ValueError, match=r"found attrs$"):
        list(floors({"dependencies": ["attrs"], "optional-dependencies": {}}))


def test_an_upper_pin_is_refused() -> None:
    """T74."""
    with pytest.raises(ValueError, match=r"a name and a floor"):
        list(floors({"dependencies": ["attrs>=24.2,<25"], "optional-dependencies": {}}))
