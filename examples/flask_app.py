"""An MDM server in a Flask program: the device route, an event callback, and a command.

    flask --app examples.flask_app:create_app run        # behind a proxy that ends TLS

Devices are known by the certificates of the CA in ``MDM_CA`` (a PEM file).
"""

from __future__ import annotations

import os

from flask import Flask, Response, request

from pymdm import commands
from pymdm.crypto import TrustStore
from pymdm.protocol import Channel, CommandResult
from pymdm.service import CommandFinished, Enrolled, MDMRequest, MDMService
from pymdm.stores import MemoryStore


def create_app(ca_file: str | None = None) -> Flask:
    store = MemoryStore()
    identity = TrustStore.from_file(ca_file or os.environ["MDM_CA"]).mdm_signature()

    def on_event(event: object) -> None:  # after commit, at least once; event.id to dedupe
        match event:
            case Enrolled(enrollment=who) if who.channel is Channel.DEVICE:
                mdm.enqueue(who, commands.DeviceInformation(queries=["SerialNumber", "OSVersion"]))
            case CommandFinished(result=result):
                app.logger.info("%s %s", result.status, result.answer)
                finished.append(result)

    mdm = MDMService(store, identity=identity, on_event=on_event)
    finished: list[CommandResult] = []
    app = Flask(__name__)
    app.extensions["mdm"] = mdm
    app.extensions["mdm_finished"] = finished

    @app.put("/mdm")
    def device() -> Response:
        reply = mdm.handle(MDMRequest.from_wsgi(request.environ))  # caps the body, reads raw headers
        return Response(
            reply.body, reply.status, headers=dict(reply.headers), content_type=reply.content_type
        )

    return app
