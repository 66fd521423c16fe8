"""A profile of every payload in Apple's files: read without loss, by the right class, without a fault."""

from __future__ import annotations

import random
from typing import Any

import pytest

from pymdm.errors import DecodeError
from pymdm.protocol import Profile, plist
from pymdm.schema import payload_classes
from tests.unit.schema import apple, judge

SEED = 4
#: Where Apple's file is a part of another: the common keys, the profile around the payloads.
AROUND = ("TopLevel", "CommonPayloadKeys")


def files() -> list[tuple[str, str, dict[str, Any]]]:
    """Each payload file with its type and an example that has all keys, made from the file alone."""
    dice, found = random.Random(SEED), []
    for path in apple.paths():
        if not path.startswith("mdm/profiles/") or any(name in path for name in AROUND):
            continue
        document = apple.document(path)
        keys = judge.example(document.get("payloadkeys") or [], dice, whole=True)
        found.append((path, str(document["payload"]["payloadtype"]), keys))
    return found


def test_all_payloads_of_all_files_come_through_a_profile(capsys: pytest.CaptureFixture[str]) -> None:
    classes = set()
    for path, kind, keys in files():
        wire = {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": "com.example",
            "PayloadUUID": "U-0",
            "PayloadContent": [
                {"PayloadType": kind, "PayloadVersion": 1, "PayloadIdentifier": "a", "PayloadUUID": "U-1"}
                | keys
            ],
        }
        data = plist.dumps(wire)
        problems: list[DecodeError] = []
        found = Profile.decode(data, problems=problems)
        (payload,) = found.payloads
        typed = payload.typed()

        assert [] == problems, path
        assert wire == found.wire()
        assert found.encode() == Profile.decode(found.encode()).encode()
        assert typed is not None
        assert apple.classes(path)[-1] is type(typed) or len(payload_classes(kind)) > 1, path
        assert typed.wire() == payload.wire()
        # What the examples name is not in a profile of one payload; nothing else is wrong with them.
        assert [] == [fault for fault in found.faults() if "expected the UUID of a payload" not in fault], (
            path
        )
        assert () == found.unknowns() or judge.is_free(apple.document(path)["payloadkeys"]), path
        classes.add(type(typed))
    with capsys.disabled():
        print(f"\n{len(files())} payload files, {len(classes)} classes", end=" ")  # noqa: T201
    assert len(files()) == len(classes)
