"""``pymdm simulate``: one simulated device in a process of its own, driven by lines on standard input."""

from __future__ import annotations

import ipaddress
import os
import sys
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

import attrs
import typer

from pymdm.cli.simulate_console import Console
from pymdm.crypto.cms import APPLE_BER, APPLE_DER
from pymdm.errors import RemoteProtocolError
from pymdm.testing import NoProfile, Prove, SimulatedDevice, download_profile
from pymdm.testing.hardware import Platform

__all__ = ["register", "simulate"]

_SHAPES = {"usual": None, "ber": APPLE_BER, "der": APPLE_DER}

# What pages answer to a wrong code or none; after any other status the code is not the question.
_ABOUT_THE_CODE = frozenset({200, 400, 401, 403})


class _Platform(StrEnum):
    MACOS = "macOS"
    IOS = "iOS"
    IPADOS = "iPadOS"
    TVOS = "tvOS"


class _Shape(StrEnum):
    USUAL = "usual"
    BER = "ber"
    DER = "der"


# typer wants an enum for a choice; the library wants the words themselves.
_PLATFORMS: dict[_Platform, Platform] = {
    _Platform.MACOS: "macOS",
    _Platform.IOS: "iOS",
    _Platform.IPADOS: "iPadOS",
    _Platform.TVOS: "tvOS",
}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(simulate)


def simulate(
    *,
    profile: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Enrollment profile (.mobileconfig).")
    ] = None,
    enroll_url: Annotated[str, typer.Option(help="Where to download the enrollment profile.")] = "",
    code: Annotated[
        str,
        typer.Option(envvar="PYMDM_ENROLLMENT_CODE", help="Enrollment code, if the address asks for one."),
    ] = "",
    password: Annotated[
        str, typer.Option(envvar="PYMDM_PROFILE_PASSWORD", help="Opens the identity if the profile does not.")
    ] = "",
    via: Annotated[str, typer.Option(help="Connect to this instead, as http://127.0.0.1:8080.")] = "",
    platform: Annotated[_Platform, typer.Option(help="What kind of device.")] = _Platform.MACOS,
    shared: Annotated[bool, typer.Option(help="Make an iPad a Shared iPad.")] = False,
    shape: Annotated[
        _Shape, typer.Option(help="Form of the signature; usual: the platform's.")
    ] = _Shape.USUAL,
    unsigned: Annotated[bool, typer.Option(help="Send no Mdm-Signature, whatever the profile says.")] = False,
    seed: Annotated[str, typer.Option(help="Same seed, same device; by default a new one each time.")] = "",
    once: Annotated[bool, typer.Option(help="Enroll, one session, end.")] = False,
    sessions: Annotated[int, typer.Option(min=0, help="Enroll, so many sessions, end.")] = 0,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line.")] = False,
) -> None:
    """Enroll a simulated device and run sessions.

    Without --once or --sessions it reads words from standard input, one a line; "help" lists them.
    """
    if (profile is None) == (not enroll_url):
        raise typer.BadParameter("give either --profile or --enroll-url")
    source = _Source(
        profile=profile, url=_address(enroll_url, "--enroll-url"), via=_address(via, "--via"), code=code
    )
    device = source.read(
        lambda found: SimulatedDevice.from_profile(
            found,
            password=password or None,
            platform=_PLATFORMS[platform],
            shared=shared,
            shape=_SHAPES[shape],
            prove=Prove.NOTHING if unsigned else Prove.AS_PROFILE,
            via=via or None,
            seed=seed or os.urandom(8).hex(),
        )
    )
    console = Console(
        device=device, as_json=as_json, fetch=source.fetch, password=password or None, hint=source.hint
    )
    if not console.run("enroll"):
        raise typer.Exit(1)
    count = 1 if once else sessions
    if count:
        results = [console.run("connect") for _ in range(count)]
        raise typer.Exit(0 if all(results) else 1)
    console.listen(sys.stdin)


def _address(given: str, option: str) -> str:
    parts = urlsplit(given)
    if given and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise typer.BadParameter("expected an address such as http://127.0.0.1:8080", param_hint=option)
    return given


@attrs.frozen(kw_only=True)
class _Source:
    """Where the profile comes from: a file, or an address."""

    profile: Path | None
    url: str = attrs.field(repr=False)
    via: str
    code: str = attrs.field(repr=False)

    def fetch(self) -> bytes:
        """The profile; an address gives another one each time."""
        if self.profile is not None:
            return self.profile.read_bytes()
        try:
            return download_profile(self.url, via=self.via or None, code=self.code or None)
        except NoProfile as error:
            if error.content_type != "text/html" or error.status not in _ABOUT_THE_CODE:
                raise
            hint = "is --code the right one?" if self.code else "the page may want an enrollment code: --code"
            raise RemoteProtocolError(f"{error}; {hint}") from error

    def read(self, load: Callable[[bytes], SimulatedDevice]) -> SimulatedDevice:
        """What ``load`` makes of the profile; if it makes nothing of it, the error says of which one."""
        found = self.fetch()
        try:
            return load(found)
        except RemoteProtocolError as error:
            raise RemoteProtocolError(f"{self.profile or 'the profile that came'}: {error}") from error

    @property
    def hint(self) -> str:
        """For a profile that came from this machine and names a server that is not reached from it."""
        parts = urlsplit(self.url)
        if self.via or parts.scheme != "http" or not _is_loopback(parts):
            return ""
        return f"if a proxy is to stand before {parts.netloc}, go around it: --via http://{parts.netloc}"


def _is_loopback(parts: SplitResult) -> bool:
    try:
        return ipaddress.ip_address(parts.hostname or "").is_loopback
    except ValueError:
        return parts.hostname == "localhost"
