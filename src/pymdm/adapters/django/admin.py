"""Admin pages that show devices, commands, identities and events, and change nothing.

The rules of the protocol are in the service, not in the database: a row that was edited or deleted here would
be a device that is locked out, or a command that is carried out twice.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin

from pymdm.adapters.django import models

__all__ = ["CommandPage", "EnrollmentPage", "EventPage", "IdentityPage"]


class _ReadOnly(admin.ModelAdmin):
    def has_add_permission(self, request: Any, *_: Any) -> bool:
        return False

    def has_change_permission(self, request: Any, *_: Any) -> bool:
        return False

    def has_delete_permission(self, request: Any, *_: Any) -> bool:
        return False


@admin.register(models.Enrollment)
class EnrollmentPage(_ReadOnly):
    """Devices and users."""

    list_display = ("id", "kind", "state", "serial_number", "device_name", "os", "os_version", "last_seen_at")
    list_filter = ("state", "kind", "os", "inactive_since")
    search_fields = ("id", "serial_number", "device_name", "user_short_name", "user_long_name")


@admin.register(models.Command)
class CommandPage(_ReadOnly):
    """Commands, without what is in them."""

    list_display = ("request_type", "uuid", "enrollment", "state", "queued_at", "sent_count", "finished_at")
    list_filter = ("state", "request_type")
    list_select_related = ("enrollment",)
    search_fields = ("uuid", "enrollment__id")


@admin.register(models.Identity)
class IdentityPage(_ReadOnly):
    """The issue log."""

    list_display = ("fingerprint", "session", "not_after", "revoked_at")
    list_filter = ("revoked_at", "not_after")


@admin.register(models.Event)
class EventPage(_ReadOnly):
    """What happened and was not told to everybody yet."""

    list_display = ("id", "at", "name", "enrollment")
    list_filter = ("name",)
