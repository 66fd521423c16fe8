"""`pymdm inspect` on anything: a report or one of pymdm's errors, and lines that a terminal survives."""

from __future__ import annotations

import json
from base64 import encodebytes

from pymdm.cli._inspect_file import inspect
from pymdm.cli._inspect_report import Inquiry
from pymdm.cli._inspect_text import lines
from pymdm.crypto.recognize import encoding_of, recognize
from tests.fuzz import attestation, envelope, headers, messages, profiles, scep, secrets
from tests.fuzz.corpus import BODY, signed
from tests.fuzz.keys import NOW
from tests.fuzz.mutate import any_of, changed_bytes, changed_text, changed_tree
from tests.fuzz.readers import Reader, Readers


def _seeds() -> tuple[bytes, ...]:
    found = [
        *signed(),
        *envelope._seeds(),
        *envelope._tokens(),
        *headers._values(),
        *messages._seeds(),
        *profiles._plain(),
        *profiles._signed(),
        *profiles._whole(),
        *scep._requests(),
        *scep._answers(),
        *scep._csrs(),
        *scep._queries(),
        *secrets._sealed(),
        *secrets._pems(),
        *secrets._containers(),
        *(der for data in attestation._seeds() for der in attestation._unpack(data)),
        json.dumps({"token": "x", "expDate": "2027-01-01T00:00:00+0000", "orgName": "Example"}).encode(),
    ]
    texts = [b"-----BEGIN CMS-----\n" + encodebytes(data) + b"-----END CMS-----\n" for data in signed()[:4]]
    return *found, *texts, *(encodebytes(data) for data in found[:20])


def _look(data: bytes) -> None:
    recognize(data)
    encoding_of(data)
    for content in (None, BODY):
        report = inspect(data, Inquiry(now=NOW, content=content))
        json.dumps(report.as_json())
        shown = "\n".join(lines(report))
        assert all(sign.isprintable() or sign in "\n\t" for sign in shown), "what drives a terminal"
        assert "open sesame" not in shown


_PIECES = (
    b"-----BEGIN CMS-----",
    b"-----END CMS-----",
    b"-----BEGIN ",
    b"Mdm-Signature:",
    b"<plist>",
    b"<?xml ",
    b"bplist00",
)
_change = any_of(
    changed_tree, changed_tree, changed_bytes, changed_text(*_PIECES, b"MIAG", b"\n", b"\x1b[2J", b"{", b'"')
)
_TARGET = Readers({"file": Reader(seeds=_seeds, read=_look, change=_change)})
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
