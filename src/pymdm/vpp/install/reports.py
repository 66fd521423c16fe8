"""What a device lists of its managed apps, and that nothing of what it tells only once gets lost.

    asked = managed_apps_list(installs)
    ...
    installs, strays = take_list(installs, result)

Source: MDM reference 2014, ManagedApplicationList: states that are transient, and UnusedRedemptionCode.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import attrs

from pymdm.crypto import Secret
from pymdm.errors import DecodeError
from pymdm.protocol.result import Status
from pymdm.schema.commands import ManagedApplicationList, ManagedApplicationListResponse
from pymdm.vpp.install.states import TRANSIENT, AppState, app_state

if TYPE_CHECKING:
    from pymdm.protocol.result import CommandResult
    from pymdm.vpp.install.progress import AppInstall

__all__ = ["AppReport", "managed_apps_list", "read_list", "take_list"]

#: Characters of a redemption code that is kept; Apple's have a dozen.
_MAX_CODE: Final = 255


@attrs.frozen(kw_only=True)
class AppReport:
    """One app of a list.

    Attributes:
        identifier: The app's.
        state: How far it is.
        unused_code: A redemption code that was not needed and is good for somebody else; told only once.
    """

    identifier: str
    state: AppState | str
    unused_code: Secret[str] | None = attrs.field(default=None, repr=False, hash=False)

    @property
    def only_once(self) -> bool:
        """Whether the device will not tell this again."""
        return self.state in TRANSIENT or self.unused_code is not None


def managed_apps_list(installs: Iterable[AppInstall]) -> ManagedApplicationList:
    """The command that asks for these apps and no others, so that no other app's news are used up.

    Raises:
        ValueError: the device has told no identifier of any of them yet.
    """
    identifiers = dict.fromkeys(install.identifier for install in installs if install.identifier)
    if not identifiers:
        raise ValueError("installs: expected one that the device has answered, or that has an identifier")
    return ManagedApplicationList(identifiers=tuple(identifiers))


def read_list(result: CommandResult) -> tuple[AppReport, ...] | None:
    """The apps of an answer to ManagedApplicationList; None if the answer is another, such as NotNow.

    An entry that makes no sense is left out and takes no other one with it.

    Raises:
        ValueError: it is the answer to another command.
        DecodeError: the answer cannot be read at all.
    """
    if result.request_type not in (None, ManagedApplicationList.request_type):
        raise ValueError("result: expected the answer to ManagedApplicationList")
    if result.status is not Status.ACKNOWLEDGED:
        return None
    listed = result.payload.get("ManagedApplicationList")
    if not isinstance(listed, dict):
        raise DecodeError("expected a dictionary of apps", path="ManagedApplicationList")
    reports = []
    for identifier, found in listed.items():
        if isinstance(found, dict) and identifier:
            entry = ManagedApplicationListResponse.ManagedApplicationList.decode(found, problems=[])
            code = entry.unused_redemption_code
            kept = Secret(code) if code and len(code) <= _MAX_CODE else None
            reports.append(AppReport(identifier=identifier, state=app_state(entry.status), unused_code=kept))
    return tuple(reports)


def take_list(
    installs: Iterable[AppInstall], result: CommandResult
) -> tuple[tuple[AppInstall, ...], tuple[AppReport, ...]]:
    """Tell each of one device's installs what the list says of it.

    Store what comes back before the device gets the acknowledgement of its message: what is told only once
    is in no later list.

    Returns:
        The installs, in their order; and reports of what is told only once of apps that are not among them.

    Raises:
        DecodeError: the answer cannot be read at all.
    """
    before = tuple(installs)
    reports = read_list(result)
    if reports is None:
        return before, ()
    left = {report.identifier: report for report in reports}
    after = []
    for install in before:
        report = left.get(install.identifier)
        after.append(install.listed(report))
        if report is not None:
            # Two that follow the same app share the state; a code is one person's.
            left[install.identifier] = attrs.evolve(report, unused_code=None)
    followed = {install.identifier for install in before}
    strays = tuple(report for report in reports if report.only_once and report.identifier not in followed)
    return tuple(after), strays
