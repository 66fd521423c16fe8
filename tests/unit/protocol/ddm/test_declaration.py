"""A declaration: identifier, payload and a token that changes if and only if the content does."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import attrs
import pytest

from pymdm import declarations
from pymdm.errors import DecodeError, LocalProtocolError, NotSupportedOn, TooLarge
from pymdm.protocol import Target, ddm
from pymdm.protocol.ddm.declaration import MAX_DECLARATION, MAX_NAME
from tests.unit.protocol.ddm.fill import PASSCODE, TYPES, declaration_of, passcode, raw

#: Made once and written down: the token of a release that came later must not differ.
KNOWN_TOKEN = "e3cf4d16c48aa246df0458ffdc3d44ce12b1400d7f8fe738b838892ffd6294e1"


@pytest.mark.parametrize("name", TYPES)
def test_each_type_is_built_and_read_again(name: str) -> None:
    built = declaration_of(name)

    read = ddm.decode_declaration(built.encode())

    assert built == read
    assert type(built.payload) is type(read.payload)
    assert built.encode() == read.encode()
    assert {"Type", "Identifier", "ServerToken", "Payload"} == json.loads(built.encode()).keys()
    assert built.server_token == ddm.Declaration(identifier="one", payload=read.payload).server_token


def test_all_types_are_there() -> None:
    assert 60 == len(TYPES)


def test_a_payload_of_tomorrow_is_kept_as_it_is() -> None:
    built = raw("configuration", "x", {"Data": b"\x00", "Deep": {"a": [1]}})

    read = ddm.decode_declaration(built.encode())

    assert "com.apple.configuration.of-tomorrow" == read.type
    assert {"Data": "AA==", "Deep": {"a": [1]}} == read.payload.wire()
    assert (built.server_token, ddm.DeclarationKind.CONFIGURATION) == (read.server_token, read.kind)


def test_keys_of_tomorrow_are_kept() -> None:
    read = ddm.decode_declaration(
        json.dumps({"Type": PASSCODE, "Identifier": "p", "Payload": {"MinimumLength": 4, "New": 1}}).encode()
    )

    assert {"New": 1} == read.payload.extra
    assert {"MinimumLength": 4, "New": 1} == json.loads(read.encode())["Payload"]


def test_the_token_is_the_same_forever() -> None:
    assert KNOWN_TOKEN == passcode().server_token
    assert 64 == len(passcode().server_token)


@pytest.mark.parametrize(
    "other",
    [
        passcode("passcodes"),
        passcode(minimum_length=9),
        passcode(minimum_length=8, require_passcode=False),
        passcode(minimum_length=8, extra={"New": None}),
        raw("com.apple.configuration.passcode.settings2", "passcode", {"MinimumLength": 8}),
    ],
    ids=["identifier", "value", "key", "extra", "type"],
)
def test_another_content_has_another_token(other: ddm.Declaration) -> None:
    assert passcode().server_token != other.server_token


def test_the_way_in_which_content_is_written_does_not_count() -> None:
    keys: dict[str, Any] = {"b": 1, "a": {"d": 1, "c": (1, 2)}}
    other = {"a": {"c": [1, 2], "d": 1}, "b": 1}

    assert raw("asset", "x", keys).server_token == raw("asset", "x", other).server_token
    assert passcode().server_token == raw(PASSCODE, "passcode", {"MinimumLength": 8}).server_token


PROGRAM = """
from datetime import UTC, datetime
from pymdm.declarations import Raw
from pymdm.protocol import ddm
names = sorted({"m": 1, "k": 2, "z": 3, "a": 4}.keys() | {str(n) for n in range(30)}, key=hash)
made = [
    ddm.Declaration(identifier=name, payload=Raw("com.apple.asset.x", dict.fromkeys(names, name)))
    for name in names
]
every = ddm.DeclarationSet(made)
now = datetime(2026, 1, 1, tzinfo=UTC)
for endpoint in ("tokens", "declaration-items", "declaration/asset/m"):
    print(ddm.respond(endpoint, None, every, timestamp=now, on_status=print))
print(ddm.status_subscriptions(set(["device.model.family", "passcode.is-present", "mdm.app"])).wire())
print(every.command(timestamp=now).encode(uuid="1"))
"""


def test_documents_are_the_same_in_every_process() -> None:
    """KMFDDM's token followed the order of a hash table, so that unchanged declarations looked changed."""
    seen = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4711")
    }

    assert 1 == len(seen)
    assert 5 == len(seen.pop().splitlines())


