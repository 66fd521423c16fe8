"""The device routes as a Flask blueprint: what Flask and the program around could do to a device."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, Response, abort, redirect

from pymdm.adapters.flask import device_blueprint
from pymdm.service import MDMReply, MDMRequest, unenroll
from tests.unit.adapters.wires import Asked, WSGIWire


class Service:
    def __init__(self, reply: MDMReply) -> None:
        self.reply = reply
        self.asked: list[MDMRequest] = []

    def handle(self, request: MDMRequest) -> MDMReply:
        self.asked.append(request)
        return self.reply


def program(reply: MDMReply | None = None, *, prefix: str | None = None, **options: Any) -> Flask:
    app = Flask(__name__)
    service: Any = Service(reply or MDMReply())
    app.register_blueprint(device_blueprint(service, **options), url_prefix=prefix)
    return app


def put(app: Flask, path: str = "/mdm") -> int:
    return WSGIWire(app).ask(Asked(path=path, parts=(b"x",))).status


@pytest.mark.parametrize("status", [401, 403])
def test_a_login_of_the_program_unenrolls_nobody(status: int) -> None:
    """T17: a hook that turns everybody away who has no session."""
    app = program()

    @app.before_request
    def login() -> None:
        abort(status)

    assert 400 == put(app)
    assert status == put(app, "/elsewhere")


def test_other_answers_of_the_program_are_left_alone() -> None:
    app = program()

    @app.before_request
    def elsewhere() -> Any:
        return redirect("https://mdm2.example.com/mdm", 307)

    assert 307 == put(app)


def test_a_deliberate_unenroll_leaves() -> None:
    assert 401 == put(program(unenroll(why="a test")))


def test_a_hook_that_runs_later_is_still_the_programs_own() -> None:
    """Flask asks the blueprint's hooks before the program's: what those make of an answer is theirs."""
    app = program(MDMReply(body=b"answer"))

    @app.after_request
    def stamp(response: Response) -> Response:
        response.headers["X-Program"] = "mine"
        return response

    reply = WSGIWire(app).ask(Asked(parts=(b"x",)))

    assert ("mine", b"answer") == (reply.headers["x-program"], reply.body)


def test_a_blueprint_may_have_a_prefix() -> None:
    app = program(prefix="/devices", path="", checkin_path="/checkin")

    assert [200, 200, 404] == [put(app, path) for path in ("/devices", "/devices/checkin", "/mdm")]


def test_several_services_live_in_one_program() -> None:
    app = program()
    other: Any = Service(unenroll(why="a test"))
    app.register_blueprint(device_blueprint(other, path="/other", name="other"))

    assert [200, 401] == [put(app, path) for path in ("/mdm", "/other")]


def test_a_path_with_one_more_slash_is_another() -> None:
    assert 404 == put(program(), "/mdm/")


def test_the_bound_of_the_program_on_bodies_is_not_ours() -> None:
    """A result with thousands of applications is larger than any form."""
    app = program()
    app.config["MAX_CONTENT_LENGTH"] = 10

    assert 200 == WSGIWire(app).ask(Asked(parts=(bytes(1000),))).status
