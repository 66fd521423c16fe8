"""The services of 2014 as flows; `pymdm.http` drives them, or a test does by hand.

    flow = ops.get_user(session, client_user_id="810C9B91")
    wanted = next(flow)                      # GET …/VPPServiceConfigSrv
    wanted = flow.send(HttpResponse(…))      # POST …/getVPPUserSrv

Each may raise VPPError, when Apple refuses; DecodeError, when the answer cannot be read; TransportError, when
none came; and LocalProtocolError, TypeError or ValueError, when it breaks a rule, and is not sent.

Sent again after a lost answer (F45) is what only reads, and what leaves the same state when it is done twice:

- registerVPPUserSrv returns the active user of the identifier, if there is one;
- editVPPUserSrv and VPPClientConfigSrv set what is given;
- manageVPPLicensesByAdamIdSrv, as `pymdm.vpp.legacy.managed.Work.repeatable` argues.

Not sent again: retireVPPUserSrv, since the user may be active again by then, and would lose what it has;
associateVPPLicenseWithVPPUserSrv, which may take a second license, or report the first one as a failure;
disassociateVPPLicenseFromVPPUserSrv, since the license may be somebody else's by then.  Ask with `get_user`,
which tells the licenses, before you do it again.

Source: MDM reference 2014, VPP App Assignment, The Services.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from pymdm._flow import Flow, Pages
from pymdm._json import objects
from pymdm.errors import DecodeError, VPPError
from pymdm.vpp._words import UserStatus
from pymdm.vpp.codes import VPPCode
from pymdm.vpp.legacy import _parameters as rules
from pymdm.vpp.legacy._call import call, discover, guard
from pymdm.vpp.legacy._listing import listing
from pymdm.vpp.legacy.config import LegacyConfig
from pymdm.vpp.legacy.managed import Change, send_all, work_of
from pymdm.vpp.legacy.models import LegacyClientConfig, LegacyUser, LicenseChange, owned_asset
from pymdm.vpp.legacy.pages import LegacyUserPage, LicensePage
from pymdm.vpp.legacy.session import LegacySession
from pymdm.vpp.models import Asset, OwnedAsset

__all__ = [
    "assets",
    "associate_license",
    "client_config",
    "current_user",
    "disassociate_license",
    "edit_user",
    "get_user",
    "invitation_url",
    "license_pages",
    "manage_licenses",
    "register_user",
    "retire_user",
    "service_config",
    "user_pages",
]


def service_config(session: LegacySession) -> Flow[LegacyConfig]:
    """VPPServiceConfigSrv: asked now, whatever is known; without the token."""
    return (yield from discover(session, anew=True))


def invitation_url(session: LegacySession, invite_code: str) -> Flow[str]:
    """The address with which somebody accepts an invitation, by the service's template.

    Raises:
        ValueError: there is no code.
        DecodeError: the service tells no address that can be used.
    """
    config = yield from discover(session)
    return session.invitation_url(config, invite_code)


def client_config(
    session: LegacySession, *, client_context: str | None = None, apn_token: str | bytes | None = None
) -> Flow[LegacyClientConfig]:
    """VPPClientConfigSrv: what is stored with the token; what is given is stored first, "" clears it.

    Args:
        session: whose.
        client_context: your own text, of less than 256 bytes.
        apn_token: where the 2014 notifications shall go: 32 bytes, also as Base64 or hex.
    """
    body: dict[str, object] = {}
    if client_context is not None:
        body["clientContext"] = rules.client_context(client_context)
    if apn_token is not None:
        body["apnToken"] = rules.apn_token(apn_token)
    if body:
        yield from guard(session)
    return LegacyClientConfig.decode((yield from call(session, "VPPClientConfigSrv", body, repeatable=True)))


def register_user(session: LegacySession, client_user_id: str, *, email: str = "") -> Flow[LegacyUser]:
    """registerVPPUserSrv: the active user of this identifier, made if there is none.

    A retired user becomes Registered again if no account was ever associated; else a new record is made, with
    a ``user_id`` of its own.

    Args:
        session: whose.
        client_user_id: yours, unique and for good: rather a GUID than an address, which others may get later.
        email: where they can be written to.
    """
    body: dict[str, object] = {"clientUserIdStr": rules.word("client_user_id", client_user_id)}
    if rules.email(email):
        body["email"] = email
    yield from guard(session)
    return _user((yield from call(session, "registerVPPUserSrv", body, repeatable=True)))


def get_user(
    session: LegacySession,
    *,
    user_id: int | str | None = None,
    client_user_id: str | None = None,
    its_id_hash: str | None = None,
) -> Flow[LegacyUser]:
    """getVPPUserSrv: one user with the licenses.

    By ``user_id`` any record is found, also a Deleted one, and the rest is ignored; by ``client_user_id``
    the active one (9604 if there is none), and together with ``its_id_hash`` a retired one.
    """
    body = rules.user_of(user_id, client_user_id, its_id_hash)
    return _user((yield from call(session, "getVPPUserSrv", body, repeatable=True)))


def current_user(session: LegacySession, user: LegacyUser) -> Flow[LegacyUser | None]:
    """The record that a user whom you know stands for now; None if there is no active one any more.

    A record that has become Deleted was replaced by another one of the same ``client_user_id``.
    """
    found = yield from get_user(session, user_id=user.user_id)
    if found.status != UserStatus.DELETED:
        return found
    try:
        return (yield from get_user(session, client_user_id=found.client_user_id or user.client_user_id))
    except VPPError as error:
        if error.code != VPPCode.RESULT_NOT_FOUND:
            raise
        return None


def user_pages(
    session: LegacySession,
    *,
    include_retired: bool = False,
    since: str | None = None,
    batch_token: str | None = None,
) -> Pages[LegacyUserPage, None]:
    """getVPPUsersSrv: all users, or those that have changed; the last page has the next ``since``.

    Args:
        session: whose.
        include_retired: retired ones, too; with ``since`` they always come, and a batch token knows.
        since: of the last page of an earlier listing.
        batch_token: goes on with a listing that was broken off.
    """
    query = rules.users_query(include_retired=include_retired, since=since, batch_token=batch_token)
    yield from listing(session, "getVPPUsersSrv", query, LegacyUserPage.decode, lambda page: len(page.users))


def license_pages(
    session: LegacySession,
    *,
    adam_id: str | int | None = None,
    pricing_param: str | None = None,
    since: str | None = None,
    batch_token: str | None = None,
) -> Pages[LicensePage, None]:
    """getVPPLicensesSrv: all licenses, those of one asset, or those that have changed.

    Args:
        session: whose.
        adam_id: of one asset; the tokens know by themselves.
        pricing_param: its quality; STDQ if only the asset is given.
        since: of the last page of an earlier listing.
        batch_token: goes on with a listing that was broken off.
    """
    query = rules.licenses_query(
        adam_id=adam_id, pricing_param=pricing_param, since=since, batch_token=batch_token
    )
    yield from listing(
        session, "getVPPLicensesSrv", query, LicensePage.decode, lambda page: len(page.licenses)
    )


def retire_user(
    session: LegacySession, *, user_id: int | str | None = None, client_user_id: str | None = None
) -> Flow[LegacyUser | None]:
    """retireVPPUserSrv: the user's licenses are free again, except for those that cannot be taken back.

    Returns the user with what is left, where the answer tells it.

    Raises:
        UserRetired: it was retired already.
    """
    body = rules.user_of(user_id, client_user_id)
    yield from guard(session)
    found = yield from call(session, "retireVPPUserSrv", body, repeatable=False)
    return _user(found) if "user" in found else None


def edit_user(
    session: LegacySession,
    *,
    user_id: int | str | None = None,
    client_user_id: str | None = None,
    email: str | None = None,
) -> Flow[LegacyUser]:
    """editVPPUserSrv: another address, if one is given; everything else of a user is for good."""
    body = rules.user_of(user_id, client_user_id)
    if email is not None:
        body["email"] = rules.email(email)
    yield from guard(session)
    return _user((yield from call(session, "editVPPUserSrv", body, repeatable=True)))


def associate_license(
    session: LegacySession,
    *,
    user_id: int | str | None = None,
    client_user_id: str | None = None,
    license_id: int | str | None = None,
    asset: Asset | None = None,
) -> Flow[LicenseChange]:
    """associateVPPLicenseWithVPPUserSrv: give a user this license, or any that is free of this asset.

    Raises:
        UnknownAsset: there is no such license, or none is free.
    """
    body = rules.user_of(user_id, client_user_id) | rules.license_of(license_id, asset)
    yield from guard(session)
    found = yield from call(session, "associateVPPLicenseWithVPPUserSrv", body, repeatable=False)
    return LicenseChange.decode(found)


def disassociate_license(session: LegacySession, license_id: int | str) -> Flow[LicenseChange]:
    """disassociateVPPLicenseFromVPPUserSrv: take a license back from whoever has it.

    Raises:
        VPPError: 9607, it cannot be taken back; 9619, nobody has it.
    """
    body = {"licenseId": rules.number("license_id", license_id)}
    yield from guard(session)
    found = yield from call(session, "disassociateVPPLicenseFromVPPUserSrv", body, repeatable=False)
    return LicenseChange.decode(found)


def manage_licenses(
    session: LegacySession,
    asset: Asset,
    *,
    associate_serials: Iterable[str] = (),
    associate_client_user_ids: Iterable[str] = (),
    disassociate_serials: Iterable[str] = (),
    disassociate_client_user_ids: Iterable[str] = (),
    disassociate_license_ids: Iterable[int | str] = (),
    notify_disassociation: bool | None = None,
) -> Pages[tuple[Change, ...], None]:
    """manageVPPLicensesByAdamIdSrv: take back and assign many licenses of one asset.

    Emits what became of each part; failures of single devices and users are values.

    Raises:
        LocalProtocolError: more than one of the associate or of the disassociate arguments.
        VPPError, TransportError: for a part; a note tells how many were carried out before.
    """
    work = work_of(
        asset,
        associate={
            "associateSerialNumbers": associate_serials,
            "associateClientUserIdStrs": associate_client_user_ids,
        },
        disassociate={
            "disassociateSerialNumbers": disassociate_serials,
            "disassociateClientUserIdStrs": disassociate_client_user_ids,
            "disassociateLicenseIdStrs": disassociate_license_ids,
        },
        notify=notify_disassociation,
    )
    yield from send_all(session, work)


def assets(session: LegacySession, *, pricing_param: str | None = None) -> Flow[tuple[OwnedAsset, ...]]:
    """getVPPAssetsSrv: the assets of the location with their counts."""
    body: dict[str, object] = {"includeLicenseCounts": True}
    if pricing_param is not None:
        body["pricingParam"] = rules.word("pricing_param", pricing_param)
    found = yield from call(session, "getVPPAssetsSrv", body, repeatable=True)
    items = enumerate(objects(found, "assets"))
    return tuple(owned_asset(item, path=f"assets[{place}].") for place, item in items)


def _user(found: Mapping[str, Any]) -> LegacyUser:
    user = found.get("user")
    if type(user) is not dict:
        raise DecodeError("expected a user", path="user")
    return LegacyUser.decode(user, path="user.")
