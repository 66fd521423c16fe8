"""A device keeps its declarations in step with the server's, over check-ins that a handler answers."""

from __future__ import annotations

import json
import plistlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from pymdm import declarations, status
from pymdm.adapters.wsgi import device_app
from pymdm.crypto import CertificateAuthority
from pymdm.protocol import ddm
from pymdm.service import DeclarationRequest, MDMService, ServiceRules
from pymdm.stores import MemoryStore
from pymdm.testing import EnrollmentSettings, SimulatedDevice, SimulatedIdentity, wsgi_sender

NOW = datetime(2026, 1, 1, tzinfo=UTC)
PASSCODE = "com.apple.configuration.passcode.settings"


class Server:
    """What an embedding program keeps: declarations and status, by enrollment."""

    def __init__(self) -> None:
        self.sets: dict[str, ddm.DeclarationSet] = {}
        self.known: dict[str, ddm.DeviceStatus] = {}
        self.asked: list[str] = []
        now = datetime.now(UTC)
        self.authority = CertificateAuthority.create("Example identity CA", now=now)
        identity = self.authority.trust_store().mdm_signature()
        self.mdm = MDMService(MemoryStore(), rules=ServiceRules(identity=identity, declarations=self.handle))
        issued = self.authority.issue_identity(common_name="A Mac", now=now)
        assert issued.key is not None
        self.device = SimulatedDevice(
            EnrollmentSettings(server_url="https://mdm.example.com/mdm", topic="com.apple.mgmt.External.1"),
            identity=SimulatedIdentity(certificate=issued.certificate, key=issued.key),
            platform="macOS",
            send=wsgi_sender(device_app(self.mdm)),
            seed="a Mac",
        )
        assert self.device.enroll().status == 200

    def handle(self, request: DeclarationRequest, /) -> bytes | None:
        """All that a program has to write."""
        who = request.enrollment.id
        self.asked.append(request.endpoint)

        def remember(report: ddm.StatusReport) -> None:
            self.known[who] = ddm.merge_status(self.known.get(who, ddm.DeviceStatus()), report)

        wanted = self.sets.get(who, ddm.DeclarationSet())
        return ddm.respond(request.endpoint, request.data, wanted, timestamp=NOW, on_status=remember)


class Engine:
    """The part of a device that Apple calls declarative management: fetches what has changed, no more."""

    def __init__(self, channel: Any) -> None:
        self.channel = channel
        self.token = ""
        self.has: dict[tuple[str, str], dict[str, Any]] = {}

    def sync(self, before_fetching: Callable[[], object] = lambda: None) -> None:
        tokens = json.loads(self.ask("tokens"))["SyncTokens"]
        if tokens["DeclarationsToken"] == self.token:
            return
        items = json.loads(self.ask("declaration-items"))
        there = {
            (kind.value, item["Identifier"]): item["ServerToken"]
            for kind in ddm.DeclarationKind
            for item in items["Declarations"][kind.items_key]
        }
        before_fetching()
        self.has = {name: found for name, found in self.has.items() if name in there}
        for name, token in there.items():
            if self.has.get(name, {}).get("ServerToken") != token:
                self.fetch(*name)
        self.token = items["DeclarationsToken"]

    def fetch(self, kind: str, identifier: str) -> None:
        reply = self.channel.declarative(f"declaration/{kind}/{identifier}")
        if reply.status == 404:
            self.has.pop((kind, identifier), None)
        else:
            assert reply.status == 200
            self.has[kind, identifier] = json.loads(reply.body)

    def ask(self, endpoint: str) -> bytes:
        reply = self.channel.declarative(endpoint)
        assert reply.status == 200
        return bytes(reply.body)

    def report(self, **report: Any) -> int:
        return int(self.channel.declarative("status", json.dumps(report).encode()).status)

    def states(self) -> dict[str, Any]:
        states: dict[str, list[Any]] = {kind.status_key: [] for kind in ddm.DeclarationKind}
        for (kind, identifier), found in self.has.items():
            states[ddm.DeclarationKind(kind).status_key].append(
                {
                    "identifier": identifier,
                    "server-token": found["ServerToken"],
                    "active": True,
                    "valid": "valid",
                }
            )
        return {"management": {"declarations": states}}


