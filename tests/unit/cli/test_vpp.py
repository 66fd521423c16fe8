"""``pymdm vpp``: what a token is, what a location has, licenses that change hands; nothing secret (T65)."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner, Result

from pymdm.cli.app import app
from pymdm.errors import EventPending, ManagedElsewhere
from tests.unit.vpp.calling import CANARY, NOW, UID, file_of

SECRETS = (CANARY, file_of()[:20], "auth-canary", "invite-canary")


class Location:
    """A location that answers as Apple does, as far as these commands look at it."""

    def __init__(self) -> None:
        self.log: list[tuple[str, Any]] = []
        self.failures: list[dict[str, Any]] = []
        self.state = "COMPLETE"
        self.config: dict[str, Any] = {
            "uId": UID,
            "locationName": "Main Street",
            "notificationAuthToken": "auth-canary",
            "mdmInfo": {"id": "them", "name": "Their server", "metadata": "1"},
        }
        self.expires: str | None = None

    def answer(self, path: str, query: dict[str, str], body: Any) -> dict[str, Any]:
        self.log.append((path, body if body is not None else query))
        found: dict[str, Any]
        if path == "/service/config":
            return {"urls": {}, "limits": {}}
        if path == "/client/config":
            if body is not None:
                self.config |= {"mdmInfo": body["mdmInfo"], "notificationUrl": body.get("notificationUrl")}
            found = self.config
        elif path == "/assets":
            counts = {"totalCount": 5, "availableCount": 3, "assignedCount": 2, "retiredCount": 0}
            asset = {"adamId": "361309726", "pricingParam": "STDQ", "productType": "App", **counts}
            found = {"assets": [{**asset, "deviceAssignable": True, "supportedPlatforms": ["iOS"]}]}
        elif path == "/assignments":
            rows = [{"adamId": "1", "serialNumber": "S1"}, {"adamId": "1", "clientUserId": "u1"}]
            found = {"assignments": rows}
        elif path == "/users":
            user = {"clientUserId": "u1", "status": "Registered", "email": "u@example.org"}
            found = {"users": [{**user, "inviteCode": "invite-canary"}]}
        elif path == "/status":
            done = 0 if self.failures or self.state == "PENDING" else 1
            state = "FAILED" if self.failures else self.state
            found = {"eventStatus": state, "numCompleted": done, "numRequested": 1, "failures": self.failures}
        else:
            found = {"eventId": "e-1"}
        return {"uId": UID, **found, **({"tokenExpirationDate": self.expires} if self.expires else {})}


@pytest.fixture
def location() -> Location:
    return Location()


@pytest.fixture
def base_url(location: Location, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.serve(None)

        def do_POST(self) -> None:
            self.serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

        def serve(self, body: Any) -> None:
            parts = urlsplit(self.path)
            query = {key: values[0] for key, values in parse_qs(parts.query).items()}
            data = json.dumps(location.answer(parts.path, query, body)).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002 - its name in the base class

    monkeypatch.chdir(tmp_path)
    for module in ("_vpp_client", "vpp_token"):
        monkeypatch.setattr(f"pymdm.cli.{module}.utc_now", lambda: NOW)
    monkeypatch.setattr("pymdm.vpp._waiting._FIRST", 0.001)
    Path("location.vpptoken").write_text(file_of())
    Path("location.vpptoken").chmod(0o600)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Running:
    """Runs a command; nothing that it says may be a secret (T65)."""

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url

    def run(self, *words: str, typed: str = "") -> Result:
        where = () if words[0] == "token" else ("--base-url", self._base_url)
        done = CliRunner().invoke(app, ["vpp", *words, *where], input=typed)
        said = done.output + repr(done.exception)
        assert not any(secret in said for secret in SECRETS), said
        return done

    def ok(self, *words: str, typed: str = "") -> str:
        done = self.run(*words, typed=typed)
        assert 0 == done.exit_code, (done.output, done.exception)
        return done.output


@pytest.fixture
def pymdm(base_url: str) -> Running:
    return Running(base_url)


def test_t65_a_token_tells_whose_it_is_and_not_what_it_is(pymdm: Running) -> None:
    said = pymdm.ok("token", "location.vpptoken")

    assert "Example" in said
    assert "2027-06-01T00:00:00+00:00" in said
    assert 191 == json.loads(pymdm.ok("token", "location.vpptoken", "--json"))["days_left"]


def test_a_token_that_ends_is_warned_of_and_an_expired_one_has_its_exit_code(pymdm: Running) -> None:
    Path("soon.vpptoken").write_text(file_of("2026-11-30T00:00:00Z"))
    Path("soon.vpptoken").chmod(0o644)
    said = pymdm.ok("token", "soon.vpptoken")
    assert "warning: the content token of Example ends on 2026-11-30" in said
    assert "others can read soon.vpptoken" in said
    Path("old.vpptoken").write_text(file_of("2025-11-30T00:00:00Z"))

    assert 3 == pymdm.run("token", "old.vpptoken").exit_code
    done = pymdm.run("assets", "--token", "old.vpptoken")
    assert 1 == done.exit_code
    assert str(done.exception).startswith("old.vpptoken: expected a content token that is valid; it expired")


def test_what_is_no_token_is_said_with_its_name(pymdm: Running) -> None:
    Path("x.vpptoken").write_text("hello")
    done = pymdm.run("token", "x.vpptoken")

    assert 1 == done.exit_code
    assert str(done.exception).startswith("x.vpptoken: expected a content token")


def test_a_location_is_listed(pymdm: Running, location: Location) -> None:
    assert "361309726    STDQ App   3 of 5 free, 2 assigned  for devices, iOS\n" == pymdm.ok("assets")
    assert 5 == json.loads(pymdm.ok("assets", "361309726", "--json"))["totalCount"]
    assert ("/assets", {"adamId": "361309726"}) == location.log[-1]
    assert "1            device S1\n1            user u1\n" == pymdm.ok("assignments")
    assert "S1" == json.loads(pymdm.ok("assignments", "--json").splitlines()[0])["serialNumber"]
    assert "u1" in pymdm.ok("users")
    assert {"client_user_id": "u1", "status": "Registered", "email": "u@example.org", "id_hash": ""} == (
        json.loads(pymdm.ok("users", "--state", "active", "--json"))
    )
    assert ("/users", {"activeOnly": "true"}) == location.log[-1]


def test_the_end_that_apple_tells_is_warned_of(pymdm: Running, location: Location) -> None:
    location.expires = "2026-11-24T12:00:00+0000"

    assert "warning: the content token of Example ends on 2026-11-24" in pymdm.ok("assets")


def test_licenses_are_assigned_and_taken_back(pymdm: Running, location: Location) -> None:
    Path("list.txt").write_text("S2\n\nS3\n")
    said = pymdm.ok("assign", "5", "6", "--serial", "S1", "--serials", "list.txt", "--user", "u1")

    assert "1 of 1 done, finished\n" == said
    assert {
        "assets": [{"adamId": "5", "pricingParam": "STDQ"}, {"adamId": "6", "pricingParam": "STDQ"}],
        "serialNumbers": ["S1", "S2", "S3"],
        "clientUserIds": ["u1"],
    } == dict(location.log)["/assets/associate"]
    Path("people.txt").write_text("u1\nu2\n")
    found = json.loads(pymdm.ok("unassign", "5", "--users", "people.txt", "--pricing", "PLUS", "--json"))
    assert (["e-1"], True, []) == (found["events"], found["succeeded"], found["failures"])
    assert ["u1", "u2"] == dict(location.log)["/assets/disassociate"]["clientUserIds"]
    assert "accepted: e-1\n" == pymdm.ok("assign", "5", "--serial", "S1", "--timeout", "0")
    assert {"events": ["e-1"]} == json.loads(
        pymdm.ok("assign", "5", "--serial", "S1", "--timeout", "0", "--json")
    )


def test_what_fails_is_named_and_the_exit_code_tells(pymdm: Running, location: Location) -> None:
    location.failures = [
        {"errorNumber": 9709, "errorInfo": {"serialNumbers": ["S1"], "assets": [{"adamId": 5}]}}
    ]
    done = pymdm.run("assign", "5", "--serial", "S1")

    assert 1 == done.exit_code
    assert "S1 5: 9709: not enough licenses of the asset are left; buy more, or take some back" in done.output
    (failure,) = json.loads(pymdm.run("status", "e-1", "--json").output)["failures"]
    assert ("S1", ["5"], 9709) == (failure["serial"], failure["assets"], failure["code"])


def test_what_is_not_done_in_time_can_be_asked_for(pymdm: Running, location: Location) -> None:
    location.state = "PENDING"
    done = pymdm.run("assign", "5", "--serial", "S1", "--timeout", "0.01")

    assert (1, EventPending) == (done.exit_code, type(done.exception))
    assert str(done.exception).endswith("pymdm vpp status e-1")
    assert "0 of 1 done, pending\n" == pymdm.ok("status", "e-1")


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        (("--serial", "S1"), "revoke all of S1"),
        (("--serial", "S1", "--user", "u1", "--user", "u1"), "revoke all of 2"),
    ],
)
def test_everything_is_taken_back_only_where_that_is_typed(
    pymdm: Running, location: Location, words: tuple[str, ...], wanted: str
) -> None:
    for typed in ("\n", "y\n", "revoke all of 3\n"):
        done = pymdm.run("revoke", *words, typed=typed)
        assert 1 == done.exit_code
        assert "nothing was done" in str(done.exception)
    assert [] == location.log

    assert "1 of 1 done" in pymdm.ok("revoke", *words, typed=f"{wanted}\n")
    pymdm.ok("revoke", *words, "--confirm", wanted)
    assert ["S1"] == dict(location.log)["/assets/revoke"]["serialNumbers"]


def test_nobody_is_no_target(pymdm: Running) -> None:
    assert "for whom?" in str(pymdm.run("assign", "5").exception)


def test_nothing_is_assigned_where_another_server_manages(pymdm: Running, location: Location) -> None:
    done = pymdm.run("assign", "5", "--serial", "S1", "--mdm-id", "us")

    assert ManagedElsewhere is type(done.exception)
    assert "/assets/associate" not in dict(location.log)


def test_a_location_is_shown_claimed_and_taken_over(pymdm: Running, location: Location) -> None:
    Path("secret").write_text("auth-canary\n")
    setting = ("--notification-url", "https://mdm.example.com/n", "--notification-token", "secret")
    said = pymdm.ok("config")
    assert "Main Street" in said
    assert "managed_by_name    Their server\n" in said
    assert "notification_token set, hidden\n" in said

    assert "--set-mdm-id" in str(pymdm.run("config", *setting).exception)
    done = pymdm.run("config", "--set-mdm-id", "us")
    assert str(done.exception).endswith("that is Their server (them)")
    done = pymdm.run("config", "--set-mdm-id", "us", "--take-over", "somebody")
    assert "managed_by" in str(done.exception)
    words = ("config", "--set-mdm-id", "us", "--take-over", "them", *setting, "--notify", "ASSET_COUNT")
    assert "us" == json.loads(pymdm.ok(*words, "--json"))["managed_by"]
    assert "auth-canary" == location.log[-1][1]["notificationAuthToken"]


def test_a_person_sees_bars(pymdm: Running, location: Location, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = SimpleNamespace(stderr=SimpleNamespace(isatty=lambda: True), stdout=SimpleNamespace(isatty=bool))
    for module in ("_vpp_client", "vpp_lists"):
        monkeypatch.setattr(f"pymdm.cli.{module}.sys", seen)

    assert "1 of 1 done, finished" in pymdm.ok("assign", "5", "--serial", "S1")
    assert "device S1" in pymdm.ok("assignments")


@pytest.mark.parametrize(
    "words", [("assignments", "--serial", ""), ("assignments", "--user", ""), ("assignments", "--asset", "")]
)
def test_a_variable_that_is_empty_does_not_list_everybody(pymdm: Running, words: tuple[str, ...]) -> None:
    done = pymdm.run(*words)

    assert (1, ValueError) == (done.exit_code, type(done.exception))
    assert "device" not in done.output


@pytest.mark.parametrize("data", [b"\xff\xfeu", b"u\0", b"u\n" * (5 << 20)])
def test_a_file_that_is_no_list_of_users_is_named(pymdm: Running, location: Location, data: bytes) -> None:
    Path("users.txt").write_bytes(data)

    assert "users.txt: expected identifiers" in str(
        pymdm.run("assign", "5", "--users", "users.txt").exception
    )
    assert [] == location.log


def test_a_list_of_users_may_come_from_windows(pymdm: Running, location: Location) -> None:
    Path("users.txt").write_bytes("\ufeffu1\r\nu 2\r\n".encode())
    pymdm.ok("assign", "5", "--users", "users.txt")

    assert ["u1", "u 2"] == dict(location.log)["/assets/associate"]["clientUserIds"]
