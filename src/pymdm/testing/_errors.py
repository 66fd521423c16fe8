"""What a simulated device raises when a server does not want it."""

from __future__ import annotations

from pymdm.errors import RemoteProtocolError

__all__ = ["EnrollmentRefused"]


class EnrollmentRefused(RemoteProtocolError):
    """The server did not accept the device or user; the profile was not kept.

    ``message_type`` is the check-in that failed and ``status`` the HTTP status of its answer.
    """

    def __init__(self, message_type: str, status: int) -> None:
        super().__init__(f"{message_type} was answered with HTTP status {status}")
        self.message_type = message_type
        self.status = status
