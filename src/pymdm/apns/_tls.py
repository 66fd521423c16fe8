"""Mutual TLS to Apple with a key that is never on a disk in clear.

Python's ``ssl`` takes certificate and key as names of files only.  Here the names are those of pipes, which
``/dev/fd`` has on Linux, macOS and the BSDs; no file system sees the bytes.
"""

from __future__ import annotations

import os
import secrets
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pymdm.apns.certificate import PushCertificate

__all__ = ["ALPN", "alpn_error", "client_context"]

ALPN: Final = "h2"

_DESCRIPTORS: Final = Path("/dev/fd")

# 256 bits.  The key is encrypted in the pipe, too: to_pem is then asked in one way, here and for files.
_PASSWORD_BYTES: Final = 32


def client_context(certificate: PushCertificate, *, ca: bytes | None = None) -> ssl.SSLContext:
    """A context that shows ``certificate``, asks for HTTP/2, and verifies the peer and its name.

    Args:
        certificate: With its key.
        ca: The only certificate authorities to trust, PEM; None: those of the system, as for Apple.

    Raises:
        ValueError: OpenSSL takes the certificate, its key, or ``ca`` for unusable.
        RuntimeError: this system has no ``/dev/fd``.
    """
    if not _DESCRIPTORS.is_dir():
        raise RuntimeError("the push client needs a system with /dev/fd, such as Linux or macOS")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols([ALPN])
    try:
        if ca is None:
            context.load_default_certs()
        else:
            context.load_verify_locations(cadata=ca.decode("ascii"))
    except (ssl.SSLError, ValueError) as error:  # ValueError: empty, or not ASCII
        raise ValueError("ca: expected certificates as PEM, which begin with BEGIN CERTIFICATE") from error
    password = secrets.token_hex(_PASSWORD_BYTES)
    pem = certificate.to_pem(password=password)
    try:
        with _pipe(pem) as certificates, _pipe(pem) as key:
            context.load_cert_chain(certificates, key, password=password)
    except ssl.SSLError as error:
        raise ValueError(
            "push certificate: expected a certificate and key that OpenSSL accepts for TLS; "
            "ask Apple for one with a key of RSA 2048 bits"
        ) from error
    return context


def alpn_error(selected: str | None) -> str | None:
    """Why a connection whose handshake agreed on this protocol is of no use; None if it is."""
    if selected == ALPN:
        return None
    return "expected a peer that speaks HTTP/2 (ALPN h2): is there a proxy that opens TLS in between"


@contextmanager
def _pipe(data: bytes) -> Iterator[str]:
    """A name under which OpenSSL can read ``data`` once, while this lasts."""
    reading, writing = os.pipe()
    # A pipe holds 4 KB at least, which a chain exceeds; who reads it holds the interpreter's lock at times.
    writer = threading.Thread(target=_write, args=(writing, data), name="pymdm-apns-key", daemon=True)
    writer.start()
    try:
        yield str(_DESCRIPTORS / str(reading))
    finally:
        os.close(reading)
        writer.join()


def _write(descriptor: int, data: bytes) -> None:
    with suppress(BrokenPipeError), os.fdopen(descriptor, "wb", buffering=0) as pipe:
        view = memoryview(data)
        while view:
            view = view[pipe.write(view) :]
