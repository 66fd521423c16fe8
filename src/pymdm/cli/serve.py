"""``pymdm serve``: the reference server on this machine, with everything in one SQLite file.

Devices reach it through a proxy that ends TLS; the admin API listens on its own port, on 127.0.0.1.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pymdm.cli import _serving, log_lines
from pymdm.cli._database import KeyOption
from pymdm.cli._extras import need
from pymdm.cli._push_options import (
    CAOption,
    EndpointOption,
    KeyFileOption,
    PaceOption,
    PasswordOption,
    PortOption,
    SandboxOption,
    push_service,
)
from pymdm.server import EnrollWith

__all__ = ["register", "serve"]


class _Identity(StrEnum):
    SIGNATURE = "signature"
    PROXY = "proxy"
    HEADER = "header"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(serve)


def serve(
    url: Annotated[
        str, typer.Option(help="How devices reach the server: https, through your proxy.  Remembered.")
    ] = "",
    topic: Annotated[
        str,
        typer.Option(
            help="Topic of the push certificate, as com.apple.mgmt.External.1, where there is none yet."
        ),
    ] = "",
    database: Annotated[
        str, typer.Option(envvar="PYMDM_DATABASE", help="The SQLite file; made at the first start.")
    ] = "pymdm.db",
    seal_key: KeyOption = "",
    in_memory: Annotated[bool, typer.Option("--in-memory", help="Forget everything at the end.")] = False,
    host: Annotated[str, typer.Option(help="Address for devices and the enrollment page.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port for them; 0 takes a free one.")] = 8080,
    admin_host: Annotated[str, typer.Option(help="Address of the admin API.")] = "127.0.0.1",
    admin_port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the admin API.")] = 8081,
    organization: Annotated[str, typer.Option(help="The name that people see.  Remembered.")] = "",
    enrollment_code: Annotated[
        str,
        typer.Option(envvar="PYMDM_ENROLLMENT_CODE", help="What people enter to enroll; made if missing."),
    ] = "",
    admin_token: Annotated[
        str,
        typer.Option(envvar="PYMDM_ADMIN_TOKEN", help="Bearer token of the admin API; made if missing."),
    ] = "",
    identity: Annotated[
        _Identity | None,
        typer.Option(
            help="How devices prove who they are: by signing each message, by mutual TLS that your proxy "
            "ends, told with a secret, or in a header of your proxy's choice.  Remembered; at first "
            "signature."
        ),
    ] = None,
    proxy_secret_file: Annotated[
        str, typer.Option(envvar="PYMDM_PROXY_SECRET_FILE", help="The secret in the header X-Pymdm-Client.")
    ] = "",
    identity_header: Annotated[
        str, typer.Option(help="For --identity header: client-cert or x-ssl-client-cert.")
    ] = "client-cert",
    trusted_proxy: Annotated[
        list[str] | None, typer.Option(help="For --identity header: an address that the proxy has.")
    ] = None,
    mtls_for_secrets: Annotated[
        bool, typer.Option(help="Give secrets only to devices that were seen by mutual TLS.")
    ] = False,
    enroll_with: Annotated[
        EnrollWith | None,
        typer.Option(help="How devices get their identity.  Remembered; at first: scep, key made on it."),
    ] = None,
    tls_chain: Annotated[
        Path | None, typer.Option(help="What your proxy shows devices (PEM): the log warns before it ends.")
    ] = None,
    push_certificate: Annotated[
        str,
        typer.Option(
            metavar="FILE",
            envvar="PYMDM_PUSH_CERTIFICATE",
            help="Apple's push certificate: kept in the database from now on, in place of the one before.",
        ),
    ] = "",
    push_key: KeyFileOption = "",
    push_password_file: PasswordOption = "",
    apns_sandbox: SandboxOption = False,
    apns_port: PortOption = 443,
    apns_endpoint: EndpointOption = "",
    apns_ca: CAOption = "",
    pace: PaceOption = None,
    separate_checkin: Annotated[
        bool | None, typer.Option(help="Give devices a CheckInURL of its own.  Remembered; at first: no.")
    ] = None,
    wake_hours: Annotated[
        int, typer.Option(min=1, max=720, help="Wake devices that were quiet for so long.")
    ] = 24,
    silent_days: Annotated[
        int, typer.Option(min=1, max=365, help="Tell of devices that were silent for so long.")
    ] = 7,
    url_moved: Annotated[
        bool, typer.Option("--url-moved", help="The old URL leads here, too: let the new one be used.")
    ] = False,
    hold_queues: Annotated[
        str, typer.Option(metavar="WHY", help="Send no command until pymdm queue release.")
    ] = "",
    stub_apns: Annotated[
        str, typer.Option(help="For demonstrations: post wake-ups to this address instead of Apple.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print the addresses as one JSON line.")] = False,
) -> None:
    """Run a server for Apple devices: one process, one database file, one machine."""
    need("waitress", "server")
    log_lines.to_stderr()
    told = {
        "url": url,
        "topic": topic,
        "organization": organization,
        "identity": identity.value if identity else "",
        "enroll-with": enroll_with.value if enroll_with else "",
        "separate-checkin": "" if separate_checkin is None else "yes" if separate_checkin else "no",
    }
    _serving.serve(
        _serving.Choice(
            told=told,
            database=None if in_memory else database,
            seal_key=seal_key,
            devices=(host, port),
            admins=(admin_host, admin_port),
            enrollment_code=enrollment_code,
            admin_token=admin_token,
            proxy_secret=_secret(proxy_secret_file),
            identity_header=identity_header,
            trusted=tuple(trusted_proxy or ()),
            mtls_for_secrets=mtls_for_secrets,
            wake_after=timedelta(hours=wake_hours),
            silent_after=timedelta(days=silent_days),
            tls_chain=tls_chain,
            url_moved=url_moved,
            hold=hold_queues,
            stub_apns=stub_apns,
            push_certificate=push_certificate,
            push_key=push_key,
            push_password_file=push_password_file,
            apns=push_service(
                endpoint=apns_endpoint, ca=apns_ca, sandbox=apns_sandbox, port=apns_port, pace=pace
            ),
            as_json=as_json,
        )
    )


def _secret(file: str) -> str:
    return Path(file).read_text(encoding="ascii", errors="replace").strip() if file else ""
