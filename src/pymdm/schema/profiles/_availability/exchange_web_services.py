"""Which devices take ExchangeWebServices.

Source: mdm/profiles/com.apple.ews.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "ExchangeWebServices": (
        Support("iOS tvOS visionOS watchOS", NEVER),
        Support("macOS", "10.7", device_channel=False, user_channel=True, multiple=True, manual_install=True),
    ),
    "ExchangeWebServices.oauth": (Support("macOS", "10.14"),),
    "ExchangeWebServices.oauth_sign_in_url": (Support("macOS", "10.14"),),
    "ExchangeWebServices.payload_certificate_uuid": (Support("macOS", "10.12"),),
    "ExchangeWebServices.authentication_certificate_uuid": (Support("macOS", "10.11"),),
    "ExchangeWebServices.allow_mail_drop": (Support("macOS", "10.12"),),
}
