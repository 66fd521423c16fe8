"""The device routes as a Flask blueprint.

app.register_blueprint(device_blueprint(mdm))       # PUT /mdm
"""

from __future__ import annotations

from flask import Blueprint, Response, g, request

from pymdm.adapters._route import METHODS, answer, device_paths, header_lines
from pymdm.service import MDMReply, MDMRequest, MDMService
from pymdm.service.unenroll import only_deliberate

__all__ = ["device_blueprint"]


def device_blueprint(
    service: MDMService, *, path: str = "/mdm", checkin_path: str | None = None, name: str = "mdm_device"
) -> Blueprint:
    """A blueprint that answers devices at ``path`` (ServerURL) and ``checkin_path`` (CheckInURL).

    One path is enough: the two protocols are told apart by Content-Type.  Both are below the
    ``url_prefix`` that the blueprint is registered with; ``path`` may be empty then.  A hook of the
    program that answers devices 401 or 403, such as a login, is overruled: it would unenroll them (T17).

    Raises:
        ValueError: a path that no request can have.
    """
    blueprint = Blueprint(name, __name__)

    def device() -> Response:
        reply = answer(request.method, service.handle, lambda: MDMRequest.from_wsgi(request.environ))
        g.pymdm_unenrolls = reply.unenrolls
        return _response(reply)

    def guard(response: Response) -> Response:
        meant = MDMReply(status=response.status_code, unenrolls=g.get("pymdm_unenrolls", False))
        allowed = only_deliberate(meant)
        return response if allowed is meant else _response(allowed)

    for rule in sorted(device_paths(path, checkin_path)):
        blueprint.add_url_rule(rule, "device", device, methods=METHODS, provide_automatic_options=False)
    blueprint.after_request(guard)
    return blueprint


def _response(reply: MDMReply) -> Response:
    # Werkzeug leaves the body out for HEAD, and counts the one that it gets.
    return Response(reply.body, reply.status, headers=header_lines(reply))
