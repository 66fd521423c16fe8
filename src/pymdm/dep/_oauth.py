"""Signing logins with a server token: OAuth 1.0a (RFC 5849) with HMAC-SHA1, for the realm ADM.

Only ``GET /session`` is signed; what follows carries the session that it gives.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from .tokens import ServerToken

__all__ = ["CLOCK_TOLERANCE", "REALM", "clock_hint", "sign"]

REALM: Final = "ADM"

# Seconds.  Apple does not say how far a clock may be off.  A minute is more than the way there takes, and
# less than any service is known to refuse, so that a right clock is not blamed.
CLOCK_TOLERANCE: Final = 60.0


def sign(token: ServerToken, *, method: str, url: str, now: datetime, nonce: str) -> str:
    """The value of the Authorization header for one request, good for one attempt.

    Args:
        token: Who signs.
        method: Such as ``GET``.
        url: Absolute, with its query, percent-encoded.
        now: The present time, aware; Apple refuses what is signed with a wrong clock.
        nonce: Never used before, not even for the same request when it is sent again (T64); 20 to 30 letters
            and digits are taken by every implementation.

    Raises:
        ValueError: ``now`` is naive, there is no nonce, or the URL is not absolute or not encoded.
    """
    # oauthlib takes 30 ms to import, and is needed by those who log in.
    from oauthlib.common import Request
    from oauthlib.oauth1 import Client
    from oauthlib.oauth1.rfc5849 import parameters, signature

    if now.tzinfo is None:
        raise ValueError("now must be an aware datetime, such as datetime.now(UTC)")
    if not nonce:
        raise ValueError("expected a nonce that was never used before, such as secrets.token_hex(12)")
    client = Client(
        token.consumer_key,
        client_secret=token.consumer_secret.reveal(),
        resource_owner_key=token.access_token.reveal(),
        resource_owner_secret=token.access_secret.reveal(),
        nonce=nonce,
        timestamp=str(int(now.timestamp())),
    )
    # The steps of Client.sign, one by one: that writes the token into its log for debugging (T65).
    signed = client.get_oauth_params(Request(url, method))
    headers = parameters.prepare_headers(signed, {})
    collected = signature.collect_parameters(uri_query=urlsplit(url).query, headers=headers)
    base = signature.signature_base_string(
        method, signature.base_string_uri(url), signature.normalize_parameters(collected)
    )
    signed.append(("oauth_signature", signature.sign_hmac_sha1_with_client(base, client)))
    return str(parameters.prepare_headers(signed, {}, realm=REALM)["Authorization"])


def clock_hint(date: str, now: datetime) -> str:
    """What to say when a login was refused and the clock of this machine may be why (F29); else empty.

    Args:
        date: The Date header of the answer.
        now: The present time by this machine's clock, aware.
    """
    with suppress(ValueError, OverflowError):
        theirs = parsedate_to_datetime(date)
        ahead = (now - theirs.replace(tzinfo=theirs.tzinfo or UTC)).total_seconds()
        if abs(ahead) > CLOCK_TOLERANCE:
            which = "ahead of" if ahead > 0 else "behind"
            return f"this machine's clock is {_words(abs(ahead))} {which} Apple's: set it, by NTP if possible"
    return ""


def _words(seconds: float) -> str:
    minutes = round(seconds / 60)
    return f"{minutes} minutes" if minutes > 1 else f"{round(seconds)} seconds"
