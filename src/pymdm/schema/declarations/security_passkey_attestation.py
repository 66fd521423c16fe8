"""SecurityPasskeyAttestation, as Apple's schema has it.

Source: declarative/declarations/configurations/security.passkey.attestation.yaml
Generated; tools/schema_generator is the place for changes.
"""

from collections.abc import Sequence
from typing import ClassVar

from pymdm._model import Declaration, key, model

__all__ = ["SecurityPasskeyAttestation"]


@model
class SecurityPasskeyAttestation(Declaration):
    """Passkeys that attest the device."""

    declaration_type: ClassVar[str] = "com.apple.configuration.security.passkey.attestation"
    APPLY: ClassVar[str] = "multiple"

    attestation_identity_asset_reference: str = key(
        "AttestationIdentityAssetReference",
        assets=(
            "com.apple.asset.credential.identity",
            "com.apple.asset.credential.scep",
            "com.apple.asset.credential.acme",
        ),
    )
    attestation_identity_key_is_extractable: bool | None = key(
        "AttestationIdentityKeyIsExtractable", default=None, if_absent=True
    )
    relying_parties: Sequence[str] = key("RelyingParties")
