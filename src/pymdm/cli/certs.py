"""``pymdm certs``: push certificates, from the first request to the renewal, and signing as a vendor."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pymdm.apns import vendor
from pymdm.apns._certificate_file import encrypted_key, needs_password, read_key
from pymdm.apns._pem import pem
from pymdm.apns.vendor_chain import chain_warnings
from pymdm.cli import certs_renewal
from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import PasswordFile, about, ask, ask_new, ensure_absent, read, write_new
from pymdm.crypto.certificates import load_certificates, new_key
from pymdm.service.machine import utc_now

__all__ = ["register"]

_Folder = Annotated[str, typer.Option(metavar="FOLDER", help="Where to write.")]
_Organization = Annotated[str, typer.Option(metavar="NAME", help="Whose it is.")]

_certs = typer.Typer(
    help="Get, renew and look at push certificates; sign requests as a vendor.",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    certs_renewal.register(_certs)
    app.add_typer(_certs, name="certs")


@_certs.command("init")
def _init(folder: _Folder = ".", organization: _Organization = "", password_file: PasswordFile = "") -> None:
    """Vendor: make vendor.key, encrypted, and vendor.csr, the request for your MDM vendor certificate."""
    key_file, csr_file = str(Path(folder, "vendor.key")), str(Path(folder, "vendor.csr"))
    ensure_absent(key_file, csr_file)
    password = ask_new(key_file, password_file)
    key = new_key()
    csr = vendor.vendor_request(key, organization=organization or None)
    write_new(key_file, encrypted_key(key, password), secret=True)
    write_new(csr_file, pem("CERTIFICATE REQUEST", csr))
    typer.echo(f"{printable(key_file)}: made, encrypted; keep it, and show it to nobody")
    typer.echo(
        f"{printable(csr_file)}: upload it at https://developer.apple.com/account, Certificates, MDM CSR"
    )
    typer.echo("Save what you get there as vendor.cer, then sign requests with pymdm certs sign.")


@_certs.command("request")
def _request(
    country: Annotated[str, typer.Argument(metavar="COUNTRY", help="Two letters, such as DE.")],
    folder: _Folder = ".",
    organization: _Organization = "",
    der: Annotated[bool, typer.Option("--der", help="Write the request as DER, not as PEM.")] = False,
    password_file: PasswordFile = "",
) -> None:
    """Customer: make push.key, encrypted, and push.csr, the request that a vendor has to sign."""
    key_file, csr_file = str(Path(folder, "push.key")), str(Path(folder, "push.csr"))
    ensure_absent(key_file, csr_file)
    country = vendor.country_code(country)
    password = ask_new(key_file, password_file)
    key = new_key()
    csr = vendor.push_request(key, country=country, organization=organization or None)
    write_new(key_file, encrypted_key(key, password), secret=True)
    write_new(csr_file, csr if der else pem("CERTIFICATE REQUEST", csr))
    typer.echo(
        f"{printable(key_file)}: made, encrypted; it stays where pushes are sent from, not with the vendor"
    )
    typer.echo(f"{printable(csr_file)}: give it to your vendor, or sign it with pymdm certs sign")


@_certs.command("sign")
def _sign(
    csr: Annotated[str, typer.Argument(metavar="CSR", help="The customer's request, PEM or DER.")],
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="Your MDM vendor certificate, PEM or DER.")
    ] = "vendor.cer",
    key: Annotated[str, typer.Option(metavar="FILE", help="Its private key.")] = "vendor.key",
    intermediate: Annotated[
        str, typer.Option(metavar="FILE", help="Apple's intermediate, from apple.com.")
    ] = "AppleWWDRCAG3.cer",
    root: Annotated[
        str, typer.Option(metavar="FILE", help="Apple's root, from apple.com.")
    ] = "AppleIncRootCertificate.cer",
    output: Annotated[str, typer.Option(metavar="FILE", help="What to write.")] = "push.b64",
    sha1: Annotated[bool, typer.Option("--sha1", help="Sign with SHA-1, as the reference of 2014.")] = False,
    password_file: PasswordFile = "",
) -> None:
    """Vendor: sign a customer's request; the result is what the customer uploads to Apple.

    Apple's two certificates, from https://www.apple.com/certificateauthority/, are checked by fingerprint.
    """
    ensure_absent(output)
    request = read(csr)
    with about(csr):
        vendor.read_request(request)  # before a password is asked for
    own, *others = _certificates(certificate)
    authorities = (*others, *_certificates(intermediate), *_certificates(root))
    vendor.vendor_chain(own, authorities, now=utc_now())
    text = read(key)
    password = ask(key, password_file) if needs_password(text) else None
    with about(key):
        private = read_key(text, password=password)
    digest = vendor.Digest.SHA1 if sha1 else vendor.Digest.SHA256
    signed = vendor.sign_push_request(
        request, certificate=own, key=private, authorities=authorities, now=utc_now(), digest=digest
    )
    write_new(output, signed)
    for warning in chain_warnings((own, *authorities), now=utc_now()):
        typer.echo(f"warning: {warning}", err=True)
    if not needs_password(text):
        typer.echo(f"warning: {printable(key)} is not encrypted: openssl pkcs8 -topk8 encrypts it", err=True)
    typer.echo(f"{printable(output)}: signed with {digest.value}, and the chain leads to Apple's root")
    typer.echo("Give it to the customer, to upload at https://identity.apple.com/pushcert.")
    typer.echo("There, for a renewal: Renew, beside the present certificate; never Create a Certificate.")


def _certificates(name: str) -> tuple[bytes, ...]:
    data = read(name)
    with about(name):
        return load_certificates(data)
