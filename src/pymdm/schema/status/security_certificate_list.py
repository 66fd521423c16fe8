"""SecurityCertificateList, as Apple's schema has it.

Source: declarative/status/security.certificate.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Model, StatusItem, key, model

__all__ = ["SecurityCertificateList"]


@model
class SecurityCertificateList(StatusItem):
    """The status item security.certificate.list."""

    status_item_type: ClassVar[str] = "security.certificate.list"

    @model
    class StatusValue(Model):
        """One certificate."""

        identifier: str | None = key("identifier", default=None, required=True)
        removed: bool | None = key("_removed", default=None, if_absent=False)
        declaration_identifier: str | None = key("declaration-identifier", default=None)
        subject_summary: str | None = key("subject-summary", default=None, required=True)
        is_identity: bool | None = key("is-identity", default=None, required=True)
        data: bytes | None = key("data", default=None, required=True)

    value: Sequence[StatusValue] | None = key("security.certificate.list", default=None, required=True)
