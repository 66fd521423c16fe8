"""Which devices take AccountMail.

Source: declarative/declarations/configurations/account.mail.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import Final

from pymdm._model import NEVER, Rows, Support

__all__ = ["SUPPORT"]

SUPPORT: Final[Rows] = {
    "AccountMail": (
        Support(
            "iOS", "15.0", shared_device=False, shared_user=True, enrollments="supervised device user local"
        ),
        Support(
            "macOS", "13.0", device_channel=False, user_channel=True, enrollments="supervised user local"
        ),
        Support("tvOS watchOS", NEVER),
        Support("visionOS", "1.1", enrollments="supervised device user local"),
    ),
    "AccountMail.smime": (Support("iOS", "17.0"), Support("macOS", NEVER)),
}
