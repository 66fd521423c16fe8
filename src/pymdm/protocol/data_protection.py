"""Whether Data Protection guards what is on a device, by what it answered to SecurityInfo.

Source: MDM reference 2014, "SecurityInfo Commands", HardwareEncryptionCaps bitfield values.
"""

from __future__ import annotations

import enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymdm.schema.commands import SecurityInfoResponse

__all__ = ["HardwareEncryption", "is_data_protected"]


class HardwareEncryption(enum.IntFlag):
    """What the hardware of a device encrypts: HardwareEncryptionCaps."""

    BLOCK_LEVEL = 1
    FILE_LEVEL = 2


_ALL = HardwareEncryption.BLOCK_LEVEL | HardwareEncryption.FILE_LEVEL


def is_data_protected(answer: SecurityInfoResponse) -> bool | None:
    """Whether blocks and files are encrypted and there is a passcode; None if the answer does not tell.

    Macs send neither key, and devices in User Enrollment do not tell of their passcode.
    """
    info = answer.security_info
    if info is None:
        return None
    caps = info.hardware_encryption_caps
    parts = (None if caps is None else caps & _ALL == _ALL, info.passcode_present)
    if False in parts:
        return False
    return None if None in parts else True
