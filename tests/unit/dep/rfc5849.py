"""OAuth 1.0 with HMAC-SHA1, written once more from RFC 5849, section 3, to hold pymdm's signatures against.

Nothing of oauthlib is used.  Parameters come from the query and from the Authorization header, as the service
gets them; there is no form in the body of a GET.
"""

from __future__ import annotations

import hashlib
import hmac
import random
import re
from base64 import b64encode
from urllib.parse import quote, unquote, unquote_plus, urlsplit

import attrs

__all__ = ["Parts", "base_string", "header_parameters", "key", "parts", "signature"]

_PAIR = re.compile(r'([a-z_]+)="([^"]*)"')
_PORTS = {"http": 80, "https": 443}
ODD = "aZ09-._~ !*'()+%&=/?:@#[]\"\\,;äßñ日本語😀\u200d"


def escaped(text: str) -> str:
    """Section 3.6: everything but letters, digits, and four signs; in UTF-8."""
    return quote(text.encode("utf-8"), safe="-._~")


def header_parameters(header: str) -> dict[str, str]:
    """Section 3.5.1: what an Authorization header says, decoded; realm and signature among them."""
    scheme, _, rest = header.partition(" ")
    assert "OAuth" == scheme
    found = _PAIR.findall(rest)
    assert ", ".join(f'{name}="{value}"' for name, value in found) == rest, "something between the pairs"
    assert len({name for name, _ in found}) == len(found), "a parameter twice"
    return {name: unquote(value) for name, value in found}


def base_string(method: str, url: str, header: dict[str, str]) -> str:
    """Section 3.4.1: what is signed."""
    split = urlsplit(url)
    host = (split.hostname or "").lower()
    if split.port is not None and split.port != _PORTS[split.scheme.lower()]:
        host += f":{split.port}"
    pairs = [(name, value) for name, value in header.items() if name not in ("realm", "oauth_signature")]
    for part in split.query.split("&") if split.query else []:
        name, _, value = part.partition("=")
        pairs.append((unquote_plus(name), unquote_plus(value)))
    listed = sorted((escaped(name), escaped(value)) for name, value in pairs)
    joined = "&".join(f"{name}={value}" for name, value in listed)
    address = f"{split.scheme.lower()}://{host}{split.path or '/'}"
    return "&".join(map(escaped, (method.upper(), address, joined)))


def key(consumer_secret: str, token_secret: str) -> str:
    """Section 3.4.2: what it is signed with."""
    return f"{escaped(consumer_secret)}&{escaped(token_secret)}"


def signature(base: str, secret: str) -> str:
    return b64encode(hmac.digest(secret.encode(), base.encode(), hashlib.sha1)).decode()


@attrs.frozen(kw_only=True)
class Parts:
    """Everything that one signature depends on."""

    method: str
    url: str
    consumer_key: str
    consumer_secret: str = attrs.field(repr=False)
    token: str = attrs.field(repr=False)
    token_secret: str = attrs.field(repr=False)
    timestamp: int
    nonce: str


def parts(seed: str) -> Parts:
    """Made up: queries with anything, repeated names, ports, upper case, keys and secrets with odd signs."""
    dice = random.Random(seed)

    def text(letters: str, least: int, most: int) -> str:
        return "".join(dice.choice(letters) for _ in range(dice.randint(least, most)))

    space = dice.choice(["+", "%20"])

    def written(part: str) -> str:
        return quote(part, safe="").replace("%20", space)

    visible = "".join(map(chr, range(33, 127)))
    names = [text(ODD, 1, 6) for _ in range(3)]
    query = "&".join(
        f"{written(dice.choice(names))}={written(text(ODD, 0, 8))}" for _ in range(dice.randrange(5))
    )
    port = dice.choice(["", "", ":443", ":8443"])
    path = dice.choice(["", "/", "/session", "/a/" + quote(text(ODD, 1, 8), safe="-._~")])
    host = dice.choice(["mdmenrollment.apple.com", "MDMEnrollment.Apple.com", "127.0.0.1"])
    return Parts(
        method=dice.choice(["GET", "get", "POST", "PUT", "DELETE"]),
        url=f"https://{host}{port}{path}{'?' if query else ''}{query}",
        consumer_key=text(visible, 1, 60),
        consumer_secret=text(visible, 1, 60),
        token=text(visible, 1, 100),
        token_secret=text(visible, 1, 100),
        timestamp=dice.randrange(1, 2**32),
        nonce=text("abcdefghijklmnopqrstuvwxyz0123456789", 20, 30),
    )
