"""The tiny server, with a SCEP server of forty lines beside it."""

from __future__ import annotations

import plistlib
import random
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from pymdm.crypto import CertificateAuthority, scep
from pymdm.testing import SimulatedDevice, wsgi_sender
from tests.unit.testing.tiny_mdm import TOPIC, TinyMDM

CHALLENGE = "a challenge that nobody guesses"
AUTHORITY = CertificateAuthority.create("Tiny SCEP CA", now=datetime.now(UTC))


class TinySCEP(TinyMDM):
    """Answers below /scep; ``requests_seen`` are what it could read, ``methods`` how they came."""

    def __init__(self, *, capabilities: str | None = None) -> None:
        super().__init__()
        self.capabilities = capabilities
        self.requests_seen: list[scep.SCEPRequest] = []
        self.methods: list[str] = []
        self.issued: dict[str, bytes] = {}
        self.refuse: scep.FailInfo | None = None
        self.status = 200

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/scep":
            return super().__call__(environ, start_response)
        query = parse_qs(environ["QUERY_STRING"])
        [operation] = query["operation"]
        if operation == "PKIOperation":
            self.methods.append(environ["REQUEST_METHOD"])
            if environ["REQUEST_METHOD"] == "POST":
                message = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            else:
                message = scep.decode_query_message(query["message"][0])
            body = self._answer(message)
        elif operation == "GetCACert":
            body = scep.ca_cert((AUTHORITY.certificate,)).data
        else:
            offered = scep.capabilities().data if self.capabilities is None else self.capabilities.encode()
            body = offered
        start_response(f"{self.status} Whatever", [("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, message: bytes) -> bytes:
        request = scep.decode_request(message, authority=AUTHORITY)
        self.requests_seen.append(request)
        dice = random.Random(1).randbytes
        if self.refuse is not None:
            return scep.encode_failure(request.message, self.refuse, authority=AUTHORITY, random=dice)
        issued = AUTHORITY.issue_identity(
            common_name="Issued", now=datetime.now(UTC), public_key=request.public_key
        )
        certificate = self.issued.setdefault(request.transaction_id, issued.certificate)
        return scep.encode_success(request, certificate, authority=AUTHORITY, random=dice)


def scep_profile(*, mdm: dict[str, Any] | None = None, **scep_keys: Any) -> bytes:
    content = {
        "URL": "https://mdm.example.com/scep",
        "Challenge": CHALLENGE,
        "Keysize": 2048,
        "Subject": [[["O", "Example"]], [["CN", "MDM identity"]]],
    }
    payloads = [
        {
            "PayloadType": "com.apple.security.scep",
            "PayloadUUID": "identity",
            "PayloadContent": {k: v for k, v in (content | scep_keys).items() if v is not None},
        },
        {
            "PayloadType": "com.apple.mdm",
            "PayloadUUID": "mdm",
            "IdentityCertificateUUID": "identity",
            "ServerURL": "https://mdm.example.com/mdm",
            "Topic": TOPIC,
            "AccessRights": 8191,
            "CheckOutWhenRemoved": True,
            **(mdm or {}),
        },
    ]
    return plistlib.dumps(
        {
            "PayloadType": "Configuration",
            "PayloadVersion": 1,
            "PayloadIdentifier": "com.example.mdm",
            "PayloadUUID": "outer",
            "PayloadContent": payloads,
        }
    )


def scep_device(server: TinyMDM, profile: bytes | None = None, **options: Any) -> SimulatedDevice:
    return SimulatedDevice.from_profile(
        profile or scep_profile(), send=wsgi_sender(server), **({"seed": 5} | options)
    )
