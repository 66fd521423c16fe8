"""An MDM server as a bare ASGI program: the device route, an event callback, and a command.

    MDM_CA=device-ca.pem MDM_KEY=mdm.key uvicorn --factory examples.asgi_app:create_app

Behind a proxy that ends TLS.  Devices are known by the certificates of the CA in ``MDM_CA``; ``MDM_KEY`` is a
file of ``pymdm keys create``; ``MDM_DATABASE`` is made if it is not there.
"""

from __future__ import annotations

import os

from pymdm import commands
from pymdm.adapters import asgi_device_app
from pymdm.adapters.asgi import ASGIApplication
from pymdm.crypto import SealKey, TrustStore
from pymdm.protocol import Channel
from pymdm.service import AsyncMDMService, CommandFinished, Enrolled, MDMService
from pymdm.stores import SQLiteStore


def create_app() -> ASGIApplication:
    seal = SealKey.from_file(os.environ["MDM_KEY"])
    store = SQLiteStore(os.environ.get("MDM_DATABASE", "mdm.sqlite3"), seal=seal)
    identity = TrustStore.from_file(os.environ["MDM_CA"]).mdm_signature()
    orders = MDMService(store, identity=identity)

    def on_event(event: object) -> None:  # in a thread, so it orders through a service that blocks
        match event:
            case Enrolled(enrollment=who) if who.channel is Channel.DEVICE:
                orders.enqueue(who, commands.DeviceInformation(queries=["SerialNumber", "OSVersion"]))
            case CommandFinished(result=result):
                print(result.status, result.answer, flush=True)

    mdm = AsyncMDMService(store, identity=identity, on_event=on_event)
    return asgi_device_app(mdm)  # PUT /mdm
