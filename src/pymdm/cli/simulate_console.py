"""What is typed to a simulated device: one word a line, and what came of it printed below."""

from __future__ import annotations

import inspect
import json
import shlex
import sys
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import attrs
import typer

from pymdm.cli.problems import in_words
from pymdm.errors import PymdmError, TransportError
from pymdm.protocol import PushTarget
from pymdm.testing import SimulatedDevice, Step, StubAPNs, load_enrollment_profile
from pymdm.testing.channel import SimulatedChannel

__all__ = ["WORDS", "Console"]


@attrs.define(kw_only=True)
class Console:
    """Runs one word after another and prints what came of it: ledger lines, then a line with "done"."""

    device: SimulatedDevice
    as_json: bool
    fetch: Callable[[], bytes] = attrs.field(repr=False)
    password: str | None = attrs.field(repr=False)
    hint: str = ""  # what to try when the server cannot be reached
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
            known = WORDS.get(word)
            if known is None:
                raise ValueError(f"unknown word; expected one of {', '.join(WORDS)}")
            try:
                inspect.signature(known.action).bind(self, *arguments)
            except TypeError:
                raise ValueError(f"expected {word} {known.arguments or 'with nothing behind it'}") from None
            found = known.action(self, *arguments)
        except (PymdmError, ValueError, OSError) as error:
            self._ledger()
            hint = f"; {self.hint}" if self.hint and isinstance(error, TransportError) else ""
            self._line({"failed": line.split()[0], "error": f"{in_words(error)}{hint}"})
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


def _enroll(console: Console) -> dict[str, Any]:
    reply = console.device.enroll()
    console.apns.register(console.device)
    return {"status": reply.status, "id": console.device.enrollment.id}


def _re_enroll(console: Console, *words: str) -> dict[str, Any]:
    settings = None
    if words == ("fresh",):
        settings = load_enrollment_profile(console.fetch(), password=console.password)
    elif words:
        raise ValueError("expected nothing or the word fresh")
    return {"status": console.device.re_enroll(settings).status, "id": console.device.enrollment.id}


def _user(console: Console, user_id: str, short_name: str) -> dict[str, Any]:
    user = console.device.user(user_id, short_name=short_name)
    console.apns.register(user)
    return {"status": user.enroll().status, "id": user.enrollment.id}


def _push(console: Console, token: str, topic: str, magic: str) -> dict[str, Any]:
    target = PushTarget(topic=topic, token=bytes.fromhex(token), push_magic=magic)
    outcome = console.apns.push(target)
    found: dict[str, Any] = {"status": outcome.status, "reason": outcome.reason, "heeded": outcome.heeded}
    woken = [step for _, steps in console.apns.deliver() for step in steps]
    return found | _steps(woken)


def _do(action: Callable[[SimulatedDevice], object]) -> Callable[..., dict[str, Any]]:
    def run(console: Console) -> dict[str, Any]:
        action(console.device)
        return {}

    return run


def _fault(action: Callable[[SimulatedChannel], object]) -> Callable[..., dict[str, Any]]:
    def run(console: Console, user: str | None = None) -> dict[str, Any]:
        action(console.find(user))
        return {}

    return run


def _session(action: Callable[[SimulatedChannel], list[Step]]) -> Callable[..., dict[str, Any]]:
    def run(console: Console, user: str | None = None) -> dict[str, Any]:
        return _steps(action(console.find(user)))

    return run


def _help(console: Console) -> dict[str, Any]:
    """For people a table; the words of a program's line are an object."""
    if console.as_json:
        told = {word: {"arguments": it.arguments, "meaning": it.meaning} for word, it in WORDS.items()}
        return {"words": told}
    usages = {f"{word} {it.arguments}".strip(): it.meaning for word, it in WORDS.items()}
    width = max(map(len, usages))
    for usage, meaning in usages.items():
        typer.echo(f"{usage:{width}}  {meaning}")
    return {}


@attrs.frozen(kw_only=True)
class _Word:
    """What a word does, and how ``help`` tells it; arguments in brackets may be left out."""

    action: Callable[..., dict[str, Any]]
    arguments: str = ""
    meaning: str


def _of_device(action: Callable[[SimulatedDevice], object], meaning: str) -> _Word:
    return _Word(action=_do(action), meaning=meaning)


def _of_channel(action: Callable[[SimulatedChannel], object], meaning: str) -> _Word:
    return _Word(action=_fault(action), arguments="[USER]", meaning=meaning)


def _of_session(action: Callable[[SimulatedChannel], list[Step]], meaning: str) -> _Word:
    return _Word(action=_session(action), arguments="[USER]", meaning=meaning)


#: In the order in which ``help`` shows them.  USER is the short name of one made by ``user``; without it
#: the word is for the device itself.
WORDS: Mapping[str, _Word] = {
    "connect": _of_session(SimulatedChannel.connect, "one session: get commands and answer them"),
    "poll": _of_session(SimulatedChannel.poll, "connect if a real device would by itself"),
    "lock": _of_device(SimulatedDevice.lock, "lock the screen: most commands get NotNow"),
    "unlock": _of_device(SimulatedDevice.unlock, "unlock it again"),
    "state": _of_device(lambda device: None, "who it is and whether it is enrolled"),
    "user": _Word(action=_user, arguments="ID USER", meaning="let a user of this name log in"),
    "enroll": _Word(action=_enroll, meaning="install the profile; done at the start"),
    "re-enroll": _Word(
        action=_re_enroll, arguments="[fresh]", meaning="enroll anew; fresh: profile fetched again"
    ),
    "check-out": _of_channel(SimulatedChannel.check_out, "send CheckOut and change nothing else"),
    "remove": _of_device(SimulatedDevice.remove_mdm_profile, "remove the management profile"),
    "token-update": _of_channel(
        lambda channel: channel.token_update(new_token=True), "send a new push token"
    ),
    "bootstrap": _of_device(SimulatedDevice.set_bootstrap_token, "leave a bootstrap token"),
    "push": _Word(
        action=_push, arguments="TOKEN-HEX TOPIC MAGIC", meaning="as the push service would, then connect"
    ),
    "duplicate": _of_channel(SimulatedChannel.duplicate_next_answer, "fault: next answer goes out twice"),
    "lose": _of_channel(SimulatedChannel.lose_next_response, "fault: next reply is lost"),
    "cut": _of_channel(SimulatedChannel.drop_connection, "fault: connection breaks at the next command"),
    "hold": _of_channel(SimulatedChannel.hold_next_answer, "fault: next answer is kept back"),
    "send-held": _of_session(SimulatedChannel.send_held, "send what was kept back"),
    "help": _Word(action=_help, meaning="this list"),
    "quit": _of_device(lambda device: None, "end"),
}
