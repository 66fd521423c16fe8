"""Users of a Mac proven by HTTP Digest, as OS X Server did it: a ready-made ``UserAuthenticator``.

Source: 2014 reference, "MDM Protocol Extensions"; RFC 2617.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import attrs

from pymdm.errors import RemoteProtocolError, VerificationError
from pymdm.protocol.user_auth import build_challenge, make_nonce, parse_digest, verify_digest
from pymdm.service.handlers import UserClaim
from pymdm.service.machine import new_secret

__all__ = ["DigestAuthenticator"]


def _quotable(_: object, __: object, realm: str) -> None:
    # A challenge with it can be built, or this raises ValueError now and not at the first login.
    build_challenge(realm=realm, nonce="nonce")


@attrs.frozen(kw_only=True)
class DigestAuthenticator:
    """Challenges every network user and accepts those who prove their password.

    - ``ha1`` gives, for a user name and the ``UserClaim`` of the message, what
      ``pymdm.protocol.user_auth.digest_ha1`` makes of the password, or None for an unknown user or one
      whose UserID is not the claim's.
    - ``realm`` is the name that the Mac hashes with the password.
    - ``key`` are at least 16 secret bytes, the same in all processes: nothing is stored between the
      two messages, the nonce proves itself.
    - ``managed`` may exempt users: for those it says False about, the challenge is empty.
    """

    ha1: Callable[[str, UserClaim], str | None]
    realm: str = attrs.field(validator=_quotable)
    key: bytes = attrs.field(repr=False, validator=attrs.validators.min_len(16))
    managed: Callable[[UserClaim], bool] = lambda _: True
    new_token: Callable[[], str] = new_secret

    def challenge(self, user: UserClaim, /, *, now: datetime) -> str:
        """A digest challenge with a fresh nonce."""
        if not self.managed(user):
            return ""
        nonce = make_nonce(key=self.key, now=now, context=user.enrollment.id)
        return build_challenge(realm=self.realm, nonce=nonce)

    def verify(self, user: UserClaim, digest_response: str, /, *, now: datetime) -> str | None:
        """A fresh AuthToken if the response proves the password, else None."""
        try:
            answer = parse_digest(digest_response)
            ha1 = self.ha1(answer.username, user)
            if ha1 is None:
                return None
            verify_digest(
                answer, ha1=ha1, realm=self.realm, key=self.key, now=now, context=user.enrollment.id
            )
        except (RemoteProtocolError, VerificationError):
            return None
        return self.new_token()
