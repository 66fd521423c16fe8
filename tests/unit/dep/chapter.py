"""The examples of the chapter Device Enrollment Program in the MDM reference of 2014, repaired.

They are read from the captured text beside the checkout, which has been through a reader of printed pages.
Each repair is listed below with its reason, has to be needed, and docs/dep.md tells of it.
"""

from __future__ import annotations

import functools
import json
import re
from base64 import b64encode
from typing import Any, NamedTuple

import attrs

from pymdm.crypto import CertificateAuthority
from tests.support import shared
from tests.unit.dep.calling import NOW

SEED = "seeds/apple-mdm-protocol-reference-2014.txt"
_BEGIN, _END = "\nDevice Management Workflow\n", "\nVPP App Assignment\n"


#: How the three certificates of the chapter begin, and how often.
_CUT = {
    "MIICkDCCAfmgAwIBAgIJAOAeuvyohALaMA0GCSqGSIb3DQEBBQUAMGExCzAJBgNVBAYT": 2,
    "AlvTMQswCQYDVQQIDAJDQTESMBAGA1UEBwwJQ3VwZXJ0aW5vMRowGAYDVQQKDBFB": 1,
    "AlVTMQswCQYDVQQIDAJDQTESMBAGA1UEBwwJQ3VwZXJ0aW5vMRowGAYDVQQKDBFB": 1,
}


class Repair(NamedTuple):
    old: str
    new: str
    why: str
    times: int = 1


@functools.cache
def certificate() -> bytes:
    return CertificateAuthority.create("Example", now=NOW).certificate


def _repairs() -> list[Repair]:
    whole = b64encode(certificate()).decode()
    return [
        Repair("```\n", "", "the marks around examples also stand where a page ended within one", 52),
        Repair("1.1 200 0K", "1.1 200 OK", "a zero for the letter O", 3),
        # the token
        Repair('4ef755"\n', '4ef755",\n', "no comma behind access_secret"),
        # Fetch Devices
        Repair(
            '"description": "IPAD WI-FI 16GB",\n                 "color" : "black",\n',
            'HTTP/1.1 200 OK\n\n{\n"devices" : [ { "serial_number" : "B7CJ500QF1MA", "model" : "IPAD",\n'
            '"description": "IPAD WI-FI 16GB", "color" : "black",\n',
            "the beginning of the answer is missing: head, brace, serial number and model",
        ),
        Repair('"C8TJ500QF1MN"\n', '"C8TJ500QF1MN",\n', "no comma behind the serial number", 3),
        Repair("             }\n      1\n", "             }\n      ],\n", "a one for bracket and comma"),
        Repair('"more to follow"', '"more_to_follow"', "spaces for underscores"),
        # Device Details
        Repair(
            '"C8TJ500QF1MN":\n      "resp', '"C8TJ500QF1MN": {\n      "resp', "no brace before the device"
        ),
        Repair('sampleinc.com"\n', 'sampleinc.com",\n', "no comma behind device_assigned_by"),
        # Disown Devices, Define Profile
        Repair(
            "C8TJ5000F1MN", "C8TJ500QF1MN", "a zero for the letter Q: not the device that was asked for", 2
        ),
        Repair("B7CJ5000F1MA", "B7CJ500QF1MA", "the same", 2),
        Repair(
            '"is_mdm_removable":\n   "dep',
            '"is_mdm_removable": true,\n   "dep',
            "no value; false, as in Fetch Profile, goes with supervised devices only today",
        ),
        Repair('"supervising_host_certs:', '"supervising_host_certs":', "no quotation mark", 2),
        *(
            Repair(f'"{cut}..."', f'"{whole}"', "a certificate that is cut short", times)
            for cut, times in _CUT.items()
        ),
        Repair('"T0S"', '"TOS"', "a zero for the letter O"),
        Repair("—Type: a", "-Type: a", "a dash for the hyphen of a header"),
        Repair("Auth—Session", "Auth-Session", "the same"),
        # Fetch Profile
        Repair("\n\n1,\n", "\n],\n", "a one for the bracket", 2),
        Repair('"Diagnostics"\n]\n', '"Diagnostics"\n]\n}\n', "one brace too few"),
        # Remove Profile
        Repair(
            "Content-Length: 160\n\nIn addition",
            "Content-Length: 160\n\n"
            '{"devices": {"C8TJ500QF1MN": "SUCCESS", "B7CJ500QF1MA": "NOT_ACCESSIBLE"}}\n\nIn addition',
            "the body is missing; that of Disown Devices is taken",
        ),
        # Assign Profile
        Repair(
            '"B7CJ500QF1MA":"NOT_ACCESSIBLE"\n}\n\nIn',
            '"B7CJ500QF1MA":"NOT_ACCESSIBLE"\n}\n}\n\nIn',
            "one brace too few",
        ),
    ]


@attrs.frozen(kw_only=True)
class Example:
    """One message: "GET /account" or "200", its headers, and its body as text or decoded."""

    head: str
    headers: dict[str, str]
    word: str
    body: Any


def repaired() -> str:
    """The chapter; every repair is needed exactly as often as listed."""
    text = shared(SEED).read_text("utf-8")
    text = text[text.index(_BEGIN) : text.index(_END, text.index(_BEGIN))]
    for repair in _repairs():
        assert repair.times == text.count(repair.old), (repair.old, repair.why, text.count(repair.old))
        text = text.replace(repair.old, repair.new)
    return text


def examples() -> list[Example]:
    """All messages of the chapter in their order."""
    text = repaired()
    heads = list(re.finditer(r"^(?:((?:GET|POST|PUT|DELETE) \S+) HTTP/1\.1|HTTP/1\.1 (\d+) .*)", text, re.M))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    return [
        _example(head[1] or head[2], text[head.end() : end]) for head, end in zip(heads, ends, strict=True)
    ]


def token_text() -> str:
    """The server token, the one example that is no message."""
    text = repaired()
    begin = text.index("{")
    return text[begin : text.index("}", begin) + 1]


def _example(head: str, rest: str) -> Example:
    headers = dict(
        re.findall(r"(?:^|\s)(User-Agent|X-[A-Za-z-]+|Content-Type|Date):\s*([^\n]*?)(?=\sX-|\n|$)", rest)
    )
    brace = re.search(r"^\{", rest, re.M)
    word = None if brace else re.search(r"^[A-Z_]{6,}$", rest, re.M)
    body = json.JSONDecoder().raw_decode(rest[brace.start() :])[0] if brace else None
    return Example(head=head, headers=headers, word=word[0] if word else "", body=body)
