"""The users of a location: Registered, Associated, Retired, Deleted.

Source: MDM reference 2014, registerVPPUserSrv and getVPPUserSrv; Apple's documentation of Managing Users.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING, Any, Final

import attrs

from pymdm.testing._vpp_books import Versions
from pymdm.testing._vpp_words import user

if TYPE_CHECKING:
    from pymdm.testing._vpp_books import Books

__all__ = ["ACTIVE", "UserRecord", "Users"]

ACTIVE: Final = frozenset({"Registered", "Associated"})

#: The first number, as in the examples of 2014.
_FIRST: Final = 100001


@attrs.define(kw_only=True, eq=False)
class UserRecord:
    """One user.  A clientUserId may have several records, of which one at most is active."""

    user_id: int
    client_user_id: str
    email: str = ""
    status: str = "Registered"
    invite_code: str = ""
    account: str = ""
    id_hash: str = ""

    @property
    def active(self) -> bool:
        """Licenses can be assigned to it."""
        return self.status in ACTIVE

    @property
    def target(self) -> str:
        """As licenses know it."""
        return user(self.client_user_id)

    def wire(self) -> dict[str, Any]:
        """As today's interface tells it."""
        found = {"clientUserId": self.client_user_id, "status": self.status}
        if self.email:
            found["email"] = self.email
        if self.id_hash:
            found["idHash"] = self.id_hash
        if self.status == "Registered":
            found["inviteCode"] = self.invite_code
        return found


class Users:
    """All of them, with what becomes of their licenses."""

    def __init__(self, salt: str, books: Books) -> None:
        self._salt = salt
        self._books = books
        self.records: list[UserRecord] = []
        self.active: dict[str, UserRecord] = {}
        self._named: dict[str, list[UserRecord]] = {}
        self._accounts: dict[str, UserRecord] = {}
        self.journal: list[UserRecord] = []
        self.versions = Versions(f"{salt} users")

    def by_id(self, user_id: int) -> UserRecord | None:
        """The record with this number."""
        place = user_id - _FIRST
        return self.records[place] if 0 <= place < len(self.records) else None

    def of(self, client_user_id: str) -> list[UserRecord]:
        """All records of a clientUserId, deleted ones excepted."""
        return [record for record in self._named.get(client_user_id, ()) if record.status != "Deleted"]

    def register(self, client_user_id: str, *, email: str = "", account: str = "") -> UserRecord:
        """The active user of this clientUserId, made or revived if there is none."""
        record = self.active.get(client_user_id)
        if record is not None:
            return record
        for old in self.of(client_user_id):
            if not old.id_hash:  # retired, and never associated: it is the same user again
                record = old
                record.status = "Registered"
                record.email = email or record.email
        if record is None:
            number = _FIRST + len(self.records)
            code = hashlib.sha256(f"{self._salt} invite {number}".encode()).hexdigest()[:32]
            record = UserRecord(user_id=number, client_user_id=client_user_id, email=email, invite_code=code)
            self.records.append(record)
            self._named.setdefault(client_user_id, []).append(record)
        self.active[client_user_id] = record
        self.changed(record)
        if account:
            self.associate(record, account)
        return record

    def edit(self, record: UserRecord, *, email: str | None = None, account: str = "") -> None:
        """Another address; or an account, which a user has for good."""
        if email is not None:
            record.email = email
        self.changed(record)
        if account and record.status == "Registered":
            self.associate(record, account)

    def associate(self, record: UserRecord, account: str) -> None:
        """The user has accepted the invitation with this Apple Account.

        A retired user of the same clientUserId with the same account is deleted, and what could not be taken
        back from them is this user's.

        Raises:
            ValueError: the user is not Registered, or another active one has the account.
        """
        if record.status != "Registered":
            raise ValueError("expected a user who is Registered")
        if self.has(account):
            raise ValueError("expected an Apple Account that no other user of the location has")
        record.status, record.account = "Associated", account
        self._accounts[account] = record
        digest = hashlib.sha1(f"{self._salt} {account}".encode(), usedforsecurity=False).digest()
        record.id_hash = base64.b64encode(digest).decode()
        for old in self.of(record.client_user_id):
            if old.status == "Retired" and old.account == account:
                self._give(old, record)
                old.status = "Deleted"
                self.changed(old)
        self.changed(record)

    def has(self, account: str) -> bool:
        """An active user is associated with this Apple Account."""
        record = self._accounts.get(account)
        return record is not None and record.active

    def retire(self, record: UserRecord, *, event_id: str = "") -> None:
        """The user is gone, and what can be taken back from them is free."""
        for asset in self._books.held(record.target):
            if asset.revocable:
                self._books.release(asset, [record.target], event_id=event_id)
            else:
                self._books.lose(asset, record.target, record.user_id, event_id=event_id)
        record.status = "Retired"
        del self.active[record.client_user_id]
        self.changed(record)

    def changed(self, record: UserRecord) -> None:
        """There is news of this user."""
        self.journal.append(record)
        self.versions.bump(len(self.journal))

    def truth(self) -> list[dict[str, Any]]:
        """All records, with their numbers."""
        return [{"userId": record.user_id, **record.wire()} for record in self.records]

    def _give(self, old: UserRecord, new: UserRecord) -> None:
        for asset in self._books.assets.values():
            for number in [number for number, owner in asset.lost.items() if owner == old.user_id]:
                self._books.come_back(asset, number, new.target)
