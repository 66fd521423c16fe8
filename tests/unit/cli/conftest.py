"""Four hundred of these tests run a command in their own process."""

from __future__ import annotations

import functools

import pytest
import typer.testing


@pytest.fixture(scope="session", autouse=True)
def commands_are_built_once() -> None:
    """As in a process of their own; typer would build all of them for every single call."""
    typer.testing._get_command = functools.cache(typer.testing._get_command)  # type: ignore[attr-defined]