def test_a_token_of_ones_own_is_taken() -> None:
    mine = attrs.evolve(passcode(), server_token="revision 7")

    assert "revision 7" == json.loads(mine.encode())["ServerToken"]
    assert mine == ddm.decode_declaration(mine.encode())


@pytest.mark.parametrize("name", ["", "a\nb", "ü" * 33, "x" * (MAX_NAME + 1)])
def test_names_that_devices_would_not_take_are_refused(name: str) -> None:
    with pytest.raises(LocalProtocolError, match=r"^Identifier: expected 1 to 64 octets of printable text"):
        passcode(name)
    if name:
        with pytest.raises(LocalProtocolError, match=r"^ServerToken: expected 1 to 64 octets"):
            attrs.evolve(passcode(), server_token=name)


def test_an_identifier_is_one_segment_of_a_path() -> None:
    with pytest.raises(LocalProtocolError, match="no slash"):
        passcode("a/b")
    assert "x" * MAX_NAME == passcode("x" * MAX_NAME).identifier


def test_wrong_types_are_refused() -> None:
    with pytest.raises(TypeError, match=r"^payload: expected a value of pymdm.declarations"):
        ddm.Declaration(identifier="a", payload={"MinimumLength": 8})  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"^Identifier: expected a string, not int"):
        passcode(7)  # type: ignore[arg-type]
    with pytest.raises(LocalProtocolError, match=r"^Type: "):
        raw("com.example.thing", "a")
    with pytest.raises(LocalProtocolError, match=r"^x: expected finite numbers"):
        raw("asset", "x", {"n": float("inf")})


def test_a_device_is_asked_whether_it_takes_it() -> None:
    passcode().check(Target(os="macOS", version="15.0", supervised=True))
    with pytest.raises(NotSupportedOn):
        passcode().check(Target(os="macOS", version="12.0", supervised=True))
    with pytest.raises(NotSupportedOn, match="not known"):
        passcode().check(Target())
    passcode().check(Target(), unknown="allow")


def test_secrets_are_not_shown() -> None:
    secret = raw("asset", "x", {"Password": "hunter2"})

    assert "hunter2" not in repr(secret)
    assert secret.server_token not in repr(secret)
    assert f"server_token='{secret.server_token[:12]}')" in repr(secret)


def document(**changes: object) -> bytes:
    keys = {"Type": PASSCODE, "Identifier": "p", "Payload": {"MinimumLength": 4}, **changes}
    return json.dumps({name: value for name, value in keys.items() if value != "left out"}).encode()


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"Type": "left out"}, "Type"),
        ({"Type": 1}, "Type"),
        ({"Identifier": ""}, "Identifier"),
        ({"Payload": []}, "Payload"),
        ({"Payload": {"MinimumLength": "4"}}, "Payload.MinimumLength"),
        ({"ServerToken": 5}, "ServerToken"),
    ],
)
def test_what_is_wrong_in_a_document_is_named(changes: dict[str, object], path: str) -> None:
    with pytest.raises(DecodeError) as caught:
        ddm.decode_declaration(document(**changes))
    assert path == caught.value.path


@pytest.mark.parametrize(
    "changes",
    [{"Identifier": "a/b"}, {"Type": "com.example.a", "Payload": {}}, {"Type": "a", "Payload": {"": 1}}],
    ids=["identifier", "kind", "empty key"],
)
def test_what_could_not_be_built_is_not_read_either(changes: dict[str, object]) -> None:
    with pytest.raises(DecodeError):
        ddm.decode_declaration(document(**changes))
    with pytest.raises(TooLarge):
        ddm.decode_declaration(b" " * (MAX_DECLARATION + 1))


def test_a_payload_that_does_not_fit_is_kept_where_problems_are_asked_for() -> None:
    problems: list[DecodeError] = []

    lenient = ddm.decode_declaration(document(Payload={"MinimumLength": "4"}), problems=problems)
    bare = ddm.decode_declaration(
        document(Type="com.apple.activation.simple", Payload={"Predicate": "TRUE"}), problems=problems
    )

    assert {"MinimumLength": "4"} == lenient.payload.wire()
    assert isinstance(bare.payload, declarations.Raw)
    assert {"Predicate": "TRUE"} == bare.payload.wire()
    assert ["Payload.MinimumLength", "Payload.StandardConfigurations"] == [each.path for each in problems]
