"""The link between one simulated device and its server: what its device and user channels share."""

from __future__ import annotations

import base64
import contextlib
import enum
import json
from typing import TYPE_CHECKING

import attrs

from pymdm.errors import RemoteProtocolError, TransportError
from pymdm.testing import _messages as messages
from pymdm.testing._ledger import Act
from pymdm.testing.wire import Reply, WireRequest, connection

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterator, Mapping

    from pymdm.crypto.cms import Shape
    from pymdm.testing._ledger import Ledger
    from pymdm.testing.hardware import Machine
    from pymdm.testing.identity import SimulatedIdentity
    from pymdm.testing.settings import EnrollmentSettings
    from pymdm.testing.wire import Send

__all__ = ["Link", "Prove", "SimulatedProxy"]

UNRECOGNIZED = "com.apple.unrecognized.device"
# First major versions that understand it (Apple's schema, errors/unrecognized.device).
_UNRECOGNIZED_SINCE = {"macOS": 14, "iOS": 17, "iPadOS": 17, "tvOS": 17}


@enum.unique
class Prove(enum.Enum):
    """How the device shows its identity, besides a TLS client certificate on https."""

    AS_PROFILE = "as the profile says"  # Mdm-Signature if SignMessage is true
    SIGNATURE = "Mdm-Signature"
    NOTHING = "nothing"


@attrs.frozen(kw_only=True)
class SimulatedProxy:
    """A proxy that ends mutual TLS and passes the client certificate on in a header.

    The value is RFC 9440's ``:base64 DER:``, after the secret and a colon if there is a secret.
    """

    header: str = "Client-Cert"
    secret: str = attrs.field(default="", repr=False)

    def line(self, certificate: bytes) -> tuple[str, str]:
        """The header line for this certificate (DER)."""
        value = f":{base64.b64encode(certificate).decode('ascii')}:"
        return self.header, f"{self.secret}:{value}" if self.secret else value


