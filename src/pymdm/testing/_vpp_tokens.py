"""Content tokens: what a content manager downloads for a location, and what the service thinks of them."""

from __future__ import annotations

import base64
import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import attrs

from pymdm.testing._vpp_words import dump, stamp

if TYPE_CHECKING:
    from datetime import datetime

__all__ = ["LIFE", "WARNING", "FakeContentToken"]

#: A token is good for a year; answers tell its end from fifteen days ahead (MDM reference 2014).
LIFE: Final = timedelta(days=365)
WARNING: Final = timedelta(days=15)


@attrs.define(kw_only=True)
class FakeContentToken:
    """A content token of a location.

    Attributes:
        text: What is in the file: base64 of JSON with token, expDate and orgName.
        expires: Its end.
        refused_with: A number such as 9622 or 9625, if it is not taken any more; 0: it is good.
    """

    text: str = attrs.field(repr=False)
    expires: datetime
    refused_with: int = 0

    @classmethod
    def made(cls, salt: str, *, now: datetime, org_name: str, life: timedelta = LIFE) -> FakeContentToken:
        """A token of a salt."""
        secret = base64.b64encode(hashlib.sha512(f"content token {salt}".encode()).digest()).decode()
        expires = (now + life).replace(microsecond=0)
        found = {"token": secret, "expDate": stamp(expires), "orgName": org_name}
        return cls(text=base64.b64encode(dump(found)).decode(), expires=expires)

    def number(self, now: datetime) -> int:
        """Why it is refused; 0: it is not."""
        if self.refused_with:
            return self.refused_with
        return 9621 if now >= self.expires else 0

    def ends_soon(self, now: datetime) -> bool:
        """Answers tell its end."""
        return self.expires - now <= WARNING
