"""What a device may be asked whether it takes it: commands, payloads, declarations."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING, ClassVar, Literal

from pymdm.errors import LocalProtocolError, NotSupportedOn

from ._base import Model, model
from ._rows import subjects_of
from ._support import Availability, Outcome, availability

if TYPE_CHECKING:
    from ._target import TargetLike

__all__ = ["Checked", "DeprecatedBySchema"]


class DeprecatedBySchema(UserWarning):
    """The device still takes it, but Apple discourages it from the device's version on."""


@model
class Checked(Model):
    """A dictionary with an availability.

    Attributes:
        RIGHT_EXCEPTION: What needs no access right, in words; empty if all needs it.
    """

    RIGHT_EXCEPTION: ClassVar[str] = ""

    def availability(self, target: TargetLike) -> Availability:
        """Whether ``target`` can take this with the keys that are given here.

        Where ``target`` has no access rights, all are taken as granted (they are the server's own
        choice), and one without channel or kind of enrollment is the device channel.
        """
        name = type(self).__qualname__
        return availability(subjects_of(self, name, self.RIGHT_EXCEPTION), target)

    def check(self, target: TargetLike, *, unknown: Literal["refuse", "allow"] = "refuse") -> None:
        """Raise unless the values keep to the schema and ``target`` can take this.

        Warns (`DeprecatedBySchema`) of what the device still takes but Apple discourages.

        Args:
            target: What is known of the device.
            unknown: What to do where too little is known of it to tell.

        Raises:
            LocalProtocolError: a value is out of range, malformed or not one of those allowed.
            NotSupportedOn: the device cannot do it; the text names each rule that says so.
        """
        if faults := "; ".join(self.faults()):
            raise LocalProtocolError(faults)
        answer = self.availability(target)
        reasons = "; ".join(answer.reasons)
        if answer.outcome is Outcome.REFUSED:
            raise NotSupportedOn(reasons)
        if answer.outcome is Outcome.UNKNOWN and unknown == "refuse":
            raise NotSupportedOn(f'{reasons}; pass unknown="allow" to send it nevertheless')
        if answer.deprecations:
            warnings.warn("; ".join(answer.deprecations), DeprecatedBySchema, stacklevel=2)
