"""``pymdm inspect`` as it is typed: output, exit codes, standard input, limits."""

from __future__ import annotations

import base64
import json
import plistlib
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from click.testing import Result
from typer.testing import CliRunner

from pymdm.cli import _inspect_file, inspect
from pymdm.cli._inspect_file import MAX_BLOCKS
from pymdm.crypto.cms import APPLE_BER, STRICT, sign
from pymdm.errors import DecodeError, TooLarge
from tests.support import shared
from tests.unit.cli.inspecting import CA, DEVICE, IDLE, SIGNER, look, text
from tests.unit.cli.test_inspect_messages import TOKEN_UPDATE
from tests.unit.cli.test_inspect_profiles import profile
from tests.unit.cli.test_inspect_signed import OTHER_CA, pem
from tests.unit.crypto.certs import NOW
from tests.unit.crypto.test_recognize import envelope

APP = typer.Typer()
APP.callback()(lambda: None)  # as in the real program: one command among others
inspect.register(APP)


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inspect, "utc_now", lambda: NOW)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    header = base64.b64encode(sign(IDLE, SIGNER, shape=APPLE_BER))
    for name, data in {
        "header": header,
        "body": IDLE,
        "altered": IDLE.replace(b"Idle", b"idle"),
        "ca.pem": pem("CERTIFICATE", CA.der),
        "other.pem": pem("CERTIFICATE", OTHER_CA.der),
        "profile": sign(profile(), SIGNER),
    }.items():
        (tmp_path / name).write_bytes(data)
    return tmp_path


def run(*arguments: object, stdin: bytes = b"") -> Result:
    return CliRunner().invoke(APP, ["inspect", *map(str, arguments)], input=stdin, catch_exceptions=False)


def test_a_signature_that_holds_ends_with_0(files: Path) -> None:
    done = run(files / "header", "--content", files / "body")

    assert 0 == done.exit_code
    assert "signature verifies; nothing here says that the signer is trusted" in done.stdout


def test_a_signature_that_does_not_hold_ends_with_3(files: Path) -> None:
    done = run(files / "header", "--content", files / "altered")

    assert 3 == done.exit_code
    assert "signature does not verify: wrong signature" in done.stdout


@pytest.mark.parametrize(("ca", "code"), [("ca.pem", 0), ("other.pem", 3)])
def test_a_ca_decides_whether_the_signer_is_trusted(files: Path, ca: str, code: int) -> None:
    """T24"""
    done = run(files / "header", "--content", files / "body", "--ca", files / ca, "--json")
    verdict = json.loads(done.stdout)["verdict"]

    assert code == done.exit_code
    assert ("verifies", code == 0) == (verdict["outcome"], verdict["trusted"])


@pytest.mark.parametrize("option", ["FILE", "--content"])
def test_a_dash_is_standard_input(files: Path, option: str) -> None:
    arguments = (
        ("-", "--content", files / "body") if option == "FILE" else (files / "header", "--content", "-")
    )
    stdin = (files / ("header" if option == "FILE" else "body")).read_bytes()

    assert 0 == run(*arguments, stdin=stdin).exit_code


def test_standard_input_cannot_be_both() -> None:
    assert 2 == run("-", "--content", "-").exit_code


def test_a_policy_can_be_named(files: Path) -> None:
    done = run(files / "header", "--content", files / "body", "--policy", "STRICT", "--json")

    assert 3 == done.exit_code
    assert STRICT.name == json.loads(done.stdout)["verdict"]["policy"]


@pytest.mark.parametrize("policy", inspect.PolicyName)
def test_every_policy_that_can_be_named_exists(files: Path, policy: str) -> None:
    assert run(files / "profile", "--policy", policy).exit_code in (0, 3)


