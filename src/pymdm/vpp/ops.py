"""The calls of Apps and Books, today's interface, as flows; `pymdm.http` drives them, or a test does by hand.

    flow = ops.assets(session)
    wanted = next(flow)                      # GET …/service/config
    wanted = flow.send(HttpResponse(…))      # GET …/assets

Source: Apple's documentation, App and Book Management API (version 2).
"""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from pymdm._flow import Flow, Pages
from pymdm.crypto import Secret
from pymdm.errors import LocalProtocolError
from pymdm.vpp._batches import Work, names, send_all, serial_numbers, several
from pymdm.vpp._call import call, configure, elsewhere
from pymdm.vpp._listing import listing
from pymdm.vpp._waiting import EVERY, status, wait
from pymdm.vpp._words import EventType, NotificationType, ProductType, UserState
from pymdm.vpp.models import Asset, MdmInfo, RequestUser
from pymdm.vpp.models_config import ClientConfig, Limits, ServiceConfig
from pymdm.vpp.models_events import Batch
from pymdm.vpp.models_pages import AssetPage, AssignmentPage, UserPage
from pymdm.vpp.session import Session

__all__ = [
    "EVERY",
    "TakeOver",
    "asset_pages",
    "assignment_pages",
    "associate",
    "client_config",
    "create_users",
    "disassociate",
    "retire_users",
    "revoke",
    "service_config",
    "set_client_config",
    "status",
    "update_users",
    "user_pages",
    "wait",
]

_STATES: Final = {UserState.ACTIVE: {"activeOnly": "true"}, UserState.RETIRED: {"retiredOnly": "true"}}


class TakeOver(enum.Enum):
    """A word that nobody says by accident."""

    FROM_OTHER_SERVER = "from other server"


def service_config(session: Session) -> Flow[ServiceConfig]:
    """Addresses and limits of the service; kept for five minutes.

    Raises:
        VPPError: Apple refuses.
        DecodeError: the answer is none.
        TransportError: no answer came.
    """
    return (yield from configure(session))


def client_config(session: Session) -> Flow[ClientConfig]:
    """The location that the token belongs to, who manages it, and where notifications go.

    Raises:
        WrongLocation: it is another location than ``session.uid``.
        VPPError: Apple refuses.
        TransportError: no answer came.
    """
    found = yield from call(session, "GET", "clientConfig", repeatable=True)
    config = ClientConfig.decode(found)
    session.check(found)
    return config


def set_client_config(
    session: Session,
    *,
    mdm: MdmInfo | None = None,
    notification_url: str = "",
    notification_token: Secret[str] | None = None,
    notification_types: Iterable[NotificationType | str] | None = None,
    take_over: TakeOver | None = None,
) -> Flow[ClientConfig]:
    """Say who manages the location, and where notifications shall go.

    Apple calls the address at once, and refuses if nobody answers.  Two servers that do this in the same
    second are not kept apart by Apple; the answer is looked at, and the one that came first gets the error.

    Args:
        session: whose.
        mdm: who you are; None: as in the session.
        notification_url: https; together with the token, or not at all.
        notification_token: what notifications shall carry.
        notification_types: all that is subscribed to, () for none; None leaves it as it is.
        take_over: the location may be taken from another server.

    Raises:
        ManagedElsewhere: another server manages the location; nothing is changed.
        LocalProtocolError: it is not said who you are, or something is too long or goes without the other.
        VPPError: Apple refuses.
        TransportError: no answer came; setting it again does no harm.
    """
    ours = mdm if mdm is not None else session.mdm
    if ours is None:
        raise LocalProtocolError("mdm: expected who manages the location from now on, here or in the session")
    if notification_types is not None:
        notification_types = names("notification_types", notification_types)
    config = yield from configure(session)
    _check_settings(config.limits, ours, notification_url, notification_token)
    current = yield from client_config(session)
    error = elsewhere(ours, current.mdm)
    if error is not None and take_over is not TakeOver.FROM_OTHER_SERVER:
        raise error
    body: dict[str, object] = {"mdmInfo": ours.wire()}
    if notification_token is not None:
        body |= {"notificationUrl": notification_url, "notificationAuthToken": notification_token.reveal()}
    if notification_types is not None:
        body["notificationTypes"] = [*notification_types]
    # Of a newer token it is not known who manages its location: whoever asks again begins with that.
    found = yield from call(session, "POST", "clientConfig", body=body, repeatable=True, reload=False)
    config_now = ClientConfig.decode(found)
    session.check(found)
    if (error := elsewhere(ours, config_now.mdm)) is not None:
        raise error
    return config_now


