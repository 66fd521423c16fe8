from pymdm.schema.commands.device_information import DeviceInformation as DeviceInformation
from pymdm.schema.commands.device_information import DeviceInformationResponse as DeviceInformationResponse
from pymdm.schema.commands.device_lock import DeviceLock as DeviceLock
from pymdm.schema.commands.device_lock import DeviceLockResponse as DeviceLockResponse
from pymdm.schema.commands.erase_device import EraseDevice as EraseDevice
from pymdm.schema.commands.install_profile import InstallProfile as InstallProfile
from pymdm.schema.commands.profile_list import ProfileList as ProfileList
from pymdm.schema.commands.profile_list import ProfileListResponse as ProfileListResponse
from pymdm.schema.commands.remove_profile import RemoveProfile as RemoveProfile
from pymdm.schema.commands.security_info import SecurityInfo as SecurityInfo
from pymdm.schema.commands.security_info import SecurityInfoResponse as SecurityInfoResponse

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
]
