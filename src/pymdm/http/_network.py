"""How the senders meet the network: whom they trust, and which way they go.

TLS is always verified, by the authorities of the system or by those that a client is given (T68); nothing
turns it off.  The environment says which proxy to take, for administrators set it there for all programs of a
machine; it says nothing else: no ``.netrc`` adds credentials to what a flow signed, and SSLKEYLOGFILE is not
read.  What is on this machine is reached directly and may be plain HTTP, for tests and for a proxy of one's
own; everything else is HTTPS.
"""

from __future__ import annotations

import ssl
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from pymdm._flow import HttpRequest
from pymdm.errors import LocalProtocolError

__all__ = ["LIMITS", "check_request", "environment_proxy", "takes_proxy", "tls_context"]

#: Connections of one sender: for each worker thread of a busy server one, and a few kept for the next call.
#: Apple closes idle ones itself; after 5 seconds one is more likely to be found closed than to save anything.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=5.0)


def tls_context(ca: bytes | None) -> ssl.SSLContext:
    """Verifies the peer and its name, by the system's authorities or by those in ``ca`` (PEM) alone.

    Raises:
        ValueError: ``ca`` holds no certificates.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        if ca is None:
            context.load_default_certs()
        else:
            context.load_verify_locations(cadata=ca.decode("ascii"))
    except (ssl.SSLError, ValueError) as error:  # ValueError: empty, or not ASCII
        raise ValueError("ca: expected certificates as PEM, which begin with BEGIN CERTIFICATE") from error
    return context


def environment_proxy(context: ssl.SSLContext) -> httpx.Proxy | None:
    """The proxy for HTTPS that the environment, or the system's settings, name.

    Raises:
        ValueError: it is neither an HTTP nor an HTTPS proxy.
    """
    found = getproxies()
    url = found.get("https") or found.get("all")
    if not url:
        return None
    url = url if "://" in url else f"http://{url}"
    scheme = url.partition("://")[0].lower()
    if scheme not in {"http", "https"}:
        raise ValueError(
            "expected an http or https proxy in HTTPS_PROXY or ALL_PROXY; "
            "pass an httpx.Client of your own for other kinds"
        )
    try:
        return httpx.Proxy(url, ssl_context=context if scheme == "https" else None)
    except (httpx.InvalidURL, ValueError):
        # Without its cause, whose text may show the proxy's password.
        raise ValueError("HTTPS_PROXY: expected a URL such as http://proxy.example.com:3128") from None


def takes_proxy(host: str) -> bool:
    """Whether what goes to `host` goes by the proxy: unless it is on this machine, or in NO_PROXY."""
    return not _is_this_machine(host) and not proxy_bypass(host)


def check_request(request: HttpRequest) -> None:
    """Refuse what may not leave: a token over plain HTTP, credentials in a URL, headers that split a request.

    Raises:
        LocalProtocolError: no request was made of it.
    """
    try:
        url = urlsplit(request.url)
    except ValueError:
        raise LocalProtocolError("expected a URL") from None
    host = url.hostname or ""
    if not (url.scheme == "https" or (url.scheme == "http" and _is_this_machine(host))) or not host:
        raise LocalProtocolError("expected an https URL; http is for peers on this machine")
    if "@" in url.netloc:
        raise LocalProtocolError("expected a URL without user and password")
    for name, value in request.headers.items():
        if not (value.isascii() and value.isprintable()):
            raise LocalProtocolError(f"header {name}: expected printable ASCII")


def _is_this_machine(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
