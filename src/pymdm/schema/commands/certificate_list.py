"""CertificateList, as Apple's schema has it.

Source: mdm/commands/certificate.list.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Answer, Command, Model, key, model

__all__ = ["CertificateList", "CertificateListResponse"]


@model
class CertificateList(Command):
    """List the certificates and identities of a device."""

    request_type: ClassVar[str] = "CertificateList"

    managed_only: bool | None = key("ManagedOnly", default=None, if_absent=False)


@model
class CertificateListResponse(Answer):
    """The certificates of a device, as DER."""

    @model
    class CertificateListItem(Model):
        """One certificate or identity."""

        common_name: str | None = key("CommonName", default=None, required=True)
        is_identity: bool | None = key("IsIdentity", default=None, required=True)
        data: bytes | None = key("Data", default=None, required=True)

    certificate_list: Sequence[CertificateListItem] | None = key(
        "CertificateList", default=None, required=True
    )
