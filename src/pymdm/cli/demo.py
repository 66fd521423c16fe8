"""``pymdm demo``: a server and two devices in processes of their own: enrollment, power cut, refusal.

Every value that is printed was read back from the server's admin API.  Each step checks what it
shows, so that the last line, ``demo: ok``, can be believed.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import attrs
import typer

from pymdm.cli import _key_file
from pymdm.cli.demo_intruder import speak_for
from pymdm.cli.demo_profile import example_profile
from pymdm.cli.demo_stage import Admin, DemoFailed, DeviceProcess, PushListener, ServerProcess
from pymdm.crypto import SealKey
from pymdm.service.machine import new_secret

__all__ = ["demo", "register"]

URL = "https://mdm.example.com"
TOPIC = "com.apple.mgmt.External.9f1c1f5e-7a3d-4f0e-9a53-2b6f8c1d4e70"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo() -> None:
    """Watch a simulated Mac and iPhone enroll over HTTP, get commands and answer."""
    with contextlib.ExitStack() as stack:
        pushes = PushListener()
        stack.callback(pushes.close)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pymdm-demo-")))
        stage = _Stage(stack=stack, pushes=pushes, database=_database(folder))
        try:
            stage.start()
            places = (stage.server.devices_url, stage.server.admin_url)
            typer.echo("server    {} for devices, {} for administrators".format(*places))
            for name, platform in (("Mac", "macOS"), ("iPhone", "iOS")):
                device = DeviceProcess(name, platform=platform, server=stage.server, code=stage.code)
                stage.devices.append(stack.enter_context(device))
            for scene in _SCENES:
                scene(stage)
        except DemoFailed as error:
            typer.echo(f"demo: failed: {error}")
            if stage.servers:
                typer.echo(stage.server.log()[-4000:], err=True)
            raise typer.Exit(1) from error
    typer.echo("demo: ok")


def _database(folder: Path) -> Path:
    """Where a database will be, with a key that is thrown away with it beside it."""
    database = folder / "demo.db"
    _key_file.create(str(database.with_suffix(".key")), SealKey.generate().to_text())
    return database


@attrs.define(kw_only=True)
class _Stage:
    stack: contextlib.ExitStack
    pushes: PushListener
    database: Path
    code: str = attrs.field(repr=False, factory=new_secret)
    token: str = attrs.field(repr=False, factory=new_secret)
    devices: list[DeviceProcess] = attrs.field(factory=list)
    servers: list[tuple[ServerProcess, Admin]] = attrs.field(factory=list)

    @property
    def server(self) -> ServerProcess:
        return self.servers[-1][0]

    @property
    def admin(self) -> Admin:
        return self.servers[-1][1]

    def start(self) -> None:
        """Start the server: on the database of the one before, and where devices have found that one."""
        port = int(self.server.devices_url.rpartition(":")[2]) if self.servers else 0
        server = ServerProcess(
            url=URL,
            topic=TOPIC,
            stub_apns=self.pushes.address,
            code=self.code,
            token=self.token,
            database=self.database,
            port=port,
        )
        self.stack.enter_context(server)
        admin = Admin(server.admin_url, self.token)
        self.stack.callback(admin.close)
        self.servers.append((server, admin))

    def queue(
        self, device: DeviceProcess, request_type: str, keys: dict[str, Any] | None = None, **options: Any
    ) -> str:
        wanted = {"request_type": request_type, "keys": keys or {}, "options": options}
        return str(self.admin.post(f"/v1/enrollments/{device.id}/commands", wanted)["command_uuid"])

    def read(self, device: DeviceProcess, uuid: str) -> dict[str, Any]:
        return self.admin.get(f"/v1/enrollments/{device.id}/commands/{uuid}")

    def wake(self) -> None:
        """Pass the next push on; the device that it is for connects and works off its queue."""
        push = self.pushes.take()
        for device in self.devices:
            told = device.ask(f"push {push.token} {push.topic} {push.magic}")
            if told["status"] == 200:
                return
        raise DemoFailed("a push was sent to a token that no device has")

    def events(self, kind: str, uuid: str) -> int:
        """How many events of a kind name this command."""
        found = self.admin.get("/v1/events?limit=500")["events"]
        return sum(event["event"] == kind and event.get("command_uuid") == uuid for event in found)


def _expect(what: str, found: object, wanted: object) -> None:
    if found != wanted:
        raise DemoFailed(f"{what}: expected {wanted}, found {found}")


def _enrollments(stage: _Stage) -> None:
    for device in stage.devices:
        record = stage.admin.get(f"/v1/enrollments/{device.id}")
        _expect(f"{device.name} is", record["state"], "enrolled")
        typer.echo(
            f"enrolled  {device.name}: {record['product_name']}, {record['os']} {record['os_version']},"
            f" serial {record['serial_number']}, UDID {record['id']['id']}"
        )
    _expect("enrollments", len(stage.admin.get("/v1/enrollments")["enrollments"]), 2)


def _profile(stage: _Stage) -> None:
    identifier, document = example_profile("example.webclip")
    for device in stage.devices:
        uuid = stage.queue(device, "InstallProfile", {"Payload": document})
        stage.wake()
        _expect("InstallProfile is", stage.read(device, uuid)["state"], "acknowledged")
        listed = stage.queue(device, "ProfileList")
        stage.wake()
        profiles = stage.read(device, listed)["result"]["ProfileList"]
        names = [profile["PayloadIdentifier"] for profile in profiles]
        _expect(f"{identifier} is listed by the {device.name}", identifier in names, wanted=True)
        typer.echo(f"profile   {device.name} now has {', '.join(sorted(names))}")


def _information(stage: _Stage) -> None:
    for device in stage.devices:
        queries = ["DeviceName", "OSVersion", "SerialNumber"]
        uuid = stage.queue(device, "DeviceInformation", {"Queries": queries})
        stage.wake()
        told = stage.read(device, uuid)["result"]["QueryResponses"]
        serial = stage.admin.get(f"/v1/enrollments/{device.id}")["serial_number"]
        _expect("the serial number is that of the enrollment", told["SerialNumber"], serial)
        typer.echo(f"answered  {device.name}: " + ", ".join(f"{key} {told[key]}" for key in queries))


def _not_now(stage: _Stage) -> None:
    phone = stage.devices[1]
    phone.ask("lock")
    refused, held = (
        stage.queue(phone, "InstallProfile", {"Payload": example_profile(name)[1]})
        for name in ("example.second", "example.third")
    )
    certain = stage.queue(phone, "DeviceInformation", {"Queries": ["OSVersion"]})
    stage.wake()
    command = stage.read(phone, refused)
    _expect("InstallProfile on a locked iPhone is", command["state"], "pending")
    _expect("NotNow came", command["not_now_count"], 1)
    _expect("in that session it was sent", command["sent_count"], 1)
    _expect("another InstallProfile after NotNow was sent", stage.read(phone, held)["sent_count"], 0)
    told = stage.read(phone, certain)
    _expect("DeviceInformation, which is never refused, is", told["state"], "acknowledged")
    typer.echo(f"NotNow    iPhone refused InstallProfile {command['not_now_count']} time, it stays pending")
    phone.ask("unlock")
    phone.ask("poll")
    for uuid in (refused, held):
        _expect("InstallProfile after unlocking is", stage.read(phone, uuid)["state"], "acknowledged")
    command = stage.read(phone, refused)
    typer.echo(f"retried   InstallProfile was sent {command['sent_count']} times: {command['state']}")


def _duplicate(stage: _Stage) -> None:
    mac = stage.devices[0]
    mac.ask("duplicate")
    first, second = stage.queue(mac, "SecurityInfo"), stage.queue(mac, "ProfileList")
    stage.wake()
    for uuid in (first, second):
        _expect("a command after a repeated answer is", stage.read(mac, uuid)["state"], "acknowledged")
        _expect("it was finished", stage.events("CommandFinished", uuid), 1)
    _expect("the repeated answer was ignored", stage.events("ResultIgnored", first), 1)
    _expect("the command was sent", stage.read(mac, first)["sent_count"], 1)
    typer.echo("duplicate Mac answered SecurityInfo twice: stored once, the next command followed")


def _power_cut(stage: _Stage) -> None:
    waiting = [(device, stage.queue(device, "SecurityInfo", push=False)) for device in stage.devices]
    stage.server.kill()
    stage.start()
    for device, uuid in waiting:
        _expect(f"the command for the {device.name} is", stage.read(device, uuid)["state"], "pending")
        device.ask("connect")
        command = stage.read(device, uuid)
        _expect(f"the command for the {device.name} is", command["state"], "acknowledged")
        _expect("it was sent", command["sent_count"], 1)
    _expect("enrollments", len(stage.admin.get("/v1/enrollments")["enrollments"]), 2)
    typer.echo(
        f"power cut the server was killed and started again: {len(waiting)} commands arrived, once each"
    )


def _intruders(stage: _Stage) -> None:
    mac = stage.devices[0]
    waiting = stage.queue(mac, "SecurityInfo")
    for who in ("another CA", "another device of ours"):
        status, length = speak_for(mac.id, stage.server, stage.code, who=who)
        _expect(f"a certificate of {who} gets", status, 400)
        _expect("SecurityInfo was handed out", stage.read(mac, waiting)["sent_count"], 0)
        typer.echo(f"refused   a certificate of {who} with the Mac's UDID: {status}, {length} bytes")
    stage.wake()
    _expect("the Mac's own command is", stage.read(mac, waiting)["state"], "acknowledged")


_SCENES: tuple[Callable[[_Stage], None], ...] = (
    _enrollments,
    _profile,
    _information,
    _not_now,
    _duplicate,
    _power_cut,
    _intruders,
)
