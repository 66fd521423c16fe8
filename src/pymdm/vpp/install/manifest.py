"""Manifests: where an app of one's own is, and how a device sees that it came whole.

Source: Apple's schema of ManifestURL (other/manifesturl).
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from pymdm.documents import AppManifest
from pymdm.protocol import plist
from pymdm.vpp.install.hashing import ChunkHashes

__all__ = ["app_manifest", "encode_manifest", "https_url"]

#: Letters, digits and what else bundle and package identifiers have; Apple wants more than one character.
_IDENTIFIER: Final = re.compile(r"[A-Za-z0-9._-]{2,255}")

#: What addresses are written with (RFC 3986).
_URL: Final = re.compile(r"[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+")

#: Characters of an address; many proxies and servers end at eight thousand.
_MAX_URL: Final = 8000

#: Characters of a text that the device shows; Apple wants more than one.
_MAX_TEXT: Final = 255


def app_manifest(
    *,
    url: str,
    bundle_id: str,
    title: str,
    hashes: ChunkHashes | None = None,
    version: str = "",
    subtitle: str = "",
    display_image: str = "",
    full_size_image: str = "",
) -> AppManifest:
    """The manifest of one app.

    Args:
        url: Where devices find the package: https, and without name or password in it.
        bundle_id: The app's bundle identifier, exactly as the app has it.
        title: What the device calls the app while it loads.
        hashes: Of the package, see `hash_chunks`; without them nothing but TLS tells the device what it got.
        version: The bundle version; iPhones and iPads want it.
        subtitle: Such as who made it.
        display_image, full_size_image: Addresses of pictures of 57 and 512 pixels, shown while it loads.

    Raises:
        ValueError: one of these is not as devices take it.
    """
    item = AppManifest.ItemsItem
    if not _IDENTIFIER.fullmatch(bundle_id):
        raise ValueError("bundle_id: expected a bundle identifier, such as com.example.app")
    package = item.AssetsItem(
        kind="software-package",
        url=https_url(url, "url"),
        md5_size=None if hashes is None else hashes.chunk_size,
        md5s=None if hashes is None else hashes.md5s,
        sha256_size=None if hashes is None else hashes.chunk_size,
        sha256s=None if hashes is None else hashes.sha256s,
    )
    images = (
        ("display-image", "display_image", display_image),
        ("full-size-image", "full_size_image", full_size_image),
    )
    pictures = [
        item.AssetsItem(kind=kind, url=https_url(address, name)) for kind, name, address in images if address
    ]
    metadata = item.Metadata(
        bundle_identifier=bundle_id,
        bundle_version=_shown(version, "version", least=1) if version else None,
        kind="software",
        subtitle=_shown(subtitle, "subtitle", least=1) if subtitle else None,
        title=_shown(title, "title", least=2),
    )
    return AppManifest(items=(item(assets=(package, *pictures), metadata=metadata),))


def encode_manifest(manifest: AppManifest) -> bytes:
    """The property list (XML) that a server gives out at the ManifestURL, as ``application/xml``."""
    return plist.dumps(manifest.wire())


def https_url(url: str, name: str) -> str:
    """The address, if devices take it.

    Raises:
        ValueError: it is not https, or has no host, or has a name or password in it; the text does not
            show it, because it may hold a signature that opens something.
    """
    expected = f"{name}: expected an address that begins with https:// and has a host, and no password"
    if len(url) > _MAX_URL or not _URL.fullmatch(url):
        raise ValueError(f"{expected}; other characters than those of addresses have to be percent-encoded")
    try:
        parts = urlsplit(url)
        good = parts.scheme == "https" and parts.hostname and parts.port != 0 and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good or not url.startswith("https://"):
        raise ValueError(expected)
    return url


def _shown(text: str, name: str, *, least: int) -> str:
    if not least <= len(text) <= _MAX_TEXT or not text.isprintable() or text != text.strip():
        raise ValueError(f"{name}: expected {least} to {_MAX_TEXT} printable characters")
    return text
