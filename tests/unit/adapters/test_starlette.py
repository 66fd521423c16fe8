"""The device routes for Starlette and FastAPI: how a program puts them among its own."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from starlette.applications import Starlette
from starlette.routing import Mount, Router

from pymdm.adapters.starlette import device_routes
from pymdm.service import MDMReply, MDMRequest
from tests.unit.adapters.wires import ASGIWire, Asked


class Service:
    async def handle(self, request: MDMRequest) -> MDMReply:
        return MDMReply(body=b"answer")


def routes(**options: Any) -> Any:
    service: Any = Service()
    return device_routes(service, **options)


def put(app: Any, path: str) -> int:
    return ASGIWire(app).ask(Asked(path=path, parts=(b"x",))).status


def test_routes_go_below_a_mount() -> None:
    app = Starlette(routes=[Mount("/devices", routes=routes(checkin_path="/checkin"))])

    paths = ("/devices/mdm", "/devices/checkin", "/mdm", "/devices/other")
    assert [200, 200, 404, 404] == [put(app, path) for path in paths]


def test_routes_make_a_router() -> None:
    app = FastAPI()
    app.mount("/devices", Router(routes=routes()))

    assert [200, 404] == [put(app, path) for path in ("/devices/mdm", "/devices/other")]


def test_routes_join_those_that_are_there() -> None:
    app = FastAPI()
    app.router.routes.extend(routes())

    assert [200, 404] == [put(app, path) for path in ("/mdm", "/other")]


def test_nothing_of_it_is_in_the_programs_own_documentation() -> None:
    """An interactive page that offers to be a device helps nobody."""
    app = FastAPI(routes=routes())

    assert {} == app.openapi()["paths"]


def test_a_path_that_no_request_can_have_is_refused() -> None:
    with pytest.raises(ValueError, match="slash"):
        routes(path="mdm")
