"""``pymdm profile diff``: what differs, with no secret in it unless somebody asks."""

from __future__ import annotations

import json
import plistlib
from pathlib import Path

import pytest

from pymdm.cli.profile_diff import DIFFERENT, TROUBLE
from tests.unit.cli.profile_folder import OPEN, encrypted, ok, run, signed, there
from tests.unit.enroll.profiles import CLIP, PLAIN, SECRET, WIFI, document, written

__all__ = ["there"]

NEWER = written(
    {**WIFI, "Password": "CANARY-other", "PayloadDisplayName": "Wi-Fi"},
    {**CLIP, "PayloadUUID": "X", "PayloadType": "com.apple.other"},
    PayloadDisplayName="Office 2",
    TopSecret="CANARY",
)


@pytest.fixture(autouse=True)
def newer(there: Path) -> None:
    Path("newer").write_bytes(NEWER)


def test_profiles_that_mean_the_same_differ_in_nothing() -> None:
    Path("binary").write_bytes(plistlib.dumps(document(CLIP, WIFI), fmt=plistlib.FMT_BINARY))
    done = ok("diff", "wifi.mobileconfig", "binary")

    assert ("", "") == (done.stdout, done.stderr)


def test_differences_are_named_payload_by_payload_and_secrets_are_masked() -> None:
    """T65."""
    done = run("diff", "wifi.mobileconfig", "newer")

    assert DIFFERENT == done.exit_code
    wifi = "com.apple.wifi.managed com.example.wifi.office"
    assert [
        "changed  profile: PayloadDisplayName  Office -> Office 2",
        "added    profile: TopSecret  <string>",
        f"changed  {wifi}: Password  <string>",
        f"added    {wifi}: PayloadDisplayName  Wi-Fi",
        "added    com.apple.other com.example.wifi.clip",
        "removed  com.apple.webClip.managed com.example.wifi.clip",
    ] == done.stdout.splitlines()
    assert "CANARY" not in done.output


def test_secrets_are_shown_when_asked_for_and_all_of_it_as_json() -> None:
    done = run("diff", "wifi.mobileconfig", "newer", "--show-secrets")
    assert f"Password  {SECRET} -> CANARY-other" in done.stdout

    done = run("diff", "wifi.mobileconfig", "newer", "--json")
    changes = json.loads(done.stdout)["changes"]
    assert "CANARY" not in done.output
    assert {
        "kind": "changed",
        "payload": "",
        "path": "PayloadDisplayName",
        "old": "Office",
        "new": "Office 2",
    } == changes[0]
    assert (None, "<string>") == (changes[1]["old"], changes[1]["new"])
    assert ("removed", "<dictionary, 5 keys>", None) == tuple(
        changes[-1][key] for key in ("kind", "old", "new")
    )


def test_addresses_keep_their_query_to_themselves() -> None:
    """T50."""
    mdm = {**CLIP, "PayloadType": "com.apple.mdm", "ServerURL": "https://mdm.example.com/a?t=CANARY"}
    Path("old").write_bytes(written(mdm))
    Path("new").write_bytes(written({**mdm, "ServerURL": "https://mdm.example.com/b?t=CANARY"}))
    done = run("diff", "old", "new")

    assert "https://mdm.example.com/a?<hidden> -> https://mdm.example.com/b?<hidden>" in done.stdout
    assert "CANARY" not in done.output


def test_signed_and_encrypted_profiles_are_compared_by_what_is_in_them() -> None:
    encrypted()
    signed("sent", "closed")
    done = run("diff", "sent", "wifi.mobileconfig", *OPEN, password=True)

    assert (0, "") == (done.exit_code, done.stdout)
    assert "not signed by the same certificate" in done.stderr
    assert "" == ok("diff", "sent", "sent", *OPEN, password=True).stderr


def test_without_the_key_encrypted_payloads_differ_each_time() -> None:
    encrypted()
    encrypted("again")
    done = run("diff", "closed", "again")

    assert DIFFERENT == done.exit_code
    assert "--key opens them" in done.stderr
    assert ["changed  profile: EncryptedPayloadContent"] == [
        line.partition("  <")[0] for line in done.stdout.splitlines()
    ]


def test_one_of_the_two_may_come_from_a_pipe() -> None:
    assert "" == ok("diff", "-", "wifi.mobileconfig", data=PLAIN).stdout
    assert TROUBLE == run("diff", "-", "-").exit_code


@pytest.mark.parametrize("name", ["missing", "secret", "broken", "device.cer"])
def test_what_cannot_be_read_is_trouble_and_no_difference(name: str) -> None:
    """T20: nor is what is behind a signature that does not verify."""
    Path("broken").write_bytes(signed().replace(b"Office", b"0ffice"))
    done = run("diff", "wifi.mobileconfig", name)

    assert (TROUBLE, "") == (done.exit_code, done.stdout)
    assert done.stderr.startswith(f"pymdm: {name}: ")


def test_a_profile_cannot_write_to_the_terminal() -> None:
    """T61."""
    Path("evil").write_bytes(written({**CLIP, "PayloadIdentifier": "a\u202eb\nadded    profile: x"}))
    done = run("diff", "wifi.mobileconfig", "evil")

    assert "\\u202eb\\nadded" in done.stdout
