"""``pymdm vpp manifest``: the manifest with which devices install a package of your own."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Annotated

import typer

from pymdm.cli._inspect_text import printable
from pymdm.cli.certs_files import about, ensure_absent, write_new
from pymdm.vpp.install.hashing import CHUNK_SIZE, hash_chunks
from pymdm.vpp.install.manifest import app_manifest, encode_manifest

__all__ = ["register"]

_STANDARD = "-"


def register(vpp: typer.Typer) -> None:
    """Add the command."""
    vpp.command("manifest")(_manifest)


def _manifest(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The package: .pkg for Macs, .ipa for others.")],
    url: Annotated[str, typer.Option("--url", metavar="URL", help="Where devices will find it; https only.")],
    bundle_id: Annotated[
        str, typer.Option("--bundle-id", metavar="ID", help="The app's identifier, such as com.example.app.")
    ],
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="What devices call it.")],
    version: Annotated[
        str, typer.Option("--version", metavar="TEXT", help="Its version; iPhones and iPads want it.")
    ] = "",
    subtitle: Annotated[str, typer.Option("--subtitle", metavar="TEXT", help="Such as who made it.")] = "",
    display_image: Annotated[
        str, typer.Option("--display-image", metavar="URL", help="A picture of 57 pixels; https only.")
    ] = "",
    full_size_image: Annotated[
        str, typer.Option("--full-size-image", metavar="URL", help="A picture of 512 pixels; https only.")
    ] = "",
    chunk_size: Annotated[
        int, typer.Option("--chunk-size", metavar="BYTES", min=1, help="Bytes for each pair of hashes.")
    ] = CHUNK_SIZE,
    output: Annotated[
        str, typer.Option("--output", "-o", metavar="FILE", help="What to write; - is standard output.")
    ] = _STANDARD,
) -> None:
    """Write the manifest of a package, with MD5 and SHA-256 of each of its chunks.

    Nothing is uploaded: put the package at its URL, and the manifest where the command says or inside of it.
    """
    if output != _STANDARD:
        ensure_absent(output)
    described = functools.partial(
        app_manifest,
        url=url,
        bundle_id=bundle_id,
        title=title,
        version=version,
        subtitle=subtitle,
        display_image=display_image,
        full_size_image=full_size_image,
    )
    described()  # what is wrong with the options shows before a large file is read
    with about(file), Path(file).open("rb") as package:
        hashes = hash_chunks(package, chunk_size=chunk_size)
    manifest = described(hashes=hashes)
    if output == _STANDARD:
        typer.echo(encode_manifest(manifest), nl=False)
        return
    write_new(output, encode_manifest(manifest), secret=False)
    typer.echo(f"{printable(output)}: {hashes.length} bytes in {len(hashes.md5s)} chunks", err=True)
