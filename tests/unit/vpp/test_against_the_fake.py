"""The client against a fake of Apple's service that breaks, delays and changes its mind (F44, F45, T65)."""

from __future__ import annotations

import asyncio
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pymdm.errors import (
    ContentTokenExpired,
    DecodeError,
    ManagedElsewhere,
    NoLicensesLeft,
    PymdmError,
    UnknownAsset,
    UnknownUser,
    VPPError,
    WrongLocation,
)
from pymdm.testing.fake_vpp import FakeVPP, VPPChaos
from pymdm.vpp import (
    Asset,
    AsyncVPPClient,
    ContentToken,
    MdmInfo,
    OwnedAsset,
    RequestUser,
    TakeOver,
    UserState,
    UserStatus,
    VPPClient,
)

US = MdmInfo(id="us", name="Us", metadata="1")


def client(fake: FakeVPP, text: str = "", **options: Any) -> VPPClient:
    token = ContentToken.from_text(text or fake.token)
    return VPPClient(
        token, http=fake.send, base_url=fake.base_url, now=fake.clock, sleep=fake.clock.advance, **options
    )


def held(fake: FakeVPP) -> dict[str, set[str]]:
    """Who has what, by the fake's own books."""
    fake.check()
    return {
        name.partition("/")[0]: set(row["serialNumbers"]) | set(row["clientUserIds"])
        for name, row in fake.truth()["assets"].items()
    }


@pytest.mark.parametrize("seed", range(4))
def test_f45_licenses_add_up_whatever_breaks(seed: int) -> None:
    """Small limits make many batches; what is sent twice takes no second license."""
    fake = FakeVPP(apps=4, licenses=400, chaos=VPPChaos.wild(seed), page=100)
    fake.limit("maxSerialNumbers", 20)
    fake.limit("maxAssets", 3)
    vpp = client(fake)
    serials = [f"S{number:04}" for number in range(400)]
    assets = [Asset(adam_id) for adam_id in fake.adam_ids]

    assert vpp.wait(vpp.associate(assets, serials=serials), timeout=36000).succeeded
    gone = vpp.wait(vpp.disassociate(assets, serials=serials[::2]), timeout=36000)

    assert gone.succeeded
    assert {adam_id: set(serials[1::2]) for adam_id in fake.adam_ids} == held(fake)
    listed = Counter((each.asset.adam_id, each.serial) for each in vpp.assignments())
    assert {(adam_id, serial) for adam_id in fake.adam_ids for serial in serials[1::2]} == set(listed)
    assert {1} == set(listed.values())
    assert {200} == {asset.available for asset in vpp.assets()}
    assert () == fake.leaks


@pytest.mark.parametrize("seed", range(4))
def test_f45_what_a_repeat_would_harm_is_sent_once(seed: int) -> None:
    """A lost answer is the caller's: it looks, and does what is missing."""
    fake = FakeVPP(apps=1, licenses=50, chaos=VPPChaos(seed=seed, drop_after=0.5))
    vpp = client(fake)
    for _ in range(20):
        try:
            vpp.create_users([RequestUser(client_user_id="u")])
        except PymdmError:
            fake.clock.advance(60)  # what was accepted is done by then
            if not vpp.users(state=UserState.ACTIVE):
                continue
        break

    assert 1 == len([write for write in fake.writes if write.kind == "CREATE"])


def test_users_are_created_assigned_retired_and_their_licenses_come_back() -> None:
    fake = FakeVPP(apps=1, licenses=2, chaos=None)
    vpp = client(fake)
    (asset,) = (Asset(adam_id) for adam_id in fake.adam_ids)
    people = [RequestUser(client_user_id=name, email=f"{name}@example.org") for name in ("a", "b")]

    assert vpp.wait(vpp.create_users(people), timeout=600).succeeded
    (user, _) = vpp.users(state=UserState.ACTIVE)
    assert user.status is UserStatus.REGISTERED
    assert user.invite_code in vpp.service_config().invitation_url(user.invite_code)
    assert vpp.wait(vpp.associate([asset], client_user_ids=["a", "b"]), timeout=600).succeeded
    assert vpp.wait(vpp.retire_users(["a"]), timeout=600).succeeded
    assert {asset.adam_id: {"b"}} == held(fake)


