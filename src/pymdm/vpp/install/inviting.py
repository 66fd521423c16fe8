"""Inviting a user to associate their Apple Account, and giving a redemption code.

Sources: MDM reference 2014, InviteToProgram and ApplyRedemptionCode; Apple's schema of both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import quote

from pymdm.errors import LocalProtocolError
from pymdm.schema.commands import ApplyRedemptionCode, InviteToProgram
from pymdm.vpp.install.manifest import https_url

if TYPE_CHECKING:
    from pymdm.crypto import Secret
    from pymdm.protocol.target import Target

__all__ = ["invitation_url", "invite_to_program", "redeem"]

#: What is replaced by the code, as the text has it and as the services write it in an address.
_PLACES: Final = ("%25inviteCode%25", "%inviteCode%")

#: Characters; Apple's codes have a dozen, those of invitations three dozen.
_MAX_CODE: Final = 255


def invitation_url(template: str, invite_code: str) -> str:
    """The address with which a user accepts: ``invitationEmailUrl`` of 2014, or ``invitationEmail`` of today.

    Raises:
        ValueError: the template has no place for the code, or is not https, or there is no code.
    """
    place = next((place for place in _PLACES if place in template), None)
    if place is None:
        raise ValueError("template: expected an address with %inviteCode% in it")
    if not invite_code or len(invite_code) > _MAX_CODE or not invite_code.isprintable():
        raise ValueError("invite_code: expected the code of a user who is Registered")
    return https_url(template.replace(place, quote(invite_code, safe="")), "template")


def invite_to_program(
    template: str, invite_code: str, *, target: Target, unknown: Literal["refuse", "allow"] = "refuse"
) -> InviteToProgram:
    """Ask the user of a device to associate their Apple Account, so that they can be given licenses.

    The device tells whether it asked (`InvitationResult`), and never whether the user agreed: that is for the
    service of Apps and Books to tell (Registered becomes Associated).

    Args:
        template: See `invitation_url`.
        invite_code: Of the user: ``User.invite_code``.
        target: What is known of the device; iPhones, iPads and, on the user channel, Macs.
        unknown: What to do where too little is known of the device; see ``Command.check``.

    Raises:
        ValueError: see `invitation_url`.
        NotSupportedOn: the device cannot do it.
    """
    url = invitation_url(template, invite_code)
    command = InviteToProgram(program_id="com.apple.cloudvpp", invitation_url=url)
    command.check(target, unknown=unknown)
    return command


def redeem(
    identifier: str, code: Secret[str], *, target: Target, unknown: Literal["refuse", "allow"] = "refuse"
) -> ApplyRedemptionCode:
    """Pay for an app that waits for it (NeedsRedemption).  A code is money: send it once, see `AppInstall`.

    Args:
        identifier: The app's, as the device told it.
        code: The redemption code.
        target: What is known of the device.
        unknown: What to do where too little is known of the device; see ``Command.check``.

    Raises:
        LocalProtocolError: there is no identifier or no code.
        NotSupportedOn: the device cannot do it.
    """
    words = code.reveal()
    if not identifier:
        raise LocalProtocolError("identifier: expected what the device answered to InstallApplication")
    if not words or len(words) > _MAX_CODE or not words.isprintable() or words != words.strip():
        raise LocalProtocolError("code: expected a redemption code without spaces around it")
    command = ApplyRedemptionCode(identifier=identifier, redemption_code=words)
    command.check(target, unknown=unknown)
    return command
