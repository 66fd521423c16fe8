from pymdm._model import Answer, Command
from pymdm.schema.commands import DeviceInformation as DeviceInformation
from pymdm.schema.commands import DeviceInformationResponse as DeviceInformationResponse
from pymdm.schema.commands import DeviceLock as DeviceLock
from pymdm.schema.commands import DeviceLockResponse as DeviceLockResponse
from pymdm.schema.commands import EraseDevice as EraseDevice
from pymdm.schema.commands import InstallProfile as InstallProfile
from pymdm.schema.commands import ProfileList as ProfileList
from pymdm.schema.commands import ProfileListResponse as ProfileListResponse
from pymdm.schema.commands import RemoveProfile as RemoveProfile
from pymdm.schema.commands import SecurityInfo as SecurityInfo
from pymdm.schema.commands import SecurityInfoResponse as SecurityInfoResponse

__all__ = [
    "DeviceInformation",
    "DeviceInformationResponse",
    "DeviceLock",
    "DeviceLockResponse",
    "EraseDevice",
    "InstallProfile",
    "ProfileList",
    "ProfileListResponse",
    "RemoveProfile",
    "SecurityInfo",
    "SecurityInfoResponse",
    "answer_class",
    "command_class",
]

def command_class(request_type: str) -> type[Command] | None: ...
def answer_class(request_type: str) -> type[Answer] | None: ...
