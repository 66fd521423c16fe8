"""Which devices take AccountExchange.

Source: declarative/declarations/configurations/account.exchange.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AccountExchange": (
        Support(
            "iOS", "15.0", shared_device=False, shared_user=True, enrollments="supervised device user local"
        ),
        Support(
            "macOS", "13.0", device_channel=False, user_channel=True, enrollments="supervised user local"
        ),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.1", enrollments="supervised device user local"),
    ),
    "AccountExchange.port": (Support("iOS visionOS", NEVER),),
    "AccountExchange.path": (Support("iOS visionOS", NEVER),),
    "AccountExchange.external_host_name": (Support("iOS visionOS", NEVER),),
    "AccountExchange.external_port": (Support("iOS visionOS", NEVER),),
    "AccountExchange.external_path": (Support("iOS visionOS", NEVER),),
    "AccountExchange.OAuth.token_request_url": (Support("macOS", NEVER),),
    "AccountExchange.smime": (Support("iOS", "17.0"), Support("macOS", NEVER)),
    "AccountExchange.lock_mail_service": (Support("macOS", NEVER),),
    "AccountExchange.lock_contacts_service": (Support("macOS", NEVER),),
    "AccountExchange.lock_calendar_service": (Support("macOS", NEVER),),
    "AccountExchange.lock_reminders_service": (Support("macOS", NEVER),),
    "AccountExchange.lock_notes_service": (Support("macOS", NEVER),),
}
