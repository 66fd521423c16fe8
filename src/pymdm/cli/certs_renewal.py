"""``pymdm certs join``, ``renew`` and ``show``: what is done with a certificate that Apple has issued."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Annotated

import typer

from pymdm.apns import vendor
from pymdm.apns._certificate_file import (
    encrypted_key,
    needs_password,
    read_container,
    read_key,
    read_pem,
)
from pymdm.apns._pem import pem
from pymdm.apns.certificate import PushCertificate, expiry_warning, newest, require_renewal
from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import (
    MIN_PASSWORD,
    PasswordFile,
    about,
    ask,
    ask_new,
    ensure_absent,
    open_to_others,
    read,
    write_new,
)
from pymdm.crypto.certificates import new_key
from pymdm.crypto.describe import describe_certificate
from pymdm.crypto.recognize import FileKind, recognize
from pymdm.service.machine import utc_now

if TYPE_CHECKING:
    from pymdm.crypto.certificates import PrivateKey

__all__ = ["UNUSABLE", "register"]

UNUSABLE = 3
"""Exit code of ``show``: the certificate has expired, or is not valid yet."""

_Output = Annotated[str, typer.Option(metavar="FILE", help="What to write.")]
_Key = Annotated[str, typer.Option(metavar="FILE", help="The private key, where it is in another file.")]


def register(certs: typer.Typer) -> None:
    """Add the commands."""
    certs.command("join")(_join)
    certs.command("renew")(_renew)
    certs.command("show")(_show)


def _join(
    certificate: Annotated[
        str, typer.Argument(metavar="CERTIFICATE", help="What Apple gave you; or PKCS#12, with its own key.")
    ],
    key: Annotated[
        str, typer.Option(metavar="FILE", help="The key that it was requested with; at first: push.key.")
    ] = "",
    output: _Output = "push.pem",
    password_file: PasswordFile = "",
) -> None:
    """Put Apple's certificate and its key into one file, the key encrypted, after checking both."""
    ensure_absent(output)
    _write(_joined(certificate, key, password_file, otherwise="push.key"), output)


def _renew(
    old: Annotated[str, typer.Argument(metavar="OLD", help="The push certificate in use.")],
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="The new one from Apple; without it, make a request.")
    ] = "",
    key: _Key = "",
    new_key_file: Annotated[
        str, typer.Option("--new-key", metavar="FILE", help="Make a new key for the request, in FILE.")
    ] = "",
    country: Annotated[str, typer.Option(metavar="COUNTRY", help="Two letters, for the request.")] = "US",
    output: Annotated[str, typer.Option(metavar="FILE", help="What to write.")] = "",
    password_file: PasswordFile = "",
) -> None:
    """Renew a push certificate, in two steps; both see to it that the topic stays the same.

    First, without --certificate: a request, for the present key or a new one, that the vendor signs and you
    upload.  Then, with it: the new certificate is checked against OLD and joined with its key.
    """
    present = _certificate_in(old, password_file)
    if certificate:
        target = output or "push-renewed.pem"
        ensure_absent(target)
        new = _certificate_in(certificate, password_file)
        with about(certificate):
            if new == present:
                raise ValueError("expected the new certificate; this is the one in use")
            require_renewal(present, new)
        _write(_joined(certificate, key, password_file, otherwise=old), target)
        typer.echo("Same topic: enrolled devices go on heeding pushes.")
        return
    target = output or "push-renewal.csr"
    ensure_absent(target, *filter(None, (new_key_file,)))
    country = vendor.country_code(country)
    if new_key_file:
        password = ask_new(new_key_file, password_file)
        private = new_key()
    else:
        if not (key or _has_key(old)):
            raise ValueError(
                f"{old}: expected the private key beside the certificate; --key FILE, where it is apart"
            )
        private = _key_in(key or old, password_file)[0]
    csr = vendor.push_request(private, country=country)
    if new_key_file:
        write_new(new_key_file, encrypted_key(private, password), secret=True)
        typer.echo(f"{printable(new_key_file)}: made, encrypted; needed until the next renewal")
    write_new(target, pem("CERTIFICATE REQUEST", csr))
    facts = describe_certificate(present)
    typer.echo(f"{printable(target)}: let your vendor sign it (pymdm certs sign), then")
    typer.echo(
        "  1. sign in at https://identity.apple.com/pushcert with the Apple Account that made the old one"
    )
    typer.echo(f"  2. press Renew at the one with serial number {facts.serial:X}; never Create a Certificate")
    typer.echo("  3. upload push.b64, download the certificate, and run")
    typer.echo(f"     pymdm certs renew {printable(old)} --certificate MDM_….pem")
    typer.echo(f"The topic has to stay {printable(facts.topic or '')}.")


