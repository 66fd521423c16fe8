"""What follows from a device's answers: Data Protection and roaming."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm import commands
from pymdm.protocol import HardwareEncryption, is_data_protected, is_roaming, plist
from pymdm.protocol.roaming import roams_by_codes
from tests.support import shared


def security(**keys: Any) -> commands.SecurityInfoResponse:
    return commands.SecurityInfoResponse.decode({"SecurityInfo": keys})


@pytest.mark.parametrize(
    ("keys", "protected"),
    [
        ({"HardwareEncryptionCaps": 3, "PasscodePresent": True}, True),
        ({"HardwareEncryptionCaps": 3, "PasscodePresent": False}, False),
        ({"HardwareEncryptionCaps": 1, "PasscodePresent": True}, False),
        ({"HardwareEncryptionCaps": 2, "PasscodePresent": True}, False),
        ({"HardwareEncryptionCaps": 0}, False),
        ({"PasscodePresent": False}, False),
        ({"HardwareEncryptionCaps": 3}, None),
        ({"PasscodePresent": True}, None),
        ({"FDE_Enabled": True}, None),
    ],
)
def test_data_protection_needs_both_kinds_of_encryption_and_a_passcode(
    keys: dict[str, Any], protected: bool | None
) -> None:
    assert protected is is_data_protected(security(**keys))


def test_an_empty_answer_tells_nothing() -> None:
    assert None is is_data_protected(commands.SecurityInfoResponse.decode({}))
    assert None is is_roaming(commands.DeviceInformationResponse.decode({}))


def test_the_bits_have_names() -> None:
    assert HardwareEncryption.BLOCK_LEVEL | HardwareEncryption.FILE_LEVEL == 3


HOME = {"SubscriberMCC": "262", "SubscriberMNC": "01"}


@pytest.mark.parametrize(
    ("keys", "roaming"),
    [
        ({"IsRoaming": True}, True),
        ({"IsRoaming": False, **HOME, "CurrentMCC": "310", "CurrentMNC": "410"}, False),
        ({**HOME, "CurrentMCC": "262", "CurrentMNC": "1"}, False),
        ({**HOME, "CurrentMCC": "262", "CurrentMNC": "02"}, True),
        ({**HOME, "CurrentMCC": "310"}, True),
        ({**HOME, "CurrentMCC": "262"}, None),
        ({**HOME, "CurrentMCC": "", "CurrentMNC": ""}, None),
        ({"SIMMCC": "262", "SIMMNC": "01", "CurrentMCC": "262", "CurrentMNC": "02"}, True),
        ({**HOME, "SIMMCC": "310", "SIMMNC": "410", "CurrentMCC": "262", "CurrentMNC": "01"}, False),
        (
            {"SubscriberMCC": "home", "SIMMCC": "262", "SIMMNC": "1", "CurrentMCC": "262", "CurrentMNC": "1"},
            False,
        ),
        ({"ServiceSubscriptions": [{"IsRoaming": False}, {"IsRoaming": True}]}, True),
        ({"ServiceSubscriptions": [{"IsRoaming": False}, {}]}, False),
        ({"ServiceSubscriptions": [{}], **HOME, "CurrentMCC": "262", "CurrentMNC": "1"}, False),
        ({"OSVersion": "18.0"}, None),
    ],
)
def test_roaming_is_what_the_device_says_or_what_the_codes_tell(
    keys: dict[str, Any], roaming: bool | None
) -> None:
    assert roaming is is_roaming(commands.DeviceInformationResponse.decode({"QueryResponses": keys}))


@pytest.mark.parametrize("code", [None, "", "1000", "-1", "²", "0x1"])
def test_what_is_no_code_tells_nothing(code: str | None) -> None:
    assert None is roams_by_codes(home=(code, "1"), current=("262", "1"))


def test_a_captured_answer_is_read() -> None:
    answer = plist.loads(shared("vectors/messages/DeviceInformation.1.plist").read_bytes())
    assert isinstance(answer, dict)
    assert is_roaming(commands.DeviceInformationResponse.decode(answer)) in (True, False, None)
