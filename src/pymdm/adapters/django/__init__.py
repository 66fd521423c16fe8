"""The device routes for Django, and a store in its database.

urlpatterns = [*device_urls(mdm)]                   # PUT /mdm; an MDMService or an AsyncMDMService
store = DjangoStore(seal=SealKey.from_file("mdm.key"))
"""

from __future__ import annotations

from pymdm.adapters.django.store import DjangoStore
from pymdm.adapters.django.views import device_urls, device_view

__all__ = ["DjangoStore", "device_urls", "device_view"]
