"""``pymdm schema``: counts, names, and all about one class."""

from __future__ import annotations

import json
from typing import Any

import pytest
from typer.testing import CliRunner

from pymdm._model._rows import rows_of
from pymdm._model._support import Subject, _row
from pymdm.cli import app as cli
from pymdm.cli._schema_facts import SYSTEMS, described, first_versions, merged
from pymdm.cli._schema_marks import MARKS
from pymdm.cli._schema_names import entries, of_kind, wanted
from pymdm.cli._schema_text import lines
from pymdm.schema import _index
from tools.schema_generator.overlay import OVERLAY

COUNTS = {
    "commands": 68,
    "settings": 22,
    "queries": 88,
    "payloads": 126,
    "profile": 1,
    "configurations": 49,
    "assets": 7,
    "activations": 1,
    "management": 3,
    "credentials": 4,
    "messages": 5,
    "status items": 63,
    "documents": 5,
    "error bodies": 5,
}


def run(*arguments: str) -> Any:
    return CliRunner().invoke(cli.app, ["schema", *arguments])


def shown(name: str) -> str:
    return str(run(name).stdout)


def one(name: str) -> dict[str, Any]:
    (found,) = json.loads(run(name, "--json").stdout)["found"]
    return dict(found)


def key(facts: dict[str, Any], *path: str) -> dict[str, Any]:
    for name in path:
        (facts,) = (inner for inner in facts["keys"] if inner["key"] == name)
    return facts


def test_without_a_name_everything_is_counted() -> None:
    assert {"counts": COUNTS} == json.loads(run("--json").stdout)
    text = run().stdout
    for kind, count in COUNTS.items():
        assert f"{kind:<16}{count:>4}" in text


def test_nothing_of_the_index_is_left_out() -> None:
    found = entries()

    answers = {names[1] for names in _index.REQUEST_TYPES.values()}
    for door in ("commands", "profiles", "declarations", "status", "documents"):
        names = set(getattr(_index, door.upper())) - answers
        assert names == {
            entry.qualname for entry in found if entry.door == door and "." not in entry.qualname
        }


@pytest.mark.parametrize(
    ("kind", "count"), [*COUNTS.items(), ("declarations", 60), ("profiles", 126), ("status", 63)]
)
def test_a_kind_lists_its_names(kind: str, count: int) -> None:
    names = json.loads(run(kind, "--json").stdout)["names"]

    assert count == len(names)
    assert [] == [row["name"] for row in names if row["name"] not in run(kind).stdout]


def test_every_entry_is_described_and_can_be_imported() -> None:
    """In JSON and, of one in five because wrapping takes long, as text."""
    for number, entry in enumerate(entries()):
        facts = described(entry)

        json.dumps(facts)
        assert entry.load().__qualname__ == entry.qualname
        assert facts["about"], entry
        assert number % 5 or entry.importable in "\n".join(lines(facts))


@pytest.mark.parametrize(
    "name",
    [
        "DeviceLock",
        "devicelock",
        "commands.DeviceLock",
        "pymdm.commands.DeviceLock",
    ],
)
def test_a_command_is_found_by_any_of_its_names(name: str) -> None:
    assert "pymdm.commands.DeviceLock" == one(name)["class"]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("com.apple.wifi.managed", "pymdm.profiles.WiFi"),
        ("com.apple.configuration.passcode.settings", "pymdm.declarations.PasscodeSettings"),
        ("device.model.family", "pymdm.status.DeviceModelFamily"),
        ("com.apple.credential.scep", "pymdm.declarations.SCEPCredential"),
        ("Settings.Bluetooth", "pymdm.commands.Settings.Bluetooth"),
        ("Settings", "pymdm.commands.Settings"),
        ("MachineInfo", "pymdm.documents.MachineInfo"),
        ("profiles.Restrictions", "pymdm.profiles.Restrictions"),
    ],
)
def test_types_on_the_wire_and_parts_are_found(name: str, found: str) -> None:
    assert found == one(name)["class"]


def test_a_name_of_several_shows_them_all() -> None:
    found = json.loads(run("Restrictions", "--json").stdout)["found"]

    assert ["commands", "payloads"] == [facts["kind"] for facts in found]
    assert 6 == len(json.loads(run("com.apple.MCX", "--json").stdout)["found"])


def test_a_command_is_shown_with_keys_versions_and_answer() -> None:
    facts = one("DeviceLock")
    text = shown("DeviceLock")

    assert ["iOS", "macOS", "visionOS", "watchOS"] == [row["os"] for row in facts["availability"]]
    assert ("pin", True, "[0-9]{6}|[0-9]{4}") == tuple(
        key(facts, "PIN")[name] for name in ("attribute", "secret", "format")
    )
    assert [("macOS", "10.8")] == [
        (row["os"], row["introduced"]) for row in key(facts, "PIN")["availability"]
    ]
    assert "  - macOS 10.7, right AllowPasscodeRemovalAndLock, not User Enrollment\n" in text
    assert (
        "PIN (pin): string; secret; of the form [0-9]{6}|[0-9]{4}; said in prose only; macOS 10.8\n" in text
    )
    assert "answer: pymdm.commands.DeviceLockResponse\n    MessageResult (message_result): string" in text


