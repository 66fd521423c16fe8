"""``pymdm axm`` against the fake API on a loopback port."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner, Result

from pymdm.cli.app import app
from pymdm.testing.fake_abm import FakeABM


@pytest.fixture
def apple(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeABM]:
    """A service with five devices, its account in the environment, and waits that take no time."""
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    with FakeABM(devices=5, servers=("First", "Second", "Twice", "Twice"), chaos=None, seed=7) as fake:
        key = tmp_path / "key.pem"
        key.write_bytes(fake.account.key_file())
        key.chmod(0o600)
        monkeypatch.setenv("PYMDM_AXM_KEY", str(key))
        monkeypatch.setenv("PYMDM_AXM_KEY_ID", fake.account.key_id)
        monkeypatch.setenv("PYMDM_AXM_CLIENT_ID", fake.account.client_id)
        monkeypatch.setattr("pymdm.axm.client.time", SimpleNamespace(sleep=fake.clock.advance))
        monkeypatch.setattr("pymdm.axm.client.utc_now", fake.clock)
        yield fake


def run(apple: FakeABM, *words: str, typed: str = "") -> Result:
    """What a command says; nothing of the key is ever in it (T65)."""
    done = CliRunner().invoke(app, ["axm", *words, "--endpoint", apple.base_url], input=typed)
    inside = apple.account.key_file().splitlines()[1].decode()
    assert inside not in done.output + str(done.exception)
    assert "Bearer" not in done.output
    return done


def ok(apple: FakeABM, *words: str, typed: str = "") -> str:
    done = run(apple, *words, typed=typed)
    assert 0 == done.exit_code, (done.output, done.exception)
    return done.output


def refused(apple: FakeABM, *words: str) -> str:
    done = run(apple, *words)
    assert 1 == done.exit_code
    return done.output + str(done.exception)


def test_check_logs_in_and_shows_no_token(apple: FakeABM) -> None:
    shown = json.loads(ok(apple, "check", "--json"))

    assert ("business.api", 1) == (shown["scope"], apple.bearers_given)
    assert {"api", "scope", "key_sha256", "expires"} == shown.keys()
    assert "scope                  business.api" in ok(apple, "check")


def test_devices_and_services_are_listed(apple: FakeABM) -> None:
    first = apple.serials[0]
    apple.assign(first, apple.servers["First"])
    lines = ok(apple, "devices").splitlines()

    assert apple.serials == [line.split()[0] for line in lines]
    assert ["ASSIGNED"] + ["UNASSIGNED"] * 4 == [line.split()[1] for line in lines]
    assert apple.serials == [json.loads(line)["id"] for line in ok(apple, "devices", "--json").splitlines()]
    assert f"{first}\n" == ok(apple, "devices", "--server", "First")
    assert {"id": first} == json.loads(ok(apple, "devices", "--server", apple.servers["First"], "--json"))
    assert ["First", "Second", "Twice", "Twice"] == [
        line.split()[-1] for line in ok(apple, "servers").splitlines()
    ]
    assert "First" == json.loads(ok(apple, "servers", "--json").splitlines()[0])["name"]


def test_a_device_is_shown_with_its_service(apple: FakeABM) -> None:
    first, second = apple.serials[:2]
    apple.assign(first, apple.servers["First"])

    assert "server                 First" in ok(apple, "device", first)
    assert "server                 none" in ok(apple, "device", second)
    assert json.loads(ok(apple, "device", second, "--json"))["server"] is None
    assert "404" in refused(apple, "device", "NOBODY")


def test_devices_are_assigned_after_a_yes(apple: FakeABM) -> None:
    """And their names are in the question."""
    said = ok(apple, "assign", "Second", *apple.serials, typed="y\n")

    assert f"assign 5 devices ({', '.join(apple.serials)}) to Second?" in said
    assert "COMPLETED  COMPLETED_WITH_SUCCESS" in said
    assert {apple.servers["Second"]} == set(apple.truth().values())


@pytest.mark.parametrize("answer", ["n\n", ""])
def test_without_a_yes_nothing_is_assigned(apple: FakeABM, answer: str) -> None:
    done = run(apple, "assign", "Second", *apple.serials, typed=answer)

    assert (1, ()) == (done.exit_code, apple.writes)


def test_devices_are_unassigned_from_a_file_and_each_once(apple: FakeABM, tmp_path: Path) -> None:
    ok(apple, "assign", "First", *apple.serials, "--yes")
    file = tmp_path / "serials.txt"
    file.write_text(
        "\ufeff" + "\r\n".join([apple.serials[0], "", apple.serials[0], apple.serials[1]]) + "\n", "utf-8"
    )
    said = ok(apple, "unassign", "First", "--from", str(file), "--yes", "--json")

    assert {"status": "COMPLETED", "sub_status": "COMPLETED_WITH_SUCCESS"}.items() <= json.loads(said).items()
    assert [None, None] == [apple.truth()[serial] for serial in apple.serials[:2]]
    assert tuple(apple.serials[:2]) == apple.writes[-1].devices
    ok(apple, "assign", "First", "--from", "-", "--yes", typed=f"{apple.serials[0]}\n")


def test_many_devices_are_several_activities(apple: FakeABM, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pymdm.cli.axm_assign._AT_ONCE", 2)
    ok(apple, "assign", "First", *apple.serials, "--yes")

    assert [2, 2, 1] == [len(write.devices) for write in apple.writes]


def test_a_failure_for_one_device_is_exit_code_1(apple: FakeABM) -> None:
    apple.fail(apple.serials[0])

    assert "COMPLETED_WITH_ERROR" in refused(apple, "assign", "First", *apple.serials, "--yes")


def test_an_activity_can_be_looked_at_later(apple: FakeABM) -> None:
    said = ok(apple, "assign", "First", apple.serials[0], "--yes", "--timeout", "0")
    name = said.split()[0]

    assert "IN_PROGRESS" in said
    assert "IN_PROGRESS" in refused(apple, "activity", name)
    assert "COMPLETED_WITH_SUCCESS" in ok(apple, "activity", name, "--timeout", "600")


@pytest.mark.parametrize(
    ("words", "text"),
    [
        (("assign", "Twice", "C1", "--yes"), "several services"),
        (("assign", "Third", "C1", "--yes"), "no service has this name"),
        (("assign", "First", "--yes"), "which devices"),
        (("check", "--key", "missing.pem"), "missing.pem"),
        (("check", "--key-id", ""), "--key-id is missing"),
        (("check", "--key-id", "other"), "belong together"),
    ],
)
def test_what_a_user_can_mend_is_told_in_a_line(apple: FakeABM, words: tuple[str, ...], text: str) -> None:
    assert text in refused(apple, *words)


def test_a_key_file_of_another_kind_is_named(apple: FakeABM, tmp_path: Path) -> None:
    (tmp_path / "other.pem").write_bytes(
        b"-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----\n"
    )

    assert "other.pem: expected a key on the curve P-256" in refused(apple, "check", "--key", "other.pem")


def test_a_key_file_that_others_can_read_is_warned_of(apple: FakeABM, tmp_path: Path) -> None:
    (tmp_path / "key.pem").chmod(0o644)

    assert "others can read" in ok(apple, "check")


def test_a_lost_answer_to_an_assignment_says_to_look_first(
    apple: FakeABM, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pymdm.axm import AXMClient
    from pymdm.errors import TransportError

    for sent, text in ((True, "look at the devices before you repeat it"), (False, "lost")):

        def lost(self: AXMClient, *words: object, sent: bool = sent) -> None:
            raise TransportError("lost", request_sent=sent)

        monkeypatch.setattr(AXMClient, "assign", lost)
        assert text in refused(apple, "assign", "First", apple.serials[0], "--yes")
