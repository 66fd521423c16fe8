"""Writes the message vectors beside this file: ``python tests/vectors/messages/generate.py``.

Independent of pymdm: plain dictionaries, written by the standard library's plistlib.  Keys and shapes are
those of Apple's 2014 reference, of Apple's schema and of public captures; all values are made up.
"""

from __future__ import annotations

import json
import plistlib
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent

MAC = "7A1C2E04-5F0B-5C3A-9D11-0E2F4B6A8C01"
PHONE = "00008030-0011223344556677"  # today's short form
OLD_PHONE = "0123456789abcdef0123456789abcdef01234567"  # 40 hexadecimal digits, as in 2014
IPAD = "fedcba9876543210fedcba9876543210fedcba98"
BYOD = "E1F2A3B4-C5D6-4E7F-8091-A2B3C4D5E6F7"
USER = "3D0C9B1A-1111-4222-8333-444455556666"
BYOD_USER = "0B1A2C3D-7777-4888-8999-AAAABBBBCCCC"
ALL_F = "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF"
PUPIL = "jane.appleseed@school.example"
TOPIC = "com.apple.mgmt.External.11111111-2222-4333-8444-555555555555"
COMMAND = "0001_DeviceInformation-9f09d114"  # any text a server likes, kept in its case
MAGIC = "5B0F8A1E-6D1C-4E0B-9C55-2B7A1D3E4F60"
TOKEN = bytes(range(32))

Keys = dict[str, Any]

# kind: (keys that name the sender, enrollment id, parent id)
SENDERS: dict[str, tuple[Keys, str, str | None]] = {
    "DEVICE": ({"UDID": MAC}, MAC, None),
    "USER": (
        {"UDID": MAC, "UserID": USER, "UserShortName": "jane", "UserLongName": "Jane Appleseed"},
        f"{MAC}:{USER}",
        MAC,
    ),
    "USER_ENROLLMENT_DEVICE": ({"EnrollmentID": BYOD}, BYOD, None),
    "USER_ENROLLMENT": (
        {"EnrollmentID": BYOD, "EnrollmentUserID": BYOD_USER, "UserShortName": "jane"},
        f"{BYOD}:{BYOD_USER}",
        BYOD,
    ),
    "SHARED_IPAD": (
        {"UDID": IPAD, "UserID": ALL_F, "UserShortName": PUPIL, "UserLongName": "Jane Appleseed"},
        f"{IPAD}:{PUPIL}",
        IPAD,
    ),
}
DEVICE_CHANNEL = ("DEVICE", "USER_ENROLLMENT_DEVICE")

ERROR_CHAIN = [
    {
        "ErrorCode": 4001,
        "ErrorDomain": "MCInstallationErrorDomain",
        "LocalizedDescription": "Das Profil konnte nicht installiert werden.",
        "USEnglishDescription": "The profile could not be installed.",
    },
    {
        "ErrorCode": 1009,
        "ErrorDomain": "MCProfileErrorDomain",
        "LocalizedDescription": "Profil „Wi-Fi“ ist ungültig.",
    },
]


def checkins() -> dict[str, tuple[str, Keys]]:
    """Case name: (kind of sender, keys beside the sender's)."""
    cases: dict[str, tuple[str, Keys]] = {}
    for kind in SENDERS:
        slug = kind.lower()
        update: Keys = {"MessageType": "TokenUpdate", "Topic": TOPIC, "Token": TOKEN, "PushMagic": MAGIC}
        match kind:
            case "DEVICE":
                update |= {"AwaitingConfiguration": True}
            case "USER":
                update |= {"NotOnConsole": False, "AuthToken": "user-token-1"}
            case "SHARED_IPAD":
                update |= {"AwaitingConfiguration": False}
        cases[f"TokenUpdate.{slug}"] = (kind, update)
        cases[f"CheckOut.{slug}"] = (kind, {"MessageType": "CheckOut", "Topic": TOPIC})
        for endpoint in (
            "tokens",
            "declaration-items",
            "declaration/configuration/com.example.one",
            "status",
        ):
            keys: Keys = {"MessageType": "DeclarativeManagement", "Endpoint": endpoint}
            if endpoint == "status":
                keys["Data"] = b'{"StatusItems":{"device":{"model":{"family":"Mac"}}},"Errors":[]}'
            cases[f"DeclarativeManagement.{endpoint.split('/')[0]}.{slug}"] = (kind, keys)
        cases[f"GetToken.maid.{slug}"] = (
            kind,
            {"MessageType": "GetToken", "TokenServiceType": "com.apple.maid"},
        )
        cases[f"Unknown.{slug}"] = (kind, {"MessageType": "ShareCoffee", "Sugar": 2, "Cups": [{"Size": "L"}]})
    cases["Authenticate.device"] = (
        "DEVICE",
        {
            "MessageType": "Authenticate",
            "Topic": TOPIC,
            "BuildVersion": "24C101",
            "Challenge": b"apple",
            "DeviceName": "Jane's Mac",
            "Model": "Mac15,3",
            "ModelName": "MacBook Pro",
            "OSVersion": "15.2",
            "ProductName": "Mac15,3",
            "SerialNumber": "PYMDM0000001",
        },
    )
    cases["Authenticate.user_enrollment_device"] = (
        "USER_ENROLLMENT_DEVICE",
        {
            "MessageType": "Authenticate",
            "Topic": TOPIC,
            "BuildVersion": "22C152",
            "OSVersion": "18.2",
            "ProductName": "iPhone15,2",
        },
    )
    for step, more in (("1", {}), ("2", {"DigestResponse": 'Digest username="jane", realm="mdm"'})):
        cases[f"UserAuthenticate.{step}"] = ("USER", {"MessageType": "UserAuthenticate", **more})
    cases["SetBootstrapToken.device"] = (
        "DEVICE",
        {
            "MessageType": "SetBootstrapToken",
            "AwaitingConfiguration": False,
            "BootstrapToken": b"\x00\xffbootstrap",
        },
    )
    cases["SetBootstrapToken.empty"] = ("DEVICE", {"MessageType": "SetBootstrapToken", "BootstrapToken": b""})
    cases["SetBootstrapToken.missing"] = ("DEVICE", {"MessageType": "SetBootstrapToken"})
    cases["GetBootstrapToken.device"] = (
        "DEVICE",
        {"MessageType": "GetBootstrapToken", "AwaitingConfiguration": True},
    )
    cases["ReturnToService.device"] = ("DEVICE", {"MessageType": "ReturnToService"})
    return cases


