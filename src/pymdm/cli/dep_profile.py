"""``pymdm dep profile``: setup documents, from a file to Apple and to devices, and read back."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any, Final

import attrs
import typer

from pymdm.cli._dep_client import (
    TOKEN_FILE,
    BaseURLOption,
    CAOption,
    JSONOption,
    SerialsArgument,
    SerialsOption,
    VersionOption,
    open_client,
    serials_from,
    show,
    show_outcomes,
)
from pymdm.cli._dep_files import TokenOption
from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import about, read
from pymdm.dep.session import BASE_URL, PROTOCOL_VERSION

if TYPE_CHECKING:
    from pymdm.dep import DEPProfile, ProfileDifference

__all__ = ["DIFFERENT", "register"]

DIFFERENT: Final = 1
"""Exit code of ``verify``: Apple keeps something else."""

app = typer.Typer(
    help="The documents that tell devices where their server is, and what to skip when they are set up.",
    no_args_is_help=True,
    rich_markup_mode=None,
)

_UUID = Annotated[str, typer.Argument(metavar="UUID", help="Of the profile, as define printed it.")]
_File = Annotated[
    str, typer.Argument(metavar="FILE", help="JSON with Apple's keys, or - for standard input.")
]
_Anchors = Annotated[
    list[str] | None,
    typer.Option(
        "--anchor-cert", metavar="FILE", help="Certificates of authorities (PEM or DER) for anchor_certs."
    ),
]
_Hosts = Annotated[
    list[str] | None,
    typer.Option(
        "--supervising-host-cert",
        metavar="FILE",
        help="Certificates (PEM or DER) of computers that may pair.",
    ),
]


def register(dep: typer.Typer) -> None:
    """Add the commands."""
    dep.add_typer(app, name="profile")


@app.command("define")
def _define(
    file: _File,
    anchor_cert: _Anchors = None,
    supervising_host_cert: _Hosts = None,
    unknown_panes: Annotated[
        bool, typer.Option("--unknown-panes", help="Send panes to skip that pymdm does not know.")
    ] = False,
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    protocol_version: VersionOption = PROTOCOL_VERSION,
    as_json: JSONOption = False,
) -> None:
    """Check a profile, give it to Apple, and print its UUID; "devices" in it are assigned at once.

    It cannot be changed afterwards: define another one and assign that.  Exit code 1: there is a device that
    it was not assigned to.
    """
    profile = _read_profile(file, anchor_cert, supervising_host_cert)
    with open_client(token, base_url=base_url, ca=ca, protocol_version=protocol_version) as client:
        unknown: Any = "allow" if unknown_panes else "refuse"
        if not profile.devices:
            uuid = client.define_profile(profile, unknown=unknown)
            show({"profile_uuid": uuid}) if as_json else typer.echo(printable(uuid))
            return
        found = client.define_and_assign(profile, unknown=unknown)
    if not as_json:
        typer.echo(printable(found.profile_uuid))
    show_outcomes(found, as_json=as_json)


@app.command("assign")
def _assign(
    uuid: _UUID,
    serial: SerialsArgument = None,
    serials: SerialsOption = "",
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    protocol_version: VersionOption = PROTOCOL_VERSION,
    as_json: JSONOption = False,
) -> None:
    """Let devices use a profile when they are set up next.  Exit code 1: there is one that will not."""
    names = serials_from(serial, serials)
    with open_client(token, base_url=base_url, ca=ca, protocol_version=protocol_version) as client:
        show_outcomes(client.assign_profile(uuid, names), as_json=as_json)


@app.command("remove")
def _remove(
    serial: SerialsArgument = None,
    serials: SerialsOption = "",
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    protocol_version: VersionOption = PROTOCOL_VERSION,
    as_json: JSONOption = False,
) -> None:
    """Take the profile from devices; those that are set up keep it until they are erased."""
    names = serials_from(serial, serials)
    with open_client(token, base_url=base_url, ca=ca, protocol_version=protocol_version) as client:
        show_outcomes(client.remove_profile(names), as_json=as_json)


@app.command("fetch")
def _fetch(
    uuid: _UUID,
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    protocol_version: VersionOption = PROTOCOL_VERSION,
) -> None:
    """Print a profile as Apple keeps it, as JSON."""
    with open_client(token, base_url=base_url, ca=ca, protocol_version=protocol_version) as client:
        show(client.fetch_profile(uuid).wire())


@app.command("verify")
def _verify(
    uuid: _UUID,
    file: _File,
    anchor_cert: _Anchors = None,
    supervising_host_cert: _Hosts = None,
    token: TokenOption = TOKEN_FILE,
    base_url: BaseURLOption = BASE_URL,
    ca: CAOption = "",
    protocol_version: VersionOption = PROTOCOL_VERSION,
    as_json: JSONOption = False,
) -> None:
    """Read a profile back from Apple and compare it with a file.  Exit code 1: there is a difference."""
    wanted = _read_profile(file, anchor_cert, supervising_host_cert)
    with open_client(token, base_url=base_url, ca=ca, protocol_version=protocol_version) as client:
        found = wanted.differences(client.fetch_profile(uuid))
    if as_json:
        show([{"key": each.key, "wanted": _plain(each.wanted), "kept": _plain(each.kept)} for each in found])
    else:
        for each in found:
            typer.echo(_line(each))
        if not found:
            typer.echo("Apple keeps the same profile")
    if found:
        raise typer.Exit(DIFFERENT)


def _read_profile(file: str, anchors: list[str] | None, hosts: list[str] | None) -> DEPProfile:
    """The profile in a file, with more certificates.

    Raises:
        OSError: a file cannot be read.
        ValueError: it holds something else; the text names the file.
    """
    from pymdm._json import load_object
    from pymdm.dep import DEPProfile

    data = typer.get_binary_stream("stdin").read() if file == "-" else read(file)
    with about(file):
        profile = DEPProfile.decode(load_object(data, what="a profile"))
    return attrs.evolve(
        profile,
        anchor_certs=(*profile.anchor_certs, *_certificates(anchors)),
        supervising_host_certs=(*profile.supervising_host_certs, *_certificates(hosts)),
    )


def _certificates(files: list[str] | None) -> list[bytes]:
    from pymdm.crypto._x509 import load_certificates

    found: list[bytes] = []
    for file in files or ():
        data = read(file)
        with about(file):
            found += load_certificates(data)
    return found


def _line(difference: ProfileDifference) -> str:
    wanted, kept = (json.dumps(_plain(value)) for value in (difference.wanted, difference.kept))
    return f"{printable(difference.key)}: expected {wanted}, Apple keeps {kept}"


def _plain(value: Any) -> Any:
    """As JSON has it; of certificates the beginning of the fingerprint that others show, too."""
    if isinstance(value, bytes):
        from pymdm.crypto import fingerprint

        return f"certificate with SHA-256 {fingerprint(value).hex()[:16]}…"
    return [_plain(item) for item in value] if isinstance(value, tuple) else value
