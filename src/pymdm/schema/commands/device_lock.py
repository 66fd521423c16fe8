"""DeviceLock, as Apple's schema has it.

Source: mdm/commands/device.lock.yaml
Generated; tools/schema_generator is the place for changes.
"""

from typing import ClassVar

from pymdm._model import Answer, Command, key, model

__all__ = ["DeviceLock", "DeviceLockResponse"]


@model
class DeviceLock(Command):
    """Lock the device at once.

    A Mac restarts and asks for ``pin``, which no other device takes: six digits, or four as in
    2014.
    """

    request_type: ClassVar[str] = "DeviceLock"

    message: str | None = key("Message", default=None)
    phone_number: str | None = key("PhoneNumber", default=None)
    pin: str | None = key("PIN", default=None, format="[0-9]{6}|[0-9]{4}", secret=True)


@model
class DeviceLockResponse(Answer):
    """What became of the message on the lock screen."""

    message_result: str | None = key("MessageResult", default=None)