def connects() -> dict[str, tuple[str, Keys]]:
    """As `checkins`, for the messages that fetch commands and report on them."""
    cases: dict[str, tuple[str, Keys]] = {}
    for kind in SENDERS:
        slug = kind.lower()
        report = {"CommandUUID": COMMAND}
        cases[f"Idle.{slug}"] = (kind, {"Status": "Idle"})
        cases[f"NotNow.{slug}"] = (kind, {"Status": "NotNow", **report})
        cases[f"Error.{slug}"] = (kind, {"Status": "Error", "ErrorChain": ERROR_CHAIN, **report})
        cases[f"CommandFormatError.{slug}"] = (kind, {"Status": "CommandFormatError", **report})
        cases[f"Acknowledged.{slug}"] = (
            kind,
            {
                "Status": "Acknowledged",
                **report,
                "RequestType": "DeviceInformation",
                "QueryResponses": {"DeviceName": "Jane's Mac", "OSVersion": "15.2", "IsSupervised": True},
            },
        )
    cases["Idle.user_signed_in"] = (
        "USER",
        {"Status": "Idle", "AuthToken": "user-token-1", "NotOnConsole": True},
    )
    cases["NewStatus.device"] = ("DEVICE", {"Status": "Postponed", "CommandUUID": COMMAND})
    return cases


def devices_of_2014() -> dict[str, Keys]:
    """Whole messages of iOS devices of the reference's time, and of today's short UDIDs."""
    return {
        "Authenticate.2014": {"MessageType": "Authenticate", "Topic": TOPIC, "UDID": OLD_PHONE},
        "Authenticate.phone": {
            "MessageType": "Authenticate",
            "Topic": TOPIC,
            "UDID": PHONE,
            "OSVersion": "18.2",
            "BuildVersion": "22C152",
            "ProductName": "iPhone15,2",
            "SerialNumber": "PYMDM0000002",
            "IMEI": "35 000000 000000 0",
            "MEID": "35000000000000",
        },
        "TokenUpdate.2014": {
            "MessageType": "TokenUpdate",
            "Topic": TOPIC,
            "UDID": OLD_PHONE,
            "Token": TOKEN,
            "PushMagic": MAGIC,
            "UnlockToken": b"unlock" * 40,
        },
        "GetToken.watch": {
            "MessageType": "GetToken",
            "UDID": PHONE,
            "TokenServiceType": "com.apple.watch.pairing",
            "TokenParameters": {
                "SecurityToken": "c2VjcmV0",
                "PhoneUDID": PHONE,
                "WatchUDID": "00008301-0011223344556677",
            },
        },
    }


def vectors() -> dict[str, bytes]:
    """File name: content."""
    files: dict[str, bytes] = {}
    expected: dict[str, Keys] = {}

    def add(folder: str, name: str, keys: Keys, kind: str, text: str, parent: str | None) -> None:
        # devices write the keys in alphabetical order
        files[f"{folder}/{name}.plist"] = plistlib.dumps(keys, sort_keys=True)
        expected[f"{folder}/{name}.plist"] = {"kind": kind, "id": text, "parent_id": parent}

    for folder, cases in (("checkin", checkins()), ("connect", connects())):
        for name, (kind, keys) in cases.items():
            sender, text, parent = SENDERS[kind]
            add(folder, name, sender | keys, kind, text, parent)
    for name, keys in devices_of_2014().items():
        add("checkin", name, keys, "DEVICE", keys["UDID"], None)
    files["expected.json"] = (json.dumps(expected, indent=1, sort_keys=True) + "\n").encode()
    return files


def main() -> None:
    for name, content in vectors().items():
        path = HERE / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)


if __name__ == "__main__":
    main()
