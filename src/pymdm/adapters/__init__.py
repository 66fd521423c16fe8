"""Thin bridges between the service and web frameworks.

WSGI and ASGI need nothing but pymdm.  The others are imported from where they live, because each needs its
framework: ``pymdm.adapters.flask``, ``pymdm.adapters.django``, ``pymdm.adapters.starlette``.
"""

from __future__ import annotations

from pymdm.adapters.asgi import asgi_device_app
from pymdm.adapters.headers_probe import HeaderProbe, HeaderVerdict
from pymdm.adapters.wsgi import device_app

__all__ = ["HeaderProbe", "HeaderVerdict", "asgi_device_app", "device_app"]