class Link:
    """Settings, identity, ledger and the way to the server; for `SimulatedDevice` and its users only."""

    def __init__(
        self,
        *,
        machine: Machine,
        settings: EnrollmentSettings,
        identity: SimulatedIdentity,
        ledger: Ledger,
        rng: random.Random,
        shape: Shape | None,
        prove: Prove,
        proxy: SimulatedProxy | None,
        via: str | None,
        send: Send | None,
        extra_headers: tuple[tuple[str, str], ...],
    ) -> None:
        self.machine = machine
        self.settings = settings
        self.identity = identity
        self.ledger = ledger
        self.rng = rng
        self.shape = shape
        self.prove = prove
        self.proxy = proxy
        self.via = via
        self.send = send
        self.extra_headers = extra_headers
        self.meddler: Callable[[Send], Send] | None = None
        self.enrolled = False
        self.enrollment_id: str | None = None

    def device_ids(self) -> dict[str, object]:
        """The keys that name the device: UDID, or EnrollmentID in a User Enrollment."""
        if self.settings.user_enrollment:
            return {"EnrollmentID": self.enrollment_id}
        return {"UDID": self.machine.udid}

    @contextlib.contextmanager
    def connection(self) -> Iterator[Send]:
        """A connection to the server, closed at the end."""
        identity = None if self.prove is Prove.NOTHING else self.identity
        with self._connection(self.settings.server_url, identity) as send:
            yield send

    @contextlib.contextmanager
    def anonymous_connection(self, url: str) -> Iterator[Send]:
        """A connection that shows no identity: to the SCEP server, which is to give one."""
        with self._connection(url, None) as send:
            yield send

    @contextlib.contextmanager
    def _connection(self, url: str, identity: SimulatedIdentity | None) -> Iterator[Send]:
        with contextlib.ExitStack() as stack:
            send = self.send or stack.enter_context(
                connection(url=url, via=self.via, identity=identity, anchors=self.settings.anchors)
            )
            yield send if self.meddler is None else self.meddler(send)

    def check_in(self, send: Send, channel: str, message: Mapping[str, object]) -> Reply:
        """Send one check-in message; the reply has not been heeded yet."""
        body = messages.encode(message)
        request = self._request(self.settings.check_in_address, messages.CHECKIN_TYPE, body)
        self.ledger.add(Act.SENT, channel, str(message["MessageType"]), body=body)
        return self.exchange(send, channel, request)

    def report(
        self, send: Send, channel: str, message: Mapping[str, object], request_type: str | None
    ) -> Reply:
        """Send one report of a session; the reply has not been heeded yet."""
        body = messages.encode(message)
        request = self._request(self.settings.server_url, messages.CONNECT_TYPE, body)
        uuid = message.get("CommandUUID")
        self.ledger.add(
            Act.SENT,
            channel,
            str(message["Status"]),
            command_uuid=uuid if isinstance(uuid, str) else None,
            request_type=request_type,
            body=body,
        )
        return self.exchange(send, channel, request)

    def heed(self, reply: Reply) -> None:
        """Obey a reply that ends the management: 401, or 403 with ``com.apple.unrecognized.device``.

        Apple MDM reference 2014, Terminating a Management Relationship; Apple's schema,
        errors/unrecognized.device.  Every other status leaves the enrollment as it is.
        """
        if self.enrolled and (reply.status == 401 or self._is_unrecognized(reply)):
            self.leave("unenrolled")

    def leave(self, state: str) -> None:
        """Remove the MDM profile and everything that it brought."""
        self.enrolled = False
        managed = [key for key, profile in self.machine.profiles.items() if profile.managed]
        for key in [*managed, self.settings.profile_identifier]:
            self.machine.profiles.pop(key, None)
        self.machine.certificates.clear()
        self.ledger.add(Act.STATE, "device", state)

    def exchange(self, send: Send, channel: str, request: WireRequest) -> Reply:
        """Deliver a request whose ledger line is written, and write down what comes back."""
        try:
            reply = send(request)
        except TransportError:
            self.ledger.add(Act.FAULT, channel, "no answer")
            raise
        what = "empty" if not reply.body else "command"
        self.ledger.add(
            Act.RECEIVED,
            channel,
            what if reply.status == 200 else "refusal",
            http_status=reply.status,
            body=reply.body,
        )
        return reply

    def _request(self, url: str, content_type: str, body: bytes) -> WireRequest:
        lines = messages.headers(
            content_type=content_type,
            user_agent=self.machine.user_agent,
            length=len(body),
            signature=self._signature(body),
        )
        if self.proxy is not None:
            lines = (*lines, self.proxy.line(self.identity.certificate))
        return WireRequest(url=url, headers=(*lines, *self.extra_headers), body=body)

    def _signature(self, body: bytes) -> str | None:
        wanted = self.prove is Prove.SIGNATURE or (
            self.prove is Prove.AS_PROFILE and self.settings.sign_message
        )
        if not wanted:
            return None
        from pymdm.crypto import cms

        signer = cms.PrivateKeySigner(certificate=self.identity.certificate, key=self.identity.key)
        # What the platform sends: Macs the old form, iOS the one with signed attributes.
        usual = cms.APPLE_BER if self.machine.is_mac else cms.APPLE_DER
        return base64.b64encode(cms.sign(body, signer, shape=self.shape or usual)).decode("ascii")

    def _is_unrecognized(self, reply: Reply) -> bool:
        if reply.status != 403 or self.machine.major_version < _UNRECOGNIZED_SINCE[self.machine.platform]:
            return False
        try:
            if reply.content_type == "application/json":
                found = json.loads(reply.body)
                return isinstance(found, dict) and found.get("code") == UNRECOGNIZED
            return reply.plist.get("code") == UNRECOGNIZED
        except (ValueError, RemoteProtocolError):
            return False
