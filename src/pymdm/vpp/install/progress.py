"""The installation of one app on one device: what the device has said, and what to do next.

    install = AppInstall(bundle_id)
    install = install.answered(result)      # of InstallApplication
    match install.next().step:
        case Step.POLL: ...

Nothing here sends, waits or knows the time: keep the value, and do what `AppInstall.next` says.

Sources: MDM reference 2014, Managed applications; Apple's schema of the commands.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.crypto import Secret
from pymdm.errors import DecodeError
from pymdm.protocol.result import Status
from pymdm.schema.commands import InstallApplicationResponse
from pymdm.vpp.install import _keeping
from pymdm.vpp.install._deciding import decide
from pymdm.vpp.install._refusals import Cure, Refusal, refusal_of
from pymdm.vpp.install.states import TRANSIENT, AppState, app_state
from pymdm.vpp.install.steps import STORE_POLLS, Next, PollRules

if TYPE_CHECKING:
    from pymdm.protocol.result import CommandResult, ErrorChainItem
    from pymdm.vpp.install.reports import AppReport

__all__ = ["AppInstall"]

#: The commands whose answers are taken.
_INSTALLING: Final = ("InstallApplication", "InstallEnterpriseApplication")
_REDEEMING: Final = ("ApplyRedemptionCode",)

#: Characters of an identifier that a device tells; names of bundles are names of files, which end here.
_MAX_IDENTIFIER: Final = 255


@attrs.frozen(kw_only=True)
class AppInstall:
    """How far one app is on one device; every method gives a new one.

    Attributes:
        identifier: The app's bundle identifier; empty until the device tells it.
        managed: Whether the app was to be managed; only managed apps are in the lists of a device.
        taking_over: Whether the command asked to take over what the user installed.
        state: The latest that the device said; None before it said anything.
        waiting: A command is on its way.
        refusal: Why the latest command was refused, for people; empty if it was not.
        code: Number of the error of that refusal; 0 for none.
        unused_codes: Redemption codes that were not needed: give them to somebody else.
        sends: How often the command was sent.
        polls, unchanged: Lists so far; those in a row that told nothing new.
        codes_given, codes_refused: Redemption codes that were sent; that were not valid.
    """

    identifier: str = ""
    managed: bool = True
    taking_over: bool = False
    state: AppState | str | None = None
    waiting: bool = True
    refusal: str = ""
    code: int = 0
    unused_codes: tuple[Secret[str], ...] = attrs.field(default=(), repr=False, hash=False)
    sends: int = 1
    polls: int = 0
    unchanged: int = 0
    codes_given: int = 0
    codes_refused: int = 0
    _cure: Cure | None = None
    _redeeming: Secret[str] | None = attrs.field(default=None, repr=False, hash=False)

    def next(self, rules: PollRules = STORE_POLLS) -> Next:
        """What to do now."""
        return decide(self, self._cure, rules)

    def sent_again(self, *, taking_over: bool | None = None) -> AppInstall:
        """The command is on its way once more, perhaps so that it takes over.

        Raises:
            ValueError: a redemption code is on its way, whose answer could not be told from this one's.
        """
        self._no_code_on_its_way()
        return attrs.evolve(
            self,
            waiting=True,
            sends=self.sends + 1,
            unchanged=0,
            taking_over=self.taking_over if taking_over is None else taking_over,
            refusal="",
            code=0,
            cure=None,
        )

    def code_sent(self, code: Secret[str]) -> AppInstall:
        """A redemption code is on its way.  Store this before the command is queued, so that it goes once.

        Raises:
            ValueError: another one is on its way, and would be forgotten.
        """
        self._no_code_on_its_way()
        return attrs.evolve(
            self,
            waiting=True,
            codes_given=self.codes_given + 1,
            redeeming=code,
            refusal="",
            code=0,
            cure=None,
        )

    def answered(self, result: CommandResult) -> AppInstall:
        """The device has answered the command that installs, or ApplyRedemptionCode if that was the latest.

        NotNow and Idle are no answers, and an answer that comes a second time is none either: they change
        nothing.

        Raises:
            ValueError: it is the answer to another command, such as ManagedApplicationList; see `take_list`.
            DecodeError: the answer cannot be read at all.
        """
        if not isinstance(result.status, Status) or not result.status.final:
            return self
        expected = _INSTALLING if self._redeeming is None else _REDEEMING
        if result.request_type not in {None, *_INSTALLING, *_REDEEMING}:
            raise ValueError(f"result: expected the answer to {' or '.join(expected)}")
        if not self.waiting or result.request_type not in {None, *expected}:
            return self
        if self._redeeming is not None:
            return self._redeemed(result)
        answer = InstallApplicationResponse.decode(result.payload, problems=[])
        install = attrs.evolve(self, waiting=False, unchanged=0, identifier=self._named(answer.identifier))
        if result.status is Status.COMMAND_FORMAT_ERROR:
            return _refused(install, Refusal(Cure.NONE, "the device does not understand the command"))
        if result.status is Status.ERROR or answer.rejection_reason:
            return _refused(install, refusal_of(answer.rejection_reason, _chain(result)))
        state = AppState.QUEUED if answer.state is None else app_state(answer.state)
        return attrs.evolve(install, state=state, refusal="", code=0, cure=None)

    def listed(self, report: AppReport | None) -> AppInstall:
        """The device has listed its managed apps; None if this one was not among them.

        What a device tells only once stays: an app that is missing keeps its latest state.
        """
        polls = attrs.evolve(self, polls=self.polls + 1)
        if report is None or report.state == self.state:
            polls = attrs.evolve(polls, unchanged=self.unchanged + 1)
        if report is None:
            return polls
        found = attrs.evolve(polls, unused_codes=_with(self.unused_codes, report.unused_code))
        if self.waiting and report.state not in TRANSIENT:
            return found  # while a command is on its way, the list tells of the time before it
        if report.state == self.state and self._cure is not Cure.WAIT:
            return found
        moved = report.state != self.state
        unchanged = 0 if moved else found.unchanged
        return attrs.evolve(found, state=report.state, unchanged=unchanged, refusal="", code=0, cure=None)

    def _redeemed(self, result: CommandResult) -> AppInstall:
        install = attrs.evolve(self, waiting=False, unchanged=0, redeeming=None)
        if result.status is Status.ACKNOWLEDGED:
            return attrs.evolve(install, state=AppState.REDEEMING, refusal="", code=0, cure=None)
        if result.status is Status.COMMAND_FORMAT_ERROR:
            refusal = Refusal(Cure.NONE, "the device does not understand the command")
        else:
            refusal = refusal_of(None, _chain(result))
        if refusal.cure is Cure.OTHER_CODE:
            refused = attrs.evolve(install, codes_refused=self.codes_refused + 1)
            return _refused(refused, refusal)
        if refusal.cure is Cure.CODE_NOT_NEEDED:
            # The code was not spent: what the device would tell as unused, had it taken it.
            codes = _with(self.unused_codes, self._redeeming)
            unused = attrs.evolve(install, unused_codes=codes, state=AppState.QUEUED)
            return attrs.evolve(unused, refusal="", code=0, cure=None)
        # Whether the code is spent nobody knows: no further one is sent, and the next lists tell.
        return _refused(install, refusal._replace(cure=Cure.WAIT))

    def _no_code_on_its_way(self) -> None:
        if self._redeeming is not None:
            raise ValueError("expected no redemption code on its way: wait for the answer of the device")

    def _named(self, told: str | None) -> str:
        if not told or len(told) > _MAX_IDENTIFIER or not told.isprintable():
            return self.identifier
        return told

    def wire(self) -> dict[str, Any]:
        """Plain values for a database.  There may be redemption codes among them: keep them sealed."""
        return _keeping.wire(self)

    @classmethod
    def decode(cls, kept: Mapping[str, Any]) -> AppInstall:
        """What `wire` gave.

        Raises:
            DecodeError: it is something else.
        """
        return cls(**_keeping.values(kept))


def _refused(install: AppInstall, refusal: Refusal) -> AppInstall:
    return attrs.evolve(install, refusal=refusal.text, code=refusal.code, cure=refusal.cure)


def _with(codes: tuple[Secret[str], ...], code: Secret[str] | None) -> tuple[Secret[str], ...]:
    return codes if code is None or code in codes else (*codes, code)


def _chain(result: CommandResult) -> tuple[ErrorChainItem, ...]:
    """The errors of an answer; none where they make no sense, because the refusal counts without them."""
    try:
        return result.error_chain
    except DecodeError:
        return ()