def _show(
    file: Annotated[str, typer.Argument(metavar="FILE", help="PEM, DER or PKCS#12.")],
    password_file: PasswordFile = "",
) -> None:
    """Show topic and dates of a push certificate, and what to do about it; never the key.

    Exit code 3: it has expired, or is not valid yet.
    """
    der = _certificate_in(file, password_file)
    facts, now = describe_certificate(der), utc_now()
    typer.echo(f"topic        {printable(facts.topic or '')}")
    typer.echo(f"valid from   {facts.not_before.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
    typer.echo(f"valid until  {facts.not_after.astimezone(UTC):%Y-%m-%d %H:%M} UTC")
    typer.echo(f"serial       {facts.serial:X}")
    typer.echo(f"sha256       {facts.fingerprint.hex()}")
    typer.echo(f"key          {_about_key(file)}")
    warning = expiry_warning(der, now)
    if warning is not None:
        typer.echo(f"warning: {warning.text}", err=True)
    if not facts.not_before <= now <= facts.not_after:
        raise typer.Exit(UNUSABLE)


def _about_key(file: str) -> str:
    data = read(file)
    if needs_password(data):
        return "encrypted"
    if b"PRIVATE KEY-----" not in data:
        return "not in this file"
    with about(file):
        PushCertificate.from_pem(data)
    others = "; others can read the file: chmod 600" if open_to_others(file) else ""
    return f"matches, and is NOT encrypted: pymdm certs join writes it encrypted{others}"


def _certificate_in(file: str, password_file: str) -> bytes:
    """The push certificate in a file; its key is needed only to open a container."""
    data = read(file)
    password = ask(file, password_file) if recognize(data) is FileKind.PKCS12 else None
    with about(file):
        if password is not None:
            return PushCertificate.from_pkcs12(data, password=password).certificate
        return newest(read_pem(data, with_key=False).certificates)


def _has_key(file: str) -> bool:
    data = read(file)
    return b"PRIVATE KEY-----" in data or recognize(data) is FileKind.PKCS12


def _key_in(file: str, password_file: str) -> tuple[PrivateKey, str | None]:
    """The private key in a file, and its password if it has one."""
    data = read(file)
    password = ask(file, password_file) if needs_password(data) else None
    with about(file):
        if recognize(data) is FileKind.PKCS12:
            return read_container(data, password=password).pair()[1], password
        return read_key(data, password=password), password


def _joined(certificate: str, key: str, password_file: str, *, otherwise: str) -> tuple[PushCertificate, str]:
    """The new push certificate, and the password to keep it under; without a key, it is in ``otherwise``."""
    data = read(certificate)
    container = recognize(data) is FileKind.PKCS12
    with about(certificate):
        known = () if container else read_pem(data, with_key=False).certificates
        if not container and len(known) < 2:
            newest(known)  # what cannot be right is told before a password is asked for
    if container and not key:
        password: str | None = ask(certificate, password_file)
        with about(certificate):
            found = PushCertificate.from_pkcs12(data, password=password)
    else:
        if container:
            raise ValueError("--key: expected nothing; a PKCS#12 container brings its own key")
        private, password = _key_in(key or otherwise, password_file)
        with about(certificate):
            cert, own, chain = read_pem(data, with_key=False).pair(private)
            found = PushCertificate(certificate=cert, key=own, chain=chain)
    with about(certificate):
        found.check(utc_now())
    if password is None or len(password) < MIN_PASSWORD:
        password = ask_new("the joined file", password_file)
    return found, password


def _write(joined: tuple[PushCertificate, str], output: str) -> None:
    found, password = joined
    write_new(output, found.to_pem(password=password), secret=True)
    typer.echo(f"{printable(output)}: certificate and encrypted key, valid until {found.not_after:%Y-%m-%d}")
    typer.echo(f"topic {printable(found.topic)}")
