"""The Settings command: a tagged union of 22 items, and a result for each of them."""

from __future__ import annotations

from typing import Any

import pytest

from pymdm import commands
from pymdm._model._fields import fields_of
from pymdm.commands import Outcome, Settings, SettingsResponse
from pymdm.errors import DecodeError, LocalProtocolError, NotSupportedOn
from pymdm.protocol import Target


def items() -> dict[str, Any]:
    settings = {field.name: field for field in fields_of(Settings)}["settings"]
    classes: dict[str, Any] = settings.shape.item.classes  # type: ignore[union-attr]
    return classes


def test_there_are_twenty_items_and_the_two_of_2014() -> None:
    assert 22 == len(items())
    assert {"Language", "Locale"} < items().keys()
    assert [] == [name for name, cls in items().items() if cls.TAG != ("Item", name)]


def test_items_go_out_with_the_name_that_tells_them_apart() -> None:
    order = Settings(settings=[Settings.Bluetooth(enabled=True), Settings.DeviceName(device_name="Mac")])
    wire = [{"Item": "Bluetooth", "Enabled": True}, {"Item": "DeviceName", "DeviceName": "Mac"}]
    assert {"RequestType": "Settings", "Settings": wire} == order.wire()
    assert order == Settings.decode(order.wire())


def test_only_items_are_settings() -> None:
    with pytest.raises(
        TypeError, match=r"^Settings\.settings\[0\]: expected one of Settings\.Wallpaper, .*not dict"
    ):
        Settings(settings=[{"Item": "Bluetooth"}])  # type: ignore[list-item]
    with pytest.raises(LocalProtocolError, match="Item is the class's own"):
        Settings.Bluetooth(enabled=True, extra={"Item": "Other"}).wire()


@pytest.mark.parametrize(
    ("wire", "path"),
    [
        ({"Item": "BrandNew"}, "Command.Settings[0].Item"),
        ({"Item": 1}, "Command.Settings[0].Item"),
        ({}, "Command.Settings[0].Item"),
        ([], "Command.Settings[0]"),
        ({"Item": "Bluetooth"}, "Command.Settings[0].Enabled"),
        ({"Item": "Bluetooth", "Enabled": 1}, "Command.Settings[0].Enabled"),
    ],
)
def test_a_wrong_item_is_named_by_its_place(wire: Any, path: str) -> None:
    with pytest.raises(DecodeError) as caught:
        Settings.decode({"Settings": [wire]})
    assert path == caught.value.path


def test_an_item_is_read_only_as_itself() -> None:
    with pytest.raises(DecodeError) as caught:
        Settings.Bluetooth.decode({"Item": "Wallpaper", "Enabled": True}, path="X")
    assert "X.Item" == caught.value.path
    assert Settings.Bluetooth(enabled=True) == Settings.Bluetooth.decode({"Enabled": True})


def test_an_item_has_an_availability_of_its_own() -> None:
    order = Settings(
        settings=[Settings.VoiceRoaming(enabled=True), Settings.Wallpaper(image=b"png", where=1)]
    )
    answer = order.availability(Target(os="iOS", version="17.0", supervised=False, shared_ipad=False))
    assert Outcome.UNKNOWN is order.availability(Target(os="iOS", version="17.0")).outcome
    assert ("Settings.Settings Wallpaper needs a supervised device",) == answer.reasons
    with pytest.raises(NotSupportedOn, match="Wallpaper does not exist on macOS"):
        order.check(Target(os="macOS", version="15.0", supervised=True))


def test_locale_takes_either_spelling_of_its_key_but_not_both() -> None:
    assert [] == list(Settings(settings=[Settings.Locale(language="de_DE")]).faults())
    assert [] == list(Settings(settings=[Settings.Locale(locale="de_DE")]).faults())
    both = Settings(settings=[Settings.Locale(language="de_DE", locale="de_DE")])
    assert ["Settings.Settings[0]: expected exactly one of Language, Locale"] == list(both.faults())


def test_an_acknowledged_answer_says_which_settings_failed() -> None:
    chain = [{"ErrorCode": 12041, "ErrorDomain": "MCSettingsErrorDomain"}]
    answer = SettingsResponse.decode(
        {
            "Status": "Acknowledged",
            "Settings": [
                {"Status": "Acknowledged"},
                {"Status": "Error", "ErrorChain": chain, "Identifier": "com.example.app"},
                {"Status": "Acknowledged", "ErrorChain": chain},
                {"Status": "Error"},
            ],
        }
    )
    assert answer.settings is not None
    assert answer.settings[1:] == answer.failed_items()
    assert "com.example.app" == answer.settings[1].identifier
    assert ({"ErrorCode": 12041, "ErrorDomain": "MCSettingsErrorDomain"},) == answer.settings[1].error_chain


def test_an_answer_without_errors_has_no_failed_items() -> None:
    assert () == SettingsResponse.decode({"Settings": [{"Status": "Acknowledged"}]}).failed_items()
    assert () == SettingsResponse.decode({}).failed_items()
    assert () == commands.DeviceLockResponse.decode({"MessageResult": "Error"}).failed_items()
