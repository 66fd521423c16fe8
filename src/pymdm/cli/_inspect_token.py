"""Server tokens once they are decrypted, and the file with their key pairs, as `pymdm inspect` shows them."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from pymdm.crypto.certificates import load_certificates
from pymdm.crypto.describe import describe_certificate
from pymdm.dep.tokens import ServerToken
from pymdm.dep.tokens._fields import KEYS
from pymdm.dep.tokens._file import json_in
from pymdm.errors import DecodeError

from ._inspect_report import Report, Shown, hidden, shape, show

if TYPE_CHECKING:
    from ._inspect_report import Inquiry

__all__ = ["key_pairs", "server_token"]

_MARK: Final = b"-----BEGIN MESSAGE-----"
_SECRETS: Final = frozenset(KEYS[1:4])
_KEY_PAIRS: Final = "pymdm-dep-keys-"
_CERTIFICATE: Final = re.compile(r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", re.DOTALL)


def server_token(data: bytes, asked: Inquiry) -> Report | None:
    """A token as JSON, or as the text that was encrypted; None for anything else.

    Raises:
        DecodeError: it is one, and something in it is missing or wrong.
    """
    if _MARK in data:
        found = json_in(data)
        if found is None:
            raise DecodeError("expected the JSON of a server token between BEGIN MESSAGE and END MESSAGE")
    else:
        found = data
        value = _object(data)
        if value is None or len(value.keys() & set(KEYS)) < 2:  # two are no accident
            return None
    token = ServerToken.from_json(found)
    left = token.expires_in(asked.now)
    facts: dict[str, Shown] = {
        "consumer_key": token.consumer_key,
        "expires": show(token.access_token_expiry, asked),
        "days_left": left // timedelta(days=1),
        "consumer_secret": hidden(token.consumer_secret.reveal(), asked),
        "access_token": hidden(token.access_token.reveal(), asked),
        "access_secret": hidden(token.access_secret.reveal(), asked),
    }
    if token.extra:
        facts["other_keys"] = {key: shape(value, asked) for key, value in token.extra.items()}
    warning = token.expiry_warning(asked.now)
    return Report(
        kind="server token, decrypted",
        facts=facts,
        problems=() if warning is None else (warning.text,),
        notes=("whoever has it can act for the organization: keep it secret",),
    )


def key_pairs(data: bytes, asked: Inquiry) -> Report | None:
    """The file of `pymdm dep keypair`: certificates, never keys; None for anything else.

    Raises:
        DecodeError: a certificate in it cannot be read.
    """
    value = _object(data)
    if value is None or not str(value.get("format", "")).startswith(_KEY_PAIRS):
        return None
    facts: dict[str, Shown] = {}
    for name in ("current", "staged"):
        text = value.get(name)
        if isinstance(text, str):
            facts[name] = _pair(text, name, asked)
    return Report(kind="server token key pairs", facts=facts, notes=("the keys themselves are not shown",))


def _pair(text: str, name: str, asked: Inquiry) -> dict[str, Shown]:
    block = _CERTIFICATE.search(text)
    try:
        (der,) = load_certificates(b"" if block is None else block[0].encode())
    except ValueError as error:
        raise DecodeError("expected a certificate in PEM", path=name) from error
    found = describe_certificate(der)
    return {
        "certificate": found.subject,
        "sha256": found.fingerprint.hex(),
        "valid_until": show(found.not_after, asked),
        "key": "encrypted" if "BEGIN ENCRYPTED PRIVATE KEY" in text else "NOT encrypted",
    }


def _object(data: bytes) -> dict[str, Any] | None:
    if not data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return None
    try:
        found = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
