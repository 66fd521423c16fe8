"""The token that Apple's portal gives out so that a server may assign a location's apps and books."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import attrs

from pymdm.crypto.secret import Secret

from ._file import EXPIRY, MAX_FILE, ORGANIZATION, aware, members, shown, text_of

if TYPE_CHECKING:
    from os import PathLike
    from typing import Self

__all__ = ["WARN_DAYS", "ContentToken", "TokenWarning"]

# Apple's answers tell the end from fifteen days ahead; five days is time to ask again, one the last call.
WARN_DAYS: Final = (15, 5, 1)

_NEW: Final = (
    "sign in to Apple Business or School Manager, choose the same location, and download a new token"
)


@attrs.frozen(kw_only=True)
class TokenWarning:
    """A content token ends soon, or has ended.

    Attributes:
        org_name: whose it is.
        threshold: which warning it is: 15, 5 or 1 days ahead, or 0 for expired.
        days_left: whole days that are left; negative once it has expired.
        expires: its end.
    """

    org_name: str
    threshold: int
    days_left: int
    expires: datetime

    @property
    def text(self) -> str:
        """The warning in words, with what to do."""
        end = f"{self.expires:%Y-%m-%d %H:%M} UTC"
        what = f"ends on {end}" if self.threshold else f"has expired on {end}: nothing can be assigned"
        return f"the content token of {self.org_name} {what}; {_NEW}"


@attrs.frozen(kw_only=True)
class ContentToken:
    """What lets a server manage the licenses of one location.

    It says nothing about its end when it is made, so that an expired one can still be shown: see `check`.

    Attributes:
        raw: the text of the file on one line: requests carry it as it is, and nothing else of the file.
        org_name: the organization, as the portal calls it; the location's name comes with the first answer.
        expires: its end, aware, in UTC: a year after it was made, unless somebody's password or role changes.

    Raises:
        TypeError: ``raw`` is no Secret.
        ValueError: the date has no zone.
    """

    raw: Secret[str] = attrs.field(repr=False)
    org_name: str
    expires: datetime

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.raw, Secret):
            raise TypeError("raw: expected a Secret with a str")
        if self.expires.tzinfo is None:
            raise ValueError("expires: expected an aware datetime")

    @classmethod
    def load(cls, path: str | PathLike[str]) -> Self:
        """The token in a file.

        Raises:
            OSError: it cannot be read.
            DecodeError: it is none; the text shows nothing of it.
        """
        with Path(path).open("rb") as file:
            return cls.from_bytes(file.read(MAX_FILE + 1))

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The token in a file's text, in however many lines.

        Raises:
            TypeError: it is no text.
            DecodeError: it is none; the text shows nothing of it.
        """
        if not isinstance(text, str):
            raise TypeError("text: expected the text of the file; for its bytes, from_bytes")
        return cls.from_bytes(text.encode("utf-8", "surrogatepass"))

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """The token in a file's bytes.

        Raises:
            TypeError: they are no bytes.
            DecodeError: it is none; the text shows nothing of it.
        """
        if not isinstance(data, bytes):
            raise TypeError("data: expected the bytes of the file; for its text, from_text")
        text = text_of(data)
        found = members(text)
        name = shown(found[ORGANIZATION])
        return cls(raw=Secret(text), org_name=name, expires=aware(found[EXPIRY]))

    def expires_in(self, now: datetime) -> timedelta:
        """How long it is good for; negative once it has expired.

        Raises:
            ValueError: ``now`` is naive.
        """
        if now.tzinfo is None:
            raise ValueError("now must be an aware datetime, such as datetime.now(UTC)")
        return self.expires - now

    def check(self, now: datetime) -> None:
        """Refuse to work with a token that Apple would refuse.

        Raises:
            ValueError: it has expired, or ``now`` is naive.
        """
        if self.expires_in(now) < timedelta(0):
            raise ValueError(
                f"expected a content token that is valid; it expired on {self.expires:%Y-%m-%d}: {_NEW}"
            )

    def check_replaces(self, old: ContentToken) -> None:
        """Refuse to put this token in the place of one that it does not continue.

        Whether it belongs to the same location only Apple's first answer tells (``uid``); an organization
        has many.

        Raises:
            ValueError: it is another organization's, or ends before the old one does.
        """
        if self.org_name != old.org_name:
            raise ValueError(
                "expected a token of the same organization as the one in use; keep this one as a location of "
                "its own"
            )
        if self.expires < old.expires:
            raise ValueError(
                "expected a token that is newer than the one in use; this one ends before it: is it the file "
                "of last year?"
            )

    def ending(self, expires: datetime) -> ContentToken:
        """The same token with the end that Apple told, which counts more than what is in the file."""
        return attrs.evolve(self, expires=expires.astimezone(UTC))

    def warnings(self, now: datetime, *, told: int | None = None) -> tuple[TokenWarning, ...]:
        """What is due to be told now: 15, 5 and 1 days ahead, and once it has expired; () or one.

        Args:
            now: the present time, aware.
            told: the threshold of the last warning about this very token, so that each is told once.

        Raises:
            ValueError: ``now`` is naive.
        """
        left = self.expires_in(now)
        reached = [days for days in (*WARN_DAYS, 0) if left <= timedelta(days=days)]
        if not reached or (told is not None and reached[-1] >= told):
            return ()
        return (
            TokenWarning(
                org_name=self.org_name,
                threshold=reached[-1],
                days_left=left // timedelta(days=1),
                expires=self.expires,
            ),
        )
