"""The committed vectors: every message of every kind of enrollment, read as its table says."""

from __future__ import annotations

import importlib.util
import json
import plistlib
from pathlib import Path

import pytest

from pymdm.protocol import UnknownMessage, decode_checkin, decode_result

HERE = Path(__file__).parents[2] / "vectors" / "messages"
EXPECTED = json.loads((HERE / "expected.json").read_text("utf-8"))
CHECKINS = sorted(name for name in EXPECTED if name.startswith("checkin/"))
CONNECTS = sorted(name for name in EXPECTED if name.startswith("connect/"))


def test_the_generator_still_makes_the_committed_files():
    spec = importlib.util.spec_from_file_location("generate_message_vectors", HERE / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    generator = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(generator)

    committed = {str(path.relative_to(HERE)): path.read_bytes() for path in HERE.rglob("*.plist")}
    committed["expected.json"] = (HERE / "expected.json").read_bytes()
    assert generator.vectors() == committed


def test_every_message_and_kind_is_there():
    decoded = [decode_checkin((HERE / name).read_bytes()) for name in CHECKINS]
    pairs = {(type(message).__name__, message.enrollment.kind.name) for message in decoded}
    devices = {"DEVICE", "USER_ENROLLMENT_DEVICE"}
    kinds = devices | {"USER", "USER_ENROLLMENT", "SHARED_IPAD"}

    for name in ("TokenUpdate", "CheckOut", "DeclarativeManagement", "GetToken", "UnknownMessage"):
        assert {(name, kind) for kind in kinds} <= pairs
    for name in ("SetBootstrapToken", "GetBootstrapToken", "ReturnToService"):
        assert (name, "DEVICE") in pairs
    assert {("Authenticate", kind) for kind in devices} <= pairs
    assert ("UserAuthenticate", "USER") in pairs


@pytest.mark.parametrize("name", CHECKINS)
def test_checkin(name):
    raw = (HERE / name).read_bytes()

    message = decode_checkin(raw)

    who = message.enrollment
    assert EXPECTED[name] == {"kind": who.kind.name, "id": who.id, "parent_id": who.parent_id}
    assert plistlib.loads(raw)["MessageType"] == message.message_type
    assert plistlib.loads(raw) == plistlib.loads(message.encode())
    assert message == decode_checkin(message.encode())
    if not isinstance(message, UnknownMessage):
        assert {} == message.extra


@pytest.mark.parametrize("name", CONNECTS)
def test_connect(name):
    raw = (HERE / name).read_bytes()
    keys = plistlib.loads(raw)

    result = decode_result(raw)

    who = result.enrollment
    assert EXPECTED[name] == {"kind": who.kind.name, "id": who.id, "parent_id": who.parent_id}
    assert keys["Status"] == getattr(result.status, "value", result.status)
    assert keys.get("CommandUUID") == result.command_uuid
    assert keys == result.payload
    assert len(keys.get("ErrorChain", ())) == len(result.error_chain)
