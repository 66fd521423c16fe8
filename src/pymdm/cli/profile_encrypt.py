"""``pymdm profile encrypt`` and ``decrypt``: payloads that only one device reads."""

from __future__ import annotations

import enum
import secrets
from typing import Annotated

import typer

from pymdm.cli._inspect_text import printable
from pymdm.cli._profile_files import (
    STANDARD,
    FileArgument,
    OutputOption,
    ensure_writable,
    identity,
    one_certificate,
    read_profile,
    write_profile,
)
from pymdm.cli.certs_files import PasswordFile
from pymdm.crypto.describe import describe_certificate
from pymdm.crypto.envelope import Cipher
from pymdm.enroll import Recipient, encrypt_profile, open_profile

__all__ = ["register"]


class CipherName(enum.StrEnum):
    """The ciphers that are written."""

    AES_256 = "aes-256"
    AES_192 = "aes-192"
    AES_128 = "aes-128"
    TRIPLE_DES = "3des"


_CIPHERS = {
    CipherName.AES_256: Cipher.AES_256_CBC,
    CipherName.AES_192: Cipher.AES_192_CBC,
    CipherName.AES_128: Cipher.AES_128_CBC,
    CipherName.TRIPLE_DES: Cipher.TRIPLE_DES_CBC,
}


def register(profile: typer.Typer) -> None:
    """Add the commands."""
    profile.command("encrypt")(_encrypt)
    profile.command("decrypt")(_decrypt)


def _encrypt(
    file: FileArgument,
    to: Annotated[
        str, typer.Option(metavar="CERT", help="An identity certificate of the device, PEM or DER.")
    ],
    cipher: Annotated[CipherName, typer.Option(help="Old devices may need 3des.")] = CipherName.AES_256,
    output: OutputOption = STANDARD,
) -> None:
    """Encrypt the payloads of a profile to one device.  Sign it afterwards."""
    ensure_writable(output)
    recipient = one_certificate(to)
    try:
        made = encrypt_profile(
            read_profile(file), recipient=recipient, random=secrets.token_bytes, cipher=_CIPHERS[cipher]
        )
    except ValueError as error:
        raise ValueError(f"{to}: {error}") from error
    subject = describe_certificate(recipient).subject or "(empty subject)"
    write_profile(
        output, made, told=f"payloads encrypted to {printable(subject)}; sign it before you send it"
    )


def _decrypt(
    file: FileArgument,
    key: Annotated[str, typer.Option(metavar="FILE", help="The recipient's key: PEM, DER or PKCS#12.")],
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="Its certificate, if it is in another file.")
    ] = "",
    output: OutputOption = STANDARD,
    password_file: PasswordFile = "",
) -> None:
    """Write a profile with its payloads in clear.  A signature around it is checked and left out."""
    ensure_writable(output)
    data = read_profile(file)
    own = identity(key, certificate, password_file)
    found = open_profile(data, recipient=Recipient(certificate=own.certificate, key=own.key))
    if not found.encrypted:
        raise ValueError(f"{file}: expected an encrypted profile; this one is in clear")
    if found.signatures:
        typer.echo("note: it was signed; what is written is not", err=True)
    write_profile(output, found.content, told="decrypted; it may hold passwords and keys")
