"""What ``pymdm serve`` does with its options: open, look, wire, listen, tell."""

from __future__ import annotations

import contextlib
import json
import shlex
import socket
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import attrs
import typer

from pymdm.adapters.headers_probe import HeaderProbe
from pymdm.apns.certificate import PushCertificate
from pymdm.cli import _database, _listening
from pymdm.cli._push_options import PushService, load_certificate
from pymdm.cli.stub_push import HTTPStubPush
from pymdm.crypto import IdentitySource, TrustStore
from pymdm.enroll import Transport
from pymdm.server import Authorities, EnrollWith, Job, ServerSettings, create_server
from pymdm.server.authorities import keep_authorities
from pymdm.server.heartbeat import BEAT_SECONDS, Heartbeat
from pymdm.server.kept import KeptState
from pymdm.server.push import LOOK_SECONDS, KeptPushSender
from pymdm.server.push_certificates import keep_certificate, kept_certificates
from pymdm.service import Store
from pymdm.service.machine import new_secret, utc_now
from pymdm.service.verbs import HoldQuery
from pymdm.stores import MemoryStore

__all__ = ["Choice", "Proof", "serve"]

_SECRETS = ("enrollment_code", "admin_token")

#: What holds where nothing was ever said.
_FIRST = {"organization": "pymdm", "identity": "signature", "enroll-with": "scep", "separate-checkin": "no"}


@attrs.frozen(kw_only=True)
class Proof:
    """How devices prove who they are.

    Raises ValueError for choices that do not go together.
    """

    mode: str
    proxy_secret: str = attrs.field(repr=False)
    header: str
    trusted: tuple[str, ...]
    mtls_for_secrets: bool

    def __attrs_post_init__(self) -> None:
        if self.mode == "proxy" and not self.proxy_secret:
            raise ValueError(
                "--identity proxy needs --proxy-secret-file: a file with 32 characters or more that the "
                "proxy sends, too, such as openssl rand -hex 32 makes"
            )
        if self.mode == "header" and not self.trusted:
            raise ValueError("--identity header needs --trusted-proxy: the addresses that your proxy has")
        if self.mtls_for_secrets and self.mode == "signature" and not self.proxy_secret:
            raise ValueError(
                "--mtls-for-secrets needs a proxy that tells of mutual TLS (--proxy-secret-file): without "
                "one no device would ever get its bootstrap token"
            )

    @property
    def transport(self) -> Transport:
        """What profiles tell devices to do."""
        return Transport.MDM_SIGNATURE if self.mode == "signature" else Transport.MTLS

    def probe(self, devices: socket.socket) -> HeaderProbe | None:
        """The self-test of the header, where that is what is believed (T7)."""
        if self.mode != "header":
            return None
        return HeaderProbe(f"{_listening.own_url(devices)}/mdm", header=self.header)

    def source(self, probe: HeaderProbe | None) -> Callable[[TrustStore], IdentitySource]:
        """How an identity is found in a request."""

        def of(trust: TrustStore) -> IdentitySource:
            if probe is not None:
                return trust.trusted_peer_header(peers=self.trusted, probe=probe)
            proxy = trust.proxy_header(secret=self.proxy_secret) if self.proxy_secret else None
            if self.mode == "proxy" and proxy is not None:
                return proxy
            return trust.mdm_signature(proxy=proxy)

        return of


@attrs.frozen(kw_only=True)
class Choice:
    """The options of the command.

    ``told`` are those that are remembered from one start to the next, empty where nothing was said;
    ``database`` is None for a server in memory.
    """

    told: dict[str, str]
    database: str | None
    seal_key: str
    devices: tuple[str, int]
    admins: tuple[str, int]
    enrollment_code: str = attrs.field(repr=False)
    admin_token: str = attrs.field(repr=False)
    proxy_secret: str = attrs.field(repr=False)
    identity_header: str
    trusted: tuple[str, ...]
    mtls_for_secrets: bool
    wake_after: timedelta
    silent_after: timedelta
    tls_chain: Path | None
    url_moved: bool
    hold: str
    stub_apns: str
    push_certificate: str
    push_key: str = attrs.field(repr=False)
    push_password_file: str = attrs.field(repr=False)
    apns: PushService
    as_json: bool


@attrs.frozen(kw_only=True)
class _Found:
    """What is there once the database is open; ``made`` are secrets that nobody has seen yet."""

    settings: ServerSettings
    proof: Proof
    told: dict[str, str]
    authorities: Authorities
    made: dict[str, str] = attrs.field(repr=False)
    #: How devices prove themselves that have enrolled before, where that is not how it is done now.
    other_proof: str | None = None


