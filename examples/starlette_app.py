"""An MDM server in a Starlette program: the device route beside one of the program's own.

    MDM_CA=device-ca.pem MDM_KEY=mdm.key uvicorn --factory examples.starlette_app:create_app

In FastAPI it is the same: ``FastAPI(routes=device_routes(mdm))``.  Behind a proxy that ends TLS.  Devices are
known by the certificates of the CA in ``MDM_CA``; ``MDM_KEY`` is a file of ``pymdm keys create``;
``MDM_DATABASE`` is made if it is not there.
"""

from __future__ import annotations

import os

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from pymdm import commands
from pymdm.adapters.starlette import device_routes
from pymdm.crypto import SealKey, TrustStore
from pymdm.protocol import Channel
from pymdm.service import AsyncMDMService, CommandFinished, Enrolled, MDMService
from pymdm.stores import SQLiteStore


def create_app() -> Starlette:
    seal = SealKey.from_file(os.environ["MDM_KEY"])
    store = SQLiteStore(os.environ.get("MDM_DATABASE", "mdm.sqlite3"), seal=seal)
    identity = TrustStore.from_file(os.environ["MDM_CA"]).mdm_signature()
    orders = MDMService(store, identity=identity)
    answered = 0

    def on_event(event: object) -> None:  # in a thread, so it orders through a service that blocks
        nonlocal answered
        match event:
            case Enrolled(enrollment=who) if who.channel is Channel.DEVICE:
                orders.enqueue(who, commands.DeviceInformation(queries=["SerialNumber", "OSVersion"]))
            case CommandFinished(result=result):
                answered += 1
                print(result.status, result.answer, flush=True)

    async def status(_: Request) -> PlainTextResponse:
        return PlainTextResponse(f"{answered} answered\n")

    mdm = AsyncMDMService(store, identity=identity, on_event=on_event)
    return Starlette(routes=[Route("/status", status), *device_routes(mdm)])  # PUT /mdm