def test_unknown_assets_missing_licenses_and_retired_users_are_one_typed_error_each() -> None:
    fake = FakeVPP(apps=1, licenses=1, chaos=None)
    vpp = client(fake)
    (adam_id,) = fake.adam_ids

    def error(asset: str, **who: list[str]) -> VPPError:
        try:
            outcome = vpp.wait(vpp.associate([Asset(asset)], **who), timeout=600)
        except VPPError as refused:
            return refused
        return outcome.failures[0].error

    assert isinstance(error("5", serials=["S"]), UnknownAsset)
    assert {adam_id: set()} == held(fake)
    assert isinstance(error(adam_id, serials=["S1", "S2"]), NoLicensesLeft)
    vpp.wait(vpp.create_users([RequestUser(client_user_id="u")]), timeout=600)
    vpp.wait(vpp.retire_users(["u"]), timeout=600)
    assert isinstance(error(adam_id, client_user_ids=["u"]), UnknownUser)
    assert "u" not in held(fake)[adam_id]


def test_f44_a_new_token_is_found_and_bad_ones_stop(tmp_path: Path) -> None:
    fake = FakeVPP(apps=1, chaos=None)
    path = tmp_path / "location.vpptoken"
    path.write_bytes(fake.token_file())
    vpp = client(fake, reload=lambda: ContentToken.load(path))
    fake.refuse_token(9622)
    fake.renew_token()
    path.write_bytes(fake.token_file())
    assert 1 == len(vpp.assets())
    before = len(fake.requests)
    fake.refuse_token(9621)
    with pytest.raises(ContentTokenExpired):
        vpp.assets()

    assert 1 == len(fake.requests) - before


def test_a_foreign_token_and_another_servers_location_change_nothing() -> None:
    fake = FakeVPP(apps=1, chaos=None)
    asset = Asset(fake.adam_ids[0])
    with pytest.raises(WrongLocation):
        client(fake, fake.foreign_token(), uid=fake.uid).associate([asset], serials=["S"])
    vpp = client(fake, mdm=US)
    assert US == vpp.set_client_config().mdm
    vpp.associate([asset], serials=["S"])
    fake.take_over("them", name="Their server")
    vpp.client_config()
    with pytest.raises(ManagedElsewhere) as refused:
        vpp.associate([asset], serials=["S2"])
    assert "Their server" == refused.value.manager_name

    assert US == vpp.set_client_config(take_over=TakeOver.FROM_OTHER_SERVER).mdm
    assert 1 == len([write for write in fake.writes if write.kind == "ASSOCIATE"])


def test_t65_no_address_elsewhere_gets_the_token() -> None:
    fake = FakeVPP(apps=1, chaos=None)
    fake.lead_away("getAssets", "https://evil.example/assets")
    with pytest.raises(DecodeError, match="same service"):
        client(fake).assets()

    assert () == fake.leaks


def test_both_clients_talk_http_with_senders_of_their_own() -> None:
    with FakeVPP(apps=2, chaos=None) as fake:
        token = ContentToken.from_text(fake.token)
        with VPPClient(token, base_url=fake.base_url, now=fake.clock) as vpp:
            found = vpp.assets()
            assert (200, ()) == (vpp.service_config().limits.revoke_serials * 2, vpp.token_warnings())

        async def ask() -> tuple[OwnedAsset, ...]:
            async with AsyncVPPClient(token, base_url=fake.base_url, now=fake.clock) as there:
                assert (fake.uid, ()) == ((await there.client_config()).uid, there.token_warnings())
                assert fake.uid == there.session.location_uid
                return await there.assets()

        assert (2, found) == (len(found), asyncio.run(ask()))
