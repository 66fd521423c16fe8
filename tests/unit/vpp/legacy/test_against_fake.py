"""The clients of 2014 against a service with books of its own, which moves (F43) and loses answers (F45)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from pymdm.errors import (
    ContentTokenExpired,
    TransportError,
    UnknownAsset,
    UserRetired,
    VPPError,
    WrongLocation,
)
from pymdm.testing.fake_vpp import FakeVPP, VPPChaos
from pymdm.vpp import Asset, ContentToken, UserStatus
from pymdm.vpp.legacy import (
    AsyncLegacyVPPClient,
    Change,
    LegacyUser,
    LegacyVPPClient,
    PushPull,
    PushType,
    can_become,
    decode_push,
    moved_licenses,
)

ANNA, BOOK, APP = "anna-guid", Asset("9000001"), Asset("361309726")
PUSH_TOKEN = bytes(range(32))


def client(fake: FakeVPP, **options: Any) -> LegacyVPPClient:
    token = ContentToken.from_text(options.pop("token", fake.token))
    options = {"base_url": fake.legacy_url, "now": fake.clock, "sleep": fake.clock.advance, **options}
    return LegacyVPPClient(token, http=fake.send, **options)


def until_done(call: Callable[[], tuple[Change, ...]]) -> tuple[Change, ...]:
    """What a server does when no answer comes although the client has asked four times."""
    while True:
        with suppress(TransportError, VPPError):
            return call()


def test_a_user_from_invitation_to_deletion_and_what_goes_with_the_account() -> None:
    fake = FakeVPP(apps=1, chaos=None)
    fake.buy(BOOK.adam_id, 1, kind="Book")
    vpp, seen = client(fake), []

    def look(user: LegacyUser) -> LegacyUser:
        seen.append(vpp.get_user(user_id=user.user_id))
        return seen[-1]

    user = vpp.register_user(ANNA, email="anna@example.org")
    assert user.invite_url == vpp.invitation_url(user.invite_code)
    assert UserStatus.REGISTERED == look(user).status
    fake.accept_invitation(ANNA, "anna@icloud.com")
    vpp.associate_license(user_id=user.user_id, asset=BOOK)
    given = vpp.associate_license(client_user_id=ANNA, asset=APP)
    assert ("", True) == (look(user).invite_url, bool(seen[-1].its_id_hash))
    assert [True, False] == sorted((item.irrevocable for item in seen[-1].licenses), reverse=True)

    assert [True] == [item.irrevocable for item in vpp.retire_user(user_id=user.user_id).licenses]  # type: ignore[union-attr]
    with pytest.raises(UserRetired):
        vpp.retire_user(user_id=user.user_id)
    retired = look(user)
    assert given.license is not None
    assert not vpp.licenses(adam_id=APP.adam_id)[0].assigned
    again = vpp.register_user(ANNA)
    assert again.user_id != user.user_id
    fake.accept_invitation(ANNA, "anna@icloud.com")

    assert UserStatus.DELETED == look(user).status
    current = vpp.current_user(user)
    assert current is not None
    assert (again.user_id, UserStatus.ASSOCIATED) == (current.user_id, current.status)
    assert [item.license_id for item in retired.licenses] == [
        item.license_id for item in moved_licenses(retired, current)
    ]
    assert all(
        can_become(before, after.status) for place, before in enumerate(seen) for after in seen[place:]
    )
    assert [again.user_id] == [found.user_id for found in vpp.users(include_retired=True)]
    fake.check()


def test_listings_go_on_where_they_ended_also_when_the_service_moves() -> None:
    fake = FakeVPP(apps=2, licenses=700, chaos=None)
    vpp = client(fake)
    pages = []
    for page in vpp.license_pages():
        pages.append(page)
        fake.move()  # F43, after each page
    vpp.register_user(ANNA)
    vpp.associate_license(client_user_id=ANNA, asset=APP)

    assert [1400, None, None] == [page.total for page in pages]
    assert 1400 == len({item.license_id for page in pages for item in page.licenses})
    (changed,) = vpp.license_pages(since=pages[-1].since)
    assert [ANNA] == [item.client_user_id for item in changed.licenses]
    (nothing,) = vpp.license_pages(since=changed.since)
    assert ((), 0) == (nothing.licenses, nothing.total)
    assert [1, 0] == [row.assigned for row in vpp.assets()]


def test_one_clear_error_for_each_thing_that_is_wrong_and_nothing_is_changed() -> None:
    fake = FakeVPP(apps=1, licenses=1, chaos=None)
    vpp = client(fake)
    vpp.register_user(ANNA)
    vpp.register_user("bob")
    vpp.associate_license(client_user_id=ANNA, asset=APP)
    books = fake.truth()

    with pytest.raises(UnknownAsset):  # none is left
        vpp.associate_license(client_user_id="bob", asset=APP)
    with pytest.raises(UnknownAsset):
        vpp.associate_license(client_user_id="bob", asset=BOOK)
    with pytest.raises(WrongLocation):
        client(fake, token=fake.foreign_token(), uid=fake.uid).disassociate_license(1)
    fake.refuse_token(9621)
    with pytest.raises(ContentTokenExpired):
        vpp.disassociate_license(1)
    assert books == fake.truth()


def test_a_newer_token_of_the_same_location_takes_over() -> None:
    fake = FakeVPP(apps=1, chaos=None)
    old = fake.token
    fake.refuse_token(9622)
    vpp = client(fake, token=old, uid=fake.uid, reload=lambda: ContentToken.from_text(fake.renew_token()))

    assert ANNA == vpp.register_user(ANNA).client_user_id


def test_pushes_of_2014_say_what_to_ask_for() -> None:
    fake = FakeVPP(apps=1, chaos=None)
    vpp = client(fake)
    assert "mine" == vpp.client_config(client_context="mine", apn_token=PUSH_TOKEN).client_context
    vpp.register_user(ANNA)
    fake.buy(APP.adam_id, 1)
    fake.accept_invitation(ANNA, "anna@icloud.com")
    vpp.client_config(client_context="", apn_token="")

    kinds = [kind for token, kind in fake.pushes if token == PUSH_TOKEN.hex()]
    assert [
        (PushType.TOKEN_SUBMITTED, PushPull.NOTHING),
        (PushType.LICENSE_BOUGHT, PushPull.LICENSES),
        (PushType.USER_ASSOCIATED, PushPull.USERS),
        (PushType.TOKEN_SUBMITTED, PushPull.NOTHING),
    ] == [(push.type, push.pull) for push in (decode_push(b'{"type": %d}' % kind) for kind in kinds)]
    assert "" == vpp.client_config().client_context


def test_f45_books_balance_after_changes_in_a_service_that_loses_answers_and_moves() -> None:
    chaos = VPPChaos(seed=4, drop_after=0.2, drop_before=0.1, throttle=0.1, moved=0.1, error_name="mixed")
    fake = FakeVPP(apps=1, licenses=2000, chaos=chaos)
    serials = [f"C02{number:05}" for number in range(1950)]
    vpp = client(fake)

    given = until_done(lambda: vpp.manage_licenses(APP, associate_serials=serials))
    taken = until_done(lambda: vpp.manage_licenses(APP, disassociate_serials=serials[:950]))

    assert len(serials) + 950 == len(given) + len(taken)
    assert all(change.holds for change in (*given, *taken))
    assert any(change.error for change in given)  # an answer was lost, and its request repeated
    assert {9617, 9646} <= {request.code for request in fake.requests}
    fake.misbehave(VPPChaos())
    assert set(serials[950:]) == {item.serial for item in vpp.licenses() if item.assigned}
    (row,) = vpp.assets()
    assert (2000, 1000, 1000) == (row.total, row.assigned, row.available)
    fake.check()


def test_the_asynchronous_client_does_the_same_over_a_socket() -> None:
    async def work(fake: FakeVPP) -> tuple[LegacyUser, int]:
        token = ContentToken.from_text(fake.token)
        async with AsyncLegacyVPPClient(token, base_url=fake.legacy_url, now=fake.clock) as vpp:
            user = await vpp.register_user(ANNA)
            return user, len([page async for page in vpp.license_pages()])

    with FakeVPP(apps=1, licenses=600, chaos=None) as fake:
        user, pages = asyncio.run(work(fake))

    assert (UserStatus.REGISTERED, 2) == (user.status, pages)
