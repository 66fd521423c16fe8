"""InviteToProgram, as Apple's schema has it.

Source: mdm/commands/application.invitetoprogram.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["InviteToProgram", "InviteToProgramResponse"]


@model
class InviteToProgram(Command):
    """Invite the user of a device to take part in volume purchases."""

    request_type: ClassVar[str] = "InviteToProgram"

    program_id: str = key("ProgramID", allowed=("com.apple.cloudvpp",))
    invitation_url: str = key("InvitationURL")


@model
class InviteToProgramResponse(Answer):
    """Whether the invitation could be shown."""

    invitation_result: str | None = key(
        "InvitationResult",
        default=None,
        required=True,
        allowed=("Acknowledged", "InvalidProgramID", "InvalidInvitationURL"),
    )
