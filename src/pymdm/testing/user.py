"""A simulated user: the user channel of a Mac, a Shared iPad or a Mac in User Enrollment."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pymdm.errors import LocalProtocolError
from pymdm.protocol.enrollment import SHARED_IPAD_USER_ID, EnrollmentID, EnrollmentKind
from pymdm.testing._errors import EnrollmentRefused
from pymdm.testing._notnow import Situation
from pymdm.testing.channel import SimulatedChannel

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from pymdm.testing._link import Link
    from pymdm.testing.wire import Reply

__all__ = ["SimulatedUser", "digest_response"]

_PARAMETER = re.compile(r'(\w+)\s*=\s*(?:"([^"]*)"|([^\s,]+))')
_HASHES = {"MD5": "md5", "SHA-256": "sha256"}
_NONCE_BITS = 128


class SimulatedUser(SimulatedChannel):
    """One user of a device: shares its identity, has its own push address and session.

    Made by ``device.user(…)``.  ``keychain_locked`` and ``blocking_login`` bring the NotNow answers
    that the 2014 reference documents for the user connection of a Mac.
    """

    def __init__(self, link: Link, *, user_id: str, short_name: str, long_name: str) -> None:
        super().__init__(link, name=short_name if link.machine.shared else user_id)
        self.user_id = user_id
        self.short_name = short_name
        self.long_name = long_name
        self.keychain_locked = False
        self.blocking_login = False
        self._auth_token: str | None = None

    @property
    def enrollment(self) -> EnrollmentID:
        """``UDID:UserID``, ``UDID:UserShortName`` or ``EnrollmentID:EnrollmentUserID``."""
        device = str(next(iter(self._link.device_ids().values())))
        kind = EnrollmentKind.USER
        if self._link.settings.user_enrollment:
            kind = EnrollmentKind.USER_ENROLLMENT
        elif self._link.machine.shared:
            kind = EnrollmentKind.SHARED_IPAD
        return EnrollmentID(kind=kind, id=f"{device}:{self._name}", parent_id=device)

    def enroll(self, *, password: str | None = None) -> Reply:
        """Bring the user under management: TokenUpdate, for a network user UserAuthenticate before it.

        Raises:
            EnrollmentRefused: the server wants no management for this user, or a better password.
        """
        if password is not None:
            reply = self.authenticate(password)
            if reply.status != 200:
                raise EnrollmentRefused("UserAuthenticate", reply.status)
        return self.token_update()

    def authenticate(self, password: str) -> Reply:
        """UserAuthenticate, both steps; returns the last reply.

        A zero-length DigestChallenge ends it after the first step: no token is wanted.  Apple MDM
        reference 2014, MDM Protocol Extensions.

        Raises:
            EnrollmentRefused: the digest was answered with an empty AuthToken: wrong password.
        """
        self._auth_token = None
        reply = self._check_in("UserAuthenticate")
        challenge = reply.plist.get("DigestChallenge") if reply.status == 200 else None
        if not isinstance(challenge, str) or not challenge:
            return reply
        answer = digest_response(
            challenge,
            user_name=self.short_name,
            password=password,
            uri=urlsplit(self._link.settings.check_in_address).path or "/",
            rng=self._link.rng,
        )
        reply = self._check_in("UserAuthenticate", DigestResponse=answer)
        token = reply.plist.get("AuthToken") if reply.status == 200 else None
        if reply.status == 200 and not token:
            raise EnrollmentRefused("UserAuthenticate", reply.status)
        self._auth_token = token if isinstance(token, str) else None
        return reply

    def retire(self) -> None:
        """The device enrolled anew and knows this user no more; ``device.user(…)`` makes a new one."""
        self._retired = True

    def _ids(self) -> dict[str, object]:
        ids = self._link.device_ids()
        names = {"UserShortName": self.short_name, "UserLongName": self.long_name}
        if self._link.settings.user_enrollment:
            return {**ids, "EnrollmentUserID": self.user_id, **names}
        return {**ids, "UserID": self.user_id, **names, "AuthToken": self._auth_token}

    def _situation(self) -> Situation:
        machine = self._link.machine
        return Situation(
            is_mac=machine.is_mac,
            user_channel=True,
            locked=machine.locked,
            power_nap=machine.power_nap,
            keychain_locked=self.keychain_locked,
            blocking_login=self.blocking_login,
        )


def user_id_for(link: Link, user_id: str | None) -> str:
    """The id under which a user of this device appears.

    Raises:
        LocalProtocolError: this device has no user channel, or the server did not declare it.
    """
    if not link.settings.offers("com.apple.mdm.per-user-connections"):
        raise LocalProtocolError("expected com.apple.mdm.per-user-connections among the ServerCapabilities")
    if link.machine.shared:
        return SHARED_IPAD_USER_ID
    if not link.machine.is_mac:
        raise LocalProtocolError("only Macs and Shared iPads have a user channel")
    if user_id is None:
        raise LocalProtocolError("expected the user's id (its GeneratedUID)")
    return user_id


def digest_response(challenge: str, *, user_name: str, password: str, uri: str, rng: random.Random) -> str:
    """The answer to an HTTP Digest challenge (RFC 7616), for the method PUT.

    Raises:
        LocalProtocolError: the challenge names an algorithm that devices do not know.
    """
    wanted = {key.lower(): quoted or plain for key, quoted, plain in _PARAMETER.findall(challenge)}
    algorithm = wanted.get("algorithm", "MD5").upper()
    if algorithm not in _HASHES:
        raise LocalProtocolError("expected MD5 or SHA-256 in the DigestChallenge")
    answer = {
        "username": user_name,
        "realm": wanted.get("realm", ""),
        "nonce": wanted.get("nonce", ""),
        "uri": uri,
    }
    if "auth" in re.split(r"\s*,\s*", wanted.get("qop", "")):
        answer |= {"qop": "auth", "nc": "00000001", "cnonce": f"{rng.getrandbits(_NONCE_BITS):032x}"}
    answer["response"] = _digest(answer, password, _HASHES[algorithm])
    answer["algorithm"] = algorithm
    if "opaque" in wanted:
        answer["opaque"] = wanted["opaque"]
    unquoted = {"qop", "nc", "algorithm"}
    return "Digest " + ", ".join(
        f"{key}={value}" if key in unquoted else f'{key}="{value}"' for key, value in answer.items()
    )


def _digest(answer: Mapping[str, str], password: str, name: str) -> str:
    def digest(text: str) -> str:
        return hashlib.new(name, text.encode(), usedforsecurity=False).hexdigest()

    who = digest(f"{answer['username']}:{answer['realm']}:{password}")
    what = digest(f"PUT:{answer['uri']}")
    middle = answer["nonce"]
    if "qop" in answer:
        middle = ":".join((answer["nonce"], answer["nc"], answer["cnonce"], answer["qop"]))
    return digest(f"{who}:{middle}:{what}")
