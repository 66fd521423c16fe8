"""MachineInfo, as Apple's schema has it.

Source: other/machineinfo.yaml
Generated; tools/schema_generator is the place for changes.
"""

from pymdm._model import Document, key, model

__all__ = ["MachineInfo"]


@model
class MachineInfo(Document):
    """What a device says of itself when it asks for its enrollment profile."""

    udid: str | None = key("UDID", default=None, required=True)
    serial: str | None = key("SERIAL", default=None, required=True)
    product: str | None = key("PRODUCT", default=None, required=True)
    version: str | None = key("VERSION", default=None, required=True)
    os_version: str | None = key("OS_VERSION", default=None, required=True)
    supplemental_build_version: str | None = key("SUPPLEMENTAL_BUILD_VERSION", default=None)
    supplemental_os_version_extra: str | None = key("SUPPLEMENTAL_OS_VERSION_EXTRA", default=None)
    imei: str | None = key("IMEI", default=None)
    meid: str | None = key("MEID", default=None)
    language: str | None = key("LANGUAGE", default=None)
    mdm_can_request_software_update: bool | None = key(
        "MDM_CAN_REQUEST_SOFTWARE_UPDATE", default=None, if_absent=False
    )
    pairing_token: bytes | None = key("PAIRING_TOKEN", default=None, secret=True)
    software_update_device_id: str | None = key("SOFTWARE_UPDATE_DEVICE_ID", default=None)
    mdm_can_request_psso_config: bool | None = key(
        "MDM_CAN_REQUEST_PSSO_CONFIG", default=None, if_absent=False
    )
    mandatory_software_update_required: bool | None = key(
        "MANDATORY_SOFTWARE_UPDATE_REQUIRED", default=None, if_absent=False
    )
