"""A fleet for the connect path: devices with identities of their own, their queues and their messages."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pymdm import commands
from pymdm.crypto import CertificateAuthority, KeyType, new_key
from pymdm.protocol import EnrollmentID, EnrollmentKind, PushTarget, plist
from pymdm.server import Server, ServerSettings, create_server
from pymdm.service import ServiceRules
from pymdm.service import verbs as vb

NOW = datetime.now(UTC)
TOPIC = "com.apple.mgmt.External.bench"
SECRET = "0123456789abcdef0123456789abcdef"
CONTENT_TYPE = "application/x-apple-aspen-mdm"


class Fleet:
    """``count`` devices; the same names, and so the same messages, for every contestant."""

    def __init__(
        self,
        count: int,
        *,
        authority: CertificateAuthority | None = None,
        certificates: list[bytes] | None = None,
    ) -> None:
        self.authority = authority or CertificateAuthority.create("bench CA", now=NOW)
        self.certificates = certificates or self._certificates(count)
        self.ids = [f"{number:08X}-0000-4000-8000-00805F9B34FB" for number in range(count)]
        self.headers = [f"{SECRET}:{quote(_pem(der), safe='')}" for der in self.certificates]
        self.command = commands.DeviceInformation(queries=["SerialNumber", "OSVersion", "DeviceName", "UDID"])

    def _certificates(self, count: int) -> list[bytes]:
        key = new_key(KeyType.EC_P256).public_key()
        issue = self.authority.issue_identity
        return [issue(common_name="device", now=NOW, public_key=key).certificate for _ in range(count)]

    def save(self) -> dict[str, Any]:
        """What another process needs to know the same devices."""
        return {"authority": self.authority.to_pem(), "certificates": self.certificates}

    @classmethod
    def restore(cls, saved: dict[str, Any]) -> Fleet:
        """The fleet that was saved."""
        return cls(
            len(saved["certificates"]),
            authority=CertificateAuthority.from_pem(saved["authority"]),
            certificates=saved["certificates"],
        )

    def server(self, store: Any) -> Server:
        """The app factory of ``pymdm serve``, behind a proxy that shows certificates."""
        settings = ServerSettings(
            url="https://mdm.example.com", topic=TOPIC, enrollment_code="e" * 32, admin_token="a" * 32
        )
        rules = ServiceRules(identity=self.authority.trust_store().proxy_header(secret=SECRET))
        return create_server(settings, store, self.authority, rules=rules, start_worker=False)

    def enroll(self, store: Any) -> None:
        """Enroll every device."""
        senders = [self.sender(number) for number in range(len(self.ids))]
        store.authenticate(
            [
                vb.RecordAuthenticate(
                    sender=sender, topic=TOPIC, os="macOS", os_version="15.1", raw=b"raw" * 300
                )
                for sender in senders
            ]
        )
        store.token_update(
            [
                vb.RecordTokenUpdate(
                    sender=sender,
                    push=PushTarget(topic=TOPIC, token=sender.fingerprint, push_magic="magic"),
                    unlock_token=b"unlock" * 100,
                    raw=b"raw" * 300,
                )
                for sender in senders
            ]
        )

    def enqueue(self, store: Any, first: int, count: int) -> None:
        """Queue ``count`` commands for every device."""
        for start in range(0, count, 50):
            numbers = range(first + start, first + min(start + 50, count))
            store.enqueue(
                [
                    vb.Enqueue(
                        enrollment=device,
                        uuid=uuid_of(device, number),
                        request_type="DeviceInformation",
                        body=self.command.encode(uuid=uuid_of(device, number)),
                        at=NOW,
                        push=False,
                    )
                    for device in self.ids
                    for number in numbers
                ]
            )

    def sender(self, number: int) -> vb.Sender:
        certificate = self.certificates[number]
        return vb.Sender(
            enrollment=EnrollmentID(kind=EnrollmentKind.DEVICE, id=self.ids[number]),
            fingerprint=hashlib.sha256(certificate).digest(),
            certificate=certificate,
            at=NOW + timedelta(seconds=1),
            source="127.0.0.1",
        )

    def idle(self, number: int) -> bytes:
        """The message that begins a conversation."""
        return plist.dumps({"Status": "Idle", "UDID": self.ids[number]})

    def acknowledged(self, number: int, command: int) -> bytes:
        """The answer to one command, about 0.7 KB."""
        device = self.ids[number]
        answers = {
            "SerialNumber": f"C02{number:09d}",
            "OSVersion": "15.1",
            "DeviceName": "A Mac with a name of usual length",
            "UDID": device,
        }
        return plist.dumps(
            {
                "CommandUUID": uuid_of(device, command),
                "QueryResponses": answers,
                "Status": "Acknowledged",
                "UDID": device,
            }
        )

    def environ(self, number: int, body: bytes) -> dict[str, Any]:
        """What a WSGI server makes of the request."""
        return {
            "REQUEST_METHOD": "PUT",
            "SCRIPT_NAME": "",
            "PATH_INFO": "/mdm",
            "QUERY_STRING": "",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "REMOTE_ADDR": "127.0.0.1",
            "CONTENT_TYPE": CONTENT_TYPE,
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": "mdm.example.com",
            "HTTP_USER_AGENT": "MDM/1.0",
            "HTTP_X_PYMDM_CLIENT": self.headers[number],
            "wsgi.input": io.BytesIO(body),
            "wsgi.url_scheme": "http",
        }

    def wire(self, number: int, body: bytes) -> bytes:
        """The request as it comes from the proxy."""
        head = (
            "PUT /mdm HTTP/1.1\r\nHost: mdm.example.com\r\nUser-Agent: MDM/1.0\r\n"
            f"Content-Type: {CONTENT_TYPE}\r\nContent-Length: {len(body)}\r\n"
            f"X-Pymdm-Client: {self.headers[number]}\r\n\r\n"
        )
        return head.encode() + body


class NoStore:
    """Answers as a store would, and keeps nothing: parsing and authentication alone."""

    def __init__(self, fleet: Fleet) -> None:
        body = fleet.command.encode(uuid="NEXT")
        self._answer = [vb.Answer(next=vb.NextCommand(uuid="NEXT", body=body))]

    def report_and_next(self, batch: Any, /) -> Any:
        return self._answer * len(batch)

    def events_after(self, batch: Any, /) -> Any:
        return [()] * len(batch)

    def identities(self, batch: Any, /) -> Any:
        return [None] * len(batch)

    def look_up(self, batch: Any, /) -> Any:
        return [()] * len(batch)


def uuid_of(device: str, number: int) -> str:
    return f"{device[:8]}-{number:06d}-4000-8000-00805F9B34FB"


def sqlite_store(path: Path) -> Any:
    """A durable store with a key of its own."""
    from pymdm.crypto import SealKey
    from pymdm.stores.sqlite import SQLiteStore

    return SQLiteStore(path, seal=SealKey.generate())


def _pem(der: bytes) -> str:
    return x509.load_der_x509_certificate(der).public_bytes(Encoding.PEM).decode()
