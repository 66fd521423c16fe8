"""Every way to embed the service, each in its real framework."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import attrs
from django.core.handlers.asgi import ASGIHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from fastapi import FastAPI
from flask import Flask
from starlette.applications import Starlette
from starlette.routing import Mount

from pymdm.adapters import asgi_device_app, device_app
from pymdm.adapters.django import device_urls
from pymdm.adapters.flask import device_blueprint
from pymdm.adapters.starlette import device_routes
from pymdm.testing import Reply
from tests.django_project import django_settings
from tests.unit.adapters.wires import ASGIWire, Asked, Wire, WSGIWire

PATHS: dict[str, Any] = {"path": "/mdm", "checkin_path": "/checkin"}


@attrs.frozen(kw_only=True)
class Embedding:
    """``embed`` puts a service into a program of the framework; ``asynchronous`` says which service."""

    name: str
    embed: Callable[[Any], Wire]
    asynchronous: bool = False
    #: The server below leaves the names of header lines as they were sent.
    raw_names: bool = False
    #: What comes for a request whose body has no length at all.
    no_length: int = 411


def flask_app(service: Any) -> Flask:
    app = Flask(__name__)
    app.testing = True  # exceptions would leave the application
    app.register_blueprint(device_blueprint(service, **PATHS))
    return app


class DjangoWire:
    """A Django program with the service's URLs, behind a server."""

    def __init__(self, service: Any, wire: Callable[[Any], Any], handler: Callable[[], Any]) -> None:
        django_settings()
        self._urls = types.ModuleType("urls_of_a_test")
        self._urls.__dict__["urlpatterns"] = device_urls(service, **PATHS)
        with self._here():
            self._wire = wire(handler())
        self.taken = 0

    @contextmanager
    def _here(self) -> Iterator[None]:
        with override_settings(ROOT_URLCONF=self._urls):
            yield

    def ask(self, asked: Asked) -> Reply:
        with self._here():
            reply: Reply = self._wire.ask(asked)
        self.taken = self._wire.taken
        return reply


def django_wsgi(service: Any) -> Wire:
    return DjangoWire(service, WSGIWire, WSGIHandler)


def django_asgi(service: Any) -> Wire:
    return DjangoWire(service, ASGIWire, ASGIHandler)


def mounted(service: Any) -> Starlette:
    return Starlette(routes=[Mount("/", app=asgi_device_app(service, **PATHS))])


EMBEDDINGS = (
    Embedding(name="plain WSGI", embed=lambda mdm: WSGIWire(device_app(mdm, **PATHS))),
    Embedding(name="Flask", embed=lambda mdm: WSGIWire(flask_app(mdm))),
    Embedding(name="Django", embed=django_wsgi),
    Embedding(name="Django, async view", embed=django_wsgi, asynchronous=True),
    Embedding(name="Django on ASGI", embed=django_asgi, asynchronous=True, raw_names=True, no_length=400),
    Embedding(name="Django on ASGI, blocking view", embed=django_asgi, raw_names=True, no_length=400),
    *(
        Embedding(name=name, embed=embed, asynchronous=True, raw_names=True, no_length=400)
        for name, embed in (
            ("plain ASGI", lambda mdm: ASGIWire(asgi_device_app(mdm, **PATHS))),
            ("ASGI mounted in Starlette", lambda mdm: ASGIWire(mounted(mdm))),
            ("Starlette", lambda mdm: ASGIWire(Starlette(routes=device_routes(mdm, **PATHS)))),
            ("FastAPI", lambda mdm: ASGIWire(FastAPI(routes=device_routes(mdm, **PATHS)))),
        )
    ),
)
