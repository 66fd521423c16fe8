"""Thin bridges between the service and web frameworks."""

from __future__ import annotations

from pymdm.adapters.wsgi import device_app

__all__ = ["device_app"]
