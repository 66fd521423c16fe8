"""Files of ``pymdm profile``: profiles, keys with their certificates, and what is written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import attrs
import typer

from pymdm.apns._certificate_file import needs_password, read_container, read_key, read_pem
from pymdm.cli._inspect_file import MAX_FILE
from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import ask, ensure_absent, read, write_new
from pymdm.crypto._x509 import parse_certificate
from pymdm.crypto.certificates import load_certificates
from pymdm.crypto.recognize import FileKind, recognize
from pymdm.errors import TooLarge

if TYPE_CHECKING:
    from pymdm.crypto.certificates import PrivateKey

__all__ = [
    "STANDARD",
    "FileArgument",
    "Identity",
    "OutputOption",
    "ensure_writable",
    "identity",
    "one_certificate",
    "read_profile",
    "write_profile",
]

STANDARD: Final = "-"
"""Standard input, or standard output."""

FileArgument = Annotated[str, typer.Argument(metavar="FILE", help="The profile; - reads standard input.")]
OutputOption = Annotated[
    str, typer.Option("--output", "-o", metavar="FILE", help="What to write; - is standard output.")
]

_NO_CERTIFICATE: Final = "expected the certificate beside its private key; name it with --certificate"
_ANOTHER: Final = "expected the certificate of the private key; this is of another key"


@attrs.frozen(kw_only=True)
class Identity:
    """A certificate, its key, and what else was in the files."""

    certificate: bytes = attrs.field(repr=False)
    key: PrivateKey = attrs.field(repr=False)
    others: tuple[bytes, ...] = attrs.field(repr=False)


def read_profile(name: str) -> bytes:
    """A profile from a file or standard input.

    Raises:
        OSError: it cannot be read.
        TooLarge: over the limit of ``pymdm inspect``.
    """
    if name == STANDARD:
        data = typer.get_binary_stream("stdin").read(MAX_FILE + 1)
    else:
        with Path(name).open("rb") as file:
            data = file.read(MAX_FILE + 1)
    if len(data) > MAX_FILE:
        raise TooLarge(f"expected at most {MAX_FILE} bytes")
    return data


def ensure_writable(output: str) -> None:
    """Refuse before any work what `write_profile` would refuse.

    Raises:
        FileExistsError: there is such a file.
    """
    if output != STANDARD:
        ensure_absent(output)


def write_profile(output: str, data: bytes, *, told: str) -> None:
    """Write to a new file for its owner alone, since profiles hold passwords, or to standard output.

    Raises:
        OSError: it cannot be written, or is there already.
        ValueError: standard output is a terminal, and this is not text.
    """
    if output != STANDARD:
        write_new(output, data, secret=True)
        typer.echo(f"{printable(output)}: {told}", err=True)
        return
    stream = typer.get_binary_stream("stdout")
    if stream.isatty() and not data.startswith(b"<"):
        raise ValueError("expected a file or a pipe for a profile that is no text; name one with --output")
    stream.write(data)
    stream.flush()


def one_certificate(name: str) -> bytes:
    """The only certificate in a file, DER.

    Raises:
        OSError, ValueError: it cannot be read, or holds none or several.
    """
    try:
        (found,) = load_certificates(read(name))
    except ValueError as error:
        text = "expected one certificate" if "unpack" in str(error) else str(error)
        raise ValueError(f"{name}: {text}") from error
    return found


def identity(key: str, certificate: str, password_file: str) -> Identity:
    """The private key in a file (PEM, DER or PKCS#12) and its certificate, from there or from another file.

    Raises:
        OSError, ValueError: it cannot be read or has the wrong password; or the two do not belong together.
    """
    data = read(key)
    password = ask(key, password_file) if needs_password(data) else None
    try:
        if recognize(data) is FileKind.PKCS12:
            found = read_container(data, password=password)
            beside, own = found.certificates, found.key
        else:
            own = read_key(data, password=password)
            beside = read_pem(data, with_key=False).certificates if b"CERTIFICATE-----" in data else ()
    except ValueError as error:
        raise ValueError(f"{key}: {error}") from error
    assert own is not None  # both readers refuse files without a key
    if password is None:
        typer.echo(f"warning: {printable(key)} is not encrypted: openssl pkcs8 -topk8 encrypts it", err=True)
    return _joined(own, beside, certificate, key)


def _joined(own: PrivateKey, beside: tuple[bytes, ...], certificate: str, key: str) -> Identity:
    if certificate:
        try:
            beside = load_certificates(read(certificate))
        except ValueError as error:
            raise ValueError(f"{certificate}: {error}") from error
    public = own.public_key()
    matching = [der for der in beside if parse_certificate(der).key == public]
    if not matching:
        raise ValueError(f"{certificate or key}: {_ANOTHER if beside else _NO_CERTIFICATE}")
    leaf = max(matching, key=lambda der: parse_certificate(der).not_after)
    return Identity(certificate=leaf, key=own, others=tuple(der for der in beside if der != leaf))
