"""``pymdm profile``: sign and verify; encrypting, comparing and checking is in modules of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pymdm.cli import profile_check, profile_diff, profile_encrypt
from pymdm.cli._inspect_text import printable
from pymdm.cli._profile_files import (
    STANDARD,
    FileArgument,
    OutputOption,
    ensure_writable,
    identity,
    read_profile,
    write_profile,
)
from pymdm.cli.certs_files import PasswordFile, read
from pymdm.crypto.certificates import load_certificates
from pymdm.crypto.cms import PrivateKeySigner
from pymdm.crypto.describe import describe_certificate
from pymdm.crypto.profile_signers import ProfileSigners, order_chain
from pymdm.enroll import sign_profile, verify_profile
from pymdm.errors import SignatureInvalid, SignerUntrusted
from pymdm.service.machine import utc_now

if TYPE_CHECKING:
    from pymdm.crypto.describe import CertificateFacts
    from pymdm.enroll import VerifiedProfile

__all__ = ["FAILED", "register"]

FAILED = 3
"""Exit code of ``verify``: the signature does not verify, or --ca does not vouch for the signer."""

_profile = typer.Typer(
    help="Check, sign, verify, encrypt, decrypt and compare configuration profiles.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    profile_encrypt.register(_profile)
    profile_diff.register(_profile)
    profile_check.register(_profile)
    app.add_typer(_profile, name="profile")


@_profile.command("sign")
def _sign(
    file: FileArgument,
    key: Annotated[str, typer.Option(metavar="FILE", help="The signer's private key: PEM, DER or PKCS#12.")],
    certificate: Annotated[
        str,
        typer.Option(metavar="FILE", help="Its certificate, if it is in another file; with chain or not."),
    ] = "",
    chain: Annotated[
        str, typer.Option(metavar="FILE", help="The certificates above it, such as the issuer's.")
    ] = "",
    output: OutputOption = STANDARD,
    password_file: PasswordFile = "",
) -> None:
    """Sign a profile, as devices take it.  To encrypt it as well, encrypt first."""
    ensure_writable(output)
    profile = read_profile(file)
    own = identity(key, certificate, password_file)
    now = utc_now()
    facts = describe_certificate(own.certificate)
    signed = sign_profile(
        profile,
        signer=PrivateKeySigner(certificate=own.certificate, key=own.key),
        chain=(
            *order_chain(own.certificate, own.others)[0],
            *(load_certificates(read(chain)) if chain else ()),
        ),
        signing_time=now.replace(microsecond=0),
    )
    if not facts.not_before <= now <= facts.not_after:
        typer.echo(
            "warning: the signer's certificate is not valid today, so people see the profile as not verified",
            err=True,
        )
    write_profile(output, signed, told=f"signed by {printable(facts.subject or '(empty subject)')}")


@_profile.command("verify")
def _verify(
    file: FileArgument,
    ca: Annotated[
        str, typer.Option(metavar="FILE", help="Certificates to judge the signer by: a CA's, or its own.")
    ] = "",
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="Write the profile that was signed.")
    ] = "",
) -> None:
    """Check the signature of a profile, and say who signed.

    Exit code 3: the signature does not verify, or --ca does not vouch for the signer.
    """
    if output:
        ensure_writable(output)
    signers = ProfileSigners.from_pem(read(ca)) if ca else None
    try:
        found = verify_profile(read_profile(file))
    except SignatureInvalid as error:
        typer.echo(f"signature does not verify: {error.reason.value}", err=True)
        raise typer.Exit(FAILED) from error
    to_pipe = output == STANDARD
    _show(found, err=to_pipe)
    if signers is None:
        typer.echo("nothing here says that the signer is trusted; name a CA with --ca", err=to_pipe)
    else:
        _judge(found, signers, err=to_pipe)
    if output:
        write_profile(output, found.content, told="the profile that was signed")


def _show(found: VerifiedProfile, *, err: bool) -> None:
    for label, text in (
        ("profile", found.profile.identifier),
        ("signature", f"verifies, {found.signature.algorithm}, policy {found.signature.policy}"),
        *_signer(found),
        ("sha256", found.signer.fingerprint.hex()),
        *(("chain", describe_certificate(der).subject) for der in found.chain),
    ):
        typer.echo(f"{label:10} {printable(text)}", err=err)


def _signer(found: VerifiedProfile) -> tuple[tuple[str, str], ...]:
    """What a certificate says of its holder; a key in it verifies even if nobody can read the rest."""
    try:
        facts = describe_certificate(found.signer.certificate)
    except ValueError as error:
        return (("signer", f"({error})"),)
    return (
        ("signer", facts.subject or "(empty)"),
        ("issuer", facts.issuer),
        ("valid", f"{facts.not_before:%Y-%m-%d} to {facts.not_after:%Y-%m-%d}{_outdated(facts)}"),
    )


def _outdated(facts: CertificateFacts) -> str:
    return "" if facts.not_before <= utc_now() <= facts.not_after else ", not today"


def _judge(found: VerifiedProfile, signers: ProfileSigners, *, err: bool) -> None:
    try:
        trusted = signers.check(found.signature, now=utc_now())
    except SignerUntrusted as error:
        typer.echo(f"the signer is not trusted: {error.reason.value}", err=True)
        raise typer.Exit(FAILED) from error
    by = "its very certificate is in the given file" if trusted.pinned else "a CA of the given file vouches"
    typer.echo(f"trusted    {by}", err=err)
