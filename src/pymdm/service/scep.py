"""A SCEP server for the identities of devices: who asks, may they, and the answer as HTTP.

``SCEPService`` belongs to no framework: hand it the operation and the message of a request, send back what
it gives.  The bytes are ``pymdm.crypto.scep``; that of two requests with one challenge one succeeds is the
store's work.

Sources: RFC 8894; Apple's client (the Security framework's SecSCEP), which takes no Content-Type but the
exact ones.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import attrs

from pymdm.crypto import CertificateAuthority, TrustStore, scep
from pymdm.errors import DecodeError, Reason, SignatureInvalid, StorageError, TooLarge
from pymdm.service._issue import Issuer, Refusal, SigningFailed, SigningRequest
from pymdm.service.machine import random_bytes
from pymdm.service.store import Store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pymdm.crypto.scep import Authority

__all__ = ["MAX_SCEP_BODY", "SCEPReply", "SCEPService", "SigningRequest"]

log = logging.getLogger("pymdm.service")

# What the reader of messages takes at most; a request with a 4096-bit key has 8 KB.
MAX_SCEP_BODY = 64 * 1024

# A year, and the month in which the renewal happens.
IDENTITY_LIFETIME = timedelta(days=397)

_TEXT = "text/plain"


@attrs.frozen(kw_only=True)
class SCEPReply:
    """One HTTP answer; for the log also what became of the request.

    A request that is understood and refused is answered with 200 and says so inside.  ``reason`` and
    ``detail`` tell why, and are for the log alone; neither ever holds a challenge.
    """

    status: int = 200
    body: bytes = attrs.field(default=b"", repr=False)
    content_type: str = _TEXT
    headers: Mapping[str, str] = attrs.field(factory=dict)
    #: SHA-256 of the certificate that this answer brings.
    issued: bytes | None = attrs.field(default=None, repr=lambda value: value.hex()[:12] if value else "None")
    reason: Reason | None = None
    detail: str = ""


class SCEPService:
    """Answers SCEP requests of devices; for any framework, and for many threads.

    Args:
        store: Where sessions, challenges and issued identities are.
        authority: To whom requests are encrypted and who signs the answers; its key is RSA.  A
            `CertificateAuthority` also issues the identities, unless ``sign`` does.
        sign: An outside CA: is given a `SigningRequest`, gives a certificate (DER).  It is called only for
            requests that may have one; what it decides about is how, not whether.
        trust: Which identities may ask for their renewal; needed with ``sign``, and after a change of
            the CA, where it holds both.  By default those that ``authority`` has signed.
        certificates: What GetCACert hands out, the one for encryption first.  More than one makes Apple's
            client look for a registration authority, so leave it to ``authority`` where there is none.
        former: Authorities of before, whose certificate a device may still have (T86).
        coming: The certificates of the next CA, for GetNextCACert.
        common_name: The subject of the identities.  Nothing of a request gets into a certificate (T46).
        valid: How long identities are valid.
        random: Gives that many unforeseeable bytes.

    Raises:
        ValueError: an authority has no RSA key.
        TypeError: nobody can sign: ``authority`` is no `CertificateAuthority` and ``sign`` is missing, or
            ``sign`` is there without ``trust``.
    """

    def __init__(
        self,
        store: Store,
        authority: Authority,
        *,
        sign: Callable[[SigningRequest], bytes] | None = None,
        trust: TrustStore | None = None,
        certificates: Sequence[bytes] | None = None,
        former: Sequence[Authority] = (),
        coming: Sequence[bytes] = (),
        common_name: str = "MDM identity",
        valid: timedelta = IDENTITY_LIFETIME,
        random: Callable[[int], bytes] = random_bytes,
    ) -> None:
        if sign is None:
            if not isinstance(authority, CertificateAuthority):
                raise TypeError("expected sign, or a CertificateAuthority that can sign by itself")
            trust = trust or TrustStore([each.certificate for each in (authority, *former)])
            sign = _embedded(authority, common_name, valid)
        elif trust is None:
            raise TypeError("expected trust: who signs is another CA, and its identities are renewed here")
        for each in (authority, *former):
            scep.require_rsa(each)
        self._authority = authority
        self._former = tuple(former)
        self._issuer = Issuer(store, sign=sign, trust=trust)
        self._certificates = tuple(certificates or (authority.certificate,))
        self._coming = tuple(coming)
        self._random = random

    def handle(
        self, operation: str, message: bytes = b"", *, method: str = "GET", now: datetime, source: str = ""
    ) -> SCEPReply:
        """The answer to one request; never raises for what a peer sent, 503 while store or CA are down.

        Args:
            operation: The parameter of that name.
            message: The body of a POST; of a GET the parameter ``message``, quoted or not.
            method: GET or POST.
            now: The present time.
            source: From where it came, for the log.
        """
        try:
            reply = self._answer(operation, message, method, now)
        except (StorageError, SigningFailed):
            log.exception("scep: store or CA failed operation=PKIOperation source=%s", source)
            return _reply(503, b"Service Unavailable\n", {"Retry-After": "60"})
        if reply.issued is not None:
            log.info("scep: identity issued fingerprint=%s source=%s", reply.issued.hex(), source)
        elif reply.reason is not None or reply.detail:
            log.info(
                "scep: refused status=%s reason=%s detail=%s source=%s",
                reply.status,
                reply.reason,
                reply.detail,
                source,
            )
        return reply

    def _answer(self, operation: str, message: bytes, method: str, now: datetime) -> SCEPReply:
        if method not in ("GET", "POST"):
            return _reply(405, b"Method Not Allowed\n", {"Allow": "GET, POST"}, detail="method")
        if operation == "PKIOperation":
            return self._pki_operation(message, method, now)
        if method == "GET":
            if operation == "GetCACaps":
                return _public(scep.capabilities(next_ca=bool(self._coming)))
            if operation == "GetCACert":
                return _public(scep.ca_cert(self._certificates))
            if operation == "GetNextCACert" and self._coming:
                return _public(scep.next_ca_cert(self._coming, authority=self._authority))
        return _reply(400, b"Bad Request\n", detail="no such operation here")

    def _pki_operation(self, message: bytes, method: str, now: datetime) -> SCEPReply:
        try:
            data = scep.decode_query_message(message.decode("latin-1")) if method == "GET" else message
            request = scep.decode_request(data, authority=self._authority, former=self._former)
        except scep.SCEPRefused as refused:
            return self._failure(refused.message, refused.fail_info, self._authority, detail=str(refused))
        except TooLarge as error:
            return _reply(413, b"Content Too Large\n", detail=str(error))
        except SignatureInvalid as error:
            return _reply(400, b"Bad Request\n", reason=error.reason)
        except DecodeError as error:
            return _reply(400, b"Bad Request\n", detail=str(error))
        outcome = self._issuer.decide(request, now=now)
        if isinstance(outcome, Refusal):
            return self._failure(request.message, outcome.fail_info, request.authority, reason=outcome.reason)
        body = scep.encode_success(
            request, outcome.certificate, authority=request.authority, random=self._random
        )
        return _reply(200, body, content_type=scep.PKI_MESSAGE, issued=outcome.fingerprint)

    def _failure(
        self,
        message: scep.SCEPMessage,
        fail_info: scep.FailInfo,
        authority: Authority,
        *,
        reason: Reason | None = None,
        detail: str = "",
    ) -> SCEPReply:
        body = scep.encode_failure(message, fail_info, authority=authority, random=self._random)
        return _reply(200, body, content_type=scep.PKI_MESSAGE, reason=reason, detail=detail)


def _embedded(
    authority: CertificateAuthority, common_name: str, valid: timedelta
) -> Callable[[SigningRequest], bytes]:
    def sign(request: SigningRequest) -> bytes:
        issued = authority.issue_identity(
            common_name=common_name, now=request.at, public_key=request.public_key, valid=valid
        )
        return issued.certificate

    return sign


def _public(body: scep.Body) -> SCEPReply:
    return _reply(200, body.data, content_type=body.content_type)


def _reply(status: int, body: bytes, headers: Mapping[str, str] | None = None, **more: object) -> SCEPReply:
    # What is inside is for one device, once; and whoever keeps a CA certificate keeps the old one.
    made = {"Cache-Control": "no-store", **(headers or {})}
    return SCEPReply(status=status, body=body, headers=made, **more)  # type: ignore[arg-type]
