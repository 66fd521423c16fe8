"""Declarative management in one process: a passcode rule for a Mac, and what the Mac says of it.

    python examples/declarations.py

The server is pymdm's, with `Declarations` as its handler; the Mac is simulated, and `sync` does what real
ones do: ask for the tokens, fetch what has changed, report.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime

from pymdm import declarations, status
from pymdm.adapters.wsgi import device_app
from pymdm.crypto import CertificateAuthority
from pymdm.protocol import ddm
from pymdm.service import DeclarationRequest, MDMService, ServiceRules
from pymdm.stores import MemoryStore
from pymdm.testing import EnrollmentSettings, SimulatedDevice, SimulatedIdentity, wsgi_sender


class Declarations:
    """Answers all devices with the same declarations, and remembers what each reports."""

    def __init__(self, wanted: ddm.DeclarationSet, *, since: datetime) -> None:
        self.wanted, self.since = wanted, since
        self.known: dict[str, ddm.DeviceStatus] = {}

    def __call__(self, request: DeclarationRequest, /) -> bytes | None:
        """The handler of DeclarativeManagement."""
        print(f"server: asked for {request.endpoint}")

        def remember(report: ddm.StatusReport) -> None:
            before = self.known.get(request.enrollment.id, ddm.DeviceStatus())
            self.known[request.enrollment.id] = ddm.merge_status(before, report)

        return ddm.respond(
            request.endpoint, request.data, self.wanted, timestamp=self.since, on_status=remember
        )


def rules(length: int) -> ddm.DeclarationSet:
    """A passcode for Macs, and reports on what has become of it."""
    on_macs = declarations.ActivationSimple(
        standard_configurations=["passcode", "reports"], predicate="@status(device.model.family) == 'Mac'"
    )
    passcode = declarations.PasscodeSettings(require_passcode=True, minimum_length=length)
    reports = ddm.status_subscriptions([status.DeviceModelFamily, status.ManagementDeclarations])
    found = ddm.DeclarationSet(
        [
            ddm.Declaration(identifier="on-macs", payload=on_macs),
            ddm.Declaration(identifier="passcode", payload=passcode),
            ddm.Declaration(identifier="reports", payload=reports),
        ]
    )
    found.check()
    return found


def sync(mac: SimulatedDevice, has: dict[str, str]) -> None:
    """What a Mac does when the command comes: fetch what is new, and say so."""
    items = json.loads(mac.declarative("declaration-items").body)["Declarations"]
    states: dict[str, list[object]] = {}
    for kind in ddm.DeclarationKind:
        for item in items[kind.items_key]:
            name, token = item["Identifier"], item["ServerToken"]
            if has.get(name) != token:
                fetched = mac.declarative(f"declaration/{kind.value}/{name}").body
                has[name] = ddm.decode_declaration(fetched).server_token
            state = {"identifier": name, "server-token": has[name], "active": True, "valid": "valid"}
            states.setdefault(kind.status_key, []).append(state)
    report = {"management": {"declarations": states}, "device": {"model": {"family": "Mac"}}}
    mac.declarative("status", json.dumps({"StatusItems": report, "Errors": []}).encode())


def main() -> None:
    """Enroll, declare, change, look."""
    now = datetime.now(UTC)
    authority = CertificateAuthority.create("Example identity CA", now=now)
    handler = Declarations(rules(8), since=now)
    identity = authority.trust_store().mdm_signature()
    mdm = MDMService(MemoryStore(), rules=ServiceRules(identity=identity, declarations=handler))
    issued = authority.issue_identity(common_name="A Mac", now=now)
    assert issued.key is not None
    mac = SimulatedDevice(
        EnrollmentSettings(server_url="https://mdm.example.com/mdm", topic="com.apple.mgmt.External.1"),
        identity=SimulatedIdentity(certificate=issued.certificate, key=issued.key),
        platform="macOS",
        send=wsgi_sender(device_app(mdm)),
        seed="a Mac",
    )
    mac.enroll()

    has: dict[str, str] = {}
    for length in (8, 12):
        handler.wanted = rules(length)
        mdm.enqueue(mac.enrollment, handler.wanted.command(timestamp=now))
        print(f"mac: {[(step.request_type, step.status) for step in mac.connect()]}")
        sync(mac, has)

    known = handler.known[mac.enrollment.id]
    family = known.get(status.DeviceModelFamily)
    print(f"known: a {family.value if family else 'device'}")
    for declaration in handler.wanted:
        done = [state for state in known.declarations if state.is_about(declaration)]
        print(f"known: {declaration.identifier} {'in force' if done and done[0].active else 'not yet'}")


if __name__ == "__main__":
    main()
