"""``pymdm dep keypair`` and ``pymdm dep token``: from a key pair to the server token, and to next year's."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

import attrs
import typer

from pymdm.apns._certificate_file import needs_password, read_key
from pymdm.cli._dep_files import replace
from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import (
    PasswordFile,
    about,
    ask,
    ask_new,
    ensure_absent,
    open_to_others,
    read,
    write_new,
)
from pymdm.dep.tokens import ServerToken, TokenKeyPair, TokenKeys
from pymdm.dep.tokens._file import envelope_in
from pymdm.service.machine import utc_now

__all__ = ["UNUSABLE", "register"]

UNUSABLE = 3
"""Exit code of ``token``: it has expired."""

_KEYS = "dep-keys.json"
_Keys = Annotated[str, typer.Option(metavar="FILE", help="Where the key pairs are kept, encrypted.")]


def register(dep: typer.Typer) -> None:
    """Add the commands."""
    dep.command("keypair")(_keypair)
    dep.command("token")(_token)


def _keypair(
    keys: _Keys = _KEYS,
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="The certificate to upload.")
    ] = "dep-certificate.pem",
    instead: Annotated[
        bool, typer.Option("--instead", help="Give up a pair that still waits for its token.")
    ] = False,
    password_file: PasswordFile = "",
) -> None:
    """Make a key pair for a server token, and the certificate of it that you upload in Apple's portal.

    A pair that is in use stays in use until the token for the new one has come.  If one waits already, its
    certificate is written again and nothing else is done.
    """
    there = os.path.lexists(keys)
    found, password = _stored(keys, password_file) if there else (TokenKeys(), ask_new(keys, password_file))
    pair = None if instead else found.staged
    waiting = pair is not None
    if pair is None or not _holds(certificate, pair.certificate_pem):
        ensure_absent(certificate)
    if pair is None:
        pair = TokenKeyPair.create(now=utc_now())
        replace(keys, found.stage(pair, instead=instead).to_json(password=password))
    if not os.path.lexists(certificate):
        write_new(certificate, pair.certificate_pem)
    made = "a pair that waits for its token was there already" if waiting else "a new pair was made"
    typer.echo(f"{printable(keys)}: {made}, encrypted; keep the file, and show it to nobody")
    typer.echo(
        f"{printable(certificate)}: upload it at https://business.apple.com or https://school.apple.com,"
    )
    typer.echo(
        "  in the settings of your MDM server (or of a new one), and download the server token there. Then:"
    )
    typer.echo(f"  pymdm dep token FILE.p7m --keys {printable(keys)} --out dep-token.json")
    if found.current is not None:
        typer.echo("The pair in use stays in use until then.")


def _token(
    file: Annotated[str, typer.Argument(metavar="FILE", help="What the portal gave you (.p7m).")],
    keys: _Keys = _KEYS,
    key: Annotated[
        str, typer.Option(metavar="FILE", help="Instead of --keys: a private key from elsewhere, PEM or DER.")
    ] = "",
    certificate: Annotated[
        str, typer.Option(metavar="FILE", help="With --key: its certificate, for clearer errors.")
    ] = "",
    out: Annotated[
        str, typer.Option(metavar="FILE", help="Keep the decrypted token there, for you alone.")
    ] = "",
    other_server: Annotated[
        bool, typer.Option("--other-server", help="Replace a token of another server of the portal, too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    password_file: PasswordFile = "",
) -> None:
    """Open a server token and say which it is; with --out keep it.  Its secrets are never shown.

    A token in OUT is replaced by a newer one of the same server only, unless --other-server says otherwise.
    When a token for a new key pair is kept, that pair becomes the one in use.
    Exit code 3: it has expired; it is not kept.
    """
    data = read(file)
    with about(file):
        envelope_in(data)  # what cannot be right is told before a password is asked for
    opened = (
        _with_key(file, data, key, certificate, password_file)
        if key
        else _with_keys(file, data, keys, password_file)
    )
    token, now = opened.token, utc_now()
    expired = token.expires_in(now) < timedelta(0)
    kept = bool(out) and not expired
    if kept:
        _keep(opened, out, keys, other_server=other_server)
    facts = _facts(opened, now, out if kept else "")
    typer.echo(json.dumps(facts, indent=2) if as_json else "\n".join(_lines(facts, keys)))
    warning = token.expiry_warning(now)
    if warning is not None:
        typer.echo(f"warning: {warning.text}", err=True)
    if kept and open_to_others(out):
        typer.echo(f"warning: others can read {printable(out)}: chmod 600", err=True)
    if expired:
        raise typer.Exit(UNUSABLE)


@attrs.frozen(kw_only=True)
class _Opened:
    """A token, and the key pairs as they are once it is kept; None if they stay as they are."""

    token: ServerToken = attrs.field(repr=False)
    keys: TokenKeys | None = attrs.field(default=None, repr=False)
    password: str = attrs.field(default="", repr=False)


def _facts(opened: _Opened, now: datetime, out: str) -> dict[str, Any]:
    """What is told of a token: which it is, until when, where it went; no secret."""
    token = opened.token
    return {
        "consumer_key": token.consumer_key,
        "expires": token.access_token_expiry.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "days_left": token.expires_in(now).days,
        "other_keys": sorted(token.extra),
        "kept": out or None,
        "new_key_pair_in_use": bool(out) and opened.keys is not None,
    }


def _lines(facts: Mapping[str, Any], keys: str) -> Iterator[str]:
    yield f"consumer key  {printable(facts['consumer_key'])}"
    yield f"expires       {facts['expires']}, days left: {facts['days_left']}"
    yield "hidden        consumer_secret, access_token, access_secret"
    if facts["other_keys"]:
        yield f"also there    {printable(', '.join(facts['other_keys']))}"
    if facts["kept"]:
        yield f"{printable(facts['kept'])}: kept in clear, for you alone; whoever reads it can act for you"
    if facts["new_key_pair_in_use"]:
        yield f"{printable(keys)}: the new key pair is the one in use now"


def _stored(keys: str, password_file: str) -> tuple[TokenKeys, str]:
    """The key pairs in a file, and the password that they are under."""
    data = read(keys)
    password = ask(keys, password_file)
    with about(keys):
        return TokenKeys.from_json(data, password=password), password


def _with_keys(file: str, data: bytes, keys: str, password_file: str) -> _Opened:
    if not os.path.lexists(keys):
        raise ValueError(
            f"{printable(keys)}: expected the key pairs of server tokens; there is no such file: make them "
            "with pymdm dep keypair, or name the private key with --key FILE"
        )
    stored, password = _stored(keys, password_file)
    with about(file):
        token, after = stored.open(data)
    return _Opened(token=token, keys=None if after == stored else after, password=password)


def _with_key(file: str, data: bytes, key: str, certificate: str, password_file: str) -> _Opened:
    text = read(key)
    password = ask(key, password_file) if needs_password(text) else None
    with about(key):
        private = read_key(text, password=password)
    own = read(certificate) if certificate else None
    with about(file):
        return _Opened(token=ServerToken.decrypt(data, key=private, certificate=own))


def _keep(opened: _Opened, out: str, keys: str, *, other_server: bool) -> None:
    """Write the token, then the key pairs: if the second fails, the same command does it again."""
    if os.path.lexists(out):
        with about(out):
            old = ServerToken.from_json(read(out))
        try:
            opened.token.check_replaces(old, other_server=other_server)
        except ValueError as error:
            hint = "" if opened.token.consumer_key == old.consumer_key else " (--other-server)"
            raise ValueError(f"{error}{hint}") from error
    replace(out, opened.token.to_json())
    if opened.keys is not None:
        replace(keys, opened.keys.to_json(password=opened.password))


def _holds(name: str, data: bytes) -> bool:
    return os.path.lexists(name) and read(name) == data
