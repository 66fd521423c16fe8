"""An MDM server in a Flask program: the device route, an event callback, and a command.

    MDM_CA=device-ca.pem MDM_KEY=mdm.key flask --app examples.flask_app:create_app run

Behind a proxy that ends TLS.  Devices are known by the certificates of the CA in ``MDM_CA``; ``MDM_KEY`` is a
file of ``pymdm keys create``; ``MDM_DATABASE`` is made if it is not there.
"""

from __future__ import annotations

import os

from flask import Flask

from pymdm import commands
from pymdm.adapters.flask import device_blueprint
from pymdm.crypto import SealKey, TrustStore
from pymdm.protocol import Channel
from pymdm.service import CommandFinished, Enrolled, MDMService
from pymdm.stores import SQLiteStore


def create_app() -> Flask:
    seal = SealKey.from_file(os.environ["MDM_KEY"])
    store = SQLiteStore(os.environ.get("MDM_DATABASE", "mdm.sqlite3"), seal=seal)
    identity = TrustStore.from_file(os.environ["MDM_CA"]).mdm_signature()

    def on_event(event: object) -> None:  # after commit, at least once; event.id to dedupe
        match event:
            case Enrolled(enrollment=who) if who.channel is Channel.DEVICE:
                mdm.enqueue(who, commands.DeviceInformation(queries=["SerialNumber", "OSVersion"]))
            case CommandFinished(result=result):
                print(result.status, result.answer, flush=True)

    mdm = MDMService(store, identity=identity, on_event=on_event)
    app = Flask(__name__)
    app.extensions["mdm"] = mdm
    app.register_blueprint(device_blueprint(mdm))  # PUT /mdm
    return app
