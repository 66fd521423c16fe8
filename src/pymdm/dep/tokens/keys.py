"""The key pairs that server tokens are encrypted to: the one in use, and the one that is to follow it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

import attrs

from pymdm.crypto._x509 import parse_certificate
from pymdm.crypto.certificates import new_key
from pymdm.crypto.envelope import EnvelopedData, check_recipient
from pymdm.crypto.self_signed import certificate_to_pem, pair_from_pem, pair_to_pem, self_signed
from pymdm.errors import DecodeError

from ._file import envelope_in
from .token import OTHER_CERTIFICATE, ServerToken

if TYPE_CHECKING:
    from pymdm.crypto.certificates import PrivateKey

__all__ = ["VALIDITY", "TokenKeyPair", "TokenKeys"]

# The portal only takes the key out of the certificate, and others give it a day.  A new token may be
# downloaded for it a year later, without another upload; should anybody look at the date, it is still right.
VALIDITY: Final = timedelta(days=400)

# Two key pairs in PEM have 6 KB.
MAX_STATE: Final = 64 * 1024

_FORMAT: Final = "pymdm-dep-keys-1"
_WANTED: Final = "expected the key pairs of server tokens, as pymdm writes them"


@attrs.frozen(kw_only=True)
class TokenKeyPair:
    """A key and the certificate of it that is uploaded in the portal, so that tokens are encrypted to it.

    Attributes:
        certificate: DER, signed by its own key; public.
        key: The private key, RSA.

    Raises:
        ValueError: they do not belong together, or nothing can be encrypted to the certificate.
    """

    certificate: bytes = attrs.field(repr=False)
    key: PrivateKey = attrs.field(repr=False, eq=False)  # two of one certificate are equal anyway

    def __attrs_post_init__(self) -> None:
        check_recipient(self.certificate)
        if parse_certificate(self.certificate).key != self.key.public_key():
            raise ValueError("expected the private key of the certificate; this is another one")

    @classmethod
    def create(
        cls,
        *,
        now: datetime,
        common_name: str = "pymdm server token",
        valid: timedelta = VALIDITY,
        key: PrivateKey | None = None,
        serial: int | None = None,
    ) -> TokenKeyPair:
        """A new pair; without ``key``, with a new RSA-2048 key.

        Raises:
            ValueError: the name is empty or longer than 64 characters, the key is weak or not RSA, or
                ``now`` is naive.
        """
        private = key if key is not None else new_key()
        certificate = self_signed(common_name, key=private, now=now, valid=valid, serial=serial)
        return cls(certificate=certificate, key=private)

    @classmethod
    def from_pem(cls, data: bytes, *, password: str | bytes | None = None) -> TokenKeyPair:
        """The pair in PEM: one certificate and its key, in any order.

        Raises:
            ValueError: either is missing, damaged or weak, the password is wrong or missing, or they do not
                belong together.
        """
        certificate, key = pair_from_pem(data, password=_as_bytes(password))
        return cls(certificate=certificate, key=key)

    def to_pem(self, *, password: str | bytes | None = None) -> bytes:
        """Certificate and private key as PEM; the key is encrypted if there is a password."""
        return pair_to_pem(self.certificate, self.key, password=_as_bytes(password))

    @property
    def certificate_pem(self) -> bytes:
        """The certificate alone, as PEM: the file to upload."""
        return certificate_to_pem(self.certificate)

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the certificate."""
        return parse_certificate(self.certificate).fingerprint

    @property
    def not_after(self) -> datetime:
        """When the certificate ends, aware; tokens are opened after that as before."""
        return parse_certificate(self.certificate).not_after

    def opens(self, p7m: bytes) -> bool:
        """Whether a token is encrypted to this certificate, by what stands on it.

        Raises:
            DecodeError: it is no token, or is cut short.
        """
        return EnvelopedData.read(envelope_in(p7m)).recipient(self.certificate) is not None

    def decrypt(self, p7m: bytes) -> ServerToken:
        """The token in a .p7m file.

        Raises:
            DecodeError: as `ServerToken.decrypt`.
        """
        return ServerToken.decrypt(p7m, key=self.key, certificate=self.certificate)


@attrs.frozen(kw_only=True)
class TokenKeys:
    """The key pairs of one server of the portal.

    While a renewal is under way there are two.  The *staged* one was made and perhaps uploaded, but no token
    for it has come yet.  Until then the *current* one stays in use: it opens the tokens that exist, and signs
    for what Apple checks with the certificate that it knows.

    Nothing changes here; each step gives a new value, to be stored in its place.
    """

    current: TokenKeyPair | None = None
    staged: TokenKeyPair | None = None

    def stage(self, pair: TokenKeyPair, *, instead: bool = False) -> TokenKeys:
        """With ``pair`` as the one that is to follow.

        Args:
            pair: A new one.
            instead: Give up the pair that is staged already; a token for it can then be opened no more.

        Raises:
            ValueError: one is staged already, or it is the one in use.
        """
        if self.staged is not None and self.staged != pair and not instead:
            raise ValueError(
                "expected no key pair that waits for its token; there is one: upload its certificate, or "
                "give it up"
            )
        if pair == self.current:
            raise ValueError("expected a new key pair; this is the one in use")
        return attrs.evolve(self, staged=pair)

    def open(self, p7m: bytes) -> tuple[ServerToken, TokenKeys]:
        """The token in a .p7m file, and the keys as they are from the moment at which it is accepted.

        A token for the staged pair makes that the current one.  Whoever refuses the token for another reason,
        such as `ServerToken.check_replaces`, drops the second value with it.

        Raises:
            DecodeError: it is no token, is cut short, or is for neither pair.
        """
        message = EnvelopedData.read(envelope_in(p7m))
        for pair in filter(None, (self.staged, self.current)):
            if message.recipient(pair.certificate) is not None:
                token = pair.decrypt(p7m)
                return token, TokenKeys(current=pair) if pair == self.staged else self
        raise DecodeError(OTHER_CERTIFICATE)

    def to_json(self, *, password: str | bytes | None = None) -> bytes:
        """Both pairs as JSON with PEM; the keys are encrypted if there is a password."""
        pairs = {"current": self.current, "staged": self.staged}
        found = {name: pair.to_pem(password=password).decode("ascii") for name, pair in pairs.items() if pair}
        return json.dumps({"format": _FORMAT, **found}, indent=2).encode("ascii") + b"\n"

    @classmethod
    def from_json(cls, data: bytes, *, password: str | bytes | None = None) -> TokenKeys:
        """What `to_json` wrote.

        Raises:
            DecodeError: it is something else.
            ValueError: the password is wrong or missing, or a pair does not belong together.
        """
        if len(data) > MAX_STATE:
            raise DecodeError(f"{_WANTED}, in at most {MAX_STATE} bytes")
        try:
            found = json.loads(data)
        except (ValueError, RecursionError):
            raise DecodeError(_WANTED) from None
        if not isinstance(found, dict) or found.pop("format", None) != _FORMAT:
            raise DecodeError(_WANTED)
        if not found.keys() <= {"current", "staged"} or not all(
            isinstance(pem, str) for pem in found.values()
        ):
            raise DecodeError(f"{_WANTED}; this was written by a later version, or changed by hand")
        return cls(
            **{
                name: TokenKeyPair.from_pem(pem.encode("utf-8", "replace"), password=password)
                for name, pem in found.items()
            }
        )


def _as_bytes(password: str | bytes | None) -> bytes | None:
    return password.encode("utf-8") if isinstance(password, str) else password
