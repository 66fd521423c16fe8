"""ManagedApplicationFeedback, as Apple's schema has it.

Source: mdm/commands/managed.application.feedback.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["ManagedApplicationFeedback", "ManagedApplicationFeedbackResponse"]


@model
class ManagedApplicationFeedback(Command):
    """Ask what managed apps left for their server."""

    request_type: ClassVar[str] = "ManagedApplicationFeedback"

    identifiers: Sequence[str] = key("Identifiers")
    delete_feedback: bool | None = key("DeleteFeedback", default=None, if_absent=False)


@model
class ManagedApplicationFeedbackResponse(Answer):
    """What managed apps left for their server."""

    @model
    class ManagedApplicationFeedbackItem(Model):
        """What one app left."""

        identifier: str | None = key("Identifier", default=None, required=True)
        feedback: Mapping[str, Any] | None = key("Feedback", default=None, secret=True)

    managed_application_feedback: Sequence[ManagedApplicationFeedbackItem] | None = key(
        "ManagedApplicationFeedback", default=None, required=True
    )