def test_json_holds_the_same_facts_and_no_secret(tmp_path: Path) -> None:
    (tmp_path / "message").write_bytes(plistlib.dumps(TOKEN_UPDATE))
    found = json.loads(run(tmp_path / "message", "--json").stdout)

    assert ("check-in message", "TokenUpdate") == (found["kind"], found["facts"]["message_type"])
    assert "<11 bytes, hidden>" == found["facts"]["keys"]["PushMagic"]
    shown = json.loads(run(tmp_path / "message", "--json", "--show-secrets").stdout)
    assert "MAGIC-MAGIC" == shown["facts"]["keys"]["PushMagic"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "found nothing"),
        (b" \n ", "found nothing"),
        (b"hello, world", "expected a property list"),
        (b"\x00\x01\x02", "expected a property list"),
        (b"aGVsbG8=", "expected a property list"),
        (b"bnVsbA==", "expected a property list"),
        (b"====", "expected a property list"),
        (b"QUJ", "expected a property list"),
        (DEVICE[:-1], "cut short"),
        (b"<html></html>", "expected"),
        (b"bplist00", "expected"),
        (b"-----BEGIN CERTIFICATE-----\nAAAA", "BEGIN has an END"),
        (b"-----BEGIN nothing", "BEGIN has an END"),
        (pem("CERTIFICATE", b"junk"), "PEM block with a certificate"),
        (b"-----BEGIN CMS-----\n!!!\n-----END CMS-----", "PEM block with a certificate"),
        (b"Content-Type: application/pkcs7-mime\n\n!!!", "S/MIME"),
        (b"Content-Type: text/plain\n\nAAAA", "expected a property list"),
    ],
)
def test_what_is_not_known_is_one_line_and_ends_with_1(tmp_path: Path, data: bytes, words: str) -> None:
    (tmp_path / "file").write_bytes(data)
    done = run(tmp_path / "file")

    assert (1, "") == (done.exit_code, done.stdout)
    assert 1 == done.stderr.count("\n")
    assert words in done.stderr


def test_a_missing_file_and_a_wrong_ca_end_with_1(files: Path) -> None:
    assert 1 == run(files / "nowhere").exit_code
    assert "no certificate found" in run(files / "header", "--ca", files / "body").stderr


@pytest.mark.parametrize("option", ["FILE", "--content", "--ca"])
@pytest.mark.parametrize(("name", "why"), [("nowhere", "No such file or directory"), (".", "Is a directory")])
def test_a_file_that_cannot_be_read_is_named_once(files: Path, option: str, name: str, why: str) -> None:
    arguments = (name,) if option == "FILE" else (files / "header", option, name)

    assert f"pymdm: {name}: {why}\n" == run(*arguments).stderr


def test_an_error_is_json_too(files: Path) -> None:
    done = run(files / "nowhere", "--json")

    assert 1 == done.exit_code
    assert "No such file" in json.loads(done.stdout)["error"]


def test_an_error_cannot_drive_the_terminal(tmp_path: Path) -> None:
    """T61"""
    hostile = tmp_path / "a\x1b[2J\nb"
    done = run(hostile)

    assert 1 == done.exit_code
    assert done.stderr.rstrip("\n").isprintable()


def test_output_cannot_drive_the_terminal(tmp_path: Path) -> None:
    """T61"""
    (tmp_path / "file").write_bytes(plistlib.dumps({**TOKEN_UPDATE, "Topic": "\u009b2J\u202e\nx"}))

    for done in (run(tmp_path / "file"), run(tmp_path / "file", "--json")):
        assert 0 == done.exit_code
        assert all(line.isprintable() for line in done.stdout.splitlines())


def test_a_file_over_the_limit_is_refused_after_reading_one_byte_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inspect, "MAX_FILE", 10)
    (tmp_path / "file").write_bytes(bytes(11))

    assert "at most 10 bytes" in run(tmp_path / "file").stderr
    assert "at most 10 bytes" in run("-", stdin=bytes(11)).stderr


def test_the_limit_also_holds_for_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_inspect_file, "MAX_FILE", 10)

    with pytest.raises(TooLarge):
        look(bytes(11))


@pytest.mark.parametrize("data", [IDLE, DEVICE, envelope(DEVICE), base64.b64encode(DEVICE)])
def test_content_beside_anything_but_a_detached_signature_is_an_error(data: bytes) -> None:
    with pytest.raises(DecodeError, match="leave it out"):
        look(data, content=b"x")


