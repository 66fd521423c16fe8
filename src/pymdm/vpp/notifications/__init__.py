"""What Apple tells of a location of Apps and Books without being asked."""

from __future__ import annotations

from pymdm.vpp.notifications.models import MAX_BODY, Notification
from pymdm.vpp.notifications.receiver import NoteStore, Reply, bearer_hash, receive

__all__ = ["MAX_BODY", "NoteStore", "Notification", "Reply", "bearer_hash", "receive"]