def asset_pages(
    session: Session,
    *,
    adam_id: str | int | None = None,
    pricing_param: str | None = None,
    product_type: ProductType | None = None,
) -> Pages[AssetPage, None]:
    """The assets of the location, all or some.

    Raises:
        VPPError: Apple refuses, or the listing changes faster than it can be read.
        TransportError: no answer came.
    """
    query = {} if adam_id is None else {"adamId": Asset(adam_id).adam_id}
    query |= _filters(pricingParam=pricing_param, productType=product_type)
    yield from listing(session, "getAssets", query, AssetPage.decode)


def assignment_pages(
    session: Session,
    *,
    adam_id: str | int | None = None,
    serial: str | None = None,
    client_user_id: str | None = None,
    since: str | None = None,
) -> Pages[AssignmentPage, None]:
    """Who has what: all, of one asset, of one device or user, or what has changed since a ``version_id``.

    Raises:
        VPPError: Apple refuses, or the listing changes faster than it can be read.
        TransportError: no answer came.
    """
    query = {} if adam_id is None else {"adamId": Asset(adam_id).adam_id}
    query |= _filters(serialNumber=serial, clientUserId=client_user_id, sinceVersionId=since or None)
    yield from listing(session, "getAssignments", query, AssignmentPage.decode)


def user_pages(
    session: Session,
    *,
    state: UserState = UserState.ALL,
    client_user_id: str | None = None,
    since: str | None = None,
) -> Pages[UserPage, None]:
    """The users of the location: all, the active or retired ones, one, or what has changed.

    Raises:
        VPPError: Apple refuses, or the listing changes faster than it can be read.
        TransportError: no answer came.
    """
    if state not in set(UserState):
        raise ValueError("state: expected all, active or retired")
    query = _STATES.get(state, {}) | _filters(clientUserId=client_user_id, sinceVersionId=since or None)
    yield from listing(session, "getUsers", query, UserPage.decode)


def associate(
    session: Session,
    assets: Iterable[Asset],
    *,
    serials: Iterable[str] = (),
    client_user_ids: Iterable[str] = (),
) -> Pages[Batch, None]:
    """Assign each asset to each device and user; emits what Apple accepts, batch by batch.

    Accepted is not carried out: see `wait`.  Apple accepts serial numbers that no device has (F46).  A
    request whose answer is lost is sent again, which does no harm: a pair takes one license, however often it
    is named (F45).

    Raises:
        ManagedElsewhere: another server manages the location; nothing is changed.
        VPPError: Apple refuses; a note names what was accepted before.
        TransportError: no answer came, several times; the same.
    """
    yield from send_all(session, _pairs(EventType.ASSOCIATE, assets, serials, client_user_ids))


def disassociate(
    session: Session,
    assets: Iterable[Asset],
    *,
    serials: Iterable[str] = (),
    client_user_ids: Iterable[str] = (),
) -> Pages[Batch, None]:
    """Take each asset from each device and user; the same rules as for `associate`.

    Raises:
        ManagedElsewhere, VPPError, TransportError: as `associate`.
    """
    yield from send_all(session, _pairs(EventType.DISASSOCIATE, assets, serials, client_user_ids))


