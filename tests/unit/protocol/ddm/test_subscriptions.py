"""The configuration that makes a device report status items by itself."""

from __future__ import annotations

import pytest

from pymdm import status
from pymdm.errors import LocalProtocolError
from pymdm.protocol import ddm
from tests.unit.protocol.ddm.test_status_report import FIRST_REPORT, decode


def test_names_and_classes_make_the_same_declaration() -> None:
    names = ddm.status_subscriptions(["passcode.is-present", "device.model.family", "passcode.is-present"])

    assert {"StatusItems": [{"Name": "device.model.family"}, {"Name": "passcode.is-present"}]} == names.wire()
    assert names == ddm.status_subscriptions([status.DeviceModelFamily, status.PasscodeIsPresent])
    assert "com.apple.configuration.management.status-subscriptions" == names.declaration_type


def test_names_that_the_schema_lacks_are_refused_unless_they_are_meant() -> None:
    with pytest.raises(
        LocalProtocolError, match=r"^StatusItems: a.b: expected items of the schema; pass unknown="
    ):
        ddm.status_subscriptions(["device.model.family", "a.b"])
    assert {"StatusItems": [{"Name": "a.b"}]} == ddm.status_subscriptions(["a.b"], unknown="allow").wire()


def test_no_item_is_no_subscription() -> None:
    with pytest.raises(LocalProtocolError, match="at least one"):
        ddm.status_subscriptions([])


def test_what_a_device_advertises_can_be_subscribed_to() -> None:
    capabilities = decode(FIRST_REPORT).get(status.ManagementClientCapabilities)
    assert capabilities is not None

    names = ddm.advertised_items(capabilities)

    assert ("device.model.family", "passcode.is-present") == names
    assert 2 == len(ddm.status_subscriptions(names).status_items)


@pytest.mark.parametrize("value", [5, {}, {"supported-payloads": {}}])
def test_a_device_that_advertises_nothing(value: object) -> None:
    report = decode({"StatusItems": {"management": {"client-capabilities": value}}})
    capabilities = report.get(status.ManagementClientCapabilities)
    assert capabilities is not None
    assert () == ddm.advertised_items(capabilities)
