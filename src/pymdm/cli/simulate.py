"""``pymdm simulate``: one simulated device in a process of its own, driven by lines on standard input."""

from __future__ import annotations

import inspect
import json
import os
import shlex
import sys
from collections.abc import Callable, Iterable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import attrs
import typer

from pymdm.crypto.cms import APPLE_BER, APPLE_DER
from pymdm.errors import PymdmError
from pymdm.protocol import PushTarget
from pymdm.testing import Prove, SimulatedDevice, Step, StubAPNs, download_profile, load_enrollment_profile
from pymdm.testing.channel import SimulatedChannel
from pymdm.testing.hardware import Platform

__all__ = ["register", "simulate"]

_SHAPES = {"": None, "ber": APPLE_BER, "der": APPLE_DER}


class _Platform(StrEnum):
    MACOS = "macOS"
    IOS = "iOS"
    IPADOS = "iPadOS"
    TVOS = "tvOS"


class _Shape(StrEnum):
    USUAL = ""
    BER = "ber"
    DER = "der"


# typer wants an enum for a choice; the library wants the words themselves.
_PLATFORMS: dict[_Platform, Platform] = {
    _Platform.MACOS: "macOS",
    _Platform.IOS: "iOS",
    _Platform.IPADOS: "iPadOS",
    _Platform.TVOS: "tvOS",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(simulate)


def simulate(
    *,
    profile: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Enrollment profile (.mobileconfig).")
    ] = None,
    enroll_url: Annotated[str, typer.Option(help="Where to download the enrollment profile.")] = "",
    code: Annotated[
        str,
        typer.Option(envvar="PYMDM_ENROLLMENT_CODE", help="Enrollment code, if the address asks for one."),
    ] = "",
    password: Annotated[
        str, typer.Option(envvar="PYMDM_PROFILE_PASSWORD", help="Opens the identity if the profile does not.")
    ] = "",
    via: Annotated[
        str, typer.Option(help="Connect to this scheme and host instead: http://127.0.0.1:8080.")
    ] = "",
    platform: Annotated[_Platform, typer.Option(help="What kind of device.")] = _Platform.MACOS,
    shared: Annotated[bool, typer.Option(help="Make an iPad a Shared iPad.")] = False,
    shape: Annotated[
        _Shape, typer.Option(help="Form of the signature; by default the platform's.", show_default=False)
    ] = _Shape.USUAL,
    unsigned: Annotated[bool, typer.Option(help="Send no Mdm-Signature, whatever the profile says.")] = False,
    seed: Annotated[str, typer.Option(help="Same seed, same device; by default a new one each time.")] = "",
    once: Annotated[bool, typer.Option(help="Enroll, one session, end.")] = False,
    sessions: Annotated[int, typer.Option(min=0, help="Enroll, so many sessions, end.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Enroll a simulated device and run sessions.

    Without --once or --sessions it reads commands from standard input, one a line; "help" lists them.
    """
    if (profile is None) == (not enroll_url):
        raise typer.BadParameter("give either --profile or --enroll-url")

    def fetch() -> bytes:
        if profile is not None:
            return profile.read_bytes()
        return download_profile(enroll_url, via=via or None, code=code or None)

    device = SimulatedDevice.from_profile(
        fetch(),
        password=password or None,
        platform=_PLATFORMS[platform],
        shared=shared,
        shape=_SHAPES[shape],
        prove=Prove.NOTHING if unsigned else Prove.AS_PROFILE,
        via=via or None,
        seed=seed or os.urandom(8).hex(),
    )
    console = _Console(device=device, as_json=as_json, fetch=fetch, password=password or None)
    if not console.run("enroll"):
        raise typer.Exit(1)
    count = 1 if once else sessions
    if count:
        results = [console.run("connect") for _ in range(count)]
        raise typer.Exit(0 if all(results) else 1)
    console.listen(sys.stdin)


@attrs.define(kw_only=True)
class _Console:
    """Runs one word after another and prints what came of it: ledger lines, then a line with "done"."""

    device: SimulatedDevice
    as_json: bool
    fetch: Callable[[], bytes] = attrs.field(repr=False)
    password: str | None = attrs.field(repr=False)
    apns: StubAPNs = attrs.field(factory=StubAPNs)
    printed: int = 0

    def listen(self, lines: Iterable[str]) -> None:
        """Run each line until "quit" or the end of input."""
        for line in lines:
            words = line.split("#")[0]
            if words.strip() == "quit":
                break
            if words.strip():
                self.run(words)

    def run(self, line: str) -> bool:
        """Run one line; False if it failed, which is printed and ends nothing."""
        try:
            word, *arguments = shlex.split(line)
            action = _ACTIONS.get(word)
            if action is None:
                raise ValueError(f"unknown word; expected one of {', '.join(_ACTIONS)}")
            try:
                inspect.signature(action).bind(self, *arguments)
            except TypeError:
                raise ValueError("too few or too many words behind it") from None
            found = action(self, *arguments)
        except (PymdmError, ValueError, OSError) as error:
            self._ledger()
            self._line({"failed": line.split()[0], "error": str(error)})
            return False
        self._ledger()
        self._line({"done": word, **found, **self._state()})
        return True

    def _state(self) -> dict[str, Any]:
        device = self.device
        ending = device.ending
        return {
            "udid": device.machine.udid,
            "enrolled": device.enrolled,
            "wants_to_poll": device.wants_to_poll,
            "ending": ending.name if ending else None,
        }

    def _ledger(self) -> None:
        fresh = list(self.device.ledger)[self.printed :]
        self.printed += len(fresh)
        for entry in fresh:
            self._line(entry.as_json())

    def _line(self, found: dict[str, Any]) -> None:
        text = json.dumps(found) if self.as_json else "  ".join(f"{k}={v}" for k, v in found.items())
        typer.echo(text)
        sys.stdout.flush()

    def find(self, user: str | None) -> SimulatedChannel:
        """The device channel, or the channel of the user with this short name."""
        if user is None:
            return self.device
        for known in self.device.users:
            if known.short_name == user:
                return known
        raise ValueError("no such user; expected the short name of one made by: user ID NAME")


def _steps(steps: list[Step]) -> dict[str, Any]:
    return {"steps": [list(step) for step in steps]}


def _enroll(console: _Console) -> dict[str, Any]:
    reply = console.device.enroll()
    console.apns.register(console.device)
    return {"status": reply.status, "id": console.device.enrollment.id}


def _re_enroll(console: _Console, *words: str) -> dict[str, Any]:
    settings = None
    if words == ("fresh",):
        settings = load_enrollment_profile(console.fetch(), password=console.password)
    elif words:
        raise ValueError("expected nothing or the word fresh")
    return {"status": console.device.re_enroll(settings).status, "id": console.device.enrollment.id}


def _user(console: _Console, user_id: str, short_name: str) -> dict[str, Any]:
    user = console.device.user(user_id, short_name=short_name)
    console.apns.register(user)
    return {"status": user.enroll().status, "id": user.enrollment.id}


def _push(console: _Console, token: str, topic: str, magic: str) -> dict[str, Any]:
    target = PushTarget(topic=topic, token=bytes.fromhex(token), push_magic=magic)
    outcome = console.apns.push(target)
    found: dict[str, Any] = {"status": outcome.status, "reason": outcome.reason, "heeded": outcome.heeded}
    woken = [step for _, steps in console.apns.deliver() for step in steps]
    return found | _steps(woken)


def _do(action: Callable[[SimulatedDevice], object]) -> Callable[..., dict[str, Any]]:
    def run(console: _Console) -> dict[str, Any]:
        action(console.device)
        return {}

    return run


def _fault(action: Callable[[SimulatedChannel], object]) -> Callable[..., dict[str, Any]]:
    def run(console: _Console, user: str | None = None) -> dict[str, Any]:
        action(console.find(user))
        return {}

    return run


def _session(action: Callable[[SimulatedChannel], list[Step]]) -> Callable[..., dict[str, Any]]:
    def run(console: _Console, user: str | None = None) -> dict[str, Any]:
        return _steps(action(console.find(user)))

    return run


def _help(console: _Console) -> dict[str, Any]:
    return {"words": [*_ACTIONS, "quit"]}


_ACTIONS: dict[str, Callable[..., dict[str, Any]]] = {
    "enroll": _enroll,
    "re-enroll": _re_enroll,  # [fresh]: with a profile fetched again
    "user": _user,  # ID SHORT-NAME
    "connect": _session(SimulatedChannel.connect),  # [SHORT-NAME]
    "poll": _session(SimulatedChannel.poll),
    "push": _push,  # TOKEN-HEX TOPIC MAGIC: as the push service would, then connect
    "lock": _do(SimulatedDevice.lock),
    "unlock": _do(SimulatedDevice.unlock),
    "duplicate": _fault(SimulatedChannel.duplicate_next_answer),
    "lose": _fault(SimulatedChannel.lose_next_response),
    "cut": _fault(SimulatedChannel.drop_connection),
    "hold": _fault(SimulatedChannel.hold_next_answer),
    "send-held": _session(SimulatedChannel.send_held),
    "token-update": _fault(lambda channel: channel.token_update(new_token=True)),
    "bootstrap": _do(SimulatedDevice.set_bootstrap_token),
    "check-out": _fault(SimulatedChannel.check_out),
    "remove": _do(SimulatedDevice.remove_mdm_profile),
    "state": _do(lambda device: None),
    "help": _help,
}
