from pymdm.schema.documents.app_manifest import AppManifest
from pymdm.schema.documents.enrollment_sso_document import EnrollmentSSODocument
from pymdm.schema.documents.machine_info import MachineInfo
from pymdm.schema.documents.pairing_token_missing import PairingTokenMissing
from pymdm.schema.documents.password_hash import PasswordHash
from pymdm.schema.documents.platform_sso_required import PlatformSSORequired
from pymdm.schema.documents.skip_keys import SkipKeys
from pymdm.schema.documents.software_update_required import SoftwareUpdateRequired
from pymdm.schema.documents.unrecognized_device import UnrecognizedDevice
from pymdm.schema.documents.well_known_failed import WellKnownFailed

__all__ = [
    "AppManifest",
    "EnrollmentSSODocument",
    "MachineInfo",
    "PairingTokenMissing",
    "PasswordHash",
    "PlatformSSORequired",
    "SkipKeys",
    "SoftwareUpdateRequired",
    "UnrecognizedDevice",
    "WellKnownFailed",
]
