"""The rules of the text on what may be sent, and together with what.

Of two parameters of which one takes precedence only that one is sent: what Apple would ignore is not there.
Source: MDM reference 2014, VPP App Assignment, The Services.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable
from typing import Any, Final

from pymdm.errors import LocalProtocolError
from pymdm.vpp._batches import several
from pymdm.vpp.models import Asset

__all__ = [
    "apn_token",
    "client_context",
    "email",
    "license_of",
    "licenses_query",
    "number",
    "user_of",
    "users_query",
    "word",
    "words",
]

#: Bytes: the text says "less than 256 bytes".
_MAX_CONTEXT: Final = 255

#: Bytes of a push token as the text has it: 44 characters of Base64, or 64 of hex.
_APN_TOKEN: Final = 32

#: Characters of an identifier; Apple states no limit, and nobody's are longer.
_MAX_WORD: Final = 255

#: Characters: what mail servers take.
_MAX_EMAIL: Final = 320

_NUMBER: Final = re.compile(r"\d{1,19}", re.ASCII)
_HEX: Final = re.compile(r"[0-9A-Fa-f]{64}", re.ASCII)


def number(name: str, value: int | str) -> int:
    """An identifier that Apple made; text is taken as well.

    Raises:
        TypeError: it is something else.
        ValueError: it is no number.
    """
    shown = str(value) if type(value) is int else value
    if not isinstance(shown, str):
        raise TypeError(f"{name}: expected a whole number")
    if not _NUMBER.fullmatch(shown):
        raise ValueError(f"{name}: expected digits")
    return int(shown)


def word(name: str, value: str) -> str:
    """An identifier that somebody chose.

    Raises:
        TypeError: it is no text.
        ValueError: it is empty, too long, or cannot be printed.
    """
    if not isinstance(value, str):
        raise TypeError(f"{name}: expected a text")
    if not 0 < len(value) <= _MAX_WORD or not value.isprintable():
        raise ValueError(f"{name}: expected 1 to {_MAX_WORD} printable characters")
    return value


def words(name: str, given: Iterable[str]) -> tuple[str, ...]:
    """Several identifiers, each once.

    Raises:
        TypeError: a single text, whose letters would be taken for identifiers; or one that is no text.
        ValueError: one of them is none.
    """
    found = several(name, given)
    return tuple(dict.fromkeys(word(f"{name}[{place}]", value) for place, value in enumerate(found)))


def email(value: str) -> str:
    """An address, or nothing.

    Raises:
        TypeError: it is no text.
        ValueError: it is no address.
    """
    if not isinstance(value, str):
        raise TypeError("email: expected a text")
    if value and (len(value) > _MAX_EMAIL or not value.isprintable() or "@" not in value):
        raise ValueError("email: expected an address such as name@example.org")
    return value


def user_of(
    user_id: int | str | None, client_user_id: str | None, its_id_hash: str | None = None
) -> dict[str, Any]:
    """Which user: by ``userId``, else by ``clientUserIdStr``, perhaps with ``itsIdHash``.

    Raises:
        LocalProtocolError: neither is given.
        TypeError, ValueError: an identifier is none.
    """
    if user_id is not None:
        return {"userId": number("user_id", user_id)}
    if client_user_id is None:
        raise LocalProtocolError("user_id, client_user_id: expected one of them")
    found = {"clientUserIdStr": word("client_user_id", client_user_id)}
    return found if its_id_hash is None else {**found, "itsIdHash": word("its_id_hash", its_id_hash)}


def license_of(license_id: int | str | None, asset: Asset | None) -> dict[str, Any]:
    """Which license: by ``licenseId``, else any that is free of this asset in this quality.

    Raises:
        LocalProtocolError: neither is given.
        TypeError, ValueError: an identifier is none.
    """
    if license_id is not None:
        return {"licenseId": number("license_id", license_id)}
    if asset is None:
        raise LocalProtocolError("license_id, asset: expected one of them")
    if not isinstance(asset, Asset):
        raise TypeError("asset: expected an Asset, such as Asset('361309726')")
    return asset.wire()


def users_query(*, include_retired: bool, since: str | None, batch_token: str | None) -> dict[str, Any]:
    """What to list of users.  A token says by itself whether retired ones are included.

    Raises:
        LocalProtocolError: both tokens are given.
    """
    token = _token(since, batch_token)
    return token or ({"includeRetired": 1} if include_retired else {})


def licenses_query(
    *, adam_id: str | int | None, pricing_param: str | None, since: str | None, batch_token: str | None
) -> dict[str, Any]:
    """What to list of licenses.  A token says by itself of which assets.

    Raises:
        LocalProtocolError: both tokens are given.
        TypeError, ValueError: an identifier is none.
    """
    if token := _token(since, batch_token):
        return token
    if adam_id is not None:
        return Asset(adam_id, pricing_param or "STDQ").wire()
    return {} if pricing_param is None else {"pricingParam": word("pricing_param", pricing_param)}


def _token(since: str | None, batch_token: str | None) -> dict[str, Any]:
    """What goes on with a listing; tokens are kilobytes of Apple's making and are sent as they came."""
    if since is not None and batch_token is not None:
        raise LocalProtocolError("since, batch_token: expected one of them")
    for key, value in (("batchToken", batch_token), ("sinceModifiedToken", since)):
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{key}: expected a text")
        if value:
            return {key: value}
    return {}


def client_context(value: str) -> str:
    """What is stored with the token; empty clears it.

    Raises:
        TypeError: it is no text.
        LocalProtocolError: it has 256 bytes or more.
    """
    if not isinstance(value, str):
        raise TypeError("client_context: expected a text")
    if len(value.encode("utf-8", "surrogatepass")) > _MAX_CONTEXT:
        raise LocalProtocolError(f"client_context: expected at most {_MAX_CONTEXT} bytes of UTF-8")
    return value


def apn_token(value: str | bytes) -> str:
    """A push token: its 32 bytes, or these as Base64 or hex; empty text clears it.

    Raises:
        TypeError: it is neither text nor bytes.
        LocalProtocolError: it is in none of these forms.
    """
    if isinstance(value, bytes) and len(value) == _APN_TOKEN:
        return value.hex()
    if isinstance(value, str):
        if not value or _HEX.fullmatch(value) or _is_base64(value):
            return value
    elif not isinstance(value, bytes):
        raise TypeError("apn_token: expected text or bytes")
    raise LocalProtocolError("apn_token: expected 32 bytes, or 44 characters of Base64, or 64 of hex")


def _is_base64(value: str) -> bool:
    try:
        return len(base64.b64decode(value, validate=True)) == _APN_TOKEN
    except (binascii.Error, ValueError):
        return False
