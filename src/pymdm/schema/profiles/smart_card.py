"""SmartCard, as Apple's schema has it.

Source: mdm/profiles/com.apple.security.smartcard.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SmartCard"]


@model
class SmartCard(Payload):
    """How smart cards are used to log in."""

    payload_type: ClassVar[str] = "com.apple.security.smartcard"

    user_pairing: bool | None = key("UserPairing", default=None, if_absent=True)
    allow_smart_card: bool | None = key("allowSmartCard", default=None, if_absent=True)
    check_certificate_trust: int | None = key(
        "checkCertificateTrust", default=None, if_absent=0, allowed=(0, 1, 2, 3)
    )
    one_card_per_user: bool | None = key("oneCardPerUser", default=None, if_absent=False)
    token_removal_action: int | None = key("tokenRemovalAction", default=None, if_absent=0, allowed=(0, 1))
    enforce_smart_card: bool | None = key("enforceSmartCard", default=None, if_absent=False)
