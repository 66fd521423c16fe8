"""From what a device said to the next step."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from pymdm.vpp.install._refusals import Cure
from pymdm.vpp.install.states import AppState
from pymdm.vpp.install.steps import Next, PollRules, Step

if TYPE_CHECKING:
    from pymdm.vpp.install.progress import AppInstall

__all__ = ["decide"]

#: States in which somebody is asked something on the device, and what.
_PROMPTS: Final[dict[str, str]] = {
    AppState.PROMPTING: "the device asks its user whether to install it",
    AppState.PROMPTING_FOR_LOGIN: "somebody has to sign in to the App Store on the device",
    AppState.PROMPTING_FOR_UPDATE: "the device asks its user whether to update it",
    AppState.PROMPTING_FOR_UPDATE_LOGIN: "somebody has to sign in to the App Store on the device",
    AppState.PROMPTING_FOR_MANAGEMENT: "the device asks its user whether the app may be managed",
}

#: States from which no further list leads.
_ENDS: Final[dict[str, tuple[Step, str]]] = {
    AppState.MANAGED: (Step.DONE, "the app is installed and managed"),
    AppState.MANAGED_BUT_UNINSTALLED: (Step.GIVE_UP, "the user removed it; the command brings it back"),
    AppState.USER_REJECTED: (Step.GIVE_UP, "the user did not want it; they can be asked again"),
    AppState.UPDATE_REJECTED: (Step.GIVE_UP, "the user did not want the update; the app is still there"),
    AppState.MANAGEMENT_REJECTED: (Step.GIVE_UP, "the user did not want their app to be managed"),
}

_FAILED: Final = "the device could not install it"
_UNMANAGED: Final = "the device accepted it; apps that are not managed are in no list"
_NAMELESS: Final = "the device did not tell the app's identifier: begin with one, AppInstall(identifier=…)"
_TAKEN: Final = "the user installed it themselves, and it is not managed"


def decide(install: AppInstall, cure: Cure | None, rules: PollRules) -> Next:
    """The next step."""
    if install.waiting:
        return Next(step=Step.AWAIT_ANSWER, text="the device has not answered the command yet")
    if cure is not None:
        return _after_refusal(install, cure, rules)
    state = install.state
    if state == AppState.NEEDS_REDEMPTION and install.codes_given == install.codes_refused:
        if not install.identifier:
            return Next(step=Step.GIVE_UP, text=_NAMELESS)
        return Next(step=Step.REDEEM, text="the app waits for a redemption code")
    if not install.managed:
        return Next(step=Step.DONE, text=_UNMANAGED)
    if state in _ENDS:
        step, text = _ENDS[state]
        return Next(step=step, text=text)
    if state == AppState.USER_INSTALLED:
        return _take_over(install, rules, _TAKEN)
    if state == AppState.FAILED:
        return _again(install, rules, _FAILED)
    return _poll(install, rules, _PROMPTS.get(state or "", ""))


def _after_refusal(install: AppInstall, cure: Cure, rules: PollRules) -> Next:
    text = install.refusal
    if cure in (Cure.SEND_AGAIN, Cure.CODE_NOT_NEEDED, Cure.ASK_USER):
        return _again(install, rules, text, ask_user=cure is Cure.ASK_USER)
    if cure is Cure.TAKE_OVER:
        return _take_over(install, rules, text)
    if cure is Cure.WAIT:
        return _poll(install, rules, "")
    if cure is Cure.OTHER_CODE and install.codes_refused < rules.codes:
        return Next(step=Step.REDEEM, text=f"{text}: take another one")
    return Next(step=Step.GIVE_UP, text=text)


def _take_over(install: AppInstall, rules: PollRules, text: str) -> Next:
    if not install.managed:
        return Next(step=Step.DONE, text=text)
    if install.taking_over or install.sends >= rules.sends:
        return Next(step=Step.GIVE_UP, text=text)
    return Next(step=Step.TAKE_OVER, text=text)


def _again(install: AppInstall, rules: PollRules, text: str, *, ask_user: bool = False) -> Next:
    if install.sends >= rules.sends:
        return Next(step=Step.GIVE_UP, text=f"{text}, {install.sends} times")
    return Next(step=Step.SEND_AGAIN, after=rules.wait(install.sends), text=text, ask_user=ask_user)


def _poll(install: AppInstall, rules: PollRules, prompt: str) -> Next:
    if not install.identifier:
        return Next(step=Step.GIVE_UP, text=_NAMELESS)
    if install.unchanged >= rules.unchanged or install.polls >= rules.polls:
        return Next(step=Step.GIVE_UP, text=f"nothing came of it in {install.polls} lists")
    return Next(step=Step.POLL, after=rules.wait(install.unchanged), text=prompt, ask_user=bool(prompt))
