"""`pymdm inspect` on anything: a report or one of pymdm's errors, and lines that a terminal survives."""

from __future__ import annotations

import json
import plistlib
import random
import re
from base64 import encodebytes
from binascii import a2b_base64
from collections.abc import Sequence

from pymdm.cli._inspect_file import inspect
from pymdm.cli._inspect_report import Inquiry
from pymdm.cli._inspect_text import lines
from pymdm.crypto.recognize import encoding_of, recognize
from tests.fuzz import (
    attestation,
    declarative,
    envelope,
    headers,
    messages,
    micromdm,
    profiles,
    scep,
    secrets,
    tokens,
)
from tests.fuzz.corpus import BODY, signed
from tests.fuzz.keys import NOW
from tests.fuzz.mutate import changed_bytes, changed_plist, changed_text, changed_tree
from tests.fuzz.readers import Reader, Readers


def _seeds() -> tuple[bytes, ...]:
    found = [
        *signed(),
        *envelope._seeds(),
        *envelope._tokens(),
        *headers._values(),
        *messages._seeds(),
        *micromdm._seeds(),
        *micromdm._plists(),
        *declarative._reports(),
        *(each.encode() for each in declarative.EVERY),
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
        *tokens._texts(),
        *tokens._keys(),
        *(der for data in attestation._seeds() for der in attestation._unpack(data)),
        json.dumps({"token": "x", "expDate": "2027-01-01T00:00:00+0000", "orgName": "Example"}).encode(),
    ]
    chains = [attestation._unpack(data) for data in attestation._seeds()]
    answers = [
        plistlib.dumps(
            {
                "UDID": "1",
                "Status": "Acknowledged",
                "CommandUUID": "2",
                "QueryResponses": {"DevicePropertiesAttestation": chain},
            }
        )
        for chain in chains
    ]
    bundles = [b"".join(map(_pem, chain)) for chain in chains]
    texts = [b"-----BEGIN CMS-----\n" + encodebytes(data) + b"-----END CMS-----\n" for data in signed()[:4]]
    return *found, *answers, *bundles, *texts, *(encodebytes(data) for data in found[:20])


def _pem(der: bytes) -> bytes:
    return b"-----BEGIN CERTIFICATE-----\n" + encodebytes(der) + b"-----END CERTIFICATE-----\n"


def _look(data: bytes) -> None:
    recognize(data)
    encoding_of(data)
    for content in (None, BODY):
        report = inspect(data, Inquiry(now=NOW, content=content))
        json.dumps(report.as_json())
        shown = "\n".join(lines(report))
        assert all(sign.isprintable() or sign in "\n\t" for sign in shown), "what drives a terminal"
        # Changes copy parts to anywhere, a whole request into a name as well; there it is no challenge.
        if report.kind in ("certificate request", "SCEP message") and data.count(b"open sesame") < 2:
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
_text = changed_text(*_PIECES, b"MIAG", b"\n", b"\x1b[2J", b"{", b'"')
_BASE64 = re.compile(rb"(-----BEGIN [A-Z0-9 ]+-----\n)?([A-Za-z0-9+/=\n]+)")


def _change(data: bytes, dice: random.Random, others: Sequence[bytes]) -> bytes:
    """Within what it is: DER, a property list, or either in base64."""
    kind = dice.randrange(6)
    if kind == 0:
        return _text(data, dice, others)
    if kind == 1:
        return changed_bytes(data, dice, others)
    if data.startswith(b"{"):
        return declarative._change(data, dice, others)
    if data.startswith((b"<", b"bplist")):
        return changed_plist(data, dice, others)
    found = None if data.startswith(b"0") else _BASE64.match(data)
    if found is None or len(found[2]) < 40:
        return changed_tree(data, dice, others)
    try:
        inside = a2b_base64(found[2])
    except ValueError:
        return changed_bytes(data, dice, others)
    changed = encodebytes(changed_tree(inside, dice, others))
    return (found[1] or b"") + changed + data[found.end() :]


_TARGET = Readers({"file": Reader(seeds=_seeds, read=_look, change=_change)})
make, check, dump, load, tell = _TARGET.make, _TARGET.check, _TARGET.dump, _TARGET.load, _TARGET.tell
