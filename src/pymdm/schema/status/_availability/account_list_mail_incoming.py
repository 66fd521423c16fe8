"""Which devices take AccountListMailIncoming.

Source: declarative/status/account.list.mail.incoming.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AccountListMailIncoming": (
        Support(
            "iOS", "16.0", shared_device=False, shared_user=True, enrollments="supervised device user local"
        ),
        Support(
            "macOS", "13.0", device_channel=False, user_channel=True, enrollments="supervised user local"
        ),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.1", enrollments="supervised device user local"),
    ),
}