def passcode(length: int) -> ddm.Declaration:
    rules = declarations.PasscodeSettings(minimum_length=length)
    return ddm.Declaration(identifier="passcode", payload=rules)


def wanted(length: int = 8) -> ddm.DeclarationSet:
    reporting = ddm.status_subscriptions([status.DeviceModelFamily, status.ManagementDeclarations])
    always = declarations.ActivationSimple(standard_configurations=["passcode", "reporting"])
    return ddm.DeclarationSet(
        [
            passcode(length),
            ddm.Declaration(identifier="reporting", payload=reporting),
            ddm.Declaration(identifier="always", payload=always),
        ]
    )


@pytest.fixture
def server() -> Server:
    return Server()


@pytest.fixture
def engine(server: Server) -> Engine:
    server.sets[server.device.enrollment.id] = wanted()
    return Engine(server.device)


def test_a_device_ends_with_what_the_server_wants_and_says_so(server: Server, engine: Engine) -> None:
    who = server.device.enrollment.id

    engine.sync()
    assert 200 == engine.report(StatusItems=engine.states(), Errors=[])

    assert [each.wire() for each in wanted()] == [engine.has[key] for key in sorted(engine.has)]
    states = server.known[who].declarations
    assert all(any(state.is_about(each) for state in states) for each in wanted())
    assert {(True, ddm.Validity.VALID)} == {(state.active, state.valid) for state in states}


def test_what_has_not_changed_is_not_fetched_again(server: Server, engine: Engine) -> None:
    engine.sync()
    server.asked.clear()

    engine.sync()
    server.sets[server.device.enrollment.id] = wanted(10)
    engine.sync()

    assert ["tokens", "tokens", "declaration-items", "declaration/configuration/passcode"] == server.asked
    assert {"MinimumLength": 10} == engine.has["configuration", "passcode"]["Payload"]


def test_what_is_no_longer_wanted_goes_also_when_it_goes_in_between(server: Server, engine: Engine) -> None:
    who = server.device.enrollment.id
    engine.sync()
    server.sets[who] = wanted(10)
    engine.sync(before_fetching=lambda: server.sets.pop(who))

    assert ("configuration", "passcode") not in engine.has
    engine.sync()
    assert {} == engine.has


def test_the_command_brings_the_tokens_along(server: Server) -> None:
    command = wanted().command(timestamp=NOW)
    server.mdm.enqueue(server.device.enrollment, command)
    assert [("DeclarativeManagement", "Acknowledged")] == [
        (step.request_type, step.status) for step in server.device.connect()
    ]
    data = plistlib.loads(command.encode(uuid="1"))["Command"]["Data"]
    assert wanted().tokens(timestamp=NOW).wire() == json.loads(data)


def test_t40_a_report_that_cannot_be_read_changes_nothing(
    server: Server, engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    who = server.device.enrollment.id
    assert 200 == engine.report(StatusItems={"device": {"model": {"family": "Mac"}}}, Errors=[])
    before = server.known[who]

    for report in (b"{", b"[" * 100_000, b'{"StatusItems": []}', b'{"StatusItems": {"a": NaN}}'):
        reply = server.device.declarative("status", report)
        assert (500, b"Internal Server Error\n") == (reply.status, reply.body)

    assert before is server.known[who]
    assert "handler failed" in caplog.text


def test_endpoints_that_do_not_exist_are_answered_404(engine: Engine) -> None:
    assert [404] * 3 == [
        engine.channel.declarative(endpoint).status
        for endpoint in ("profiles", "declaration/asset/passcode", "declaration/configuration/../passcode")
    ]
