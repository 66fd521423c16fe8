"""pytest plugin of tools/sabotage.py: a defect that breaks the import of the tests proves nothing."""

from __future__ import annotations

import pytest

#: Told apart from pytest's own codes 0 to 5.
BROKEN_COLLECTION = 10


def pytest_collectreport(report: pytest.CollectReport) -> None:
    """Stops the run, because -x alone would end a failed import with the code of a failed test."""
    if report.failed:
        pytest.exit(
            f"could not collect {report.nodeid}:\n{report.longreprtext}", returncode=BROKEN_COLLECTION
        )
