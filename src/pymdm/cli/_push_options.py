"""Options about Apple's push service, and the certificate and client that follow from them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import attrs
import typer

from pymdm.apns._certificate_file import needs_password
from pymdm.apns.certificate import PushCertificate
from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import PASSWORD, ask, open_to_others, read

if TYPE_CHECKING:
    from pymdm.apns._delivery_rules import PushStats
    from pymdm.apns.client import APNsClient

__all__ = [
    "CAOption",
    "EndpointOption",
    "KeyFileOption",
    "PaceOption",
    "PasswordOption",
    "PortOption",
    "PushService",
    "SandboxOption",
    "load_certificate",
    "push_service",
]

KeyFileOption = Annotated[
    str, typer.Option("--push-key", metavar="FILE", help="Its private key, where it is in another file.")
]
PasswordOption = Annotated[
    str,
    typer.Option(
        "--push-password-file",
        metavar="FILE",
        help=f"The password of that key, in the first line of FILE.  Without it: ${PASSWORD}, or a prompt.",
    ),
]
SandboxOption = Annotated[
    bool,
    typer.Option("--apns-sandbox", help="Apple's service for development, which wakes no enrolled device."),
]
PortOption = Annotated[
    int, typer.Option("--apns-port", envvar="PYMDM_APNS_PORT", help="443, or 2197 if the firewall wants it.")
]
EndpointOption = Annotated[
    str,
    typer.Option(
        "--apns-endpoint",
        metavar="HOST:PORT",
        envvar="PYMDM_APNS_ENDPOINT",
        help="Another service instead, such as a fake for tests.",
    ),
]
CAOption = Annotated[
    str,
    typer.Option(
        "--apns-ca",
        metavar="FILE",
        envvar="PYMDM_APNS_CA",
        help="The only authorities that it is believed from (PEM); by default those of this machine.",
    ),
]
PaceOption = Annotated[
    float | None, typer.Option("--pace", help="At most so many wake-ups a second.", min=0.1)
]

# More than a port has digits; what is not a number is told in the same words.
_PORTS: Final = range(1, 65536)


@attrs.frozen(kw_only=True)
class PushService:
    """Where pushes go, and how fast."""

    endpoint: tuple[str, int] | None
    ca: bytes | None = attrs.field(repr=False)
    sandbox: bool
    port: int
    pace: float | None

    def client(
        self, certificate: PushCertificate, *, progress: Callable[[PushStats], object] | None = None
    ) -> APNsClient:
        """A client for pushes with this certificate.

        Raises:
            ValueError: the certificate has expired, or the options do not go together.
        """
        from pymdm.apns.client import APNsClient

        return APNsClient(
            certificate,
            environment="sandbox" if self.sandbox else "production",
            port=self.port,
            endpoint=self.endpoint,
            ca=self.ca,
            pace=self.pace,
            progress=progress,
        )


def push_service(*, endpoint: str, ca: str, sandbox: bool, port: int, pace: float | None) -> PushService:
    """What the options say.

    Raises:
        ValueError: they do not go together.
        OSError: the file with the authorities cannot be read.
    """
    if port not in (443, 2197):
        raise ValueError("--apns-port: Apple takes pushes on 443 and 2197; for another one: --apns-endpoint")
    return PushService(
        endpoint=_address(endpoint) if endpoint else None,
        ca=_authorities(ca) if ca else None,
        sandbox=sandbox,
        port=port,
        pace=pace,
    )


def load_certificate(file: str, *, key: str, password_file: str) -> PushCertificate:
    """The push certificate in a file; its password is asked for where it needs one.

    Raises:
        OSError, ValueError: what is wrong with which file.
    """
    locked = needs_password(read(key or file))
    if not locked and open_to_others(key or file):
        typer.echo(
            f"warning: {printable(key or file)} has a private key that is not encrypted, and others can read "
            "it: chmod 600, and pymdm certs join writes it encrypted",
            err=True,
        )
    password = ask(key or file, password_file, option="--push-password-file") if locked else None
    return PushCertificate.load(file, key=key or None, password=password)


def _authorities(file: str) -> bytes:
    data = Path(file).read_bytes()  # of any size: those of a whole machine have 300 KB
    if b"-----BEGIN CERTIFICATE-----" not in data:
        raise ValueError(
            f"{printable(file)}: expected certificates of authorities in PEM (BEGIN CERTIFICATE)"
        )
    return data


def _address(text: str) -> tuple[str, int]:
    host, colon, port = text.rpartition(":")
    if not (colon and host and port.isascii() and port.isdigit() and int(port[:6]) in _PORTS):
        raise ValueError("--apns-endpoint: expected HOST:PORT, such as 127.0.0.1:8443")
    return host.strip("[]"), int(port)
