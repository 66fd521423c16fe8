"""Server tokens as Apple's portal gives them out, from a portal that is not Apple's."""

from __future__ import annotations

import json
import secrets
from base64 import encodebytes
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final

from pymdm.crypto.certificates import load_certificates
from pymdm.crypto.envelope import Cipher, encrypt_enveloped
from pymdm.crypto.secret import Secret
from pymdm.dep.tokens import ServerToken

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["fake_server_token", "server_token_file", "server_token_text"]

_YEAR: Final = timedelta(days=365)
_OUTSIDE: Final = (
    b'Content-Type: application/pkcs7-mime; name="smime.p7m"; smime-type=enveloped-data\n'
    b"Content-Transfer-Encoding: base64\n"
    b'Content-Disposition: attachment; filename="smime.p7m"\n'
    b"Content-Description: S/MIME Encrypted Message\n\n"
)
_INSIDE: Final = b"Content-Type: text/plain;charset=UTF-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n"


def fake_server_token(
    *, now: datetime, valid: timedelta = _YEAR, random: Callable[[int], bytes] = secrets.token_bytes
) -> ServerToken:
    """A token that no server of Apple's takes, for another server of the portal each time."""
    return ServerToken(
        consumer_key=f"CK_{random(48).hex()}",
        consumer_secret=Secret(f"CS_{random(20).hex()}"),
        access_token=Secret(f"AT_{random(52).hex()}"),
        access_secret=Secret(f"AS_{random(20).hex()}"),
        access_token_expiry=(now + valid).astimezone(UTC).replace(microsecond=0),
    )


def server_token_text(token: ServerToken) -> bytes:
    """What the portal encrypts: JSON on one line between two marks, below headers of MIME."""
    line = json.dumps(json.loads(token.to_json()), separators=(",", ":")).encode()
    return _INSIDE + b"-----BEGIN MESSAGE-----\n" + line + b"\n-----END MESSAGE-----\n"


def server_token_file(
    token: ServerToken,
    certificate: bytes,
    *,
    cipher: Cipher = Cipher.AES_128_CBC,
    random: Callable[[int], bytes] = secrets.token_bytes,
) -> bytes:
    """The .p7m file that is downloaded after ``certificate``, PEM or DER, was uploaded.

    Raises:
        ValueError: there is no such certificate, or nothing can be encrypted to it.
    """
    (recipient,) = load_certificates(certificate)
    envelope = encrypt_enveloped(server_token_text(token), recipient=recipient, random=random, cipher=cipher)
    return _OUTSIDE + encodebytes(envelope)
