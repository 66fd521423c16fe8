"""Which tests run, and that none is left out unseen."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import httpx
import hypothesis
import pytest

from tests.quick_start import quick_start
from tests.spare_keys import SpareKeys
from tests.support import SHARED

# The checks of the store contract explain their failures as tests do; asked for before anything imports them.
pytest.register_assert_rewrite("pymdm.testing")

EXTERNAL = Path(__file__).parent / "external"

# No property depends on how busy the machine is. A change is judged by the same examples every time; whoever
# works on one also tries new ones.  With a planted defect nobody reads the example, and it may stay large.
PLANTED = "PYMDM_SOURCE" in os.environ
PHASES = [each for each in hypothesis.Phase if not (PLANTED and each is hypothesis.Phase.shrink)]
hypothesis.settings.register_profile(
    "pymdm",
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI") or PLANTED),
    phases=PHASES,
)
hypothesis.settings.load_profile("pymdm")


# httpx gives up after five seconds unless it is told otherwise, and most tests tell it nothing.
for part in ("connect", "read", "write", "pool"):
    setattr(httpx._config.DEFAULT_TIMEOUT_CONFIG, part, 60.0)

SPARE_KEYS = SpareKeys()
SPARE_KEYS.install()


def pytest_runtest_logstart() -> None:
    SPARE_KEYS.begin()


@pytest.fixture(scope="session")
def quickly_started() -> Iterator[None]:
    """From the first test on that asks for it."""
    with quick_start():
        yield


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("pymdm")
    group.addoption(
        "--external", action="store_true", help="also run tests/external, which need tools or services"
    )
    group.addoption("--no-skips", action="store_true", help="a skipped test is a failed one")


def pytest_configure(config: pytest.Config) -> None:
    """Under `make sabotage` the copy with the defect has to be what is tested, not the installed package."""
    if expected := os.environ.get("PYMDM_SOURCE"):
        import pymdm

        if not Path(pymdm.__file__ or "").is_relative_to(expected):
            raise pytest.UsageError(f"the tests import {pymdm.__file__}, not the copy in {expected}")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Outside judges are asked only when called for: by --external, or by naming their folder."""
    if collection_path != EXTERNAL or config.getoption("--external"):
        return None
    named = any(Path(arg.split("::")[0]).absolute().is_relative_to(EXTERNAL) for arg in config.args)
    return None if named else True


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    _refuse_skip(report, item.config)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(
    collector: pytest.Collector,
) -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    report = yield
    _refuse_skip(report, collector.config)
    return report


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport, config: pytest.Config) -> None:
    """Captured inputs are no part of the repository: without their folder, tests of them may skip."""
    if not (report.skipped and config.getoption("--no-skips")) or hasattr(report, "wasxfail"):
        return
    reason = str(report.longrepr[-1]) if isinstance(report.longrepr, tuple) else str(report.longrepr)
    if "captured input not here" in reason and not SHARED.exists():
        return
    report.outcome = "failed"
    report.longrepr = f"nothing may skip in this run: {reason}"
