"""What follows from several facts of an answer: whether data is protected, whether a device is abroad."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pymdm.schema.commands import DeviceInformationResponse, SecurityInfoResponse

__all__ = ["has_data_protection", "is_roaming"]

# Block-level (1) and file-level (2) encryption, both.
_BOTH_KINDS: Final = 3


def has_data_protection(security: SecurityInfoResponse.SecurityInfo) -> bool | None:
    """Whether Data Protection keeps the files of an iPhone or iPad, or None where the answer does not tell.

    It takes hardware that encrypts both blocks and files, and a passcode.
    Source: MDM reference 2014, SecurityInfo.
    """
    caps, passcode = security.hardware_encryption_caps, security.passcode_present
    if passcode is False or (caps is not None and caps != _BOTH_KINDS):
        return False
    return None if caps is None or passcode is None else True


def is_roaming(facts: DeviceInformationResponse.QueryResponses) -> bool | None:
    """Whether a device uses another network than its own, or None where the answer does not tell.

    A device says so itself since iOS 4.2.  For an older one, or one that left it out, the country and
    network codes of its contract are compared with those of the network that it uses: where they
    differ, it is *probably* roaming.  Source: MDM reference 2014, DeviceInformation.
    """
    if facts.is_roaming is not None:
        return facts.is_roaming
    home = (facts.subscriber_mcc or facts.sim_mcc, facts.subscriber_mnc or facts.sim_mnc)
    here = (facts.current_mcc, facts.current_mnc)
    return None if not all(home + here) else home != here
