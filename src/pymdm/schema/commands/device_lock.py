"""DeviceLock: the facts of mdm/commands/device.lock.yaml.

Laid by hand, in the form that the schema generator will emit.
"""

from typing import ClassVar

from pymdm._model import NEVER, Answer, Command, Support, key, model

__all__ = ["DeviceLock", "DeviceLockResponse"]


@model
class DeviceLock(Command):
    """Lock the device at once.

    A Mac restarts and asks for ``pin``, which no other device takes: six digits, or four as in 2014.
    """

    request_type: ClassVar[str] = "DeviceLock"
    SUPPORT: ClassVar[tuple[Support, ...]] = (
        Support("iOS", "4.0", right="AllowPasscodeRemovalAndLock"),
        Support("macOS", "10.7", right="AllowPasscodeRemovalAndLock", user_enrollment="forbidden"),
        Support("tvOS", NEVER),
        Support("visionOS", "2.0", right="AllowPasscodeRemovalAndLock"),
        Support("watchOS", "10.0", right="AllowPasscodeRemovalAndLock"),
    )

    message: str | None = key(
        "Message",
        default=None,
        support=(
            Support("iOS", "7.0", shared_ipad="ignored"),
            Support("macOS", "10.14"),
            Support("visionOS", NEVER),
        ),
    )
    phone_number: str | None = key(
        "PhoneNumber",
        default=None,
        support=(
            Support("iOS", "7.0", shared_ipad="ignored"),
            Support("macOS", "11.5"),
            Support("visionOS", NEVER),
        ),
    )
    pin: str | None = key(
        "PIN",
        default=None,
        format="[0-9]{6}|[0-9]{4}",
        secret=True,
        support=(Support("iOS visionOS watchOS", NEVER), Support("macOS", "10.8")),
    )


@model
class DeviceLockResponse(Answer):
    """What became of the message on the lock screen."""

    message_result: str | None = key("MessageResult", default=None)
