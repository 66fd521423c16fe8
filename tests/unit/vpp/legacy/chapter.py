"""The examples of the chapter VPP App Assignment in the MDM reference of 2014, repaired.

They are read from the captured text beside the checkout, which has been through a reader of printed pages.
Each repair is listed below with its reason, has to be needed, and docs/vpp-legacy.md tells of it.  Besides,
texts are joined where the print breaks their lines: sentences with a space, all else without one.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

import attrs

from tests.support import shared

SEED = "seeds/apple-mdm-protocol-reference-2014.txt"
_BEGIN, _END = "\nVPP App Assignment\n\nIn iOS 7", "\nMDM Best Practices\n"

_WA = r"https:\/\/vpp.itunes.apple.com\/WebObjects\/MZFinance.woa\/wa\/"

#: How often the reader of the pages has read the same words.
_STUTTER = 134


class Repair(NamedTuple):
    old: str
    new: str
    why: str
    times: int = 1


REPAIRS = [
    Repair("```\n", "", "the marks around examples also stand where a page ended within one", 64),
    # everywhere
    Repair("https: //", "https://", "a space where the print breaks an address", 11),
    Repair("https: \\/\\/", "https:\\/\\/", "the same", 3),
    Repair("∅ for", "0 for", "the sign of the empty set for a zero", 2),
    Repair("\\emptyset for", "0 for", "the same", 2),
    Repair("−1 for", "-1 for", "a minus sign for the hyphen of a number", 6),
    # Authentication
    Repair(
        "NC0w0C0xNVQx0DoxMzo1Mi0w",
        "NC0wOC0xNVQxODoxMzo1Mi0w",
        "zeros for the letter O in Base64",
    ),
    Repair("andkaWN0aGRr", "andkaWNOaGRr", "the same"),
    Repair('"0RG.2009', '"ORG.2009', "a zero for the letter O, as the Base64 beside it shows"),
    # The Services
    Repair("\nregister VPPUser Srv\n", "\nregisterVPPUserSrv\n", "spaces in the name of the service"),
    Repair(
        '"810C9B91-DF83-41DA-80A1-408AD7F081A8",\n\t}',
        '"810C9B91-DF83-41DA-80A1-408AD7F081A8"\n\t}',
        "a comma before the brace",
    ),
    Repair("users\t\n\t{", "users\t[\n\t{", "no bracket before the first user"),
    Repair('KD7F083C9"\n\t}\n\t1\n', 'KD7F083C9"\n\t}\n\t]\n', "a one for the bracket"),
    Repair('Lc=" }</pre>\ntotalCount', 'Lc=" }]</pre>\ntotalCount', "no bracket behind the last license"),
    Repair('<pre>"licenseId": 4', '<pre>{ "licenseId": 4', "no brace before the license"),
    Repair(
        '9e8d1ecc57924d9da13b42b4f772a066",</pre>\n\t"clientUserIdStr"',
        '9e8d1ecc57924d9da13b42b4f772a066",\n\t"clientUserIdStr"',
        "the user of editVPPUserSrv is cut into two rows",
    ),
    Repair(
        "associateLicense- SrvUrl", "associateLicenseSrvUrl", "a hyphen where the print breaks the name", 2
    ),
    Repair("disassociateLicense— SrvUrl", "disassociateLicenseSrvUrl", "the same, and a dash"),
    # Examples: VPPServiceConfigSrv
    Repair(r"https:\/\vpp", r"https:\/\/vpp", "a slash is missing", 2),
    Repair("webObjects", "WebObjects", "a small letter", 3),
    Repair("Web0bjects", "WebObjects", "a zero for the letter O"),
    Repair("MFinance", "MZFinance", "a letter is missing"),
    Repair(
        '"disassociateLicenseSnUrl": "https:///pp.itunes',
        '"disassociateLicenseSrvUrl": "https://vpp.itunes',
        "letters are missing",
    ),
    Repair(
        "disassociate/MFicenseFrom/MFUserSnV", "disassociateVPPLicenseFromVPPUserSrv", "letters are missing"
    ),
    Repair(
        "?" + "inviteCode=25" * _STUTTER + "inv\n\n},\n{\n",
        '?inviteCode=%25inviteCode%25",\n"associateLicenseSrvUrl":"'
        + _WA
        + 'associateVPPLicenseWithVPPUserSrv",\n"errorCodes":[\n{"errorMessage":"Missing required argument",'
        '"errorNumber":9600},\n{"errorMessage":"Login required", "errorNumber":9601},\n{\n',
        "the reader of the pages repeats itself and loses lines; what the table of the service has is taken",
    ),
    Repair("http:\\/\\buy", "http:\\/\\/buy", "a slash is missing"),
    # getVPPLicensesSrv, getVPPUsersSrv
    Repair(
        '"licenses":[\n         "licenseId":1', '"licenses":[\n      {\n         "licenseId":1', "no brace"
    ),
    Repair('"Software"\n}\n]\n', '"Software"\n}\n]\n}\n', "one brace too few"),
    Repair(
        '"email":"user2@test.com",\n         "clientUserIdStr":"200007",\n         "status": "Associated"\n',
        '{"users":[{"userId":1, "status":"Retired"},\n{"userId":2, "email":"user2@test.com",\n'
        '         "clientUserIdStr":"200007",\n         "status": "Associated",\n',
        "the beginning of the answer is missing: four users are counted, the first is made up; and a comma",
    ),
    Repair('dcbe0111f0364"\n        "inviteUrl"', 'dcbe0111f0364",\n        "inviteUrl"', "no comma"),
    Repair(
        '364&mt=8",\n      },\n         "userId":4',
        '364&mt=8"\n      },\n      {\n         "userId":4',
        "a comma before the brace, and no brace",
    ),
    # getVPPUserSrv, registerVPPUserSrv
    Repair('Lc="\n      "licenses"', 'Lc=",\n      "licenses"', "no comma"),
    Repair('"200002", sToken":', '"200002", "sToken":', "a quotation mark is missing"),
    Repair(
        '"status":0,\n"user":{\n    "userId":100014',
        '{"status":0,\n"user":{\n    "userId":100014',
        "no brace",
        2,
    ),
    Repair(
        "89e8d1ecc57924d9da13b42b4f772a0666mt=8",
        "9e8d1ecc57924d9da13b42b4f772a066&mt=8",
        "a digit too many, and one for a sign: the code beside it is another",
    ),
    Repair('"clientUserIdStr":"200002"\n}\n', '"clientUserIdStr":"200002"\n}\n}\n', "one brace too few"),
    # disassociateVPPLicenseFromVPPUserSrv, editVPPUserSrv
    Repair('"Software",\n  },', '"Software"\n  },', "a comma before the brace"),
    Repair(
        'Lc="\n      "status": "Associated",\n      "inviteCode"',
        'Lc=",\n      "status": "Associated",\n      "inviteCode"',
        "no comma",
    ),
    Repair('5e58",\n   }', '5e58"\n   }', "a comma before the brace"),
    Repair('Lc="\n}\n\nRequest to retire', 'Lc="\n}\n}\n\nRequest to retire', "one brace too few"),
]


@attrs.frozen(kw_only=True)
class Exchange:
    """One request and its answer, from the part with examples."""

    service: str
    request: dict[str, Any]
    response: dict[str, Any]


def repaired() -> str:
    """The chapter; every repair is needed exactly as often as listed."""
    text = shared(SEED).read_text("utf-8")
    begin = text.index(_BEGIN)
    text = text[begin : text.index(_END, begin)]
    for repair in REPAIRS:
        assert repair.times == text.count(repair.old), (repair.why, repair.old[:80], text.count(repair.old))
        text = text.replace(repair.old, repair.new)
    return text


def exchanges() -> dict[str, Exchange]:
    """The part with examples, by service."""
    text = repaired()
    heads = list(re.finditer(r"^Request to (\w+)$", text, re.M))
    ends = [*(head.start() for head in heads[1:]), len(text)]
    found = {}
    for head, end in zip(heads, ends, strict=True):
        objects = _objects(text[head.end() : end])
        request, response = objects if len(objects) == 2 else ({}, objects[0])
        found[head[1]] = Exchange(service=head[1], request=request, response=response)
    return found


def field(service: str, name: str) -> str:
    """What the table of a service's answer shows for a field, as text."""
    text = repaired()
    begin = text.index(f"\n{service}\n", text.index("\nThe Services\n"))
    begin = text.index("\nField Name\t", begin)
    return re.sub(r"</?pre>|\t", " ", text[text.index(f"\n{name}\t", begin) + len(name) + 2 :])


def value(service: str, name: str) -> Any:
    """The same, decoded."""
    return _joined(json.JSONDecoder(strict=False).raw_decode(field(service, name).strip())[0])


def fragment(before: str, begin: str) -> Any:
    """An example without a service, found by the words before it."""
    text = repaired()
    place = text.index(begin, text.index(before))
    return _joined(json.JSONDecoder(strict=False).raw_decode(text[place:])[0])


def token_text() -> str:
    """The content token in Base64, in its lines."""
    text = repaired()
    begin = text.index("eyJ0b2")
    return text[begin : text.index("\n\n", begin)]


def _objects(text: str) -> list[Any]:
    found, place = [], 0
    while brace := re.compile(r"^\{", re.M).search(text, place):
        item, place = json.JSONDecoder(strict=False).raw_decode(text, brace.start())
        found.append(_joined(item))
    return found


def _joined(item: Any, key: str = "") -> Any:
    if isinstance(item, dict):
        return {name: _joined(value, name) for name, value in item.items()}
    if isinstance(item, list):
        return [_joined(value, key) for value in item]
    if isinstance(item, str):
        return re.sub(r"\s+", " " if key == "errorMessage" else "", item)
    return item