def serve(choice: Choice) -> None:
    """Run the server until it is told to end."""
    stub = HTTPStubPush(choice.stub_apns) if choice.stub_apns else None
    certificate = None
    if choice.push_certificate:
        certificate = load_certificate(
            choice.push_certificate, key=choice.push_key, password_file=choice.push_password_file
        )
    with contextlib.ExitStack() as stack:
        # First of all: a code that is made and kept, and then not shown, would be lost.
        devices = stack.enter_context(contextlib.closing(_listening.bind(*choice.devices)))
        admins = stack.enter_context(contextlib.closing(_listening.bind(*choice.admins)))
        store: Store = MemoryStore()
        if choice.database is not None:
            store = stack.enter_context(_database.open_store(choice.database, choice.seal_key, make=True))
        kept = KeptState(store, clock=utc_now)
        found = _find(choice, kept, certificate)
        sender = KeptPushSender(kept, client=choice.apns.client, clock=utc_now)
        stack.callback(sender.close)
        if certificate is not None:
            keep_certificate(kept, certificate)
        sender.refresh()
        probe = found.proof.probe(devices)
        heart = Heartbeat(kept)

        def look() -> None:
            for topic in sender.refresh():
                server.service.push_certificate_replaced(topic)

        server = create_server(
            found.settings,
            store,
            found.authorities,
            identity=found.proof.source(probe),
            mtls_for_secrets=found.proof.mtls_for_secrets,
            push=stub or sender,
            alive_at=heart.last(),
            tls_chain=choice.tls_chain,
            jobs=(
                Job(name="heartbeat", every=BEAT_SECONDS, run=heart.beat),
                Job(name="push certificates", every=LOOK_SECONDS, run=look, first=LOOK_SECONDS),
            ),
            start_worker=False,
        )
        stack.callback(server.close)
        if choice.hold:
            server.service.hold_queues(choice.hold)
        settings = found.settings
        digests = {name: getattr(settings, name) for name in _SECRETS}

        def ready() -> None:
            kept.remember(found.told, digests)
            server.worker.start()
            if probe is not None:
                probe.start()
            _announce(choice, found, store, devices, admins)

        _listening.run(server, devices, admins, ready)


def _find(choice: Choice, kept: KeptState, certificate: PushCertificate | None) -> _Found:
    """Settings from the options and, where those say nothing, from the certificate and the last start."""
    certificates = (certificate,) if certificate is not None else kept_certificates(kept)
    topics = [each.topic for each in certificates]
    if certificate is not None and choice.told["topic"] not in ("", *topics):
        raise ValueError("--topic: expected the one of the push certificate, or nothing")
    told = {
        name: given
        or (topics[0] if name == "topic" and topics else None)
        or kept.setting(name)
        or _FIRST.get(name)
        or _missing(name)
        for name, given in choice.told.items()
    }
    proof = Proof(
        mode=told["identity"],
        proxy_secret=choice.proxy_secret,
        header=choice.identity_header,
        trusted=choice.trusted,
        mtls_for_secrets=choice.mtls_for_secrets,
    )
    made = {
        name: new_secret() for name in _SECRETS if not getattr(choice, name) and kept.digest(name) is None
    }
    secrets: dict[str, Any] = {
        name: getattr(choice, name) or kept.digest(name) or made[name] for name in _SECRETS
    }
    settings = ServerSettings(
        url=told["url"],
        topic=told["topic"],
        organization=told["organization"],
        separate_checkin=told["separate-checkin"] == "yes",
        enroll_with=EnrollWith(told["enroll-with"]),
        transport=proof.transport,
        wake_after=choice.wake_after,
        silent_after=choice.silent_after,
        **secrets,
    )
    told["url"] = settings.url
    kept.refuse_change(told, url_moved=choice.url_moved)
    before = kept.setting("identity")
    return _Found(
        settings=settings,
        proof=proof,
        told=told,
        authorities=keep_authorities(kept, now=utc_now()),
        made=made,
        other_proof=before if before not in (None, proof.mode) and kept.has_devices() else None,
    )


def _missing(name: str) -> str:
    other = " or --push-certificate" if name == "topic" else ""
    raise ValueError(f"the first start needs --{name}{other}; it is remembered")


def _announce(
    choice: Choice, found: _Found, store: Store, devices: socket.socket, admins: socket.socket
) -> None:
    """Where everything is, and the secrets that were made here; those that were given are known."""
    place = _listening.url_of(devices)
    ready = {
        "devices": place,
        "admin": _listening.url_of(admins),
        "enrollment_page": f"{place}/enroll",
        **found.made,
    }
    if choice.as_json:
        typer.echo(json.dumps(ready))
    else:
        typer.echo("\n".join(f"{name.replace('_', ' '):16} {value}" for name, value in ready.items()))
        for line in _remarks(choice, found, store):
            typer.echo(line, err=True)
    sys.stdout.flush()


def _remarks(choice: Choice, found: _Found, store: Store) -> list[str]:
    lines = []
    if choice.database is None:
        lines.append("Everything is kept in memory and forgotten when this ends.")
    else:
        lines.append(f"Everything is kept in {choice.database}, secrets under the seal key.")
        if found.made:
            lines.append("Note the code and the token: only their digests are kept.")
    [held] = store.look_up([HoldQuery()])
    for hold in held:
        lines.append(f"QUEUES ARE HELD, no command leaves: {hold.why}")  # type: ignore[union-attr]
        places = f"--database {shlex.quote(choice.database or '')} --seal-key {shlex.quote(choice.seal_key)}"
        lines.append(f"Look at docs/server.md, Restoring a backup; then: pymdm queue release {places}")
    if not choice.stub_apns and not kept_certificates(KeptState(store, clock=utc_now)):
        lines.append("There is no push certificate, so devices are not woken: start with --push-certificate.")
    if found.other_proof is not None:
        lines.append(
            f"Devices enrolled under --identity {found.other_proof} are refused until they enroll anew."
        )
    if found.authorities.successor_due(utc_now()):
        ends = found.authorities.current_ends
        lines.append(f"The identity CA ends on {ends:%Y-%m-%d}: prepare its successor with pymdm ca prepare")
    return lines
