"""SCEP, both sides: what strangers send, also under a signature and in an envelope that are right."""

from __future__ import annotations

import functools
import random
from base64 import b64encode
from collections.abc import Callable, Sequence

from pymdm.crypto.cms import certificates_only
from pymdm.crypto.csr import make_csr, parse_csr
from pymdm.crypto.describe_request import describe_request
from pymdm.crypto.describe_scep import describe_scep
from pymdm.crypto.envelope import encrypt_enveloped
from pymdm.crypto.scep import (
    FailInfo,
    MessageType,
    SCEPRefused,
    decode_query_message,
    decode_request,
    decode_response,
    encode_failure,
    encode_request,
    encode_success,
    next_ca_cert,
    read_ca_cert,
    read_message,
    read_next_ca_cert,
)
from pymdm.crypto.secret import Secret
from tests.fuzz.keys import certified, ec_key, rsa_key, zeros
from tests.fuzz.mutate import any_of, changed_text
from tests.fuzz.readers import Reader, Readers, der_or_bytes
from tests.unit.crypto.scep.talk import message

NONCE, TRANSACTION = bytes(range(16)), "0123456789ABCDEF"
CA, CLIENT = certified(rsa_key(50)), certified(rsa_key(51))


def _csr(key: object = None, challenge: str | None = "open sesame") -> bytes:
    secret = None if challenge is None else Secret(challenge)
    return make_csr(CLIENT.key if key is None else key, challenge=secret)  # type: ignore[arg-type]


@functools.cache
def _requests() -> tuple[bytes, ...]:
    def request(kind: MessageType, digest: str) -> bytes:
        return encode_request(
            _csr(),
            signer=CLIENT,
            recipient=CA.certificate,
            transaction_id=TRANSACTION,
            sender_nonce=NONCE,
            random=zeros,
            message_type=kind,
            digest=digest,
        )

    return tuple(request(kind, digest) for kind in MessageType for digest in ("sha1", "sha256"))


@functools.cache
def _answers() -> tuple[bytes, ...]:
    asked = decode_request(_requests()[-1], authority=CA) if _accepted(_requests()[-1]) else None
    asked = asked or next(decode_request(data, authority=CA) for data in _requests() if _accepted(data))
    failures = [encode_failure(asked.message, info, authority=CA, random=zeros) for info in FailInfo]
    return encode_success(asked, CLIENT.certificate, authority=CA, random=zeros), *failures


def _accepted(data: bytes) -> bool:
    try:
        decode_request(data, authority=CA)
    except SCEPRefused:
        return False
    return True


def _request(data: bytes) -> object:
    """As the service does it: a refusal is answered."""
    try:
        found = decode_request(data, authority=CA)
    except SCEPRefused as refused:
        return encode_failure(refused.message, refused.fail_info, authority=CA, random=zeros)
    return found


def _answer(data: bytes) -> object:
    return decode_response(
        data, signer=CLIENT, authorities=(CA.certificate,), transaction_id=TRANSACTION, sender_nonce=NONCE
    )


def _csrs() -> tuple[bytes, ...]:
    return _csr(), _csr(challenge=None), _csr(ec_key()), _csr(challenge="ü" * 255)


def _in_envelope(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """A changed request for a certificate in a good envelope, rightly signed."""
    inner = encrypt_enveloped(der_or_bytes(data, dice, others), recipient=CA.certificate, random=zeros)
    return message(inner, CLIENT)


def _signed(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """A changed envelope, rightly signed."""
    return message(der_or_bytes(data, dice, others), CLIENT)


def _envelopes() -> tuple[bytes, ...]:
    return tuple(encrypt_enveloped(csr, recipient=CA.certificate, random=zeros) for csr in _csrs())


def _authority(data: bytes) -> object:
    return read_ca_cert(data)


def _next(data: bytes) -> object:
    return read_next_ca_cert(data, authority=CA.certificate)


def _queries() -> tuple[bytes, ...]:
    return tuple(b64encode(data).replace(b"+", b"%2B") for data in _requests()[:3])


def _both(*reads: Callable[[bytes], object]) -> Callable[[bytes], object]:
    def read(data: bytes) -> None:
        for each in reads[1:]:
            each(data)
        reads[0](data)

    return read


_TARGET = Readers(
    {
        "request": Reader(seeds=_requests, read=_request),
        "message": Reader(seeds=_requests, read=_both(read_message, describe_scep)),
        "answer": Reader(seeds=_answers, read=_answer),
        "envelope under a signature": Reader(seeds=_envelopes, read=_request, change=_signed),
        "request in an envelope": Reader(seeds=_csrs, read=_request, change=_in_envelope),
        "certificate request": Reader(seeds=_csrs, read=parse_csr),
        "facts of a request": Reader(seeds=_csrs, read=describe_request),
        "authority": Reader(
            seeds=lambda: (CA.certificate, certificates_only((CA.certificate, CLIENT.certificate))),
            read=_authority,
        ),
        "next authority": Reader(
            seeds=lambda: (next_ca_cert((CLIENT.certificate,), authority=CA).data,), read=_next
        ),
        "query": Reader(
            seeds=_queries,
            read=lambda data: decode_query_message(data.decode("latin-1")),
            change=any_of(
                changed_text(b"%", b"%2", b"%zz", b"+", b" ", b"=", b"%00", b"\xff", b"&"), der_or_bytes
            ),
        ),
    }
)
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
