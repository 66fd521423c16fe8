"""``pymdm profile check``: what is wrong, who takes it, what practice advises; never a value (T65)."""

from __future__ import annotations

import json
import plistlib
from pathlib import Path
from typing import Any

import pytest

from pymdm import profiles
from pymdm.cli.profile_check import REFUSED, TROUBLE
from pymdm.crypto import cms
from pymdm.protocol import Payload, Profile
from tests.unit.cli.profile_folder import OPEN, encrypted, run, signed, there
from tests.unit.enroll.profiles import SIGNER

__all__ = ["there"]

CLIP = profiles.WebClip(url="https://example.com", label="Help")
REMOVABLE = "expected a profile that users may remove, with the accounts that they do not want"
NO_SECRET = (
    "expected no secret in the configuration of an app: devices keep it unencrypted; let the app fetch it"
)
LOCK = profiles.AppLock(app=profiles.AppLock.App(identifier="com.example"))


def write(*payloads: Any, **keys: Any) -> str:
    made = Profile(payloads=payloads, identifier="com.example", **keys)
    Path("it").write_bytes(plistlib.dumps(made.wire()))
    return "it"


def lines(*words: str, code: int = 0) -> list[str]:
    done = run("check", *words)
    assert code == done.exit_code, (done.output, done.exception)
    assert "CANARY" not in done.output
    return [" ".join(line.split()) for line in done.stdout.splitlines()]


def test_a_profile_that_any_device_takes_leaves_nothing_to_say() -> None:
    assert [] == lines(write(CLIP))
    assert [] == lines("it", "--os", "iOS", "--version", "18.0")


def test_without_a_device_only_what_holds_for_all_is_said() -> None:
    app = Payload(type="com.example.app", content={"Password": "CANARY"})
    wrong = Payload(
        type="com.apple.wifi.managed", content={"SSID_STR": 5, "EncryptionType": "CANARY", "New": "CANARY"}
    )
    found = lines(write(app, wrong, LOCK, removal_disallowed=True), code=REFUSED)

    assert [
        "error PayloadContent[1].SSID_STR: expected a string",
        "error PayloadContent[1].EncryptionType: expected one of WEP, WPA, WPA2, WPA3, Any, None",
        f"advice locked: PayloadRemovalDisallowed: {REMOVABLE}",
        f"advice app-secret: PayloadContent[0].Password: {NO_SECRET}",
        "note PayloadContent[0]: not in Apple's schema; it is kept and not judged",
        "note PayloadContent[1].New: not in Apple's schema; it is kept and not judged",
    ] == found


WHOLE = (
    *("--supervised", "--device-enrollment", "--assigned", "--user-approved"),
    *("--not-shared-ipad", "--channel", "device", "--by-hand"),
)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (WHOLE, []),
        (("--supervised",), []),
        (("--not-supervised", "--device-enrollment"), ["refused", "needs a supervised device"]),
        (("--device-enrollment",), ["unknown", "needs a supervised device, and supervision is not known"]),
        (("--user-enrollment", "--supervised"), ["refused", "is not for User Enrollment"]),
        (
            ("--supervised", "--channel", "user", "--device-enrollment"),
            ["refused", "is not taken on the user channel of Shared iPad"],
        ),
    ],
)
def test_a_device_is_described_by_options(words: tuple[str, ...], found: list[str]) -> None:
    seen = lines(write(LOCK), "--os", "iOS", "--version", "18.0", *words, code=REFUSED if found else 0)
    wanted = [f"{found[0]} PayloadContent[0] AppLock {found[1]}"] if found else []
    assert wanted == [line for line in seen if "App identifier" not in line]


def test_by_hand_alone_asks_about_all_systems() -> None:
    (found,) = [line for line in lines(write(LOCK), "--by-hand", code=REFUSED) if "system" in line]
    assert found.startswith("unknown")


def test_what_is_discouraged_is_told_and_no_error() -> None:
    policy = profiles.WiFi.QoSMarkingPolicy(qos_marking_whitelisted_app_identifiers=("com.example",))
    (found,) = lines(
        write(profiles.WiFi(ssid_str="x", qos_marking_policy=policy)), "--os", "iOS", "--version", "18"
    )
    assert found.startswith("deprecated PayloadContent[0] WiFi.QoSMarkingPolicy.")


def test_all_of_it_as_json() -> None:
    done = run("check", write(LOCK, removal_disallowed=True), "--os", "iOS", "--version", "18", "--json")
    found = json.loads(done.stdout)["findings"]

    assert REFUSED == done.exit_code
    assert ["unknown"] * (len(found) - 1) + ["advice"] == [each["kind"] for each in found]
    assert {"kind", "rule", "text"} == found[0].keys()
    assert "locked" == found[-1]["rule"]


def test_a_broken_file_is_read_as_far_as_it_goes() -> None:
    Path("it").write_bytes(plistlib.dumps({"PayloadUUID": 5, "PayloadContent": ["x"]}))
    assert [
        "error PayloadType: expected a string, found nothing",
        "error PayloadVersion: expected an integer, found nothing",
        "error PayloadIdentifier: expected a string, found nothing",
        "error PayloadUUID: expected a string",
        "error PayloadContent[0]: expected a dictionary",
        "error Profile: expected an identifier, a UUID and a type that are not empty",
        "error PayloadContent: expected an array of dictionaries",
    ] == lines("it", code=REFUSED)


def test_what_is_signed_and_encrypted_is_opened() -> None:
    encrypted("closed")
    signed("sent", "closed")
    (found,) = [line for line in lines("sent") if "encrypted" in line]
    assert found.startswith("note the payloads are encrypted")

    done = run("check", "sent", *OPEN, password=True)
    assert REFUSED == done.exit_code
    assert "PayloadContent[1].Label: expected a string, found nothing" in done.stdout


def test_a_signed_profile_with_wrong_types_is_checked_too() -> None:
    odd = plistlib.dumps({"PayloadType": "Configuration", "PayloadDisplayName": 5})
    Path("sent").write_bytes(cms.sign(odd, SIGNER))
    assert "error PayloadDisplayName: expected a string" in lines("sent", code=REFUSED)


@pytest.mark.parametrize("words", [("nowhere",), ("secret",), ("it", "--os", "BeOS")])
def test_what_cannot_be_read_is_trouble(words: tuple[str, ...]) -> None:
    write(CLIP)
    done = run("check", *words)
    assert TROUBLE == done.exit_code
    assert done.stderr.startswith("pymdm: ")


def test_a_wrong_signature_is_trouble() -> None:
    data = signed("sent")
    Path("sent").write_bytes(data.replace(b"Office", b"0ffice", 1))
    assert TROUBLE == run("check", "sent").exit_code