def test_what_only_a_key_needs_stands_with_the_key() -> None:
    text = " ".join(shown("profiles.Restrictions").split())

    assert (
        "allowAccountModification (allow_account_modification): boolean; without it: true; iOS 7.0 (super"
        in text
    )


def test_ranges_values_rules_and_inner_dictionaries_are_shown() -> None:
    mirroring = shown("RequestMirroring")
    wifi = shown("WiFi")

    assert "at least 10 at most 300; without it: 30" in mirroring
    assert "rule: at least 1 of DestinationName, DestinationDeviceID" in mirroring
    assert "EncryptionType (encryption_type): string; one of WEP, WPA, WPA2" in wifi
    assert "\n      AcceptEAPTypes (accept_eap_types): array of integer; required" in wifi
    assert "several of them: combined" in shown("PasscodeSettings")
    assert "… (88 in all; --json has them)" in " ".join(shown("DeviceInformation").split())
    assert "reasons: Error." in " ".join(shown("StatusReason").split()) or one("StatusReason")["keys"]


def test_a_dictionary_that_stands_in_itself_ends() -> None:
    assert "as HomeScreenLayout." in shown("HomeScreenLayout")


def test_what_is_of_2014_says_so() -> None:
    assert "of 2014, gone from today's files" in shown("EthernetMACs")
    assert "of 2014, gone from today's files" in shown("Settings.Language")
    assert "mark" not in key(one("DeviceLock"), "Message")


def test_the_marks_are_those_of_the_overlay() -> None:
    classes = {
        "mdm/commands/settings": "Settings",
        "mdm/commands/information.device": "DeviceInformation",
        "mdm/commands/application.install": "InstallApplication",
        "mdm/commands/application.install.enterprise": "InstallEnterpriseApplication",
        "mdm/commands/device.lock": "DeviceLock",
        "mdm/commands/device.erase": "EraseDevice",
        "mdm/commands/mirroring.request": "RequestMirroring",
        "declarative/protocol/tokensresponse": "TokensResponse",
        "mdm/profiles/com.apple.security.scep": "SCEP",
        "mdm/profiles/com.apple.systemuiserver": "MediaManagementAllowedMedia",
        "mdm/profiles/com.apple.wifi.managed": "WiFi",
    }
    items = ("QueriesItem", "RoamingConsortiumOI")  # of arrays, which have no key of their own
    words = {"prose": "said in prose only", "2014": "of 2014, gone from today's files"}
    wanted_marks = {}
    for entry in OVERLAY:
        side, *path = entry.path
        cls = classes[entry.file] + ("Response" if side == "answers" else "")
        mark = next((mark for start, mark in words.items() if entry.why.startswith(start)), None)
        mark = "as in 2014 and as devices send it" if cls == "SettingsResponse" else mark
        marks_path = (cls, *(name for name in path if name not in items))
        wanted_marks[marks_path] = mark or "as devices take it, not as the file says"

    assert wanted_marks == MARKS


def test_a_key_that_takes_one_text_or_several_says_so() -> None:
    assert "string or array of string" in shown("SCEP")


def test_every_mark_is_shown_somewhere() -> None:
    def marks(value: Any) -> int:
        if isinstance(value, dict):
            return sum(map(marks, value.values())) + bool(value.get("mark"))
        return sum(map(marks, value)) if isinstance(value, list) else 0

    others = ("TokensResponse", "WiFi", "SCEP", "MediaManagementAllowedMedia")
    found = list(of_kind(entries(), "commands"))
    found += [entry for name in others for entry in wanted(entries(), name)]

    assert len(MARKS) == sum(marks(described(entry)) for entry in found)


@pytest.mark.parametrize(
    ("name", "suggested"),
    [("DevicLock", "DeviceLock"), ("com.apple.wifi", "com.apple.wifi.managed"), ("command", "commands")],
)
def test_an_unknown_name_suggests_near_ones(name: str, suggested: str) -> None:
    result = run(name)

    assert 1 == result.exit_code
    assert suggested in result.stderr
    assert suggested in json.loads(run(name, "--json").stdout)["error"]


def test_a_name_that_is_like_nothing_is_told_where_to_look() -> None:
    assert "pymdm schema lists the kinds" in run("qqqqqqqqqqqq").stderr


def test_facts_of_a_system_are_those_that_a_check_uses() -> None:
    """The levels are laid over each other here as `check` does it."""
    for entry in entries()[::9]:
        cls = entry.load()
        rows = tuple(rows_of(cls).values())
        for system in SYSTEMS:
            for row in rows:
                assert _row(Subject("", (rows[0], row)), system) == merged((rows[0], row), system)


def test_first_versions_name_only_systems_that_have_it() -> None:
    (lock,) = wanted(entries(), "DeviceLock")

    assert {"iOS": "4.0", "macOS": "10.7", "visionOS": "2.0", "watchOS": "10.0"} == first_versions(
        lock.load()
    )
