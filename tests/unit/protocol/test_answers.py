"""What follows from several facts of an answer."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm import commands
from pymdm.protocol.answers import has_data_protection, is_roaming

SecurityInfo = commands.SecurityInfoResponse.SecurityInfo
Facts = commands.DeviceInformationResponse.QueryResponses


@pytest.mark.parametrize(
    ("facts", "protected"),
    [
        ({"HardwareEncryptionCaps": 3, "PasscodePresent": True}, True),
        ({"HardwareEncryptionCaps": 3, "PasscodePresent": False}, False),
        ({"HardwareEncryptionCaps": 1, "PasscodePresent": True}, False),
        ({"HardwareEncryptionCaps": 2}, False),
        ({"PasscodePresent": False}, False),
        ({"HardwareEncryptionCaps": 3}, None),
        ({"PasscodePresent": True}, None),
        ({}, None),
    ],
)
def test_data_protection_takes_both_kinds_of_encryption_and_a_passcode(
    facts: dict[str, Any], protected: bool | None
) -> None:
    assert protected is has_data_protection(SecurityInfo.decode(facts))


HOME = {"SubscriberMCC": "262", "SubscriberMNC": "01"}


@pytest.mark.parametrize(
    ("facts", "roaming"),
    [
        ({"IsRoaming": True, **HOME, "CurrentMCC": "262", "CurrentMNC": "01"}, True),
        ({"IsRoaming": False}, False),
        ({**HOME, "CurrentMCC": "262", "CurrentMNC": "01"}, False),
        ({**HOME, "CurrentMCC": "208", "CurrentMNC": "01"}, True),
        ({**HOME, "CurrentMCC": "262", "CurrentMNC": "02"}, True),
        ({"SIMMCC": "262", "SIMMNC": "01", "CurrentMCC": "208", "CurrentMNC": "20"}, True),
        (HOME, None),
        ({"CurrentMCC": "208", "CurrentMNC": "20"}, None),
        ({**HOME, "CurrentMCC": "208"}, None),
        ({}, None),
    ],
)
def test_a_device_says_that_it_roams_or_its_codes_do(facts: dict[str, Any], roaming: bool | None) -> None:
    assert roaming is is_roaming(Facts.decode(facts))
