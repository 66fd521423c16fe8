"""What users become, and what goes with them."""

from __future__ import annotations

import pytest

from pymdm.vpp import Asset, UserStatus
from pymdm.vpp.legacy import LegacyUser, License, can_become, moved_licenses

REGISTERED, ASSOCIATED = UserStatus.REGISTERED, UserStatus.ASSOCIATED
RETIRED, DELETED = UserStatus.RETIRED, UserStatus.DELETED
ALL = {REGISTERED, ASSOCIATED, RETIRED, DELETED}


@pytest.mark.parametrize(
    ("status", "its_id_hash", "later"),
    [
        (REGISTERED, "", ALL),
        (REGISTERED, "C2Ww", ALL),  # as the text shows one that was edited
        (ASSOCIATED, "C2Ww", {ASSOCIATED, RETIRED, DELETED}),
        (ASSOCIATED, "", {ASSOCIATED, RETIRED, DELETED}),
        (RETIRED, "", ALL),
        (RETIRED, "C2Ww", {ASSOCIATED, RETIRED, DELETED}),
        (DELETED, "", {DELETED}),
        (DELETED, "C2Ww", {DELETED}),
        ("Suspended", "", ALL),
    ],
)
def test_what_a_record_can_become(status: str, its_id_hash: str, later: set[UserStatus]) -> None:
    user = LegacyUser(user_id=1, status=status, its_id_hash=its_id_hash)

    assert later == {other for other in ALL if can_become(user, other)}
    assert can_become(user, "Suspended")


def books(*numbers: int, irrevocable: bool = True) -> tuple[License, ...]:
    return tuple(License(license_id=n, asset=Asset(1), irrevocable=irrevocable) for n in numbers)


def test_licenses_that_cannot_be_taken_back_go_over_to_the_newer_record() -> None:
    before = LegacyUser(
        user_id=1,
        client_user_id="u",
        status=DELETED,
        licenses=books(1, 2, 3) + books(4, irrevocable=False),
    )
    after = LegacyUser(user_id=2, client_user_id="u", status=ASSOCIATED, licenses=books(2, 3, 4, 5))
    other = LegacyUser(user_id=3, client_user_id="v", licenses=books(1))

    assert [2, 3] == [item.license_id for item in moved_licenses(before, after)]
    assert () == moved_licenses(before, other) == moved_licenses(before, before)
