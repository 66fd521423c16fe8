"""Flows of the 2014 services driven by hand."""

from __future__ import annotations

import json
from typing import Any

from pymdm._flow import HttpResponse
from pymdm._retry import RetryRules
from pymdm.vpp.legacy import LegacyConfig, LegacySession
from tests.unit.vpp.calling import TOKEN, Clock, Peer, answer

WA = "https://vpp.itunes.apple.com/WebObjects/MZFinance.woa/wa"
CONFIG = "VPPServiceConfigSrv"

#: What Apple says in words, which no error repeats.
SENTENCE = "sentence-canary"


def session(clock: Clock | None = None, *, known: bool = True, **options: Any) -> LegacySession:
    """A session that knows the service already; not with ``known=False``."""
    rules = RetryRules(now=clock or Clock(), dice=lambda: 0.5, attempts=4, first_wait=2.0, longest_wait=60.0)
    made = LegacySession.of(options.pop("token", TOKEN), rules, **options)
    if known:
        made.configured(LegacyConfig())
    return made


def fine(**keys: Any) -> HttpResponse:
    return answer(body={"status": 0, **keys})


def bad(number: object = None, key: str = "errorNumber", **keys: Any) -> HttpResponse:
    """A refusal as these services write it: with 200."""
    told = {} if number is None else {key: number, "errorMessage": SENTENCE}
    return answer(body={"status": -1, **told, **keys})


def moved(**urls: str) -> HttpResponse:
    """What VPPServiceConfigSrv says."""
    return fine(errorCodes=[{"errorMessage": "x", "errorNumber": 9600}], **urls)


def asked(peer: Peer) -> list[str]:
    """Method and service of each request."""
    return [f"{request.method} {request.path.rpartition('/')[2]}" for request in peer.requests]


def sent(peer: Peer) -> dict[str, Any]:
    """What the last request carries, without the token."""
    body: dict[str, Any] = json.loads(peer.requests[-1].body)
    return {key: value for key, value in body.items() if key != "sToken"}
