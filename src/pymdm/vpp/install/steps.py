"""What to do next for an app that is being installed, and when."""

from __future__ import annotations

import enum
from typing import Final

import attrs

__all__ = ["PACKAGE_POLLS", "STORE_POLLS", "Next", "PollRules", "Step"]

_DAY: Final = 86_400.0


@enum.unique
class Step(enum.StrEnum):
    """What to do next."""

    AWAIT_ANSWER = "await answer"
    """A command is on its way: nothing until the device has answered it."""
    POLL = "poll"
    """Send ManagedApplicationList, after a while."""
    REDEEM = "redeem"
    """Send ApplyRedemptionCode (`redeem`), and say so first with `AppInstall.code_sent`."""
    SEND_AGAIN = "send again"
    """Send the command again, after a while, and say so with `AppInstall.sent_again`."""
    TAKE_OVER = "take over"
    """The user installed it: send the command again with `Management.take_over`, or leave it to them."""
    DONE = "done"
    """The app is there and managed; or the device has accepted an app that is not to be managed."""
    GIVE_UP = "give up"
    """No command helps; ``text`` says what does."""


@attrs.frozen(kw_only=True)
class Next:
    """The next step.

    Attributes:
        step: What to do.
        after: Seconds from the latest answer on until it is to be done; 0 for at once.
        text: Why, for people.
        ask_user: Somebody has to do something on the device first, such as agree or sign in; see ``text``.
    """

    step: Step
    after: float = 0.0
    text: str = ""
    ask_user: bool = False


@attrs.frozen(kw_only=True)
class PollRules:
    """How often a device is asked, and when nobody believes in it any more.

    The first question comes after ``first`` seconds, then after ``then * factor ** n``, never more than
    ``longest`` apart.  A state that changes begins anew, because what moves is likely to move on.

    Attributes:
        unchanged: Questions in a row that bring nothing new, after which the app is given up.
        polls: Questions altogether, for devices that go back and forth.
        sends: How often the command is sent.
        codes: Redemption codes that may turn out to be not valid.
    """

    first: float = 15.0
    then: float = 20.0
    factor: float = 2.0
    longest: float = _DAY
    unchanged: int = 18
    polls: int = 200
    sends: int = 4
    codes: int = 2

    def wait(self, number: int) -> float:
        """Seconds before question ``number``, which counts from 0."""
        if number == 0:
            return self.first
        # 2 ** 1024 is beyond what a float holds, and a thousand questions are beyond all patience.
        return min(self.longest, self.then * self.factor ** min(number, 64))


STORE_POLLS: Final = PollRules()
"""For apps of the store: a week until one that does not move is given up, because phones lie in drawers."""

PACKAGE_POLLS: Final = PollRules(then=15.0, factor=1.35, unchanged=33)
"""For packages, which are on their way at once or not at all: closer, and a week as well."""
