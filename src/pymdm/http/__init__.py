"""Where calls to Apple's services meet the network: what drives a flow, and senders on httpx.

    with httpx_sender() as send:
        account = run(ops.account(session), send)

Names load on first use: whoever only needs a type loads no httpx.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pymdm.http._asynchronous import AsyncHttpSender, apages, arun
    from pymdm.http._blocking import HttpSender, pages, run
    from pymdm.http.senders import async_httpx_sender, httpx_sender

__all__ = [
    "AsyncHttpSender",
    "HttpSender",
    "apages",
    "arun",
    "async_httpx_sender",
    "httpx_sender",
    "pages",
    "run",
]

_HOMES = {
    "AsyncHttpSender": "_asynchronous",
    "HttpSender": "_blocking",
    "apages": "_asynchronous",
    "arun": "_asynchronous",
    "async_httpx_sender": "senders",
    "httpx_sender": "senders",
    "pages": "_blocking",
    "run": "_blocking",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(f"{__name__}.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