def test_content_beside_two_certificates_is_an_error() -> None:
    with pytest.raises(DecodeError, match="leave it out"):
        look(pem("CERTIFICATE", DEVICE) + pem("CERTIFICATE", CA.der), content=b"x")


def test_too_many_pem_blocks_are_refused() -> None:
    look(pem("CERTIFICATE", DEVICE) * MAX_BLOCKS)
    with pytest.raises(DecodeError, match=f"at most {MAX_BLOCKS}"):
        look(pem("CERTIFICATE", DEVICE) * (MAX_BLOCKS + 1))


def test_a_great_many_begins_cost_no_great_time() -> None:
    with pytest.raises(DecodeError, match="BEGIN has an END"):
        look(b"-----BEGIN X-----\n" * 100_000)


def token(**changes: Any) -> bytes:
    content = {"token": "CANARY!", "expDate": "2024-07-01T12:00:00+0000", "orgName": "Example Inc."} | changes
    return base64.b64encode(json.dumps(content).encode()) + b"\n"


def test_a_content_token_tells_its_owner_and_its_end_and_not_itself() -> None:
    """T65"""
    report = look(token())

    assert "content token (.vpptoken)" == report.kind
    assert ("Example Inc.", "2024-07-01T12:00:00Z", 30, "<7 bytes, hidden>") == (
        report.facts["organization"],
        report.facts["expires"],
        report.facts["days_left"],
        report.facts["token"],
    )
    assert "CANARY!" not in text(token())
    assert "CANARY!" in text(token(), show_secrets=True)
    assert () == report.problems
    (soon,) = look(token(), now=NOW + timedelta(days=16)).problems
    assert "ends on 2024-07-01" in soon
    (expired,) = look(token(), now=NOW + timedelta(days=31)).problems
    assert "has expired on 2024-07-01" in expired


@pytest.mark.parametrize("date", ["2024-07-01T12:00:00", "2024-07-01T05:00:00-0700"])
def test_the_date_of_a_content_token_may_lack_or_have_an_offset(date: str) -> None:
    assert "2024-07-01T12:00:00Z" == look(token(expDate=date)).facts["expires"]


@pytest.mark.parametrize("date", ["soon", "9999-12-31T23:59:59-23:00", 7])
def test_a_date_that_is_none_is_a_problem(date: object) -> None:
    report = look(token(expDate=date))

    assert ("expDate: expected a date and time as in ISO 8601",) == report.problems
    assert "CANARY!" not in text(token(expDate=date))


@pytest.mark.parametrize("data", [base64.b64encode(b"[" * 100_000), base64.b64encode(b'{"token": 1}')])
def test_other_json_is_no_token(data: bytes) -> None:
    with pytest.raises(DecodeError, match="expected a property list"):
        look(data)


def test_a_server_token_is_recognised_by_its_mime_headers() -> None:
    mime = b"Content-Type: application/pkcs7-mime; smime-type=enveloped-data\r\n\r\n"
    report = look(mime + base64.encodebytes(envelope(DEVICE)).replace(b"\n", b"\r\n"))

    assert ("server token (.p7m)", 2) == (report.kind, len(report.notes))
    assert "CMS signed data" == look(mime + base64.encodebytes(sign(b"x", SIGNER))).kind


def test_the_real_header_is_reported_on_the_command_line() -> None:
    header = shared("vectors/cms/mdmSignatureHeader2.b64")
    body = shared("vectors/cms/mdmSignatureBody2.plist")
    done = run(header, "--content", body)

    assert 0 == done.exit_code
    for words in (
        r"verdict +signature verifies",
        r"policy +MDM_SIGNATURE",
        r"encoding +BER",
        r"digest +SHA-1",
        r"signed attributes +no",
        r"subject +\(empty\)",
        r"serial +34",
        r"issuer +C=US, O=scep, OU=SCEP CA, CN=ca",
        r"key +RSA-2048",
    ):
        assert re.search(words, done.stdout), words
