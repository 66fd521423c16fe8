"""The device routes for Django.

urlpatterns = [*device_urls(mdm)]                   # PUT /mdm; an MDMService or an AsyncMDMService
"""

from __future__ import annotations

from pymdm.adapters.django.views import device_urls, device_view

__all__ = ["device_urls", "device_view"]
