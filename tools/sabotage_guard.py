"""pytest plugin of tools/sabotage.py: tells which tests went red, and stops where none could."""

from __future__ import annotations

import pytest

#: Told apart from pytest's own codes 0 to 5.
BROKEN_COLLECTION = 10


class Guard:
    """Seconds that each test took, and those that went red: its name, and "setup", "call" or "teardown"."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.red: list[tuple[str, str]] = []

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Stops the run, because -x alone would end a failed import with the code of a failed test."""
        if report.failed:
            pytest.exit(
                f"could not collect {report.nodeid}:\n{report.longreprtext}", returncode=BROKEN_COLLECTION
            )

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.seconds[report.nodeid] = self.seconds.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.red.append((report.nodeid, str(report.when)))
