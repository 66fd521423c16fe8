"""``pymdm profile diff``: what differs between two profiles, with secrets masked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from pymdm.cli._inspect_profile import shown_value
from pymdm.cli._inspect_report import Inquiry
from pymdm.cli._inspect_text import printable
from pymdm.cli._profile_files import STANDARD, identity, read_profile
from pymdm.cli.certs_files import PasswordFile
from pymdm.cli.problems import in_words
from pymdm.enroll import ChangeKind, Recipient, diff_profiles, open_profile
from pymdm.errors import PymdmError
from pymdm.service.machine import utc_now

if TYPE_CHECKING:
    from pymdm.enroll import Change, OpenedProfile

__all__ = ["DIFFERENT", "TROUBLE", "register"]

DIFFERENT: Final = 1
"""Exit code: there are differences."""

TROUBLE: Final = 2
"""Exit code: one of them cannot be read, or its signature does not verify.  As of ``diff``."""


def register(profile: typer.Typer) -> None:
    """Add the command."""
    profile.command("diff")(_diff)


def _diff(
    old: Annotated[str, typer.Argument(metavar="A", help="The profile before; - reads standard input.")],
    new: Annotated[str, typer.Argument(metavar="B", help="The profile after.")],
    key: Annotated[
        str, typer.Option(metavar="FILE", help="The recipient's key, to compare encrypted payloads.")
    ] = "",
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="Its certificate, if it is in another file.")
    ] = "",
    show_secrets: Annotated[
        bool, typer.Option("--show-secrets", help="Show all values, passwords among them.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    password_file: PasswordFile = "",
) -> None:
    """Compare two profiles by meaning, signed and encrypted ones too.

    Exit code 0: no difference.  1: there are some.  2: one of the two cannot be read, or is badly signed.
    """
    if old == new == STANDARD:
        raise typer.BadParameter("only one of the two can be standard input")
    try:
        recipient = None
        if key:
            own = identity(key, certificate, password_file)
            recipient = Recipient(certificate=own.certificate, key=own.key)
        before, after = _opened(old, recipient), _opened(new, recipient)
        changes = diff_profiles(before.profile, after.profile)
    except (PymdmError, OSError, ValueError) as error:
        typer.echo(f"pymdm: {printable(in_words(error))}", err=True)
        raise typer.Exit(TROUBLE) from error
    for note in _notes(before, after):
        typer.echo(f"note: {note}", err=True)
    asked = Inquiry(now=utc_now(), show_secrets=show_secrets)
    if as_json:
        typer.echo(json.dumps({"changes": [_as_json(change, asked) for change in changes]}, indent=2))
    else:
        for change in changes:
            typer.echo(printable(_line(change, asked)))
    if changes:
        raise typer.Exit(DIFFERENT)


def _opened(name: str, recipient: Recipient | None) -> OpenedProfile:
    data = read_profile(name)
    try:
        return open_profile(data, recipient=recipient)
    except (PymdmError, ValueError) as error:
        raise ValueError(f"{name}: {error}") from error


def _notes(before: OpenedProfile, after: OpenedProfile) -> list[str]:
    notes = []
    if before.closed or after.closed:
        notes.append("encrypted payloads differ each time; --key opens them")
    signers = [[found.signer.certificate for found in each.signatures] for each in (before, after)]
    if signers[0] != signers[1]:
        notes.append(
            "they are not signed by the same certificate: unless MDM sends it, a device takes no such"
            " replacement of a signed profile"
        )
    return notes


def _line(change: Change, asked: Inquiry) -> str:
    where = f"{change.kind.value:8} {change.place or 'profile'}"
    if not change.path:
        return where
    old, new = (_word(change, value, asked) for value in (change.old, change.new))
    if change.kind is ChangeKind.CHANGED:
        values = old if old == new else f"{old} -> {new}"
    else:
        values = new if change.kind is ChangeKind.ADDED else old
    return f"{where}: {change.path}  {values}"


def _word(change: Change, value: Any, asked: Inquiry) -> str:
    shown = shown_value(change.path, value, asked)
    return shown if isinstance(shown, str) else json.dumps(shown)


def _as_json(change: Change, asked: Inquiry) -> dict[str, Any]:
    return {
        "kind": change.kind.value,
        "payload": change.place,
        "path": change.path,
        "old": None if change.kind is ChangeKind.ADDED else shown_value(change.path, change.old, asked),
        "new": None if change.kind is ChangeKind.REMOVED else shown_value(change.path, change.new, asked),
    }
