"""``pymdm inspect``: what a file is, who signed it, and whether that holds."""

from __future__ import annotations

import enum
import json
from pathlib import Path
from typing import Annotated

import typer

from pymdm.cli._inspect_file import MAX_FILE, inspect
from pymdm.cli._inspect_report import Inquiry
from pymdm.cli._inspect_text import lines, printable
from pymdm.cli._profile_files import identity
from pymdm.cli.certs_files import PasswordFile
from pymdm.cli.problems import in_words
from pymdm.crypto import TrustStore, cms
from pymdm.crypto.certificates import load_certificates
from pymdm.crypto.profile_signers import ProfileSigners
from pymdm.enroll import Recipient
from pymdm.errors import PymdmError, TooLarge
from pymdm.service.machine import utc_now

__all__ = ["FAILED", "UNREADABLE", "register"]

UNREADABLE = 1
"""Exit code: no such file, too large, of no known kind, or malformed."""

FAILED = 3
"""Exit code: a signature does not verify, or the CA that was named does not vouch for the signer."""


class PolicyName(enum.StrEnum):
    """The policies of `pymdm.crypto.cms`."""

    MDM_SIGNATURE = "MDM_SIGNATURE"
    MACHINE_INFO = "MACHINE_INFO"
    OTA = "OTA"
    PROFILE = "PROFILE"
    SCEP = "SCEP"
    STRICT = "STRICT"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("inspect")(_inspect)


def _inspect(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The file; - reads standard input.")],
    content: Annotated[str, typer.Option(metavar="FILE", help="What a detached signature signs.")] = "",
    ca: Annotated[str, typer.Option(metavar="FILE", help="CA certificates to judge the signer by.")] = "",
    policy: Annotated[
        PolicyName | None, typer.Option(help="Apply this policy, not the one that fits the content.")
    ] = None,
    key: Annotated[
        str, typer.Option(metavar="FILE", help="A recipient's private key, to open what is encrypted.")
    ] = "",
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="Its certificate, if it is in another file.")
    ] = "",
    show_secrets: Annotated[
        bool, typer.Option("--show-secrets", help="Show tokens and the like; never private keys.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    password_file: PasswordFile = "",
) -> None:
    """Say what a file is: message, command, profile, signature, certificate, request, key, token or seal.

    Exit code 0: recognised, and nothing that was checked failed.  1: not readable.  3: a signature does not
    verify, or --ca does not vouch for the signer.
    """
    try:
        if file == content == "-":
            raise typer.BadParameter("only one of the two can be standard input")
        report = inspect(
            _read(file),
            Inquiry(
                now=utc_now(),
                content=_read(content) if content else None,
                trust=TrustStore.from_file(ca) if ca else None,
                signers=ProfileSigners(load_certificates(_read(ca))) if ca else None,
                recipient=_recipient(key, certificate, password_file) if key else None,
                policy=None if policy is None else getattr(cms, policy.value),
                show_secrets=show_secrets,
            ),
        )
    except (PymdmError, OSError, ValueError) as error:
        text = printable(_told(error, file))
        if as_json:
            typer.echo(json.dumps({"error": text}))
        typer.echo(f"pymdm: {text}", err=True)
        raise typer.Exit(UNREADABLE) from error
    typer.echo(json.dumps(report.as_json(), indent=2) if as_json else "\n".join(lines(report)))
    if report.failed:
        raise typer.Exit(FAILED)


def _recipient(key: str, certificate: str, password_file: str) -> Recipient:
    own = identity(key, certificate, password_file)
    return Recipient(certificate=own.certificate, key=own.key)


def _told(error: Exception, file: str) -> str:
    """The error and the file that it is about, once: not always the one that is inspected."""
    if isinstance(error, OSError) and error.filename is not None:
        return in_words(error)
    return f"{file}: {in_words(error)}"


def _read(name: str) -> bytes:
    """At most one byte more than is allowed, so that an endless file ends."""
    if name == "-":
        data = typer.get_binary_stream("stdin").read(MAX_FILE + 1)
    else:
        with Path(name).open("rb") as stream:
            data = stream.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise TooLarge(f"expected at most {MAX_FILE} bytes")
    return data
