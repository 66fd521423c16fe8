"""SubscribedCalendars, as Apple's schema has it.

Source: mdm/profiles/com.apple.subscribedcalendar.account.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Payload, key, model

__all__ = ["SubscribedCalendars"]


@model
class SubscribedCalendars(Payload):
    """A calendar to read."""

    payload_type: ClassVar[str] = "com.apple.subscribedcalendar.account"

    sub_cal_account_description: str | None = key("SubCalAccountDescription", default=None)
    sub_cal_account_host_name: str = key("SubCalAccountHostName")
    sub_cal_account_username: str | None = key("SubCalAccountUsername", default=None)
    sub_cal_account_password: str | None = key("SubCalAccountPassword", default=None, secret=True)
    sub_cal_account_use_ssl: bool | None = key("SubCalAccountUseSSL", default=None, if_absent=False)
    vpn_uuid: str | None = key("VPNUUID", default=None)
