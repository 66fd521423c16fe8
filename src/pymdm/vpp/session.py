"""What the calls with one content token share: the token, where the service is, and what it said of itself.

Source: Apple's documentation of the App and Book Management API: Getting Started, Service Config.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode, urlsplit

import attrs

from pymdm._retry import RetryRules
from pymdm.errors import DecodeError, PymdmError, WrongLocation
from pymdm.vpp.models import MdmInfo
from pymdm.vpp.models_config import Limits, token_expiry_of, uid_of
from pymdm.vpp.tokens import ContentToken

if TYPE_CHECKING:
    from pymdm.vpp.models_config import ServiceConfig
    from pymdm.vpp.tokens import TokenWarning

__all__ = ["BASE_URL", "CONFIG_AGE", "CONFIG_PATIENCE", "USER_AGENT", "Session", "same_service"]

BASE_URL: Final = "https://vpp.itunes.apple.com/mdm/v2"

USER_AGENT: Final = "pymdm"

#: How long the service's word on addresses and limits is good: Apple's page of ServiceConfigResponse.
CONFIG_AGE: Final = timedelta(minutes=5)

#: How long old ones do, once the service did not tell new ones; asking each time would delay each call.
CONFIG_PATIENCE: Final = timedelta(minutes=1)

#: Where each call goes, below the base URL, where the service config names no other address.
PATHS: Final = {
    "serviceConfig": "/service/config",
    "clientConfig": "/client/config",
    "getAssets": "/assets",
    "getAssignments": "/assignments",
    "getUsers": "/users",
    "associateAssets": "/assets/associate",
    "disassociateAssets": "/assets/disassociate",
    "revokeAssets": "/assets/revoke",
    "createUsers": "/users/create",
    "updateUsers": "/users/update",
    "retireUsers": "/users/retire",
    "eventStatus": "/status",
}

#: No queue of threads is as long as this; a clock that is put back may be.
_LONGEST_QUEUE: Final = timedelta(minutes=2)

#: Host and port alone: what else may stand there, readers of URLs take differently, a backslash for instance.
_PLACE: Final = re.compile(r"[a-z0-9.-]+(:\d{1,5})?", re.ASCII | re.IGNORECASE)

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


def _without_slash(url: str) -> str:
    return url.rstrip("/")


def _as_text(uid: str | int) -> str:
    return str(uid) if type(uid) is int else uid  # type: ignore[return-value] # looked at afterwards


@attrs.define(kw_only=True, eq=False)
class Session:
    """The common part of all calls with one content token; for any number of threads.

    Attributes:
        token: whose licenses; a newer one takes its place when Apple refuses it and ``reload`` has one.
        rules: when something is sent again; its ``now`` tells the age of what is kept here.
        reload: where a newer token may be found; asked once for each call that Apple refuses with 9622.
        mdm: who you are.  With it nothing is changed in a location that another server manages.
        uid: the location that is meant; empty for whichever the token leads to.  A newer token changes
            nothing in another location than the one before, if Apple has told that.
        base_url: https, or http on this machine.
        user_agent: names your server to Apple.
        config: what the service said last of addresses and limits.
        config_until: until when that is good.
        managed_by: who manages the location, as Apple said last; None if nobody, or not known.
        managed_known: Apple was asked who does.
        location_uid: the location, as Apple said last; empty before.
        token_expires: the token's end as Apple told it, which it does within 15 days of the end.

    Raises:
        TypeError: token, mdm or uid is something else.
        ValueError: base URL or user agent cannot be used.
    """

    token: ContentToken = attrs.field(repr=False)
    rules: RetryRules
    reload: Callable[[], ContentToken] | None = attrs.field(default=None, repr=False)
    mdm: MdmInfo | None = None
    uid: str = attrs.field(default="", converter=_as_text)
    base_url: str = attrs.field(default=BASE_URL, converter=_without_slash)
    user_agent: str = USER_AGENT
    config: ServiceConfig | None = attrs.field(default=None, repr=False)
    config_until: datetime | None = attrs.field(default=None, repr=False)
    managed_by: MdmInfo | None = attrs.field(default=None, init=False)
    managed_known: bool = attrs.field(default=False, init=False, repr=False)
    location_uid: str = attrs.field(default="", init=False)
    token_expires: datetime | None = attrs.field(default=None, init=False)
    _held: str = attrs.field(default="", init=False, repr=False)
    _lock: threading.Lock = attrs.field(factory=threading.Lock, init=False, repr=False)
    _next: datetime | None = attrs.field(default=None, init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        if not isinstance(self.token, ContentToken):
            raise TypeError("token: expected a ContentToken, such as ContentToken.load('example.vpptoken')")
        given: tuple[object, ...] = (self.mdm, self.uid)
        if not isinstance(given[0], MdmInfo | None) or not isinstance(given[1], str):
            raise TypeError("mdm, uid: expected an MdmInfo, and the text of ClientConfig.uid")
        parts = urlsplit(self.base_url)
        if not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
            raise ValueError("base_url: expected https://…, or http:// to this machine")
        if not parts.hostname or parts.query or parts.fragment or parts.username is not None:
            raise ValueError("base_url: expected scheme and host, perhaps with a path")
        if not self.user_agent.strip() or not self.user_agent.isprintable() or not self.user_agent.isascii():
            raise ValueError("user_agent: expected printable ASCII, such as the name of your server")

    @property
    def now(self) -> datetime:
        """The time, aware."""
        return self.rules.now()

    @property
    def limits(self) -> Limits:
        """How much one request may carry."""
        return Limits() if self.config is None else self.config.limits

    def url(self, name: str, query: Mapping[str, str] | None = None) -> str:
        """The address of a call, as the service config has it.

        Raises:
            DecodeError: the service config leads away from the service; the token is not sent there.
        """
        stated = self.config.urls.get(name) if self.config is not None and name != "serviceConfig" else None
        if stated is not None and not same_service(self.base_url, stated):
            raise DecodeError("expected an address of the same service, over https", path=f"urls.{name}")
        url = stated or f"{self.base_url}{PATHS[name]}"
        return f"{url}?{urlencode(query)}" if query else url

    def headers(self, token: ContentToken | None) -> dict[str, str]:
        """What a request carries; the token is the text of its file as it is."""
        headers = {"User-Agent": self.user_agent, "Content-Type": "application/json"}
        if token is not None:
            headers["Authorization"] = f"Bearer {token.raw.reveal()}"
        return headers

    def configured(self, config: ServiceConfig) -> None:
        """Keep what the service says of itself."""
        self.config, self.config_until = config, self.now + CONFIG_AGE

    def config_is_fresh(self) -> bool:
        """What is kept of it is not older than five minutes."""
        return self.config is not None and self.config_until is not None and self.now < self.config_until

    def heard(self, token: ContentToken, found: Mapping[str, Any], *, managed: bool = False) -> None:
        """Keep what an answer tells beside what was asked; nothing if its token is no longer the one in use.

        Args:
            token: the one that was sent.
            found: the answer.
            managed: it would tell who manages the location; if it does not, nobody does.
        """
        mdm, expires = MdmInfo.decode(found.get("mdmInfo")), token_expiry_of(found)
        with self._lock:
            if self.token.raw != token.raw:
                return
            self.location_uid = uid_of(found) or self.location_uid
            self.managed_by = mdm if mdm is not None or managed else self.managed_by
            self.managed_known = self.managed_known or managed
            self.token_expires = expires or self.token_expires

    @property
    def meant(self) -> str:
        """The location in which something may be changed; empty for any."""
        return self.uid or self._held

    def check(self, found: Mapping[str, Any], *, meant: str | None = None) -> None:
        """Refuse an answer about another location than ``uid``, or than the one that is meant.

        Raises:
            WrongLocation: it is.
        """
        uid = uid_of(found)
        wanted = self.uid if meant is None else meant
        if wanted and uid and uid != wanted:
            raise WrongLocation(
                "expected a content token of the location that is kept here; it belongs to another one: take "
                "that location's token, or keep it as a location of its own",
                status=200,
            )

    def warnings(self) -> tuple[TokenWarning, ...]:
        """What is due to be told of the token's end, by the date that Apple told, else by its own."""
        token = self.token if self.token_expires is None else self.token.ending(self.token_expires)
        return token.warnings(self.now)

    def take_newer(self, refused: ContentToken) -> bool:
        """Put a newer token in place of one that Apple refused; False if there is none.

        Raises:
            TypeError: ``reload`` gives something else.
        """
        with self._lock:
            if self.token.raw != refused.raw:  # another thread has found it
                return True
            try:
                found = None if self.reload is None else self.reload()
            except (PymdmError, OSError, ValueError):
                found = None  # the refusal is what has to be told; a file that is being written is no news
            if not isinstance(found, ContentToken | None):
                raise TypeError("reload: expected a function that returns a ContentToken, and no coroutine")
            if found is None or found.raw == refused.raw:
                return False
            self.token, self.token_expires = found, None
            # Of the newer one nothing of this is known.
            self._held = self._held or self.location_uid
            self.location_uid, self.managed_by, self.managed_known = "", None, False
            return True

    def pause(self) -> float:
        """Seconds before the next request, so that there are no more a second than the service takes."""
        most = self.limits.requests_per_second
        if not most:
            return 0.0
        with self._lock:
            now = self.now
            due = max(now, self._next) if self._next is not None else now
            if due - now > _LONGEST_QUEUE:  # the clock was put back
                due = now
            self._next = due + timedelta(seconds=1 / most)
            return (due - now).total_seconds()


def same_service(base: str, stated: str) -> bool:
    """T65: whoever can change the service config is not sent the token."""
    try:
        ours, theirs = urlsplit(base), urlsplit(stated)
    except ValueError:  # brackets around what is no address
        return False
    if theirs.username is not None or theirs.query or theirs.fragment or not theirs.hostname:
        return False
    if (ours.scheme, ours.netloc) == (theirs.scheme, theirs.netloc):
        return True
    apple = ".apple.com"
    return (
        theirs.scheme == "https"
        and _PLACE.fullmatch(theirs.netloc) is not None
        and theirs.hostname.endswith(apple)
        and (ours.hostname or "").endswith(apple)
    )
