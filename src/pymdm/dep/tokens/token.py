"""Server tokens: what Apple's portal gives out so that a server may ask for its organization's devices."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.crypto.certificates import load_private_key
from pymdm.crypto.envelope import UNDECRYPTABLE, EnvelopedData, decrypt_enveloped
from pymdm.crypto.secret import Secret
from pymdm.errors import DecodeError

from ._certificate import certificate_of
from ._fields import EXPIRY, KEYS, aware, date_text, members, visible_secret, visible_text
from ._file import envelope_in, json_in

if TYPE_CHECKING:
    from pymdm.crypto.certificates import PrivateKey

__all__ = ["OTHER_CERTIFICATE", "UNREADABLE", "WARN_DAYS", "ServerToken", "TokenWarning"]

# As for push certificates: a month is time to find out who may sign in to the portal, ten days time to ask
# again, one day the last call.
WARN_DAYS: Final = (30, 10, 1)

UNREADABLE: Final = (
    "expected a server token that this private key opens; it does not, or there is no server token in it: "
    "take the key whose certificate was uploaded in the portal before this token was downloaded, or upload "
    "the certificate of this key there and download a new token"
)
"""The one text for all that goes wrong from the content key on: nobody learns anything by trying."""

OTHER_CERTIFICATE: Final = (
    "expected a server token encrypted to this certificate; it is for another one: take the key pair whose "
    "certificate was uploaded in the portal before this token was downloaded, or download a new token"
)


@attrs.frozen(kw_only=True)
class TokenWarning:
    """A server token ends soon, or has ended.

    Attributes:
        consumer_key: Which server of the portal it belongs to.
        threshold: Which warning it is: 30, 10 or 1 days ahead, or 0 for expired.
        days_left: Whole days that are left; negative once it has expired.
        expires: Its end.
    """

    consumer_key: str
    threshold: int
    days_left: int
    expires: datetime

    @property
    def text(self) -> str:
        """The warning in words, with what to do."""
        end = f"{self.expires:%Y-%m-%d %H:%M} UTC"
        what = f"ends on {end}" if self.threshold else f"has expired on {end}: no device can be looked up"
        return (
            f"the server token of {self.consumer_key} {what}; sign in to the portal, choose the same server, "
            "and download a new token"
        )


@attrs.frozen(kw_only=True)
class ServerToken:
    """What logs a server in to the Device Enrollment Program.

    It says nothing about its end when it is made, so that an expired one can still be shown: see `check`.

    Attributes:
        consumer_key: Which server of the portal it belongs to: it stays the same in every new token of that
            server.
        consumer_secret: Half of what requests are signed with.
        access_token: The name under which it is known to Apple; treated as a secret as well.
        access_secret: The other half.
        access_token_expiry: When it ends, aware, in UTC; Apple gives it a year, and less when somebody's
            password or role changes.
        extra: What else the portal has written, by key; kept and written again.

    Raises:
        TypeError: a secret is not a Secret.
        ValueError: a field is empty, too long or not visible ASCII, the date has no zone, or ``extra`` has a
            key of another field.
    """

    consumer_key: str = attrs.field(validator=visible_text)
    consumer_secret: Secret[str] = attrs.field(repr=False, validator=visible_secret)
    access_token: Secret[str] = attrs.field(repr=False, validator=visible_secret)
    access_secret: Secret[str] = attrs.field(repr=False, validator=visible_secret)
    access_token_expiry: datetime = attrs.field()
    extra: Mapping[str, Any] = attrs.field(factory=dict, repr=False)

    @extra.validator
    def _has_other_keys(
        self, attribute: attrs.Attribute[Mapping[str, Any]], value: Mapping[str, Any]
    ) -> None:
        if not value.keys().isdisjoint(KEYS):
            raise ValueError(f"{attribute.name}: expected keys that have no field of their own")

    @access_token_expiry.validator
    def _has_zone(self, attribute: attrs.Attribute[datetime], value: datetime) -> None:
        if value.tzinfo is None:
            raise ValueError(f"{attribute.name}: expected an aware datetime")

    @classmethod
    def decrypt(
        cls,
        p7m: bytes,
        *,
        key: PrivateKey | bytes,
        certificate: bytes | None = None,
        password: str | bytes | None = None,
    ) -> ServerToken:
        """The token in a file that Apple's portal gave out (.p7m).

        Args:
            p7m: The file: MIME, PEM, base64, or the CMS message itself.
            key: The private key, RSA, whose certificate was uploaded; or PEM with it.
            certificate: That certificate, PEM or DER.  With it an error can say that the token is for
                another one.
            password: Of the key, if that is PEM and encrypted.

        Raises:
            DecodeError: it is no token, is cut short, or is not for this key.
            ValueError: the key cannot be read, is not RSA, or is not the one of the certificate.
        """
        secret = password.encode("utf-8") if isinstance(password, str) else password
        private = load_private_key(key, password=secret) if isinstance(key, bytes) else key
        own = None if certificate is None else certificate_of(certificate, private)
        message = envelope_in(p7m)
        if own is not None and EnvelopedData.read(message).recipient(own) is None:
            raise DecodeError(OTHER_CERTIFICATE)
        try:
            content = decrypt_enveloped(message, certificate=own, key=private)
        except DecodeError as error:
            raise (DecodeError(UNREADABLE) if str(error) == UNDECRYPTABLE else error) from None
        found = json_in(content)
        try:
            return cls.from_json(found or b"")
        except DecodeError:
            raise DecodeError(UNREADABLE) from None

    @classmethod
    def from_json(cls, data: bytes) -> ServerToken:
        """The token that `to_json` wrote, or another program that decrypts them.

        Raises:
            DecodeError: it is no token; the text says what is missing or wrong, and shows nothing of it.
        """
        found = members(data)
        expiry = aware(found[EXPIRY])
        consumer_key, *secrets = (found[key] for key in KEYS[:-1])
        try:
            return cls(
                consumer_key=consumer_key,
                consumer_secret=Secret(secrets[0]),
                access_token=Secret(secrets[1]),
                access_secret=Secret(secrets[2]),
                access_token_expiry=expiry,
                extra={key: value for key, value in found.items() if key not in KEYS},
            )
        except ValueError as error:
            raise DecodeError(str(error)) from None

    def to_json(self) -> bytes:
        """The token as the portal's JSON, with its secrets in clear: seal it, or keep it from all others."""
        found = {
            "consumer_key": self.consumer_key,
            "consumer_secret": self.consumer_secret.reveal(),
            "access_token": self.access_token.reveal(),
            "access_secret": self.access_secret.reveal(),
            EXPIRY: date_text(self.access_token_expiry),
            **self.extra,
        }
        return json.dumps(found, indent=2).encode("ascii") + b"\n"

    def expires_in(self, now: datetime) -> timedelta:
        """How long it is good for; negative once it has expired.

        Raises:
            ValueError: ``now`` is naive.
        """
        if now.tzinfo is None:
            raise ValueError("now must be an aware datetime, such as datetime.now(UTC)")
        return self.access_token_expiry - now

    def check(self, now: datetime) -> None:
        """Refuse to log in with a token that Apple would refuse.

        Raises:
            ValueError: it has expired, or ``now`` is naive.
        """
        if self.expires_in(now) < timedelta(0):
            raise ValueError(
                f"expected a server token that is valid; it expired on {self.access_token_expiry:%Y-%m-%d}: "
                "sign in to the portal, choose the same server, and download a new token"
            )

    def check_replaces(self, old: ServerToken, *, other_server: bool = False) -> None:
        """Refuse to put this token in the place of one that it does not continue.

        A token of another server lists other devices: with it, those that are known would look removed, and
        others would be given this server's profile.

        Args:
            old: The token in use.
            other_server: It is known that the server in the portal is another one, and that is meant.

        Raises:
            ValueError: it belongs to another server, or ends before the old one does.
        """
        if self.consumer_key != old.consumer_key and not other_server:
            raise ValueError(
                "expected a token of the same server as the one in use; its consumer_key is another, so it "
                "belongs to another server of the portal and lists other devices: choose the right server "
                "there, or say that another server is meant"
            )
        if self.consumer_key == old.consumer_key and self.access_token_expiry < old.access_token_expiry:
            raise ValueError(
                "expected a token that is newer than the one in use; this one ends before it: is it the file "
                "of last year?"
            )

    def expiry_warning(self, now: datetime, *, told: int | None = None) -> TokenWarning | None:
        """The warning that is due now: 30, 10 and 1 days ahead, and once it has expired.

        Args:
            now: The present time, aware.
            told: The threshold of the last warning about this very token (remember it with its end), so
                that each is told once; None: none yet.

        Raises:
            ValueError: ``now`` is naive.
        """
        left = self.expires_in(now)
        reached = [days for days in (*WARN_DAYS, 0) if left <= timedelta(days=days)]
        if not reached or (told is not None and reached[-1] >= told):
            return None
        return TokenWarning(
            consumer_key=self.consumer_key,
            threshold=reached[-1],
            days_left=left // timedelta(days=1),
            expires=self.access_token_expiry,
        )
