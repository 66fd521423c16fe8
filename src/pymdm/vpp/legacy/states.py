"""What a user can become, by the text of 2014.

    Registered                  invitation accepted → Associated
    Registered                  retired → Retired, never associated
    Retired, never associated   registered again → Registered
    Associated                  retired → Retired
    Retired                     the account accepts a newer record's invitation → Deleted,
                                or Associated again while the newer record is Retired

Deleted is seen only by whoever asks by ``userId``; it never changes again, and says that the identifier
stands for another record now.  Whoever asks by ``clientUserIdStr`` sees the active record, whichever it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from pymdm.vpp._words import UserStatus
from pymdm.vpp.legacy.models import LegacyUser, License

__all__ = ["can_become", "moved_licenses"]

_REGISTERED: Final = (UserStatus.REGISTERED, False)
_ASSOCIATED: Final = (UserStatus.ASSOCIATED, True)
_NEVER_USED: Final = (UserStatus.RETIRED, False)
_RETIRED: Final = (UserStatus.RETIRED, True)
_DELETED: Final = (UserStatus.DELETED, True)

#: One step, of one record: status, and whether an account was ever associated.
_STEPS: Final[Mapping[tuple[UserStatus, bool], frozenset[tuple[UserStatus, bool]]]] = {
    _REGISTERED: frozenset({_ASSOCIATED, _NEVER_USED}),
    _NEVER_USED: frozenset({_REGISTERED}),
    _ASSOCIATED: frozenset({_RETIRED}),
    _RETIRED: frozenset({_ASSOCIATED, _DELETED}),
    _DELETED: frozenset(),
}


def can_become(user: LegacyUser, status: UserStatus | str) -> bool:
    """The record with this ``userId`` can have this status later, in however many steps.

    A status that is not known can come from any and become any.  Of a retired record without ``itsIdHash`` it
    is not known whether it was ever associated, so that both is taken for possible.
    """
    begin = {state for state in _STEPS if state[0] == user.status}
    if user.its_id_hash:
        begin.discard(_NEVER_USED)
    if not begin or status not in set(UserStatus):
        return True
    reached: set[tuple[UserStatus, bool]] = set()
    while begin - reached:
        reached |= begin
        begin = {after for state in begin for after in _STEPS[state]}
    return status in {state[0] for state in reached}


def moved_licenses(before: LegacyUser, after: LegacyUser) -> tuple[License, ...]:
    """What has gone over from a retired record to the newer one of the same identifier.

    Apple moves licenses that cannot be taken back when the same account is associated again; all others were
    free when the user was retired.
    """
    if before.user_id == after.user_id or before.client_user_id != after.client_user_id:
        return ()
    had = {item.license_id for item in before.licenses if item.irrevocable}
    return tuple(item for item in after.licenses if item.license_id in had)
