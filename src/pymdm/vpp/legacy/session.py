"""What the calls of the 2014 services share: the token, and where the services are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, Self

import attrs

from pymdm.errors import DecodeError
from pymdm.vpp._json import text
from pymdm.vpp.legacy.config import SERVICES, LegacyConfig
from pymdm.vpp.session import CONFIG_AGE, USER_AGENT, Session, same_service

if TYPE_CHECKING:
    from pymdm._retry import RetryRules
    from pymdm.vpp.tokens import ContentToken

__all__ = ["BASE_URL", "DISCOVERY", "LegacySession"]

#: The one address that the text of 2014 promises never to move is this, with VPPServiceConfigSrv behind it.
BASE_URL: Final = "https://vpp.itunes.apple.com/WebObjects/MZFinance.woa/wa"

DISCOVERY: Final = "VPPServiceConfigSrv"


@attrs.define(kw_only=True, eq=False)
class LegacySession:
    """The common part of all calls with one content token; for any number of threads.

    Attributes:
        shared: token, times and base URL, as for today's interface.
        config: what the service said last of addresses and limits; asked for with the first call.
        config_until: until when its limits are good; its addresses are good until Apple says 9617.
        client_context: what is stored with the token, as any answer told last; empty before, and for nothing.
    """

    shared: Session
    config: LegacyConfig | None = attrs.field(default=None, repr=False)
    config_until: datetime | None = attrs.field(default=None, repr=False)
    client_context: str = attrs.field(default="", init=False, repr=False)

    @classmethod
    def of(
        cls,
        token: ContentToken,
        rules: RetryRules,
        *,
        reload: Callable[[], ContentToken] | None = None,
        uid: str = "",
        base_url: str = BASE_URL,
        user_agent: str = USER_AGENT,
    ) -> Self:
        """A session for this token.

        Args:
            token: whose licenses.
            rules: when something is sent again.
            reload: where a newer token may be found; asked once for each call that Apple refuses with 9622.
            uid: the location that is meant; empty for whichever the token leads to.
            base_url: https, or http on this machine; VPPServiceConfigSrv is behind it.
            user_agent: names your server to Apple.

        Raises:
            ValueError: base URL or user agent cannot be used.
        """
        return cls(
            shared=Session(
                token=token,
                rules=rules,
                reload=reload,
                uid=uid,
                base_url=base_url,
                user_agent=user_agent,
            )
        )

    def url(self, service: str) -> str:
        """The address of a service: as the service config has it, or else by its name.

        Raises:
            DecodeError: the service config leads away from Apple; the token is not sent there.
        """
        base = self.shared.base_url
        key = SERVICES.get(service, "")
        stated = self.config.urls.get(key) if self.config is not None else None
        if stated is not None and not same_service(base, stated):
            raise DecodeError("expected an address of the same service, over https", path=key)
        return stated or f"{base}/{service}"

    def invitation_url(self, config: LegacyConfig, invite_code: str) -> str:
        """The address with which somebody accepts an invitation.

        Raises:
            ValueError: there is no code.
            DecodeError: the service told none that can be used, or one that leads away from Apple.
        """
        url = config.invitation_url(invite_code)
        url = f"https{url[4:]}" if url.startswith("http://buy.itunes.apple.com/") else url  # as of 2014
        if not same_service(self.shared.base_url, url.partition("?")[0]):
            raise DecodeError("expected an address of Apple, over https", path="invitationEmailUrl")
        return url

    def configured(self, config: LegacyConfig) -> None:
        """Keep what the service says of itself."""
        self.config, self.config_until = config, self.shared.now + CONFIG_AGE

    def limits_are_fresh(self) -> bool:
        """What is kept of the limits is not older than five minutes."""
        return self.config_until is not None and self.shared.now < self.config_until

    def seen(self, token: ContentToken, found: Mapping[str, Any]) -> None:
        """Take over what any answer to this token tells beside what was asked.

        Raises:
            WrongLocation: it is about another location than the one that is meant.
        """
        if "clientContext" in found:
            self.client_context = text(found, "clientContext")
        self.shared.heard(token, found)
        self.shared.check(found)
