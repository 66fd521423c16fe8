"""The device routes for Starlette and FastAPI.

app = Starlette(routes=device_routes(mdm))          # an AsyncMDMService; PUT /mdm
app = FastAPI(routes=device_routes(mdm))
"""

from __future__ import annotations

from starlette.routing import Route
from starlette.types import Receive, Scope, Send

from pymdm.adapters._route import device_paths
from pymdm.adapters.asgi import asgi_device_route
from pymdm.service import AsyncMDMService

__all__ = ["device_routes"]


class _Endpoint:
    # A class, because Starlette hands a function a Request and lets it answer GET only.
    def __init__(self, service: AsyncMDMService) -> None:
        self._route = asgi_device_route(service)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._route(scope, receive, send)


def device_routes(
    service: AsyncMDMService, *, path: str = "/mdm", checkin_path: str | None = None
) -> list[Route]:
    """Routes that answer devices at ``path`` (ServerURL) and ``checkin_path`` (CheckInURL).

    One path is enough: the two protocols are told apart by Content-Type.  They answer every method by
    themselves, and no exception leaves them.

    Raises:
        ValueError: a path that no request can have.
    """
    endpoint = _Endpoint(service)
    return [Route(each, endpoint) for each in sorted(device_paths(path, checkin_path))]
