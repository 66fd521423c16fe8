"""What both clients are given: where to, with what, and how patiently."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Literal, TypeAlias, get_args

import attrs

from pymdm.apns._delivery import Delivery
from pymdm.apns._delivery_rules import DeliveryRules, PushStats
from pymdm.apns.connection import Engine
from pymdm.apns.engines import open_connection
from pymdm.apns.outcome import PRIORITY_NOW, PRIORITY_SAVING, PushHeaders

if TYPE_CHECKING:
    from pymdm.apns.certificate import PushCertificate

__all__ = ["DEFAULT_EXPIRATION", "HOSTS", "ClientOptions", "Environment", "Progress"]

Environment: TypeAlias = Literal["production", "sandbox"]
Progress: TypeAlias = Callable[[PushStats], object]

# "Sending notification requests to APNs": the hosts; 443 and 2197 are the same service, the second for
# firewalls that should let pushes out but no other HTTPS.
HOSTS: Final[dict[str, str]] = {
    "production": "api.push.apple.com",
    "sandbox": "api.sandbox.push.apple.com",
}

# F37: a device that is away gets its wake-up when it comes back, and a daily sweep repeats it; Apple keeps
# a push for 30 days at most.
DEFAULT_EXPIRATION: Final = timedelta(days=7)

# Progress is for people to look at.
PROGRESS_EVERY: Final = 0.1


@attrs.frozen(kw_only=True)
class ClientOptions:
    """The arguments of a client, checked; see `APNsClient`."""

    environment: Environment
    port: int
    endpoint: tuple[str, int] | None = attrs.field()
    ca: bytes | None = attrs.field(repr=False)
    engine: Engine
    rules: DeliveryRules
    expiration: timedelta
    priority: int
    collapse_id: str | None
    progress: Progress | None
    clock: Callable[[], float]
    wall_clock: Callable[[], float]
    random: Callable[[], float]

    @endpoint.validator
    def _a_pair(self, _attribute: object, value: object) -> None:
        if not (value is None or (isinstance(value, tuple | list) and len(value) == 2)):
            raise ValueError("endpoint: expected a pair of host and port, such as ('127.0.0.1', 8443)")

    @ca.validator
    def _pem(self, _attribute: object, value: object) -> None:
        if not isinstance(value, bytes | None):
            raise ValueError("ca: expected certificates as PEM in bytes, such as Path('ca.pem').read_bytes()")

    def __attrs_post_init__(self) -> None:
        if self.environment not in HOSTS:
            raise ValueError(f"environment: expected one of {', '.join(HOSTS)}")
        if self.engine not in get_args(Engine):
            raise ValueError(f"engine: expected one of {', '.join(get_args(Engine))}")
        if self.endpoint is None and self.port not in (443, 2197):
            raise ValueError("port: Apple takes pushes on 443 and 2197; for another server give endpoint")
        if self.priority not in (PRIORITY_NOW, PRIORITY_SAVING):
            raise ValueError("priority: expected 10 (at once) or 5 (when it suits the battery)")
        if self.expiration < timedelta():
            raise ValueError("expiration: expected a time from now on, or timedelta(0) for at once or never")
        if self.collapse_id is not None and not _is_collapse_id(self.collapse_id):
            raise ValueError("collapse_id: expected 1 to 64 visible ASCII characters")

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return self.endpoint or (HOSTS[self.environment], self.port)

    def delivery(self, certificate: PushCertificate) -> Delivery:
        """The flow for pushes with this certificate."""
        host = self.address[0]
        engine = self.engine
        headers = PushHeaders(
            topic=certificate.topic,
            expiration=int(self.expiration.total_seconds()),
            priority=self.priority,
            collapse_id=self.collapse_id,
        )
        return Delivery(
            self.rules,
            headers,
            machine=lambda: open_connection(host, engine=engine),
            random=self.random,
        )

    def check(self, certificate: PushCertificate) -> None:
        """Refuse a certificate that Apple would refuse.

        Raises:
            ValueError: it has expired or is not valid yet.
        """
        certificate.check(datetime.fromtimestamp(self.wall_clock(), UTC))


def _is_collapse_id(text: str) -> bool:
    return 0 < len(text) <= 64 and text.isascii() and text.isprintable() and " " not in text
