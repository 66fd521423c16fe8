"""What a simulated device raises when a server does not want it, or hands out no profile."""

from __future__ import annotations

from pymdm.errors import RemoteProtocolError

__all__ = ["EnrollmentRefused", "NoProfile", "SCEPFailed"]


class EnrollmentRefused(RemoteProtocolError):
    """The server did not accept the device or user; the profile was not kept.

    ``message_type`` is the check-in that failed and ``status`` the HTTP status of its answer.
    """

    def __init__(self, message_type: str, status: int) -> None:
        super().__init__(f"{message_type} was answered with HTTP status {status}")
        self.message_type = message_type
        self.status = status


class SCEPFailed(RemoteProtocolError):
    """The device got no identity by SCEP.

    ``operation`` is what it asked (GetCACert, PKCSReq, RenewalReq), ``status`` the HTTP status of the
    answer, and ``told`` the failInfo in it, if there is one.
    """

    def __init__(self, operation: str, status: int, told: str = "") -> None:
        super().__init__(f"{operation} was answered with HTTP status {status}{told and f': {told}'}")
        self.operation = operation
        self.status = status
        self.told = told


class NoProfile(RemoteProtocolError):
    """What an address answered is no profile but an error or a page.

    ``status`` and ``content_type`` are those of the answer; without a type that is empty.
    """

    def __init__(self, status: int, content_type: str) -> None:
        super().__init__(f"expected a profile, found status {status} and {content_type or 'no type'}")
        self.status = status
        self.content_type = content_type