def revoke(
    session: Session, *, serials: Iterable[str] = (), client_user_ids: Iterable[str] = ()
) -> Pages[Batch, None]:
    """Take everything that can be taken back from these devices and users.

    A request whose answer is lost is not sent again: it would also take what was assigned in between.

    Raises:
        ManagedElsewhere, VPPError, TransportError: as `associate`.
    """
    devices, users = serial_numbers("serials", serials), names("client_user_ids", client_user_ids)
    yield from send_all(session, Work(type=EventType.REVOKE, serials=devices, client_user_ids=users))


def create_users(session: Session, users: Iterable[RequestUser]) -> Pages[Batch, None]:
    """Create users.  A request whose answer is lost is not sent again: look whether they are there.

    Raises:
        ManagedElsewhere, VPPError, TransportError: as `associate`.
    """
    yield from send_all(session, Work(type=EventType.CREATE, users=_users(users)))


def update_users(session: Session, users: Iterable[RequestUser]) -> Pages[Batch, None]:
    """Change the addresses or Managed Apple Accounts of users.

    Raises:
        ManagedElsewhere, VPPError, TransportError: as `associate`.
    """
    yield from send_all(session, Work(type=EventType.UPDATE, users=_users(users)))


def retire_users(session: Session, client_user_ids: Iterable[str]) -> Pages[Batch, None]:
    """Retire users: what can be taken back from them is free again; books are lost with them.

    A request whose answer is lost is not sent again: look whether they are retired.

    Raises:
        ManagedElsewhere, VPPError, TransportError: as `associate`.
    """
    users = tuple(RequestUser(client_user_id=name) for name in names("client_user_ids", client_user_ids))
    yield from send_all(session, Work(type=EventType.RETIRE, users=users))


def _pairs(
    kind: EventType, assets: Iterable[Asset], serials: Iterable[str], client_user_ids: Iterable[str]
) -> Work:
    found = several("assets", assets)
    if any(not isinstance(asset, Asset) for asset in found):
        raise TypeError("assets: expected Asset values, such as Asset('361309726')")
    found = tuple(dict.fromkeys(found))
    devices, users = serial_numbers("serials", serials), names("client_user_ids", client_user_ids)
    if not found or not (devices or users):
        return Work(type=kind)  # nothing for nobody: nothing is sent
    return Work(type=kind, assets=found, serials=devices, client_user_ids=users)


def _filters(**given: str | None) -> dict[str, str]:
    """What to list.  An empty text would be no filter, and give everything where one device was meant."""
    for key, value in given.items():
        if value is not None and not isinstance(value, str):
            raise TypeError(f"{key}: expected a text")
        if value is not None and not (value and value.isprintable()):
            raise ValueError(f"{key}: expected printable characters, or None for all")
    return {key: str(value) for key, value in given.items() if value is not None}


def _users(users: Iterable[RequestUser]) -> tuple[RequestUser, ...]:
    found = several("users", users)
    if any(not isinstance(user, RequestUser) for user in found):
        raise TypeError("users: expected RequestUser values")
    if len({user.client_user_id for user in found}) != len(found):
        raise ValueError("users: expected each client_user_id once")
    return found


def _check_settings(limits: Limits, mdm: MdmInfo, url: str, token: Secret[str] | None) -> None:
    told = (
        ("id", mdm.id, limits.mdm_id_length),
        ("name", mdm.name, limits.mdm_name_length),
        ("metadata", mdm.metadata, limits.mdm_metadata_length),
    )
    for name, value, most in told:
        if not 0 < len(value) <= most:
            raise LocalProtocolError(f"mdm.{name}: expected 1 to {most} characters")
    if bool(url) != (token is not None):
        raise LocalProtocolError("notification_url and notification_token: expected both, or neither")
    if token is None:
        return
    if not isinstance(token, Secret):
        raise TypeError("notification_token: expected a Secret with a str")
    if max(len(url), len(token.reveal())) > limits.notification_length or not token:
        most = limits.notification_length
        raise LocalProtocolError(f"notification_url and notification_token: expected 1 to {most} characters")
    parts = urlsplit(url)
    if parts.scheme != "https" or not parts.hostname or parts.query or parts.fragment:
        raise LocalProtocolError("notification_url: expected https:// with host and path alone")
