"""Property lists against the standard library: `python -m benchmarks.plist [--quick] [--json]`.

The bodies are shaped like what devices send and differ from each other, so that no cache of strings helps.
All contestants read, or write, every body in each round.
"""

from __future__ import annotations

import argparse
import json
import plistlib
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from benchmarks.timing import Row, compare, print_rows, ratio_row
from pymdm.protocol import plist
from pymdm.protocol.plist import _xml

__all__ = ["rows"]

_Maker = Callable[[random.Random, int], dict[str, Any]]

#: Targets: the strict reader alone, and the outline.
_STRICT, _TOP_LEVEL = 1.6, 2.2

#: Targets of reading and of writing where most is text, and where most is base64.
_TEXT, _DATA = (4.2, 2.9), (2.5, 2.1)


def rows(quick: bool) -> list[Row]:
    """Measure everything; ``quick`` takes a tenth of the bodies."""
    found: list[Row] = []
    for name, make, count in _BODIES:
        found += _rows_of(name, make, max(2, count // 10) if quick else count, 5 if quick else 9)
    return found


def _rows_of(name: str, make: _Maker, count: int, rounds: int) -> list[Row]:
    chance = random.Random(name)
    values = [make(chance, number) for number in range(count)]
    naive = [_naive(value) for value in values]
    documents = [plist.dumps(value) for value in values]
    assert len(set(documents)) == count
    for value, document in zip(values, documents, strict=True):
        assert plist.loads(document) == value
    times = compare(
        {
            "plistlib.loads": _each(plistlib.loads, documents),
            "loads": _each(plist.loads, documents),
            "strict": _each(_xml.read, documents),
            "loads_top_level": _each(plist.loads_top_level, documents),
            "plistlib.dumps": _each(_plistlib_dumps, naive),
            "dumps": _each(plist.dumps, values),
        },
        rounds=rounds,
    )
    size = sum(map(len, documents)) / count
    loads, dumps = _DATA if "certificates" in name else _TEXT
    detail = f"{count} bodies of {size / 1024:.1f} KB"
    return [
        ratio_row(
            f"plist {ours}: {name}",
            ours=times[ours],
            theirs=times[theirs],
            target=target,
            unit="x plistlib",
            detail=detail,
        )
        for ours, theirs, target in (
            ("loads", "plistlib.loads", loads),
            ("strict", "plistlib.loads", _STRICT),
            ("loads_top_level", "plistlib.loads", _TOP_LEVEL),
            ("dumps", "plistlib.dumps", dumps),
        )
    ]


def _each(work: Callable[[Any], object], items: list[Any]) -> Callable[[], int]:
    def run() -> int:
        for item in items:
            work(item)
        return len(items)

    return run


def _plistlib_dumps(value: object) -> bytes:
    return plistlib.dumps(value, sort_keys=False)


def _naive(value: Any) -> Any:
    """The value for plistlib, which knows no aware dates before Python 3.13."""
    if isinstance(value, dict):
        return {key: _naive(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_naive(item) for item in value]
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _uuid(chance: random.Random) -> str:
    digits = f"{chance.getrandbits(128):032X}"
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def _checkin(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "BuildVersion": f"16G{number}",
        "DeviceName": f"Mac {number} & friends",
        "MessageType": "Authenticate",
        "Model": "iMac14,2",
        "ModelName": "iMac",
        "OSVersion": "10.12.6",
        "ProductName": "iMac14,2",
        "SerialNumber": f"C02{number:09}",
        "Topic": f"com.apple.mgmt.External.{_uuid(chance).lower()}",
        "UDID": _uuid(chance),
    }


def _device_information(chance: random.Random, number: int) -> dict[str, Any]:
    answers: dict[str, Any] = {
        "DeviceName": f"iPhone {number}",
        "SerialNumber": f"DNP{number:09}",
        "LastCloudBackupDate": datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
        "BatteryLevel": 0.5 + number / 10_000,
        "OrganizationInfo": {"OrganizationName": "Example", "OrganizationAddress": "1 Road\n12345 Town"},
        "ServiceSubscriptions": [
            {
                "CarrierSettingsVersion": f"5{slot}.1",
                "IMEI": str(number),
                "IsRoaming": False,
                "Slot": f"CTSub{slot}",
            }
            for slot in range(2)
        ],
    }
    for query in range(60):
        key = f"QueryNumber{query}Answer"
        answers[key] = (f"text {chance.getrandbits(40)}", chance.getrandbits(30), query % 6 == 2)[query % 3]
    return {
        "CommandUUID": _uuid(chance),
        "QueryResponses": answers,
        "Status": "Acknowledged",
        "UDID": _uuid(chance),
    }


def _applications(chance: random.Random, number: int) -> dict[str, Any]:
    def application(position: int) -> dict[str, Any]:
        return {
            "AdHocCodeSigned": False,
            "AppStoreVendable": True,
            "BetaApp": False,
            "BundleSize": chance.getrandbits(30),
            "DeviceBasedVPP": True,
            "DownloadCancelled": False,
            "DynamicSize": chance.getrandbits(20),
            "ExternalVersionIdentifier": chance.getrandbits(30),
            "HasUpdateAvailable": position % 3 == 0,
            "Identifier": f"com.example{position % 40}.application{position}",
            "Installing": False,
            "IsAppClip": False,
            "IsValidated": True,
            "Name": f"Application {position}" + (" & Co" if position % 10 == 0 else ""),
            "ShortVersion": f"{number}.{position % 7}",
            "Version": str(chance.getrandbits(20)),
        }

    return {
        "CommandUUID": _uuid(chance),
        "InstalledApplicationList": [application(position) for position in range(300)],
        "Status": "Acknowledged",
        "UDID": _uuid(chance),
    }


def _certificates(chance: random.Random, number: int) -> dict[str, Any]:
    return {
        "CertificateList": [
            {"CommonName": f"Certificate {number}.{n}", "Data": chance.randbytes(1500), "IsIdentity": n == 0}
            for n in range(20)
        ],
        "CommandUUID": _uuid(chance),
        "Status": "Acknowledged",
        "UDID": _uuid(chance),
    }


_BODIES: tuple[tuple[str, _Maker, int], ...] = (
    ("check-in", _checkin, 600),
    ("DeviceInformation", _device_information, 400),
    ("300 applications", _applications, 10),
    ("20 certificates", _certificates, 50),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plist", description="property lists")
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument("--quick", action="store_true", help="a tenth of the bodies")
    options = parser.parse_args()
    found = rows(options.quick)
    print(json.dumps(found, indent=2)) if options.json else print_rows(found)


if __name__ == "__main__":
    main()
