"""``pymdm profile check``: what is wrong with a profile, which device takes it, and what practice advises."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

import attrs
import typer

from pymdm._model import Outcome
from pymdm.cli._inspect_text import printable
from pymdm.cli._profile_files import FileArgument, identity, read_profile
from pymdm.cli.certs_files import PasswordFile
from pymdm.cli.problems import in_words
from pymdm.enroll import Recipient, open_profile
from pymdm.errors import PymdmError
from pymdm.protocol import Channel, EnrollmentKind, Profile, Target, lint_profile

if TYPE_CHECKING:
    from pymdm.enroll import OpenedProfile
    from pymdm.errors import DecodeError

__all__ = ["REFUSED", "TROUBLE", "register"]

REFUSED: Final = 1
"""Exit code: no device would take it, or the one that is described would not, or too little is said of it."""

TROUBLE: Final = 2
"""Exit code: it cannot be read, or its signature does not verify."""

_CLOSED: Final = "the payloads are encrypted, and nothing can be said of them; --key opens them"


@enum.unique
class Side(enum.StrEnum):
    """Channels, as they are called here."""

    DEVICE = "device"
    USER = "user"


class _Finding(NamedTuple):
    kind: str
    text: str
    rule: str = ""


def register(profile: typer.Typer) -> None:
    """Add the command."""
    profile.command("check")(_check)


def _check(
    file: FileArgument,
    os: Annotated[str, typer.Option(metavar="NAME", help="System: iOS, iPadOS, macOS, tvOS, …")] = "",
    version: Annotated[str, typer.Option(help="Of the system, such as 17.2.")] = "",
    supervised: Annotated[
        bool | None, typer.Option("--supervised/--not-supervised", help="Whether the device is.")
    ] = None,
    user_approved: Annotated[
        bool | None,
        typer.Option("--user-approved/--not-user-approved", help="Whether a user approved the enrollment."),
    ] = None,
    assigned: Annotated[
        bool | None,
        typer.Option("--assigned/--not-assigned", help="Whether it came by Automated Device Enrollment."),
    ] = None,
    shared_ipad: Annotated[
        bool | None, typer.Option("--shared-ipad/--not-shared-ipad", help="Whether it is one.")
    ] = None,
    user_enrollment: Annotated[
        bool | None, typer.Option("--user-enrollment/--device-enrollment", help="How it is enrolled.")
    ] = None,
    channel: Annotated[Side | None, typer.Option(help="On which channel it is sent.")] = None,
    by_hand: Annotated[bool, typer.Option("--by-hand", help="Somebody installs the file, not MDM.")] = False,
    key: Annotated[
        str, typer.Option(metavar="FILE", help="The recipient's key, for encrypted payloads.")
    ] = "",
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="Its certificate, if it is in another file.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    password_file: PasswordFile = "",
) -> None:
    """Say what is wrong with a profile, whether a device takes it, and what good practice advises.

    The options describe the device; without any, only what holds for all devices is said.
    Exit code 0: nothing but advice.  1: it would be refused, or that is not certain.  2: it cannot be read.
    """
    kinds = {None: None, True: EnrollmentKind.USER_ENROLLMENT_DEVICE, False: EnrollmentKind.DEVICE}
    try:
        target = Target(
            os=os or None,
            version=version or None,
            supervised=supervised,
            user_approved=user_approved,
            device_assigned=assigned,
            shared_ipad=shared_ipad,
            enrollment=kinds[user_enrollment],
            channel=None if channel is None else Channel(channel.value),
        )
        opened = _opened(file, key, certificate, password_file)
    except (PymdmError, OSError, ValueError) as error:
        typer.echo(f"pymdm: {printable(in_words(error))}", err=True)
        raise typer.Exit(TROUBLE) from error
    asked = target if by_hand or attrs.astuple(target) != attrs.astuple(Target()) else None
    found = list(_findings(opened, asked, by_hand=by_hand))
    if as_json:
        typer.echo(json.dumps({"findings": [each._asdict() for each in found]}, indent=2))
    else:
        for each in found:
            typer.echo(printable(f"{each.kind:10} {each.rule and f'{each.rule}: '}{each.text}"))
    if any(each.kind in ("error", "refused", "unknown") for each in found):
        raise typer.Exit(REFUSED)


def _opened(name: str, key: str, certificate: str, password_file: str) -> OpenedProfile:
    data = read_profile(name)
    recipient = None
    if key:
        own = identity(key, certificate, password_file)
        recipient = Recipient(certificate=own.certificate, key=own.key)
    try:
        return open_profile(data, recipient=recipient)
    except (PymdmError, ValueError) as error:
        raise ValueError(f"{name}: {error}") from error


def _findings(opened: OpenedProfile, target: Target | None, *, by_hand: bool) -> Iterator[_Finding]:
    problems: list[DecodeError] = []
    profile = Profile.decode(opened.content, problems=problems)
    for text in dict.fromkeys((*map(str, problems), *profile.faults())):
        yield _Finding("error", text)
    if target is not None:
        answer = profile.availability(target, by_hand=by_hand)
        if answer.outcome is not Outcome.ALLOWED:
            yield from (_Finding(answer.outcome.value, reason) for reason in answer.reasons)
        yield from (_Finding("deprecated", text) for text in answer.deprecations)
    for advice in lint_profile(profile):
        yield _Finding("advice", f"{advice.path}: {advice.text}", advice.rule.value)
    for path in profile.unknowns():
        yield _Finding("note", f"{path}: not in Apple's schema; it is kept and not judged")
    if opened.closed:
        yield _Finding("note", _CLOSED)
